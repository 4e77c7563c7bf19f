"""All that editors get of a series: the files of its cut, in every format."""

from __future__ import annotations

from pathlib import Path

from microdrama.domain.plan import Plan
from microdrama.edit.interchange import edl, fcpxml, otio
from microdrama.edit.interchange.timeline import FilmFacts, cut_of


def cut_files(plan: Plan, film: FilmFacts, *, title: str) -> dict[str, bytes]:
    """The files by their place inside the folder, with forward slashes.

    `cut.otio` holds all episodes; `otio/001.otio` and on hold one each, because editing programs open one timeline
    a file; `cut.fcpxml` holds a project for each; `edl/001.edl` and on are edit lists. Raises ValueError where the
    film's start timecode is none of its rate.
    """
    cut = cut_of(plan, film, title=title)
    files = {"cut.otio": otio.collection(cut), "cut.fcpxml": fcpxml.document(cut)}
    for episode in cut.episodes:
        files[f"otio/{episode.number:03d}.otio"] = otio.single(cut, episode)
        files[f"edl/{episode.number:03d}.edl"] = edl.edit_list(cut, episode)
    return files


def write_cut(plan: Plan, film: FilmFacts, folder: Path, *, title: str) -> list[Path]:
    """Write the files into a folder, which is made where it is missing; returns their paths. Raises OSError."""
    written: list[Path] = []
    for name, data in cut_files(plan, film, title=title).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written

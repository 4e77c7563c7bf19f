"""Whether a bundle is what it says: looked up in its files alone. A plan in it tells where cuts are, not how good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.analysis.film import Senses
from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.analysis.verification import watch
from microdrama.domain import documents
from microdrama.domain.documents import DocumentError
from microdrama.domain.plan import Plan, PlannedEpisode
from microdrama.domain.series import Caption, Series, SeriesEpisode
from microdrama.domain.time import FrameRate
from microdrama.edit.caption_files import caption_file_faults
from microdrama.media import hls
from microdrama.media.container import NotAFilmError
from microdrama.media.origin import origin_of
from microdrama.media.probe import Film, probe
from microdrama.ports.face_finder import NoFaceFinder
from microdrama.ports.voice_finder import FakeVoiceFinder
from microdrama.studio.bundle import read_series
from microdrama.studio.verdict import (
    CheckLimits,
    Miss,
    face_misses,
    joins_of,
    length_misses,
    loudness_misses,
    origin_misses,
    picture_misses,
    voice_misses,
)

__all__ = ["CheckLimits", "Miss", "check_bundle"]

_LENGTH_TOLERANCE_S = Fraction(1, 10)
_PLAN_FILE = "source/plan.json"
_MOST_PLAN_BYTES = 64 << 20
_USUAL = CheckLimits()


Making = Callable[[], Senses]
"""Makes the detectors of one episode."""

Say = Callable[[str], None]
Progress = Callable[[float], None]
"""Told how much of the whole is done, 0 to 1."""


def check_bundle(
    bundle: Path,
    *,
    limits: CheckLimits = _USUAL,
    senses: Making | None = None,
    progress: Progress = lambda _: None,
    say: Say = lambda _: None,
) -> tuple[Series, list[Miss]]:
    """Check every file that a bundle names; returns its series and all misses, none for a sound bundle.

    Each master is decoded once. What cannot be checked because a model is missing is said, in one sentence each.
    Raises BundleError where there is no bundle to look into.
    """
    series = read_series(bundle)
    plan, misses = _plan_of(bundle, series)
    if not series.episodes:
        misses.append(Miss(0, "The series has no episodes.", "episodes"))
    detectors = _Detectors(senses)
    for sentence in detectors.missing():
        say(sentence)
    whole, done = sum((episode.duration_s for episode in series.episodes), Fraction(0)) or Fraction(1), Fraction(0)
    for episode in series.episodes:
        before = done
        checked = _Checked(
            bundle,
            episode,
            plan[episode.number - 1] if plan else None,
            limits,
            detectors,
            lambda moment, before=before: progress(min(1.0, float((before + moment) / whole))),
            labelled=series.origin.ai_generated,
            cropped=series.origin.kind != "animated",
        )
        misses += checked.misses()
        done += episode.duration_s
        progress(min(1.0, float(done / whole)))
    return series, misses


class _Detectors:
    """Fresh detectors for each episode; what is not there leaves its rule out."""

    def __init__(self, make: Making | None) -> None:
        self._make = make or _nothing
        self._first: Senses | None = self._make()
        self.faces = not isinstance(self._first.faces, NoFaceFinder)
        self.voices = not isinstance(self._first.voices, FakeVoiceFinder | EnergyVoiceFinder)

    def fresh(self) -> Senses:
        made, self._first = self._first or self._make(), None
        return made

    def missing(self) -> Iterator[str]:
        if not self.faces:
            yield "Whether faces are inside the picture was not checked: the face detector is not here."
        if not self.voices:
            yield "Whether cuts fall into speech was not checked: the voice detector is not here."


def _nothing() -> Senses:
    return Senses(NoFaceFinder(), FakeVoiceFinder([]))


def _plan_of(bundle: Path, series: Series) -> tuple[list[PlannedEpisode] | None, list[Miss]]:
    """The episodes of the plan that lies in the bundle, None without one; rule `order` for what is wrong with it."""
    if not (bundle / _PLAN_FILE).exists():
        return None, []
    if not _inside(bundle, _PLAN_FILE) or (bundle / _PLAN_FILE).stat().st_size > _MOST_PLAN_BYTES:
        return None, [Miss(0, f"{_PLAN_FILE} lies outside the bundle or is larger than any plan.", "order")]
    try:
        plan = documents.decode((bundle / _PLAN_FILE).read_bytes(), Plan, source=_PLAN_FILE)
    except DocumentError as error:
        return None, [Miss(0, str(error), "order")]
    if len(plan.episodes) != len(series.episodes):
        counts = f"{len(plan.episodes)} episodes but the series has {len(series.episodes)}"
        return None, [Miss(0, f"{_PLAN_FILE} has {counts}.", "order")]
    return plan.episodes, []


@dataclass(frozen=True, slots=True)
class _Checked:
    """One episode being checked, and all that its rules need."""

    bundle: Path
    episode: SeriesEpisode
    planned: PlannedEpisode | None
    limits: CheckLimits
    detectors: _Detectors
    progress: Callable[[Fraction], None]
    labelled: bool = False
    cropped: bool = True

    def misses(self) -> list[Miss]:
        """All misses of the episode; where files are missing, only that."""
        episode, number = self.episode, self.episode.number
        absent = [path for path in _named(episode) if not _inside(self.bundle, path)]
        if absent:
            return [Miss(number, f"{path} is missing or lies outside the bundle.", "files") for path in absent]
        if not _is_rate(episode.frame_rate):
            return [Miss(number, f"It cannot run at {episode.frame_rate} pictures a second.", "format")]
        least, most = self.limits.least_s, self.limits.most_s
        found: list[Miss] = []
        if not least <= episode.duration_s <= most:
            told = f"It lasts {float(episode.duration_s):.2f} s instead of {least} to {most} s."
            found.append(Miss(number, told, "length"))
        if self.planned is not None:
            found += length_misses(self.planned, episode)
        try:
            film = probe(self.bundle / episode.master)
            found += _format_misses(film, episode)
            found += self._seen_and_heard(film)
        except NotAFilmError as error:
            found.append(Miss(number, str(error), "files"))
        if self.labelled:
            found += origin_misses(episode, origin_of(self.bundle / episode.master))
        streams = hls.faults((self.bundle / episode.hls).parent, duration_s=float(episode.duration_s))
        found += [Miss(number, sentence, "streaming") for sentence in streams]
        for caption in episode.captions:
            found += self._caption_misses(caption)
        return found

    def _seen_and_heard(self, film: Film) -> Iterator[Miss]:
        senses = self.detectors.fresh()
        seen = watch(film, face_finder=senses.faces, voice_finder=senses.voices, progress=self.progress)
        if film.audio is None:
            yield Miss(self.episode.number, "The master has no sound track.", "loudness")
        else:
            yield from loudness_misses(self.episode, seen)
        yield from picture_misses(self.episode, seen, self.limits)
        if self.detectors.voices and film.audio is not None:
            joins = joins_of(self.planned, self.episode) if self.planned is not None else None
            yield from voice_misses(self.episode, seen, joins)
        if self.detectors.faces and self.cropped:  # who draws close eyes means to leave out the rest of the face
            yield from face_misses(self.episode, seen, self.limits)

    def _caption_misses(self, caption: Caption) -> Iterator[Miss]:
        told = caption_file_faults(
            self.bundle / caption.path,
            caption.language,
            duration_s=self.episode.duration_s,
            kind="subtitles" if caption.kind == "subtitles" else "captions",
            rate=FrameRate.parse(self.episode.frame_rate),
        )
        yield from (Miss(self.episode.number, sentence, "captions") for sentence in told)


def _named(episode: SeriesEpisode) -> list[str]:
    extras = [caption.path for caption in episode.captions] + [track.path for track in episode.audio]
    return [episode.master, episode.hls, episode.poster, *extras]


def _inside(bundle: Path, path: str) -> bool:
    whole = (bundle / path).resolve()
    return whole.is_file() and whole.is_relative_to(bundle.resolve())


def _is_rate(text: str) -> bool:
    try:
        FrameRate.parse(text)
    except ValueError:
        return False
    return True


def _format_misses(film: Film, episode: SeriesEpisode) -> Iterator[Miss]:
    """Rule `format`: size, shape, frame rate and length of the master are those that the series states."""
    number = episode.number
    if (film.width, film.height) != (episode.width, episode.height):
        told = f"The master is {film.width}x{film.height}, not {episode.width}x{episode.height}."
        yield Miss(number, told, "format")
    if film.width * 16 != film.height * 9:
        yield Miss(number, f"The master is not 9:16 but {film.width}x{film.height}.", "format")
    if str(film.rate) != episode.frame_rate:
        told = f"The master runs at {film.rate} pictures a second, not {episode.frame_rate}."
        yield Miss(number, told, "format")
    if abs(film.duration - episode.duration_s) > _LENGTH_TOLERANCE_S:
        told = f"The master lasts {float(film.duration):.2f} s, not {float(episode.duration_s):.2f} s."
        yield Miss(number, told, "format")

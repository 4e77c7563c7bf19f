"""What is handed over: each episode as whole pictures of the film, its sound where it differs, and the reasons.

Everything here is counted in pictures, so that no format has to round: film pictures from the film's first,
episode pictures from the episode's first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.plan import Plan, PlannedEpisode, PlannedScene, PlannedSpan
from microdrama.domain.time import FrameRate, Span
from microdrama.edit.cut import on_pictures
from microdrama.edit.interchange import timecode

_LONGEST_TEXT = 2_000
_NOT_IN_XML = "\ufffe\uffff"
RECAP = "Recap"


class InterchangeError(MicrodramaError):
    """A timeline cannot be read; nothing was changed."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """The film that the cut refers to: `width` and `height` as a viewer sees them.

    `start_timecode` is the label of its first picture, where the file has one: editors count from it.
    """

    path: Path
    duration_s: Fraction
    rate: FrameRate
    width: int
    height: int
    has_audio: bool
    start_timecode: str | None = None

    @property
    def name(self) -> str:
        """The file's name, safe to write anywhere."""
        return plain(self.path.name) or "film"

    @property
    def pictures(self) -> int:
        """How many pictures the film has at its rate."""
        return self.rate.nearest_frame(self.duration_s)

    @property
    def drop_frame(self) -> bool:
        """How its timecode counts: as its own label does, else as editors expect of its rate."""
        return timecode.drops(self.rate) and (not self.start_timecode or timecode.is_drop(self.start_timecode))

    @property
    def first_label(self) -> int:
        """What the film's first picture is counted as: 0, or more where it has a timecode of its own.

        Raises ValueError where `start_timecode` is no timecode of its rate.
        """
        return timecode.read(self.start_timecode, self.rate) if self.start_timecode else 0


@dataclass(frozen=True, slots=True)
class Pictures:
    """A half-open stretch, counted in pictures: `start` belongs to it, `end` does not."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Clip:
    """One stretch of film in an episode: what is seen, and what is heard with it, both as pictures of the film.

    Sound stays in step with its own pictures: it is heard `sound.start - picture.start` pictures after the clip
    begins (before, where that is negative). None is silence.
    """

    picture: Pictures
    sound: Pictures | None
    recap: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A reason at one picture of the episode."""

    at: int
    kind: Literal["hook", "cliffhanger", "scene", "recap", "card"]
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One episode: its clips follow one another without gaps. An end card is no film: a marker tells of it."""

    number: int
    name: str
    clips: tuple[Clip, ...]
    markers: tuple[Marker, ...]

    @property
    def length(self) -> int:
        """How many pictures the episode has."""
        return sum(len(clip.picture) for clip in self.clips)

    def placed(self) -> Iterator[tuple[int, Clip]]:
        """Each clip with the episode's picture at which it begins."""
        at = 0
        for clip in self.clips:
            yield at, clip
            at += len(clip.picture)


@dataclass(frozen=True, slots=True)
class Cut:
    """A whole series as editors get it."""

    title: str
    film: FilmFacts
    episodes: tuple[Timeline, ...]


@dataclass(frozen=True, slots=True)
class EditedEpisode:
    """One episode as it came back from a timeline."""

    name: str
    rate: FrameRate
    clips: tuple[Clip, ...]

    @property
    def spans(self) -> list[PlannedSpan]:
        """The story, in seconds of the film; sound is named where it differs from the pictures."""
        return [_span(clip, self.rate) for clip in self.clips if not clip.recap]

    @property
    def recap(self) -> list[Span]:
        """The repeated pictures before it."""
        return [_span(clip, self.rate).picture for clip in self.clips if clip.recap]


def _span(clip: Clip, rate: FrameRate) -> PlannedSpan:
    sound = clip.sound or clip.picture
    return PlannedSpan(
        start_s=rate.moment(clip.picture.start),
        end_s=rate.moment(clip.picture.end),
        sound_start_s=rate.moment(sound.start) if sound.start != clip.picture.start else None,
        sound_end_s=rate.moment(sound.end) if sound.end != clip.picture.end else None,
    )


def cut_of(plan: Plan, film: FilmFacts, *, title: str) -> Cut:
    """The plan as timelines, on the pictures that the render shows. Raises ValueError for a wrong start timecode."""
    film.first_label  # noqa: B018 (a wrong label is told here, not in the middle of a file)
    marked: set[int] = set()
    return Cut(plain(title) or film.name, film, tuple(_timeline(e, plan.scenes, film, marked) for e in plan.episodes))


def _timeline(episode: PlannedEpisode, scenes: Sequence[PlannedScene], film: FilmFacts, marked: set[int]) -> Timeline:
    """One episode; `marked` holds the scenes that already have their marker, and grows."""
    recap = [PlannedSpan(start_s=span.start_s, end_s=span.end_s) for span in episode.recap]
    clips = [*_clips(recap, film, recap=True), *_clips(episode.spans, film, recap=False)]
    name = f"Episode {episode.number:03d}"
    title = plain(episode.title or "")
    timeline = Timeline(episode.number, f"{name} {title}" if title else name, _within(clips, film), ())
    return Timeline(
        timeline.number, timeline.name, timeline.clips, tuple(_markers(timeline, episode, scenes, film, marked))
    )


def _clips(spans: Sequence[PlannedSpan], film: FilmFacts, *, recap: bool) -> Iterator[Clip]:
    frame = film.rate.nearest_frame
    for span in spans:
        for seen in on_pictures([span], film.rate):
            picture = Pictures(frame(seen.start_s), frame(seen.end_s))
            start = picture.start if span.sound_start_s is None else frame(span.sound_start_s)
            end = picture.end if span.sound_end_s is None else frame(span.sound_end_s)
            yield Clip(picture, Pictures(start, end) if film.has_audio and end > start else None, recap)


def _within(clips: list[Clip], film: FilmFacts) -> tuple[Clip, ...]:
    """The clips with their sound trimmed to what the film has and the episode lasts."""
    length = sum(len(clip.picture) for clip in clips)
    kept: list[Clip] = []
    at = 0
    for clip in clips:
        shift = clip.picture.start - at  # from the episode's pictures to the film's
        if clip.sound is not None:
            start = max(clip.sound.start, shift, 0)
            end = min(clip.sound.end, length + shift, max(film.pictures, clip.picture.end))
            kept.append(Clip(clip.picture, Pictures(start, end) if end > start else None, clip.recap))
        else:
            kept.append(clip)
        at += len(clip.picture)
    return tuple(kept)


def _markers(
    timeline: Timeline, episode: PlannedEpisode, scenes: Sequence[PlannedScene], film: FilmFacts, marked: set[int]
) -> Iterator[Marker]:
    if not timeline.clips:
        return
    story = [(at, clip) for at, clip in timeline.placed() if not clip.recap]
    if timeline.clips[0].recap:
        yield Marker(0, "recap", RECAP, "Pictures from earlier episodes.")
    if not story:
        return
    hook = _position(film.rate.nearest_frame(episode.hook.start_s), story)
    yield Marker(story[0][0] if hook is None else hook, "hook", *_told("Hook", episode.hook.kind, episode.hook.reason))
    for number, scene in enumerate(scenes, start=1):
        seen = _first_seen(scene, story, film.rate) if scene.kept and number not in marked else None
        if seen is not None:
            marked.add(number)
            yield Marker(seen, "scene", f"Scene {number} (salience {scene.salience:.2f})", plain(scene.reason))
    end = episode.cliffhanger
    yield Marker(timeline.length - 1, "cliffhanger", *_told("Cliffhanger", end.kind, end.reason))
    if episode.end_card_s is not None:
        told = f"A card of {float(episode.end_card_s):g} s follows that names the next episode; it is not in the film."
        yield Marker(timeline.length - 1, "card", "End card", told)


def _told(what: str, kind: str, reason: str) -> tuple[str, str]:
    return f"{what}: {plain(kind)[:80]}", plain(reason)


def _position(picture: int, story: Sequence[tuple[int, Clip]]) -> int | None:
    """Where the episode shows a picture of the film first."""
    for at, clip in story:
        if clip.picture.start <= picture < clip.picture.end:
            return at + picture - clip.picture.start
    return None


def _first_seen(scene: PlannedScene, story: Sequence[tuple[int, Clip]], rate: FrameRate) -> int | None:
    start, end = rate.nearest_frame(scene.start_s), rate.nearest_frame(scene.end_s)
    for at, clip in story:
        first = max(start, clip.picture.start)
        if first < min(end, clip.picture.end):
            return at + first - clip.picture.start
    return None


def plain(text: str) -> str:
    """A text on one line that JSON, XML and an edit list can all hold; at most 2,000 characters are kept."""
    spaced = (c if c not in _NOT_IN_XML and unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text[:10_000])
    kept = " ".join("".join(spaced).split())
    return kept if len(kept) <= _LONGEST_TEXT else kept[: _LONGEST_TEXT - 3] + "..."


def clip_name(number: int, clip: Clip) -> str:
    """What a clip is called; readers know the recap by it."""
    return f"{RECAP} {number}" if clip.recap else f"Span {number}"


def lanes(episode: Timeline) -> list[list[tuple[int, str, Pictures]]]:
    """The sounds of an episode on as few tracks as leave no two overlapping: (episode's picture, name, sound)."""
    tracks: list[list[tuple[int, str, Pictures]]] = []
    sounds = [
        (at + clip.sound.start - clip.picture.start, clip_name(number, clip), clip.sound)
        for number, (at, clip) in enumerate(episode.placed(), start=1)
        if clip.sound is not None
    ]
    for at, name, sound in sorted(sounds, key=lambda placed: placed[0]):
        free = next((track for track in tracks if track[-1][0] + len(track[-1][2]) <= at), None)
        if free is None:
            free = list[tuple[int, str, Pictures]]()
            tracks.append(free)
        free.append((at, name, sound))
    return tracks


def paired(pictures: Sequence[tuple[int, Pictures, bool]], sounds: Sequence[tuple[int, Pictures]]) -> tuple[Clip, ...]:
    """Clips from pictures and sounds that a format keeps apart, each with the episode's picture where it begins.

    The third of a picture says whether it belongs to the recap. A sound belongs to the pictures that it is in
    step with; where several are, to those whose ends lie nearest. Sound in step with no picture is dropped.
    """
    left = list(sounds)
    clips: list[Clip] = []
    for at, picture, recap in sorted(pictures, key=lambda placed: placed[0]):
        in_step = [sound for sound in left if sound[0] - at == sound[1].start - picture.start]
        best = min(
            in_step,
            key=lambda sound: abs(sound[1].start - picture.start) + abs(sound[1].end - picture.end),
            default=None,
        )
        if best is not None:
            left.remove(best)
        clips.append(Clip(picture, best[1] if best else None, recap))
    return tuple(clips)

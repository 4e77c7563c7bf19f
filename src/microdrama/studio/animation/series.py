"""Animating a series: read the script, direct it, have it spoken, draw it, join it; each goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from microdrama.animate.labels import label_for, licence_label
from microdrama.animate.lettering import captions, letters, spoken_lines
from microdrama.animate.sound.casting import cast_voices
from microdrama.animate.timed import TimedEpisode, TimedShot
from microdrama.animate.timing import timed as time_episode
from microdrama.domain.captions import Cue
from microdrama.domain.series import Series
from microdrama.domain.storyboard import Id, Storyboard
from microdrama.media.encode import Quality
from microdrama.media.identity import Identity
from microdrama.media.lettering import Lettering
from microdrama.studio import bundle
from microdrama.studio.animation.boards import Board
from microdrama.studio.animation.bundling import About, Made, fill
from microdrama.studio.animation.buying import Bought, Market, account_of, buy, refuse_to_buy
from microdrama.studio.animation.crew import Crew
from microdrama.studio.animation.drawing import CLIP, draw_job
from microdrama.studio.animation.joining import Lettered, join_job
from microdrama.studio.animation.mixing import mix_job
from microdrama.studio.animation.speaking import Spoken, lines_of, speak_jobs, spoken
from microdrama.studio.flow import Flow, Job


@dataclass(frozen=True, slots=True)
class AnimateOptions:
    """How an animated series is made: its quality, and whether lines are lettered into the pictures.

    `identity` signs the masters; without one they stay unsigned. `territories` are where it will be shown (their
    labels are lettered, too), `licence` the number that stands at the head of every episode. `market` is where shots
    are bought whose grade is not "drawn".
    """

    quality: Quality = "standard"
    letters: bool = True
    identity: Identity | None = None
    territories: Sequence[str] = ()
    licence: str = ""
    market: Market | None = None


@dataclass(frozen=True, slots=True)
class Animated:
    """A series as it was made, its storyboard, who speaks in which voice, and what a person should be told.

    `figures` are those of its report, for programs.
    """

    series: Series
    board: Storyboard
    voices: Mapping[Id, str]
    notes: Sequence[str] = field(default_factory=tuple[str, ...])
    figures: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class _Voiced:
    """The lines of a series as they were spoken: what is known of each, and the digest of its sound."""

    lines: Mapping[Id, Spoken]
    digests: Mapping[Id, str]


def animate(board: Board, *, out: Path, flow: Flow, crew: Crew, options: AnimateOptions) -> Animated:
    """A storyboard in, a bundle out. Nothing is made twice: a changed line makes its sound, shot and episode anew.

    Raises NoVoiceError where nobody speaks the language, and UsageError for a place that holds other files, for a
    shot that nobody sells, and for a storyboard that contradicts itself where something is to be bought.
    """
    bundle.check_target(out)
    story, making = board.storyboard, _Making(board.storyboard, flow, crew, options)
    refuse_to_buy(board)
    voices = making.cast()
    voiced = making.voiced(voices)
    timed = [time_episode(episode, voiced.lines) for episode in story.episodes]
    with flow.shift():  # whoever drew can join; those who spoke have gone, and their voices' memory with them
        sounds, drawn = making.mixed_and_drawn(timed, voiced)
        bought = buy(story, timed, drawn, market=options.market, flow=flow)
        shots = {**drawn, **bought.clips}
        folders = making.joined(timed, shots, sounds)
    made = [
        Made(episode, folder, making.cues(episode), _own(episode, shots), **_bought(episode, bought, drawn))
        for episode, folder in zip(timed, folders, strict=True)
    ]
    about = replace(making.about(voices), account=account_of(story, options.market, bought))
    with bundle.replacing(out) as fresh:
        filled = fill(fresh, story, made, papers=_papers(board, crew), about=about)
    return Animated(filled.series, story, voices, [*board.notes, *bought.notes], filled.figures)


def _papers(board: Board, crew: Crew) -> dict[str, bytes]:
    """The script as it was given and as a PDF; neither where a storyboard was given."""
    if board.script is None or board.screenplay is None:
        return {}
    from microdrama.animate.screenplay.pdf import script_pdf  # noqa: PLC0415 (only here, and a third of a second)

    texts = [getattr(element, "text", "") for element in board.screenplay.elements]
    pdf = script_pdf(board.screenplay, crew.writing(texts, board.storyboard.language))
    return {f"script{board.script.suffix.lower()}": board.script.read_bytes(), "script.pdf": pdf}


def _own(episode: TimedEpisode, shots: Mapping[Id, Path]) -> dict[Id, Path]:
    """What belongs to the shots of one episode."""
    return {shot.shot.id: shots[shot.shot.id] for shot in episode.shots if shot.shot.id in shots}


def _bought(episode: TimedEpisode, bought: Bought, drawn: Mapping[Id, Path]) -> dict[str, Any]:
    """The delivered files of an episode's bought shots, and the drawings that they replace, as takes beside them."""
    files = _own(episode, bought.files)
    return {"bought": files, "others": {name: [drawn[name] / CLIP] for name in files}}


@dataclass(frozen=True, slots=True)
class _Making:
    """One storyboard being made: each step gives its jobs to the flow, which finds what is there already."""

    story: Storyboard
    flow: Flow
    crew: Crew
    options: AnimateOptions

    def cast(self) -> dict[Id, str]:
        """A voice for everybody who says something."""
        counts = Counter(line.character for line in lines_of(self.story))
        speaking = [character for character in self.story.characters if character.id in counts]
        cards = self.crew.voice.make().voices(self.story.language)
        return cast_voices(speaking, cards, language=self.story.language, lines=counts)

    def voiced(self, voices: Mapping[Id, str]) -> _Voiced:
        """Every line, spoken."""
        lines = lines_of(self.story)
        jobs = speak_jobs(lines, self.crew.voice, voices, self.story.language)
        folders = self.flow.make(jobs)
        return _Voiced(
            {line.id: spoken(folder) for line, folder in zip(lines, folders, strict=True)},
            {line.id: job.recipe.digest for line, job in zip(lines, jobs, strict=True)},
        )

    def mixed_and_drawn(self, timed: Sequence[TimedEpisode], voiced: _Voiced) -> tuple[Sequence[Path], dict[Id, Path]]:
        """The folder of every episode's sound, and of every shot's clip by the shot's id: side by side."""
        mixing = [
            mix_job(one, self.story, lines=[voiced.digests[line.line.id] for shot in one.shots for line in shot.lines])
            for one in timed
        ]
        shots = [shot for episode in timed for shot in episode.shots]
        folders = self.flow.make([*mixing, *(self._draw_job(shot, voiced) for shot in shots)])
        clips = zip(shots, folders[len(mixing) :], strict=True)
        return folders[: len(mixing)], {shot.shot.id: folder for shot, folder in clips}

    def _draw_job(self, shot: TimedShot, voiced: _Voiced) -> Job:
        insert = shot.shot.insert
        written = [text for text in insert.texts if text] if insert else []
        script = self.crew.hand if insert and insert.kind == "letter" else self.crew.writing
        fonts = script(written, self.story.language) if written else ()
        sounds = [voiced.digests[line.line.id] for line in shot.lines]
        return draw_job(shot, self.story, sounds=sounds, fonts=fonts)

    def joined(self, timed: Sequence[TimedEpisode], shots: Mapping[Id, Path], sounds: Sequence[Path]) -> list[Path]:
        """The folder of every episode's files."""
        jobs: list[Job] = []
        for episode, sound in zip(timed, sounds, strict=True):
            clips = [shots[shot.shot.id] / CLIP for shot in episode.shots]
            made_of = [*(shots[shot.shot.id].name for shot in episode.shots), sound.name]
            lettered, quality = self._lettered(episode), self.options.quality
            jobs.append(join_job(episode, clips, sound, made_of=made_of, lettered=lettered, quality=quality))
        return self.flow.make(jobs)

    def cues(self, episode: TimedEpisode) -> list[Cue]:
        """The captions of an episode, with the words of the script."""
        names = {character.id: character.name for character in self.story.characters}
        return captions(spoken_lines(episode, names), episode.duration_s, language=self.story.language)

    def about(self, voices: Mapping[Id, str]) -> About:
        """What the bundle says beside what it shows."""
        told = self.options
        return About(identity=told.identity, territories=told.territories, licence=told.licence, voices=voices)

    def _lettered(self, episode: TimedEpisode) -> Lettered | None:
        """What is lettered; what law wants to be seen is, even where lines are not."""
        language = self.story.language
        written = letters(episode, language=language, title=self.story.title)
        if not self.options.letters:
            written = Lettering([], written.duration_s)
        label = label_for(language, self.options.territories)
        whole = replace(written, label=label, licence=licence_label(self.options.licence))
        return Lettered(whole, self.crew.lettering(whole.texts, language)) if whole.texts else None

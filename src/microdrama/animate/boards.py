"""A screenplay becomes a storyboard: the one way in for those who make series."""

from __future__ import annotations

from microdrama.animate.breakdown import Breakdown, break_down
from microdrama.animate.director import Director
from microdrama.animate.episodes import language_of
from microdrama.animate.hues import hair_of, iris_of, skin_of
from microdrama.domain.errors import MicrodramaError
from microdrama.domain.screenplay import Screenplay
from microdrama.domain.storyboard import Character, Storyboard


class BoardError(MicrodramaError):
    """There is nothing in a screenplay that could be shown; nothing was written."""


def storyboard(
    screenplay: Screenplay, *, script_sha256: str = "", language: str | None = None
) -> tuple[Storyboard, list[str]]:
    """A storyboard of a whole screenplay, and notes for a person, in sentences.

    Every word of dialogue is in it once, in order and unchanged. Episodes are those of the screenplay's marks; see
    `episodes.marked` for a screenplay without any. The same screenplay gives the same storyboard, byte for byte.
    `language` overrides what the screenplay says. Raises BoardError where there is nothing to show.
    """
    tag = language or language_of(screenplay)
    breakdown = break_down(screenplay)
    if not breakdown.episodes:
        raise BoardError(
            "The screenplay has nothing to show: no line, no action and no message. "
            "Check that the file is the screenplay, and that its format was recognised."
        )
    director = Director(breakdown, tag)
    directed = [director.direct(number, episode) for number, episode in enumerate(breakdown.episodes, 1)]
    board = Storyboard(
        title=screenplay.title, language=tag, characters=_characters(breakdown, screenplay),
        locations=breakdown.locations, episodes=[episode for episode, _ in directed], props=breakdown.props,
        synopsis=screenplay.synopsis, genres=list(screenplay.genres),
        credits=[*screenplay.credits, *[one for one in screenplay.authors if one not in screenplay.credits]],
        script_sha256=script_sha256,
    )  # fmt: skip
    return board, [*_guesses(breakdown), *[note for _, notes in directed for note in notes]]


def _characters(breakdown: Breakdown, screenplay: Screenplay) -> list[Character]:
    company = breakdown.company
    hair, iris, skin = hair_of(company, screenplay), iris_of(company, screenplay), skin_of(company)
    return [
        Character(
            id=person.id, name=person.name, sex=person.sex, age=person.age, seed=person.seed,
            looks=breakdown.looks[person.id], description=person.description, hair=hair.get(person.id),
            iris=iris.get(person.id), skin=skin.get(person.id), heroine=person.id == company.heroine,
        )
        for person in company.persons
    ]  # fmt: skip


def _guesses(breakdown: Breakdown) -> list[str]:
    """Whose sex the script does not tell, in one sentence."""
    some = [person for person in breakdown.company.persons if person.guessed]
    if not some:
        return []
    drawn = ", ".join(f"{one.name or 'one without a name'} ({one.sex})" for one in some[:5])
    more = f" and {len(some) - 5} more" if len(some) > 5 else ""
    return [f"The script does not tell whether these are women or men; they are drawn by chance: {drawn}{more}."]

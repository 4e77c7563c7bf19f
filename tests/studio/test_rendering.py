"""Which episodes are rendered anew: those whose pictures or letters changed, and no others."""

from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from edit.made_speech import episode
from microdrama.domain.attention import Attention
from microdrama.domain.findings import Findings, Media
from microdrama.domain.plan import PlannedEpisode
from microdrama.domain.time import FrameRate
from microdrama.edit.end_card import end_card
from microdrama.media.probe import Film
from microdrama.studio.rendering import Drawn, render_job
from microdrama.studio.source import Source

RATE = FrameRate(25)
FILM = Film(
    path=Path("film.mp4"), demuxer="mov", video=0, audio=1, origin=Fraction(0), sound_origin=Fraction(0),
    duration=Fraction(100), rate=RATE, stored_width=1920, stored_height=1080, pixel_aspect=Fraction(1), rotation=0,
    high_dynamic_range=None, full_range=False, matrix="bt709",
)  # fmt: skip
SOURCE = Source(
    film=FILM,
    sha256="0" * 64,
    findings=Findings(media=Media(duration_s=Fraction(100), width=1920, height=1080, frame_rate="25")),
    attention=Attention(shots=[]),
)
PLAIN = episode((10, 20))
CARDED = replace(PLAIN, end_card_s=Fraction(2))
NEXT = replace(episode((30, 40)), number=2, title="The letter")


def digest(one: PlannedEpisode, after: PlannedEpisode = NEXT, *, font: str = "NotoSans.ttf") -> str:
    card = end_card(one, after, language="en", rate=RATE)
    drawn = Drawn([], [Path(font)], card) if card else None
    return render_job(SOURCE, one, [], quality="draft", drawn=drawn).recipe.digest


def test_an_episode_is_made_anew_where_its_card_says_something_else_and_only_there() -> None:
    assert digest(CARDED) == digest(CARDED, replace(NEXT, spans=episode((50, 60)).spans, synopsis="Another."))
    others = [
        digest(PLAIN),
        digest(CARDED),
        digest(CARDED, replace(NEXT, title="The other letter")),
        digest(CARDED, replace(NEXT, number=3)),
        digest(replace(CARDED, end_card_s=Fraction(3))),
        digest(CARDED, font="NotoSansArabic.ttf"),
    ]
    assert len(set(others)) == len(others)
    assert digest(PLAIN) == digest(replace(PLAIN, title="Mine"), replace(NEXT, title="Nothing of this is seen"))

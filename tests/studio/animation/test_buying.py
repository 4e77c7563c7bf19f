"""Shots that are bought, from a local server that speaks the services' protocols: once, within the budget, or drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conftest import AnimatedSeries
from microdrama import wiring
from microdrama.animate.production.prices import PriceError
from microdrama.animate.timed import TimedEpisode
from microdrama.animate.timing import timed as time_episode
from microdrama.domain import documents
from microdrama.domain.errors import UsageError
from microdrama.domain.money import Money
from microdrama.domain.production import Budget
from microdrama.domain.storyboard import Grade, Id, Storyboard
from microdrama.media.origin import origin_of
from microdrama.media.probe import probe
from microdrama.studio.animation.boards import Board, open_board
from microdrama.studio.animation.buying import Bought, Market, buy, series_key
from microdrama.studio.animation.series import AnimateOptions, _Making
from microdrama.studio.flow import Flow
from microdrama.studio.ledger import faults
from microdrama.studio.places import Places
from microdrama.studio.store import ArtefactStore
from microdrama.studio.takes import NoKeyError
from microdrama.studio.taking import Pace
from providers.job_shops import ark
from providers.local_server import LocalServer, Shop
from providers.openai_shop import openai
from studio.animation.makers import made_again, silently, with_shots

CLIPS, STILLS = "ark:doubao-seedance-1-0-pro-250528", "openai:my-model"
CLIP_MICROS = 187_110
"""3 s at 720x1280 and 24 pictures are 64,800 tokens; a twentieth more, 2.50 USD a million, a tenth on top."""
STILL_MICROS = 10_000
PRICES = """[[card]]
provider = "openai"
model = "my-model"
unit = "image"
price = "0.01"
currency = "USD"
date = "2026-11-01"
source = "the tests"
"""
QUICK = Pace(look_first_s=0.01, look_most_s=0.02, again_first_s=0.01, again_most_s=0.02, tries=2, settling_s=0.0)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    (tmp_path / "prices.toml").write_text(PRICES, "utf-8")
    with LocalServer(ark, openai) as server:
        server.shop.size, server.shop.seconds = (720, 1280), 3.0
        for name, value in {
            "ARK_BASE_URL": f"{server.shop.address}/ark",
            "ARK_API_KEY": "the key of the tests",
            "OPENAI_BASE_URL": f"{server.shop.address}/openai/v1",
            "OPENAI_API_KEY": "another key",
            "MICRODRAMA_PRICES": str(tmp_path / "prices.toml"),
        }.items():
            monkeypatch.setenv(name, value)
        yield server.shop


@dataclass(frozen=True)
class Drawn:
    """The series as it is drawn, for nothing: what every purchase begins with."""

    story: Storyboard
    timed: Sequence[TimedEpisode]
    clips: Mapping[Id, Path]
    flow: Flow

    @property
    def wanted(self) -> Id:
        """The first shot that a clip of 3 s holds and one of 2 s does not."""
        return next(one.shot.id for one in self.timed[0].shots if 2 < one.span.duration_s <= 3)

    def graded(self, grade: Grade) -> Storyboard:
        """The storyboard with another grade for the wanted shot."""
        return with_shots(self.story, {self.wanted: {"grade": grade}})

    def buy(self, market: Market, grade: Grade = "clip") -> Bought:
        """Buy the wanted shot."""
        story = self.graded(grade)
        timed = [
            replace(self.timed[0], shots=tuple(self._again(one, story) for one in self.timed[0].shots)),
        ]
        return buy(story, timed, self.clips, market=market, flow=self.flow)

    @staticmethod
    def _again(one, story):  # noqa: ANN001, ANN205 (a TimedShot)
        return replace(one, shot=next(shot for shot in story.episodes[0].shots if shot.id == one.shot.id))


@pytest.fixture(scope="module")
def drawn(animated: AnimatedSeries, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    path = animated.bundle / "source" / "storyboard.json"
    story = documents.decode(path.read_bytes(), Storyboard, source="storyboard.json")
    here = Places(animated.home)
    flow = Flow(ArtefactStore(here.artefacts), workers=0)
    crew = wiring.crew(here, say=silently, language="en", voices="quick")
    making = _Making(story, flow, crew, AnimateOptions(quality="draft"))
    voiced = making.voiced(making.cast())
    timed = [time_episode(episode, voiced.lines) for episode in story.episodes]
    # what is fitted here may not be found there by the test that looks what a whole run makes
    apart = Flow(ArtefactStore(tmp_path_factory.mktemp("bought")), workers=0)
    return Drawn(story, timed, making.mixed_and_drawn(timed, voiced)[1], apart)


def usd(micros: int) -> Money:
    return Money(micros, "USD")


def market_of(home: Path, *, stills: str | None = None, clips: str | None = CLIPS, cap: int | None = None) -> Market:
    """A market with takes and a ledger of its own, which looks often."""
    budget = Budget(series=usd(cap) if cap is not None else None)
    found = wiring.market(Places(home), stills=stills, clips=clips, budget=budget, currency="USD")
    assert found is not None
    return replace(found, pace=QUICK)


def paid(market: Market, story: Storyboard) -> int:
    """What was settled, in micros; the ledger holds, and nothing is reserved any more."""
    entries = market.ledger.entries(series_key(story))
    assert list(faults(entries, market.budget)) == []
    spent = market.ledger.spent(series_key(story), "USD")
    assert spent.reserved.micros == 0
    return spent.settled.micros


def test_a_clip_is_bought_once_and_lies_in_the_bundle(
    animated: AnimatedSeries, drawn: Drawn, shop: Shop, tmp_path: Path
) -> None:
    """And a second run buys and makes nothing."""
    market, wanted, story = market_of(tmp_path, cap=5_000_000), drawn.wanted, drawn.graded("clip")
    identity = wiring.signer(Places(tmp_path), producer="The tests", certificates=None, key=None)
    options = {"market": market, "identity": identity}
    made, watching = made_again(Board(story), home=animated.home, out=tmp_path / "out", **options)
    assert watching.tasks == [f"Fitting {wanted}", "Joining episode 1"]
    assert len(shop.jobs) == 1
    assert shop.jobs["job-1"].inputs["duration"] == 3
    # 1728 tokens, as the server counts them, at 2.50 USD a million
    assert paid(market, story) == made.figures["spent_micros"] == 4_320
    takes = tmp_path / "out" / "source" / "takes"
    shot = next(one for one in drawn.timed[0].shots if one.shot.id == wanted)
    assert abs(probe(takes / f"{wanted}.mp4").duration - shot.span.duration_s) < 0.05
    assert (takes / f"{wanted}.take-2.mp4").read_bytes() == (drawn.clips[wanted] / "shot.mp4").read_bytes()
    assert origin_of(tmp_path / "out/episodes/001/master.mp4").ingredients == (wanted,)
    _, again = made_again(Board(story), home=animated.home, out=tmp_path / "out", **options)
    assert not again.made
    assert len(shop.jobs) == 1
    assert paid(market, story) == 4_320


def test_a_still_is_bought_for_a_moved_shot(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    market = market_of(tmp_path, stills=STILLS, clips=None)
    bought = drawn.buy(market, "moved")
    assert not bought.notes
    assert bought.files[drawn.wanted].suffix == ".png"
    shot = next(one for one in drawn.timed[0].shots if one.shot.id == drawn.wanted)
    assert probe(bought.clips[drawn.wanted] / "shot.mp4").duration == shot.span.duration_s
    assert paid(market, drawn.story) == STILL_MICROS


@pytest.mark.parametrize(
    ("cap", "stills", "grade"),
    [
        (CLIP_MICROS, STILLS, "clip"),
        (CLIP_MICROS - 1, STILLS, "moved"),
        (STILL_MICROS, STILLS, "moved"),
        (STILL_MICROS - 1, STILLS, "drawn"),
        (CLIP_MICROS - 1, None, "drawn"),
        (0, None, "drawn"),
    ],
)
def test_too_small_a_budget_lowers_the_shot(
    drawn: Drawn, shop: Shop, tmp_path: Path, cap: int, stills: str | None, grade: Grade
) -> None:
    market = market_of(tmp_path, stills=stills, cap=cap)
    bought = drawn.buy(market)
    lowered = f"Shot {drawn.wanted} is made as {grade} and not as clip: the budget does not allow it."
    assert list(bought.notes) == ([] if grade == "clip" else [lowered])
    suffixes = {"clip": [".mp4"], "moved": [".png"], "drawn": []}
    assert [path.suffix for path in bought.files.values()] == suffixes[grade]
    assert len(shop.jobs) == len(bought.files)
    assert paid(market, drawn.story) <= cap


def test_a_service_that_fails_leaves_the_shot_drawn_and_costs_nothing(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    shop.outcome = "failed"
    market = market_of(tmp_path)
    bought = drawn.buy(market)
    assert not bought.clips
    (note,) = bought.notes
    assert note.startswith(f"Shot {drawn.wanted} stays drawn: ")
    assert "too daring" in note
    assert paid(market, drawn.story) == 0


def test_a_web_page_in_the_place_of_an_answer_is_told(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    shop.fault("submit", "page")
    bought = drawn.buy(market := market_of(tmp_path))
    assert "answered with a web page instead of data" in bought.notes[0]
    assert (len(shop.jobs), paid(market, drawn.story)) == (0, 0)


def test_a_clip_that_is_no_good_was_paid_for_and_is_not_bought_again(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    shop.flavour = "black"
    market = market_of(tmp_path)
    for _ in range(2):
        bought = drawn.buy(market)
        assert not bought.clips
        assert "it is black" in bought.notes[0]
        assert "microdrama takes accept" in bought.notes[0]
    assert (len(shop.jobs), paid(market, drawn.story)) == (1, 4_320)


def test_without_its_key_a_service_is_not_asked(
    drawn: Drawn, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARK_API_KEY")
    market = market_of(tmp_path)
    with pytest.raises(NoKeyError, match="set the environment variable ARK_API_KEY"):
        drawn.buy(market)
    assert (shop.asked, paid(market, drawn.story)) == ([], 0)


def test_what_nobody_knows_the_price_of_is_not_bought(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="Nothing was bought"):
        drawn.buy(market_of(tmp_path, clips="ark:something-new"))
    assert shop.asked == []


def test_nobody_named_who_sells_is_told(drawn: Drawn, shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="as a clip, and nobody is named who sells it: give --clips"):
        drawn.buy(market_of(tmp_path, stills=STILLS, clips=None))
    with pytest.raises(UsageError, match="as a still, and nobody is named who sells it: give --stills"):
        drawn.buy(market_of(tmp_path), "moved")
    assert shop.asked == []


def test_a_storyboard_that_contradicts_itself_buys_nothing(
    animated: AnimatedSeries, drawn: Drawn, shop: Shop, tmp_path: Path
) -> None:
    """A heading says night and the scene is drawn by day; without anything to buy, that is only said."""
    text = documents.encode(drawn.graded("clip")).decode().replace('"time_of_day": "night"', '"time_of_day": "day"')
    (tmp_path / "board.json").write_text(text, "utf-8")
    board = open_board(tmp_path / "board.json", lengths=(5, 60))
    assert {found.severity for found in board.contradictions} == {"contradiction"}
    market = market_of(tmp_path, cap=5_000_000)
    with pytest.raises(UsageError, match="contradicts itself: The heading says night"):
        made_again(board, home=animated.home, out=tmp_path / "out", market=market)
    assert shop.asked == []
    assert not (tmp_path / "out").exists()

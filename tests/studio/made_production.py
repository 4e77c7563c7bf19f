"""Ledgers and reports of small animated series, with sums that can be added up by hand."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from microdrama.animate.production.prices import PriceList, price_list
from microdrama.animate.production.schedule import schedule
from microdrama.animate.production.works import works_left
from microdrama.domain.money import Money
from microdrama.domain.production import Budget, PriceCard, Where
from microdrama.domain.series import Origin, Series, SeriesEpisode
from microdrama.domain.storyboard import Storyboard
from microdrama.domain.takes import ClipRequest, Usage, request_digest
from microdrama.media.origin import AigcLabel, OriginFacts
from microdrama.studio.ledger import Ledger
from microdrama.studio.report.course import Course
from microdrama.studio.report.production import Account, Around

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_KNOWN = price_list()
PRICES = PriceList(
    cards=[
        PriceCard(
            provider=name, model="*", unit="dollar", price="1", currency="USD", date="2026-11-22", source="a test"
        )
        for name in ("fal", "ark")
    ],
    rates=_KNOWN.rates,
    baselines=_KNOWN.baselines,
)


def series_of(board: Storyboard, *, seconds: int = 90) -> Series:
    """The series of a storyboard; every episode lasts as long."""
    language = board.language
    episodes = [
        SeriesEpisode(
            number=one.number,
            title={language: one.title},
            duration_s=Fraction(seconds),
            width=720,
            height=1280,
            frame_rate="24",
            master=f"episodes/{one.number:03d}/master.mp4",
            hls=f"episodes/{one.number:03d}/hls/master.m3u8",
            poster=f"episodes/{one.number:03d}/poster.jpg",
            hook=one.hook,
            cliffhanger=one.cliffhanger,
        )
        for one in board.episodes
    ]
    return Series(
        id="last-train-1",
        slug="last-train",
        title={language: board.title},
        synopsis={language: board.synopsis},
        language=language,
        origin=Origin(kind="animated", source_sha256="ab" * 32, ai_generated=True, credits=list(board.credits)),
        episodes=episodes,
    )


class Clock:
    """Ten minutes a call, from an hour before NOW."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self) -> str:
        self._calls += 1
        return (NOW + timedelta(minutes=-60 + 4 * self._calls)).isoformat()


def account(folder: Path, *, budget: Budget | None = None) -> Account:
    """Five clips bought (two of them for one shot), 2 USD each and one 1 USD; one given back; one under way at 2 USD.

    Of episode 1: three at fal, 6 USD; of episode 2: one at fal, 2 USD, one at ark, 1 USD.
    """
    ledger = Ledger(folder / "ledger.sqlite", clock=Clock())
    caps = budget or Budget(series=usd(20), episode=usd(9), shot=usd(4))
    plan = [
        ("e1-s1-1", 1, "fal", 2, "settle"),
        ("e1-s1-1", 2, "fal", 2, "settle"),
        ("e1-s1-3", 1, "fal", 2, "settle"),
        ("e2-s1-1", 1, "fal", 2, "settle"),
        ("e2-s1-3", 1, "ark", 1, "settle"),
        ("e2-s1-2", 1, "fal", 2, "release"),
        ("e2-s1-2", 2, "fal", 2, "reserve"),
    ]
    for shot, take, provider, dollars, end in plan:
        model = "seedance-2.0"
        request = ClipRequest(
            provider=provider, model=model, prompt=shot, width=720, height=1280, duration_s=Fraction(5), take=take
        )
        job = request_digest(request)
        usage = Usage(unit="dollar", amount=str(dollars))
        quote = PRICES.quote(provider, model, usage, currency="USD")
        where = Where(series="last-train-1", episode=int(shot[1]), shot=shot, grade="clip")
        ledger.reserve(job, request, usage, quote, where, Budget())
        if end == "settle":
            ledger.settle(job, usage, seconds=150)
        elif end == "release":
            ledger.release(job, "refused")
    return Account(entries=ledger.entries("last-train-1"), prices=PRICES, budget=caps, currency="USD")


def usd(dollars: int) -> Money:
    return Money(dollars * 1_000_000, "USD")


def around(board: Storyboard, *, left: bool = True, words: str = "") -> Around:
    """Voices, a signed master and one that is not, a licence; with work that is left or without."""
    label = AigcLabel(producer=words or "Platform Two Pictures", produce_id=words or "last-train-1/001")
    good = OriginFacts(
        "valid",
        signer=words or "microdrama test certificate",
        source_type="compositeWithTrainedAlgorithmicMedia",
        label=label,
        xmp=label,
        ingredients=("e1-s1-3",),
    )
    works = works_left(board, done={"episode-1", "e2-s1-1"})
    return Around(
        voices={"nell": words or "kokoro af_heart", "otto": words or "kokoro am_michael"},
        territories=("CN", "DE", "US"),
        licence=words or "（浙）网微剧备字2026第0001号",
        origins={1: good, 2: OriginFacts("absent")},
        course=Course(schedule(works, {"clip": 2, "voices": 1}), NOW) if left else None,
    )

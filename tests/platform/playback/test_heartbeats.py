"""Attack 20: what is watched cannot be invented."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from fixtures.shop import NOW, Shop
from microdrama.platform.accounts.models import Account
from microdrama.platform.playback.anomalies import SHARED_BY, TIRELESS_MS, find_anomalies, of_month
from microdrama.platform.playback.heartbeats import SILENCE_MS, Beat, Beaten, BeatError, first_beat, take_beat
from microdrama.platform.playback.keys import Key, KeyRing, rotate
from microdrama.platform.playback.models import DAY_MS, WatchClock, WatchCredit, WatchSession
from microdrama.platform.playback.start import start
from microdrama.platform.playback.tokens import Grant


@dataclass
class Player:
    """A player that tells where it is, `at_s` on the server's clock."""

    ring: KeyRing
    beat: str
    origin: datetime = NOW
    sent: list[str] = field(default_factory=list)

    def tell(self, at_s: float, position_s: float, *, last: bool = False) -> Beaten:
        told = self.retell(self.beat, at_s, position_s, last=last)
        self.sent.append(self.beat)
        self.beat = told.beat
        return told

    def retell(self, beat: str, at_s: float, position_s: float, *, last: bool = False) -> Beaten:
        at = self.origin + timedelta(seconds=at_s)
        return take_beat(beat=beat, position_ms=round(position_s * 1000), last=last, ring=self.ring, at=at)


@pytest.fixture
def player(shop: Shop, ring: KeyRing) -> Player:
    return player_of(shop, ring)


def player_of(
    shop: Shop, ring: KeyRing, *, number: int = 1, account: Account | None = None, at: datetime = NOW
) -> Player:
    viewer = shop.viewer if account is None else type(shop.viewer)(account=account, territory="US", session="phone")
    beat = start(viewer=viewer, slug="tale", number=number, languages=[], at=at).beat
    assert beat is not None
    return Player(ring, beat, at)


def written() -> int:
    return sum(WatchCredit.objects.values_list("watched_ms", flat=True))


def test_an_episode_that_is_watched_is_counted_whole(player: Player, shop: Shop) -> None:
    for second in (10, 20, 30, 40, 50, 60):
        assert player.tell(second, second).counted_ms == 10_000
    player.tell(61.5, 61.5, last=True)
    credit = WatchCredit.objects.get()
    assert (credit.account, credit.episode, credit.day) == (shop.account, shop.episode(1), date(2026, 11, 30))
    assert credit.watched_ms == 61_500
    session = WatchSession.objects.get()
    assert (session.watched_ms, session.territory, session.started_at) == (61_500, "US", NOW)


def test_rows_are_written_every_half_minute_and_at_the_end(player: Player) -> None:
    told = [player.tell(second, second).written_ms for second in (10, 20, 30, 40)]
    assert told == [0, 0, 30_000, 0]
    assert player.tell(45, 45, last=True).written_ms == 15_000


@pytest.mark.parametrize(
    ("at_s", "position_s", "counted_ms"),
    [
        (10, 10, 10_000),
        (10, 0, 0),  # paused
        (10, 4, 4_000),  # played for a while, then paused
        (10, 20, 10_000),  # at double speed: no more than the clock
        (10, 21.001, 0),  # a jump ahead
        (10, 60, 0),
        (0, 10, 0),  # no time has passed
        (-5, 10, 0),  # a clock that was set back
        (30, 30, 30_000),
        (30.001, 30.001, 0),  # too long a silence
        (600, 61, 0),
        (10, 62.501, 0),  # beyond the end
    ],
)
def test_only_time_in_which_the_picture_moved_counts(
    player: Player, at_s: float, position_s: float, counted_ms: int
) -> None:
    assert player.tell(at_s, position_s).counted_ms == counted_ms


def test_a_jump_back_counts_nothing_and_what_follows_it_does(player: Player) -> None:
    player.tell(10, 10)
    assert player.tell(20, 5).counted_ms == 0
    assert player.tell(30, 15).counted_ms == 10_000


def test_a_silence_loses_nothing_that_was_counted_before(player: Player) -> None:
    player.tell(10, 10)
    assert player.tell(10 + SILENCE_MS / 1000 + 1, 41).written_ms == 10_000
    assert written() == 10_000


def test_a_beat_that_is_sent_again_gives_nothing(player: Player) -> None:
    for second in (10, 20, 30):
        player.tell(second, second)
    assert written() == 30_000
    for beat in player.sent:
        for _ in range(3):
            player.retell(beat, 30, 30, last=True)
    assert written() == 30_000


def test_two_sessions_of_one_episode_are_counted_once(shop: Shop, ring: KeyRing) -> None:
    players = [player_of(shop, ring) for _ in range(10)]
    for second in (10, 20, 30):
        for player in players:
            player.tell(second, second)
    assert written() == 30_000


def test_two_episodes_at_once_count_as_one(shop: Shop, ring: KeyRing) -> None:
    shop.give(3)
    players = [player_of(shop, ring, number=number) for number in (1, 2, 3)]
    for second in (10, 20, 30, 40, 50, 60):
        for player in players:
            player.tell(second, second)
    assert written() == 60_000


def test_an_episode_that_was_fetched_ahead_counts_from_where_the_one_before_ends(shop: Shop, ring: KeyRing) -> None:
    first, ahead = player_of(shop, ring), player_of(shop, ring, number=2, at=NOW + timedelta(seconds=45))
    for second in (10, 20, 30, 40, 50):
        first.tell(second, second)
    first.tell(60, 60, last=True)
    ahead.tell(25, 10)
    assert ahead.tell(35, 20).written_ms == 20_000
    assert ahead.tell(40, 25, last=True).written_ms == 5_000


def altered(beat: str, ring: KeyRing, **changed: object) -> str:
    """The beat with other words under the old signature."""
    whole = urlsafe_b64decode(beat)
    told = msgspec.msgpack.decode(whole[32:], type=Beat)
    return urlsafe_b64encode(whole[:32] + msgspec.msgpack.encode(msgspec.structs.replace(told, **changed))).decode()


def test_a_forged_beat_gives_nothing(player: Player, shop: Shop, ring: KeyRing) -> None:
    other = Account.objects.create_user()
    forged = [
        altered(player.beat, ring, last_ms=0),
        altered(player.beat, ring, account=other.pk),
        altered(player.beat, ring, episode=shop.episode(2).pk),
        altered(player.beat, ring, counted_ms=10**9),
        altered(player.beat, ring, key=ring.newest.id ^ 1),
        *("", "A" * 100, "=" * 8, "\ud800", "é", "A" * 10_000, player.beat[:-4], "x" + player.beat),
        urlsafe_b64encode(bytes(32) + b"\x90").decode(),
    ]
    for beat in forged:
        with pytest.raises(BeatError, match="not one that the server gave out"):
            player.retell(beat, 10, 10, last=True)
    assert written() == 0


def test_a_beat_under_a_foreign_key_gives_nothing(player: Player, shop: Shop, ring: KeyRing) -> None:
    foreign = KeyRing((Key(ring.newest.id, b"x" * 32),))
    with pytest.raises(BeatError):
        player.retell(_foreign(shop, foreign), 10, 10)


def _foreign(shop: Shop, ring: KeyRing) -> str:
    grant = Grant("a", "b", 1, "US", NOW, NOW + timedelta(minutes=5), shop.account.public_id)
    return first_beat(account=shop.account, episode=shop.episode(1), grant=grant, ring=ring)


def test_a_session_ends_with_its_addresses(player: Player) -> None:
    with pytest.raises(BeatError, match="over"):
        player.tell(62 + 600, 61)


def test_beats_outlive_a_rotation(player: Player, shop: Shop, settings: Settings) -> None:
    player.tell(10, 10)
    player.ring = rotate(path=settings.MEDIA_KEYS)
    player.tell(20, 20)
    player.ring = rotate(path=settings.MEDIA_KEYS)
    player.tell(30, 30, last=True)
    assert written() == 30_000


def test_midnight_divides_what_was_watched(shop: Shop, ring: KeyRing) -> None:
    begun = datetime(2026, 11, 30, 23, 59, 55, tzinfo=NOW.tzinfo)
    player = player_of(shop, ring, at=begun)
    player.tell(10, 10)
    player.tell(20, 20, last=True)
    days = dict(WatchCredit.objects.values_list("day", "watched_ms"))
    assert days == {date(2026, 11, 30): 5_000, date(2026, 12, 1): 15_000}


@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.floats(0.1, 25), st.floats(0, 61), st.booleans()), min_size=1, max_size=25
    ),
    st.integers(0, DAY_MS // 1000),
)
def test_whatever_is_sent_no_more_than_the_time_that_passed_is_written(
    shop: Shop, ring: KeyRing, told: list[tuple[int, float, float, bool]], into_the_day_s: int
) -> None:
    WatchCredit.objects.all().delete()
    WatchClock.objects.all().delete()
    begun = NOW.replace(hour=0, minute=0, second=0) + timedelta(seconds=into_the_day_s)
    player = player_of(shop, ring, at=begun)
    known = [player.beat, *(player_of(shop, ring, number=number, at=begun).beat for number in (1, 2, 2))]
    now_s = 0.0
    for which, pause_s, position_s, last in told:
        now_s += pause_s
        if now_s > 600:
            break
        known.append(player.retell(known[which % len(known)], now_s, position_s, last=last).beat)
        assert written() <= now_s * 1000
    midnight_s = DAY_MS // 1000 - into_the_day_s
    first_day = WatchCredit.objects.filter(day=begun.date()).values_list("watched_ms", flat=True)
    assert sum(first_day) <= min(now_s, midnight_s) * 1000


def test_a_report_names_who_never_sleeps_and_devices_that_many_share(shop: Shop) -> None:
    day = date(2026, 11, 30)
    honest = Account.objects.create_user()
    for account, number, ms in [(shop.account, 1, TIRELESS_MS), (shop.account, 2, 1), (honest, 1, TIRELESS_MS)]:
        WatchCredit.objects.create(
            account=account, episode=shop.episode(number), day=day, watched_ms=ms, credited_until=NOW
        )
    for device, many in (("farm", SHARED_BY), ("family", SHARED_BY - 1), ("", 20)):
        for number in range(many):
            WatchSession.objects.create(
                public_id=f"{device}{number}",
                account=Account.objects.create_user(),
                episode=shop.episode(1),
                device=device,
                territory="US",
                started_at=NOW,
                last_at=NOW,
                watched_ms=5,
            )
    found = find_anomalies(since=day, until=day + timedelta(days=1))
    assert [(one.account, one.watched_ms) for one in found.tireless] == [(str(shop.account.public_id), TIRELESS_MS + 1)]
    assert [(one.device, one.accounts, one.watched_ms) for one in found.shared] == [("farm", SHARED_BY, 5 * SHARED_BY)]
    assert of_month(month=day.replace(day=1)) == found
    for since in (day - timedelta(days=1), day + timedelta(days=1)):
        other = find_anomalies(since=since, until=since + timedelta(days=1))
        assert (other.tireless, other.shared) == ([], [])

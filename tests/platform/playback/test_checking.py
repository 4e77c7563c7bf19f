"""Attack 11, pulled mid-play, and the end of addresses after a log-out or a refund."""

from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.shop import NOW, Shop, dub_in_spanish
from microdrama.platform.accounts.models import Account
from microdrama.platform.catalogue.models import AgeRating, Episode, Right, Series
from microdrama.platform.catalogue.operations import unpublish_series
from microdrama.platform.playback.checking import RECHECKED_AFTER, forget_answers, opens, shortened
from microdrama.platform.playback.keys import KeyRing
from microdrama.platform.playback.models import Revocation
from microdrama.platform.playback.revoking import revoke_account, revoke_session
from microdrama.platform.playback.start import start
from microdrama.platform.playback.tokens import poster_address
from microdrama.platform.wallet.lots import credit_paid, take_back
from microdrama.platform.wallet.models import Subscription, Unlock
from microdrama.platform.wallet.queries import balance_of
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.unlocking import unlock

LATER = NOW + RECHECKED_AFTER
PLAYED = "episodes/{:03}/hls/360p.m4s"


def token_for(shop: Shop, number: int, **changed: Any) -> str:
    viewer = shop.viewer
    begun = start(viewer=viewer, slug="tale", number=number, languages=[], at=changed.get("at", NOW))
    return begun.base.split("/")[2]


def asks(shop: Shop, ring: KeyRing, token: str, number: int, *, at: datetime = NOW, path: str = PLAYED) -> bool:
    address = {"asset": shop.published.asset, "version": shop.published.version, "path": path.format(number)}
    return opens(token=token, ring=ring, at=at, **address)


def test_a_token_opens_its_own_episode_and_no_neighbour(shop: Shop, ring: KeyRing) -> None:
    token = token_for(shop, 2)
    assert [number for number in range(7) if asks(shop, ring, token, number)] == [2]
    assert not asks(shop, ring, token, 2, path="episodes/0020/hls/360p.m4s")
    assert not asks(shop, ring, token, 2, path="episodes/002")


def opened(shop: Shop, ring: KeyRing, token: str, names: tuple[str, ...]) -> set[str]:
    return {name for name in names if asks(shop, ring, token, 1, path=f"episodes/{{:03}}/{name}")}


ORIGINAL = ("master.mp4", "hls/audio.m3u8", "hls/audio.m4s", "hls/master.m3u8", "captions/en.vtt")
SPANISH = ("hls/360p.m3u8", "hls/360p.m4s", "hls/es.m3u8", "hls/es.m4s", "captions/es.vtt", "poster.jpg")


def test_where_only_a_dub_may_be_heard_a_token_opens_nothing_of_the_original(shop: Shop, ring: KeyRing) -> None:
    dub_in_spanish(shop)
    assert opened(shop, ring, token_for(shop, 1), ORIGINAL + SPANISH) == {*ORIGINAL, *SPANISH}
    Right.objects.update(language="es")
    forget_answers()
    token = token_for(shop, 1)
    assert opened(shop, ring, token, ORIGINAL + SPANISH) == set(SPANISH)
    assert not asks(shop, ring, token, 1, path="episodes/{:03}/audio/en.m4a")
    address = {"asset": shop.published.asset, "version": shop.published.version, "path": shop.episode(1).hls}
    text = shortened(token=token, ring=ring, at=NOW, **address)
    assert text is not None
    assert "../../../episodes/001/hls/es.m3u8" in text
    assert "audio.m3u8" not in text
    Right.objects.update(language="en")
    forget_answers()
    dub = {"hls/es.m3u8", "hls/es.m4s", "captions/es.vtt", "hls/master.m3u8"}
    assert opened(shop, ring, token, ORIGINAL + SPANISH) == {*ORIGINAL, *SPANISH} - dub


def test_a_language_that_is_refused_while_it_plays_ends_within_seconds(shop: Shop, ring: KeyRing) -> None:
    dub_in_spanish(shop)
    token = token_for(shop, 1)
    assert asks(shop, ring, token, 1, path="episodes/{:03}/hls/audio.m4s")
    Right.objects.create(series=shop.series, territory="US", language="en", allowed=False, starts_at=NOW)
    assert not asks(shop, ring, token, 1, path="episodes/{:03}/hls/audio.m4s", at=LATER)
    assert asks(shop, ring, token, 1, path="episodes/{:03}/hls/es.m4s", at=LATER)


def withdraw(_shop: Shop) -> None:
    Episode.objects.filter(number=3).update(withdrawn=True)


def end_rights(_shop: Shop) -> None:
    Right.objects.update(ends_at=LATER)


def forbid(shop: Shop) -> None:
    Right.objects.create(series=shop.series, territory="US", allowed=False, starts_at=LATER)


def rate(shop: Shop) -> None:
    AgeRating.objects.create(series=shop.series, territory="US", least_age=18, label="R")


def close_again(_shop: Shop) -> None:
    Unlock.objects.all().delete()


def close(shop: Shop) -> None:
    Account.objects.filter(pk=shop.account.pk).update(is_active=False)


def unpublish(shop: Shop) -> None:
    Unlock.objects.all().delete()  # the ledger holds on to what is unlocked
    unpublish_series(slug="tale", media_root=shop.media_root)


def log_out(_shop: Shop) -> None:
    revoke_session(session="phone", at=LATER)


def end_account(shop: Shop) -> None:
    revoke_account(account=shop.account.public_id, at=LATER)


@pytest.mark.parametrize(
    "pull",
    [withdraw, end_rights, forbid, rate, close_again, close, unpublish, log_out, end_account],
    ids=lambda x: x.__name__,
)
def test_what_is_pulled_while_it_plays_ends_within_seconds(shop: Shop, ring: KeyRing, pull: Any) -> None:
    shop.give(3)
    token = token_for(shop, 3)
    assert asks(shop, ring, token, 3)
    pull(shop)
    assert not asks(shop, ring, token, 3, at=LATER)
    forget_answers()  # another process never had an answer to keep
    assert not asks(shop, ring, token, 3, at=LATER)


@pytest.mark.parametrize("kind", ["refund", "chargeback"])
def test_a9_addresses_end_when_their_money_goes_back_though_the_episode_stays(
    shop: Shop, ring: KeyRing, kind: Literal["refund", "chargeback"]
) -> None:
    """What was spent becomes a debt and stays open, to who starts it anew; what was handed on before does not."""
    account = shop.account
    lot = credit_paid(
        account=account,
        coins=60,
        tier=1,
        currency="USD",
        money_minor=60,
        provider="sandbox",
        key="bought",
        at=NOW - timedelta(minutes=1),
    )
    quote = quote_episode(account=account, slug="tale", number=3, territory="US", at=NOW)
    unlock(account=account, quote_id=quote.public_id, at=NOW)
    paid, free = token_for(shop, 3), token_for(shop, 1)
    assert asks(shop, ring, paid, 3)
    take_back(lot=lot, coins=60, money_minor=60, provider="sandbox", key="back", kind=kind, at=LATER)
    assert not asks(shop, ring, paid, 3, at=LATER)
    assert asks(shop, ring, free, 1, at=LATER)
    after = LATER + timedelta(seconds=1)
    assert balance_of(account=account, at=after).debt == 60
    assert asks(shop, ring, token_for(shop, 3, at=after), 3, at=after)


def test_another_session_of_the_account_goes_on_after_a_log_out(shop: Shop, ring: KeyRing) -> None:
    token = token_for(shop, 1)
    revoke_session(session="tablet", at=LATER)
    revoke_session(session="", at=LATER)
    assert asks(shop, ring, token, 1, at=LATER)


def test_who_logs_in_again_gets_addresses_that_work(shop: Shop, ring: KeyRing) -> None:
    revoke_account(account=shop.account.public_id, at=NOW)
    revoke_session(session="phone", at=NOW)
    assert not asks(shop, ring, token_for(shop, 1, at=NOW), 1, at=LATER)
    assert asks(shop, ring, token_for(shop, 1, at=NOW + timedelta(milliseconds=1)), 1, at=LATER)


def test_an_earlier_log_out_does_not_undo_a_later_one(shop: Shop) -> None:
    for at in (LATER, NOW):
        revoke_session(session="phone", at=at)
    assert Revocation.objects.get().before == LATER
    revoke_session(session="tablet", at=LATER + timedelta(hours=26))
    assert Revocation.objects.get().before == LATER + timedelta(hours=26)


def test_who_began_while_vip_or_an_ad_lasted_may_finish(shop: Shop, ring: KeyRing) -> None:
    subscription = shop.subscribe(ends_at=NOW + timedelta(seconds=1))
    shop.give(4, at=NOW - timedelta(hours=1), expires_at=NOW + timedelta(seconds=1))
    vip, ad = token_for(shop, 3), token_for(shop, 4)
    assert asks(shop, ring, vip, 3, at=LATER)
    assert asks(shop, ring, ad, 4, at=LATER)
    # money that went back is another matter
    Subscription.objects.filter(pk=subscription.pk).update(revoked_at=LATER)
    assert not asks(shop, ring, vip, 3, at=LATER + RECHECKED_AFTER)


def test_nothing_is_open_after_the_end_of_a_token(shop: Shop, ring: KeyRing) -> None:
    token = token_for(shop, 1)
    end = NOW + timedelta(seconds=62, minutes=10)
    assert asks(shop, ring, token, 1, at=end - timedelta(milliseconds=1))
    assert not asks(shop, ring, token, 1, at=end)


def test_posters_of_what_is_taken_down_go_with_its_streams(shop: Shop, ring: KeyRing) -> None:
    asset, version = shop.published.asset, shop.published.version
    token = poster_address(path=f"{asset}/{version}/episodes/003/poster.jpg", at=NOW).split("/")[2]
    poster = "episodes/{:03}/poster.jpg"
    assert asks(shop, ring, token, 3, path=poster)
    refusal = Right.objects.create(series=shop.series, territory="US", allowed=False, starts_at=NOW)
    assert asks(shop, ring, token, 3, path=poster, at=LATER)  # shown elsewhere, and the address is everybody's
    Right.objects.filter(pk=refusal.pk).update(territory="*")
    assert not asks(shop, ring, token, 3, path=poster, at=LATER + RECHECKED_AFTER)
    refusal.delete()
    assert asks(shop, ring, token, 3, path=poster, at=LATER + 2 * RECHECKED_AFTER)


def test_a_poster_token_opens_posters_and_nothing_else(shop: Shop, ring: KeyRing) -> None:
    address = poster_address(path=f"{shop.published.asset}/{shop.published.version}/{shop.series.asset}", at=NOW)
    token = address.split("/")[2]
    assert all(asks(shop, ring, token, number, path="episodes/{:03}/poster.jpg") for number in range(1, 6))
    for path in ("episodes/001/hls/360p.m4s", "episodes/001/captions/en.vtt", "source/poster.jpg", "episodes/../x.jpg"):
        assert not asks(shop, ring, token, 1, path=path)
    Series.objects.update(version="f" * 32)
    assert not asks(shop, ring, token, 1, at=LATER, path="episodes/001/poster.jpg")


def test_the_version_before_plays_on(shop: Shop, ring: KeyRing) -> None:
    token = token_for(shop, 1)
    Series.objects.update(version="f" * 32, previous_version=shop.published.version)
    assert asks(shop, ring, token, 1, at=LATER)


def test_an_answer_is_kept_for_seconds(shop: Shop, ring: KeyRing) -> None:
    token = token_for(shop, 1)
    asks(shop, ring, token, 1)
    with CaptureQueriesContext(connection) as asked:
        assert asks(shop, ring, token, 1, at=LATER - timedelta(milliseconds=1))
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert asks(shop, ring, token, 1, at=LATER)
    assert 0 < len(asked) <= 9

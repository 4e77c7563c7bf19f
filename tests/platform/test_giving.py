from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from shop_rows import CHEAP, DEAR, NOON, buy, give, make_series, make_viewer, refund

from microdrama.platform.accounts.models import Account
from microdrama.platform.accounts.operations import erase
from microdrama.platform.catalogue.models import AgeRating, Right, Territory
from microdrama.platform.wallet import expiry, giving, joining, queries
from microdrama.platform.wallet.coupons import CouponError, make_coupon, normal, redeem_coupon
from microdrama.platform.wallet.giving import (
    AdReplayedError,
    NotGivenError,
    NotYetError,
    TooManyAdsError,
    check_in,
    open_by_ad,
    open_by_waiting,
)
from microdrama.platform.wallet.ledger import AmountError, ClosedAccountError
from microdrama.platform.wallet.models import AdReward, CoinLot, Coupon, Subscription, Unlock, WaitPass
from microdrama.platform.wallet.quoting import quote_episode, quote_product, quote_series
from microdrama.platform.wallet.unlocking import QuoteExpiredError, UnknownQuoteError, unlock
from microdrama.platform.wallet.verification import verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def coins(account: Account, at: datetime = NOON) -> tuple[int, int, int]:
    found = queries.balance_of(account=account, at=at)
    return found.paid, found.bonus, found.debt


def opens(account: Account, number: int) -> None:
    quote = quote_episode(account=account, slug="tale", number=number, territory=DEAR, at=NOON)
    unlock(account=account, quote_id=quote.public_id, at=NOON)


def test_g11_a_day_of_the_server_gives_once_and_days_in_a_row_give_more() -> None:
    account = make_viewer()
    told = [check_in(account=account, at=NOON + n * DAY) for n in range(8)]
    assert [(one.streak, one.coins, one.fresh) for one in told] == [
        (n + 1, coins, True) for n, coins in enumerate([*giving.STREAK, giving.STREAK[0]])
    ]
    again = check_in(account=account, at=NOON + 7 * DAY + timedelta(hours=11))
    assert (again.streak, again.fresh) == (8, False)
    assert check_in(account=account, at=NOON + 9 * DAY).streak == 1
    assert verify() == []


def test_g12_days_in_a_row_go_on_over_those_that_a_guest_came() -> None:
    person, guest = make_viewer(guest=False), make_viewer()
    for day in (0, 1, 3, 4):
        check_in(account=person, at=NOON + day * DAY)
    for day in (2, 5):
        check_in(account=guest, at=NOON + day * DAY)
    joining.join_guest(guest=guest, into=person, at=NOON + 5 * DAY)
    again = check_in(account=person, at=NOON + 5 * DAY)
    assert (again.streak, again.coins, again.fresh) == (6, giving.STREAK[0], False), "what the guest was given"
    assert check_in(account=person, at=NOON + 6 * DAY).streak == 7


@pytest.mark.parametrize(
    ("licence", "opens"), [("VOD", ()), ("AVOD", ("ad",)), ("FVOD", ("wait",)), ("", ("ad", "wait"))]
)
def test_g11_patience_and_advertisements_open_what_the_licence_lets_them(licence: str, opens: tuple[str, ...]) -> None:
    series = make_series(wait_hours=24)
    series.rights.update(license=licence)
    account, opened = make_viewer(), []
    for how in ("ad", "wait"):
        with suppress(giving.NotGivenError):
            if how == "wait":
                giving.open_by_waiting(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
            else:
                told = {"network": "n", "transaction_id": "1"}
                giving.open_by_ad(account=account, slug="tale", number=12, territory=DEAR, at=NOON, **told)
            opened.append(how)
    assert tuple(opened) == opens
    assert WaitPass.objects.count() == ("wait" in opens), "patience that opened nothing was not used up"
    assert AdReward.objects.count() == ("ad" in opens), "nor an advertisement"


def test_g11_a_time_zone_makes_no_second_day() -> None:
    account = make_viewer()
    late = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    assert check_in(account=account, at=late).fresh
    assert not check_in(account=account, at=late.astimezone(timezone(timedelta(hours=14)))).fresh
    assert check_in(account=account, at=late + timedelta(minutes=1)).streak == 2


def test_g11_a_code_is_the_same_however_it_is_typed() -> None:
    code = make_coupon(label="c", coins=50, most_uses=9, starts_at=NOON, ends_at=NOON + DAY, code="Spring-2026")
    for typed in (code, "spring 2026", "ＳＰＲＩＮＧ２０２６", " SpRiNg-2026\n"):
        assert redeem_coupon(account=make_viewer(), code=typed, at=NOON).coins == 50
    assert normal("ſpring2026") == "SPRING2026"
    assert code not in str(Coupon.objects.values().get())
    with pytest.raises(CouponError):
        make_coupon(label="d", coins=1, most_uses=1, starts_at=NOON, ends_at=NOON + DAY, code="SPRING2026")


def test_g11_a_code_gives_once_an_account_and_so_often_altogether() -> None:
    code = make_coupon(label="c", coins=50, most_uses=2, starts_at=NOON, ends_at=NOON + DAY)
    assert len(code) == 16
    first, second, third = (make_viewer() for _ in range(3))
    for account in (first, second):
        redeem_coupon(account=account, code=code, at=NOON)
    told = set()
    for account, typed, at in (
        (first, code, NOON),
        (third, code, NOON),
        (third, "NO-SUCH-CODE", NOON),
        (third, "", NOON),
    ):
        with pytest.raises(CouponError) as error:
            redeem_coupon(account=account, code=typed, at=at)
        told.add(str(error.value))
    assert len(told) == 1  # nobody learns what is wrong with a code
    assert (coins(first), coins(third)) == ((0, 50, 0), (0, 0, 0))
    assert verify() == []


def test_g11_a_code_gives_nothing_before_or_after_its_time_and_never_without_end() -> None:
    code = make_coupon(label="c", coins=50, most_uses=1, starts_at=NOON, ends_at=NOON + DAY)
    for at in (NOON - timedelta(seconds=1), NOON + DAY):
        with pytest.raises(CouponError):
            redeem_coupon(account=make_viewer(), code=code, at=at)
    for bad in ({"coins": 2**31}, {"most_uses": 2**31}, {"code": "a-1"}, {"ends_at": NOON}):
        with pytest.raises(CouponError):
            make_coupon(**{"label": "c", "coins": 1, "most_uses": 1, "starts_at": NOON, "ends_at": NOON + DAY} | bad)
    with pytest.raises(AmountError):
        make_coupon(label="c", coins=True, most_uses=1, starts_at=NOON, ends_at=NOON + DAY)


def test_g11_an_advertisement_opens_once_and_five_a_day() -> None:
    series = make_series()
    account = make_viewer()

    def watch(number: int, transaction: str, *, who: Account = account, at: datetime = NOON) -> giving.Given:
        return open_by_ad(
            account=who,
            slug="tale",
            number=number,
            network="n",
            transaction_id=transaction,
            territory=DEAR,
            at=at,
        )

    told = watch(11, "t1")
    assert told.expires_at == NOON + giving.AD_LASTS
    assert watch(11, "t1") == told
    for replay in ({"number": 12, "transaction": "t1"}, {"number": 11, "transaction": "t1", "who": make_viewer()}):
        with pytest.raises(AdReplayedError):
            watch(**replay)
    for number in range(12, 16):
        watch(number, f"t{number}")
    with pytest.raises(TooManyAdsError):
        watch(16, "t16")
    watch(11, "next", at=NOON + DAY)
    assert set(queries.opened(account=account, series=series, at=NOON + DAY)) == {11}
    series.ads_open = False
    series.save()
    with pytest.raises(NotGivenError):
        watch(17, "t17", at=NOON + DAY)
    assert verify() == []


def test_g11_patience_opens_one_episode_each_time() -> None:
    make_series(wait_hours=24)
    account = make_viewer()
    assert open_by_waiting(account=account, slug="tale", number=11, territory=DEAR, at=NOON).next_at == NOON + DAY
    with pytest.raises(NotYetError):
        open_by_waiting(account=account, slug="tale", number=12, territory=DEAR, at=NOON + DAY - timedelta(seconds=1))
    open_by_waiting(account=account, slug="tale", number=12, territory=DEAR, at=NOON + DAY)
    for slug, number in (("tale", 12), ("tale", 1), ("tale", 99), ("none", 1), ("\0", 1)):
        with pytest.raises(NotGivenError):
            open_by_waiting(account=account, slug=slug, number=number, territory=DEAR, at=NOON + 9 * DAY)
    make_series("other")
    with pytest.raises(NotGivenError):
        open_by_waiting(account=account, slug="other", number=11, territory=DEAR, at=NOON)


def test_bonus_coins_of_a_closed_account_go_as_well_and_hold_up_nobody_elses() -> None:
    closed, other = make_viewer(), make_viewer()
    give(closed, 20, until=NOON + DAY)
    give(other, 30, until=NOON + 2 * DAY)
    erase(account=closed, at=NOON)
    assert expiry.expire_bonus(at=NOON + 2 * DAY).coins == 50
    assert (coins(closed), coins(other)) == ((0, 0, 0), (0, 0, 0))
    assert verify() == []


def test_neither_patience_nor_an_advertisement_opens_what_may_not_be_watched_where_the_viewer_is() -> None:
    series = make_series(wait_hours=24)
    Right.objects.create(series=series, territory=CHEAP, allowed=False, starts_at=NOON - DAY)
    AgeRating.objects.create(series=series, territory=DEAR, label="NC-17", least_age=18)
    grown, child = make_viewer(birth_year=1990), make_viewer()
    for account, territory in ((grown, CHEAP), (grown, ""), (child, DEAR)):
        with pytest.raises(NotGivenError, match="There is no episode 11"):
            open_by_waiting(account=account, slug="tale", number=11, territory=territory, at=NOON)
        with pytest.raises(NotGivenError, match="There is no episode 11"):
            open_by_ad(
                account=account,
                slug="tale",
                number=11,
                network="n",
                transaction_id="t",
                territory=territory,
                at=NOON,
            )
    assert [rows.objects.count() for rows in (Unlock, WaitPass, AdReward)] == [0, 0, 0]
    open_by_waiting(account=grown, slug="tale", number=11, territory=DEAR, at=NOON)
    open_by_ad(account=grown, slug="tale", number=12, network="n", transaction_id="t", territory=DEAR, at=NOON)


def test_bonus_coins_go_when_their_time_is_over_and_paid_ones_never() -> None:
    account = make_viewer(paid=10)
    give(account, 20, until=NOON + DAY)
    give(account, 30, until=NOON + 2 * DAY)
    assert coins(account, NOON + DAY) == (10, 30, 0)
    assert expiry.expire_bonus(at=NOON + DAY).coins == 20
    assert expiry.expire_bonus(at=NOON + DAY).coins == 0
    assert coins(account, NOON) == (10, 30, 0)
    assert verify() == []


def test_g12_a_guest_brings_coins_episodes_debts_and_limits() -> None:
    series = make_series(wait_hours=24)
    guest, account = make_viewer(paid=200), make_viewer(paid=100, guest=False)
    give(guest, 7)
    give(account, 5)
    opens(guest, 11)
    opens(account, 11)
    opens(guest, 12)
    open_by_ad(account=account, slug="tale", number=12, network="n", transaction_id="t", territory=DEAR, at=NOON)
    open_by_waiting(account=guest, slug="tale", number=13, territory=DEAR, at=NOON)
    check_in(account=guest, at=NOON)
    code = make_coupon(label="c", coins=50, most_uses=9, starts_at=NOON, ends_at=NOON + DAY)
    redeem_coupon(account=guest, code=code, at=NOON)
    Subscription.objects.create(account=guest, plan="week", starts_at=NOON, ends_at=NOON + 7 * DAY)
    before = [sum(both) for both in zip(coins(guest), coins(account), strict=True)]
    told = joining.join_guest(guest=guest, into=account, at=NOON)
    assert (list(coins(account)), coins(guest)) == (before, (0, 0, 0))
    assert told.episodes == 2
    found = queries.opened(account=account, series=series, at=NOON)
    assert {number: one.how for number, one in found.items()} == {11: "coins", 12: "coins", 13: "wait"}
    assert queries.vip_until(account=account, at=NOON) == NOON + 7 * DAY
    assert not check_in(account=account, at=NOON).fresh
    with pytest.raises(CouponError):
        redeem_coupon(account=account, code=code, at=NOON)
    with pytest.raises(NotYetError):
        open_by_waiting(account=account, slug="tale", number=14, territory=DEAR, at=NOON)
    assert {entry.kind for entry in queries.history(account=account)} >= {"join", "purchase", "unlock", "coupon"}
    assert verify() == []


def test_g12_a_guests_debt_is_paid_from_the_coins_of_the_account() -> None:
    make_series()
    guest, account = make_viewer(), make_viewer(paid=100, guest=False)
    lot = buy(guest, 60)
    opens(guest, 11)
    refund(lot, 60)
    joining.join_guest(guest=guest, into=account, at=NOON)
    assert (coins(account), coins(guest)) == ((40, 0, 0), (0, 0, 0))
    assert verify() == []


def test_g12_the_price_of_a_series_from_before_a_join_is_not_charged_after_it() -> None:
    make_series()
    guest, account = make_viewer(paid=600), make_viewer(paid=600, guest=False)
    for number in (11, 12, 13):
        opens(guest, number)
        opens(account, number + 3)
    soon = NOON + timedelta(minutes=1)
    quotes = [
        quote_series(account=one, slug="tale", territory=DEAR, at=NOON + timedelta(seconds=9))
        for one in (guest, account)
    ]
    joining.join_guest(guest=guest, into=account, at=soon)
    for quote in quotes:
        with pytest.raises(QuoteExpiredError):
            unlock(account=account, quote_id=quote.public_id, at=soon)
    fresh = quote_series(account=account, slug="tale", territory=DEAR, at=soon)
    assert fresh.price_coins < quotes[0].price_coins
    assert len(unlock(account=account, quote_id=fresh.public_id, at=soon).numbers) == 4
    assert verify() == []


def test_g12_a_gift_that_both_had_comes_once() -> None:
    guest, account, other = make_viewer(), make_viewer(guest=False), make_viewer(guest=False)
    code = make_coupon(label="c", coins=50, most_uses=9, starts_at=NOON, ends_at=NOON + DAY)
    for one in (guest, account):
        redeem_coupon(account=one, code=code, at=NOON)
        check_in(account=one, at=NOON)
    check_in(account=guest, at=NOON + DAY)
    joining.join_guest(guest=guest, into=account, at=NOON + DAY)
    assert coins(account) == (0, 50 + giving.STREAK[0] + giving.STREAK[1], 0)
    second = make_viewer()
    redeem_coupon(account=second, code=code, at=NOON)
    joining.join_guest(guest=second, into=other, at=NOON)
    assert coins(other) == (0, 50, 0)
    assert verify() == []


@pytest.mark.parametrize(("own", "guests", "kept"), [(None, 100, 100), (50, 100, 50), (100, 50, 50), (70, None, 70)])
def test_of_two_limits_on_spending_the_lower_is_kept_when_a_guest_is_joined(
    own: int | None, guests: int | None, kept: int
) -> None:
    guest, account = make_viewer(monthly_cap_coins=guests), make_viewer(guest=False, monthly_cap_coins=own)
    joining.join_guest(guest=guest, into=account, at=NOON)
    account.refresh_from_db()
    assert account.monthly_cap_coins == kept


def test_g12_joining_again_changes_nothing_and_only_guests_can_be_joined() -> None:
    guest, account, other = make_viewer(paid=10), make_viewer(guest=False), make_viewer(guest=False)
    assert joining.join_guest(guest=guest, into=account, at=NOON).fresh
    assert not joining.join_guest(guest=guest, into=account, at=NOON).fresh
    for joined, into in ((guest, other), (account, other), (account, account), (make_viewer(), guest)):
        with pytest.raises(joining.JoinError):
            joining.join_guest(guest=joined, into=into, at=NOON)
    assert coins(account) == (10, 0, 0)
    guest.refresh_from_db()
    assert (guest.is_active, guest.joined_into_id, guest.joined_at) == (False, account.pk, NOON)


def test_g12_what_comes_for_a_joined_guest_goes_to_the_account() -> None:
    make_series()
    guest, account = make_viewer(paid=60), make_viewer(guest=False)
    lot = CoinLot.objects.get()
    quote = quote_episode(account=guest, slug="tale", number=11, territory=DEAR, at=NOON)
    joining.join_guest(guest=guest, into=account, at=NOON)
    buy(guest, 40)
    refund(lot, 60)
    assert coins(account) == (40, 0, 0)
    with pytest.raises(UnknownQuoteError):
        unlock(account=guest, quote_id=quote.public_id, at=NOON)
    closed = make_viewer(is_active=False)
    with pytest.raises(ClosedAccountError):
        give(closed, 40)
    assert not Unlock.objects.exists()
    assert verify() == []


def test_packs_are_quoted_in_the_money_of_the_territory() -> None:
    from microdrama.platform.catalogue.models import Product, ProductPrice
    from microdrama.platform.wallet.quoting import NotSoldError

    make_series()
    pack = Product.objects.create(code="coins-500", kind="coins", coins=500, usd_cents=499)
    ProductPrice.objects.create(product=pack, territory_id="IN", minor=4_900)
    quote = quote_product(account=make_viewer(), code="coins-500", territory="IN", at=NOON)
    assert (quote.kind, quote.price_minor, quote.currency, quote.tier) == ("coins", 4_900, "INR", 5)
    with pytest.raises(NotSoldError):
        quote_product(account=make_viewer(), code="coins-500", territory=DEAR, at=NOON)


def test_patience_opens_nothing_where_the_territory_is_closed() -> None:
    account, _ = make_viewer(), make_series(wait_hours=24)
    Territory.objects.update(open=False)
    with pytest.raises(NotGivenError):
        open_by_waiting(account=account, slug="tale", number=11, territory=DEAR, at=NOON)
    Territory.objects.update(open=True)
    assert open_by_waiting(account=account, slug="tale", number=11, territory=DEAR, at=NOON).number == 11

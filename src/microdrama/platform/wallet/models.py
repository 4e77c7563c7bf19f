"""The tables of the ledger; every rule that a row must keep is a constraint of the database.

docs/guarantees/ledger.md says what is promised. Transfers and their legs are only ever added: triggers refuse every
change. What else is stored here is either decided once (quotes, orders) or can be derived from the legs again, which
`microdrama ledger verify` does.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.catalogue.models import Episode, Series
from microdrama.platform.wallet import payout_models  # noqa: F401 - Django looks for its table from here

COIN = "COIN"
"""The unit of coins; every other unit is an ISO 4217 currency in minor units."""

MOST = 2**53 - 1
"""The largest sum anywhere: what a JSON number in a browser still holds exactly."""


class LedgerAccount(models.Model):
    """One account of the ledger, in one unit; `name` says what it is for, as in docs/guarantees/ledger.md.

    A guarded account keeps its balance here, which may never fall below zero; the others are sums over their legs,
    kept nowhere, so that a thousand unlocks of one series need not queue for one row.
    """

    name = models.CharField(max_length=120, unique=True)
    unit = models.CharField(max_length=4)
    guarded = models.BooleanField()
    balance = models.BigIntegerField(default=0)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(balance__gte=0, balance__lte=MOST), name="ledger_balance_in_range"),
            models.CheckConstraint(condition=Q(guarded=True) | Q(balance=0), name="ledger_unguarded_keeps_none"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="ledger_account_is_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    """Sums that moved together; its legs add up to zero in every unit. `key` makes it happen once."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=24)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="transfers")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")
    note = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [
            models.Index(fields=["account", "-at"], name="transfer_of_account"),
            models.Index(fields=["at"], name="transfer_by_time"),
        ]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(key="") & ~Q(kind=""), name="transfer_is_named")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Leg(models.Model):
    """What one transfer adds to, or takes from, one account."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="legs")
    amount = models.BigIntegerField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-MOST, amount__lte=MOST), name="leg_moves_something"
            ),
            models.UniqueConstraint(fields=["transfer", "account"], name="leg_once_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.account_id}"


class CoinLot(models.Model):
    """Coins that came together: paid ones with the money they cost, or bonus ones, which may expire.

    `money_minor` is what was received for them after tax, `earned_minor` how much of it their spending has earned so
    far. `tier` is that of the territory where they were bought: they buy nothing where prices are higher.
    `taken_coins` were taken back after a refund or a chargeback, whether they were still there or spent already.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lots")
    source = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lots")
    paid = models.BooleanField()
    tier = models.PositiveSmallIntegerField(default=1)
    coins = models.BigIntegerField()
    left = models.BigIntegerField()
    taken_coins = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    money_minor = models.BigIntegerField(default=0)
    earned_minor = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [
            models.Index(fields=["account", "paid", "expires_at"], name="lot_to_spend", condition=Q(left__gt=0)),
            models.Index(
                fields=["expires_at"], name="lot_to_expire", condition=Q(left__gt=0, expires_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(coins__gt=0, coins__lte=MOST, left__gte=0, left__lte=F("coins")), name="lot_left_in_range"
            ),
            models.CheckConstraint(
                condition=Q(taken_coins__gte=0, taken_coins__lte=F("coins")), name="lot_taken_in_range"
            ),
            models.CheckConstraint(
                condition=Q(money_minor__gte=0, earned_minor__gte=0, earned_minor__lte=F("money_minor")),
                name="lot_earned_in_range",
            ),
            models.CheckConstraint(
                condition=Q(paid=True, expires_at__isnull=True) | Q(paid=False, money_minor=0, currency=""),
                name="lot_bonus_is_free_paid_is_lasting",
            ),
            models.CheckConstraint(condition=Q(tier__gte=1, tier__lte=9), name="lot_tier_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.left} of {self.coins} {'paid' if self.paid else 'bonus'}"


class Spending(models.Model):
    """How many coins of a lot a transfer took, and what of the lot's money that earned; for refunds and statements."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="spendings")
    lot = models.ForeignKey(CoinLot, on_delete=models.PROTECT, related_name="spendings")
    coins = models.BigIntegerField()
    earned_minor = models.BigIntegerField(default=0)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "lot"], name="spending_once_a_lot"),
            models.CheckConstraint(condition=Q(coins__gt=0, earned_minor__gte=0), name="spending_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.coins} of lot {self.lot_id}"


class Debt(models.Model):
    """Coins that an account owes because they were spent before their money went back: `left` of them still.

    `transfer` is the refund or chargeback of the `lot`; what pays the debt goes where that took its money from.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debts")
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="debt")
    lot = models.ForeignKey(CoinLot, on_delete=models.PROTECT, related_name="debts")
    coins = models.BigIntegerField()
    left = models.BigIntegerField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["account", "id"], name="debt_to_pay", condition=Q(left__gt=0))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(coins__gt=0, left__gte=0, left__lte=F("coins")), name="debt_in_range")
        ]

    def __str__(self) -> str:
        return f"{self.left} of {self.coins} owed"


class Quote(models.Model):
    """A price that holds until `expires_at`, whatever becomes of the list: who asks with its id pays this.

    In coins it comes with `most_coins`, what all of the series cost at most when it was told. What is left of a series
    for which so much was paid has a price of no coins. In money it comes with what is sold for it: `coins` and
    `bonus_coins`, or `days` of VIP.
    """

    class Kind(models.TextChoices):
        """What may be priced."""

        EPISODE = "episode"
        SERIES = "series"
        COINS = "coins"
        VIP = "vip"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="quotes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.CharField(max_length=40, blank=True, default="")
    territory = models.CharField(max_length=2)
    tier = models.PositiveSmallIntegerField()
    price_coins = models.BigIntegerField(null=True)
    most_coins = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    coins = models.PositiveBigIntegerField(default=0)
    bonus_coins = models.PositiveBigIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="episode", episode__isnull=False, price_coins__gte=0, price_minor__isnull=True)
                | Q(kind="series", series__isnull=False, price_coins__gte=0, price_minor__isnull=True)
                | (
                    Q(kind__in=["coins", "vip"], price_coins__isnull=True, price_minor__gt=0)
                    & ~Q(product="")
                    & ~Q(currency="")
                ),
                name="quote_prices_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(price_coins__isnull=True) | Q(price_coins__lte=MOST), name="quote_coins_in_range"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="quote_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} quote {self.public_id}"


class Unlock(models.Model):
    """An episode that an account may watch from now on (or until `expires_at`, where it was an ad that opened it)."""

    class How(models.TextChoices):
        """What opened it."""

        COINS = "coins"
        SERIES = "series"
        AD = "ad"
        WAIT = "wait"
        GIFT = "gift"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="unlocks")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="unlocks")
    how = models.CharField(max_length=8, choices=How.choices)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, null=True, related_name="unlocks")
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "episode"], name="unlock_once_an_episode"),
            models.CheckConstraint(
                condition=Q(how__in=["coins", "series"], transfer__isnull=False, expires_at__isnull=True)
                | Q(how__in=["ad", "wait", "gift"]),
                name="unlock_is_paid_or_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} may watch {self.episode_id}"


class Order(models.Model):
    """A purchase for money: made from a quote, sent to a provider, settled by the provider's word alone.

    What is bought is what its quote sells. `reference` is the provider's name of the payment. Of the
    quote's price, `refunded_minor` was given back and `disputed_minor` is or was taken by a bank; `taken_minor` of
    money and `taken_coins` are what the ledger has taken back for both so far. Every renewal is an order of its own.
    """

    class State(models.TextChoices):
        """Only `paid` gives anything; what was given is taken back by the three after it."""

        OPEN = "open"
        PAID = "paid"
        PART_REFUNDED = "partly"
        REFUNDED = "refunded"
        CHARGED_BACK = "disputed"
        FAILED = "failed"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="orders")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="order")
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - unique, and unknown at first
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    live = models.BooleanField(default=False)
    coins = models.PositiveBigIntegerField(default=0)
    bonus_coins = models.PositiveBigIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    renewal_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    refunded_minor = models.BigIntegerField(default=0)
    disputed_minor = models.BigIntegerField(default=0)
    taken_minor = models.BigIntegerField(default=0)
    taken_coins = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "reference"], name="order_reference_is_unique"),
            models.CheckConstraint(condition=Q(refunded_minor__gte=0), name="order_refund_in_range"),
            models.CheckConstraint(
                condition=Q(disputed_minor__gte=0, taken_minor__gte=0, taken_coins__gte=0, taken_coins__lte=F("coins")),
                name="order_taken_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.public_id}"


class PaymentEvent(models.Model):
    """A provider's message that was taken in, with its effect, in one transaction; its id makes it happen once.

    `refused` ones had none. Those that came too early wait until the payment that they are about is there.
    """

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="events")
    named_order = models.CharField(max_length=40, blank=True, default="")
    reference = models.CharField(max_length=200, blank=True, default="")
    minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    told_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    waits = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [
            models.Index(fields=["provider", "reference"], name="payment_event_waits", condition=Q(waits=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payment_event_once"),
            models.CheckConstraint(condition=Q(minor__gte=0, minor__lte=MOST), name="payment_event_sum_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class Subscription(models.Model):
    """VIP from `starts_at` until `ends_at`; `renews` until the viewer says otherwise."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscriptions")
    plan = models.CharField(max_length=40)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="subscription")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    renews = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["account", "ends_at"], name="subscription_now")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="subscription_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} of {self.account_id}"


class AdReward(models.Model):
    """A watched advertisement, as its network swore; `transaction_id` is the network's own and comes once."""

    network = models.CharField(max_length=20)
    transaction_id = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ad_rewards")
    day = models.DateField()
    used_for = models.ForeignKey(Unlock, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="ad_reward_of_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "transaction_id"], name="ad_reward_once"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.transaction_id}"


class CheckIn(models.Model):
    """An account's one check-in of a day, the server's own (UTC)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="check_ins")
    day = models.DateField()
    streak = models.PositiveIntegerField()
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+")

    class Meta:  # noqa: D106 - Django prescribes it
        verbose_name = "check-in"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "day"], name="check_in_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.day}"


class WaitPass(models.Model):
    """When an account may next open an episode of a series for nothing, because it waited."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="waits")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    next_at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "series"], name="wait_once_a_series")]

    def __str__(self) -> str:
        return f"{self.account_id} waits for {self.series_id}"


class Coupon(models.Model):
    """A code for bonus coins; only its SHA-256 is kept. One account uses it once, all accounts `most_uses` times."""

    code_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    coins = models.PositiveIntegerField()
    most_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(uses__lte=F("most_uses")), name="coupon_uses_in_range"),
            models.CheckConstraint(condition=Q(coins__gt=0, most_uses__gt=0), name="coupon_gives_something"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="coupon_lasts"),
        ]

    def __str__(self) -> str:
        return self.label


class CouponUse(models.Model):
    """That an account used a coupon."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="used")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="coupons")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [models.UniqueConstraint(fields=["coupon", "account"], name="coupon_once_an_account")]

    def __str__(self) -> str:
        return f"{self.coupon_id} by {self.account_id}"


class VipMonth(models.Model):
    """VIP money of a month in a currency as it was shared: by `watched` milliseconds, by the assets of series."""

    month = models.DateField()
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    watched = models.JSONField()
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [models.UniqueConstraint(fields=["month", "currency"], name="vip_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.currency}"


class Statement(models.Model):
    """What a studio earned in a month in one currency, computed from the ledger, signed, and posted as payable."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="statements")
    month = models.DateField()
    currency = models.CharField(max_length=3)
    document = models.JSONField()
    signature = models.CharField(max_length=200)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:  # noqa: D106 - Django prescribes it
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["studio", "month", "currency"], name="statement_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="statement_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.studio} {self.month:%Y-%m} {self.currency}"

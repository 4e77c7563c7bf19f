"""What a studio earned in a month: lines of the ledger in, a statement out that adds up to the last minor unit.

Anybody who has the lines can make the statement again. A line is one sum that one transfer earned a series, or carried
back from it because coins were given back. The studio's share of the whole is rounded down to a minor unit; over the
series it is spread by largest remainders, so that their shares add up to it exactly.

VIP money comes as lines, too: that of all studios is spread over all series by what VIP viewers watched of them. A
statement says what there was to spread and how much was watched of all series, so that its studio can do it again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.money import Currency

WHOLE_BP = 10_000
VIP_KIND = "vip-share"
"""The kind of the lines by which VIP money comes to a series."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = ("transfer", "at", "kind", "series", "slug", "currency", "minor")


class StatementError(MicrodramaError):
    """A statement, or the lines that it was made of, do not hold together."""


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one transfer earned a series (or carried back, below zero); `at` is in UTC, as ISO 8601."""

    transfer: int
    at: str
    kind: str
    series: str
    slug: str
    currency: Currency
    minor: int


class VipSeries(msgspec.Struct, frozen=True, kw_only=True):
    """How long VIP viewers watched a series in the month, as the server's own clock has it."""

    series: str
    watched_ms: int


class VipShare(msgspec.Struct, frozen=True, kw_only=True):
    """VIP money of the month, `minor` in all, spread over all studios' series by `watched_ms`, the sum of theirs.

    A series gets minor x its watched_ms / watched_ms, rounded down, and one unit more where the remainder of that
    division is above `cut`, or is `cut` and the series' id is not after `last`.
    """

    minor: int
    watched_ms: int
    cut: int
    last: str
    series: list[VipSeries]


class SeriesShare(msgspec.Struct, frozen=True, kw_only=True):
    """One series of a statement: earned_minor - carried_back_minor = net_minor, of which share_minor is the studio's.

    `first_transfer` and `last_transfer` bound the `legs` of the ledger that were added up.
    """

    series: str
    slug: str
    legs: int
    first_transfer: int
    last_transfer: int
    earned_minor: int
    carried_back_minor: int
    net_minor: int
    share_minor: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A month of a studio in one currency; `lines_sha256` is that of all its ledger lines as canonical JSON."""

    schema: str = "microdrama.statement/1"
    studio: str
    studio_name: str
    month: str
    currency: Currency
    share_bp: int
    series: list[SeriesShare]
    earned_minor: int
    carried_back_minor: int
    net_minor: int
    share_minor: int
    platform_minor: int
    lines_sha256: str
    vip: VipShare | msgspec.UnsetType = msgspec.UNSET


class SignedStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with the platform's Ed25519 signature over its canonical JSON; both keys and signature in hex."""

    statement: Statement
    signature: str
    public_key: str


class Studio(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a statement is for: its public id, name, and part of the whole in hundredths of a percent."""

    public_id: str
    name: str
    share_bp: int


def make_statement(
    lines: Sequence[LedgerLine],
    *,
    studio: Studio,
    month: str,
    currency: str,
    vip: VipShare | msgspec.UnsetType = msgspec.UNSET,
) -> Statement:
    """The statement of a month ("2026-11") in a currency, of all lines that belong to them; order does not matter."""
    _check(lines, month=month, currency=currency)
    ordered = sorted(lines, key=lambda line: (line.series, line.transfer))
    groups = {series: list(group) for series, group in itertools.groupby(ordered, key=lambda line: line.series)}
    nets = {series: sum(line.minor for line in group) for series, group in groups.items()}
    shares = spread(nets, share_bp=studio.share_bp)
    series = [_series(group, share=shares[name]) for name, group in groups.items()]
    net, share = sum(nets.values()), sum(shares.values())
    return Statement(
        studio=studio.public_id,
        studio_name=studio.name,
        month=month,
        currency=currency,
        share_bp=studio.share_bp,
        series=series,
        earned_minor=sum(one.earned_minor for one in series),
        carried_back_minor=sum(one.carried_back_minor for one in series),
        net_minor=net,
        share_minor=share,
        platform_minor=net - share,
        lines_sha256=hashlib.sha256(canonical(ordered)).hexdigest(),
        vip=vip,
    )


def spread(nets: Mapping[str, int], *, share_bp: int) -> dict[str, int]:
    """Each name's part of its sum, in whole minor units that add up to the part of the whole, rounded down.

    What rounding down leaves goes, a unit each, to the largest remainders; equal ones by name.
    """
    if not 0 <= share_bp <= WHOLE_BP:
        raise StatementError("A studio's share lies between nothing and all.")
    parts = {name: divmod(net * share_bp, WHOLE_BP) for name, net in nets.items()}
    left = sum(nets.values()) * share_bp // WHOLE_BP - sum(whole for whole, _ in parts.values())
    by_remainder = sorted(parts, key=lambda name: (-parts[name][1], name))
    lucky = frozenset(by_remainder[:left])
    return {name: whole + (name in lucky) for name, (whole, _) in parts.items()}


def spread_whole(weights: Mapping[str, int], *, whole: int) -> dict[str, int]:
    """A sum spread by weights, to the last unit: 0 <= whole <= the sum of weights, and no part exceeds its weight."""
    total = sum(weights.values())
    if not 0 <= whole <= total or min(weights.values(), default=0) < 0:
        raise StatementError("More cannot be spread than there is.")
    return apportion(weights, whole=whole)


def apportion(weights: Mapping[str, int], *, whole: int) -> dict[str, int]:
    """A sum spread by weights, to the last unit; nothing where all weights are nothing.

    What rounding down leaves goes, a unit each, to the largest remainders; equal ones by name.
    """
    parts, lucky = _divided(weights, whole=whole)
    return {name: part + (name in lucky) for name, (part, _) in parts.items()}


def vip_share(watched: Mapping[str, int], *, minor: int, mine: Iterable[str]) -> VipShare:
    """What a studio is told of how VIP money was spread: about its own series, and the totals."""
    parts, lucky = _divided(watched, whole=minor)
    total = sum(watched.values())
    return VipShare(
        minor=minor,
        watched_ms=total,
        cut=parts[lucky[-1]][1] if lucky else total,
        last=lucky[-1] if lucky else "",
        series=[VipSeries(series=name, watched_ms=watched[name]) for name in sorted(set(mine) & watched.keys())],
    )


def _divided(weights: Mapping[str, int], *, whole: int) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Each weight's part of a sum with its remainder, and who gets a unit more, the largest remainder first."""
    total = sum(weights.values())
    if whole < 0 or min(weights.values(), default=0) < 0:
        raise StatementError("Less than nothing cannot be spread.")
    parts = {name: divmod(weight * whole, total) if total else (0, 0) for name, weight in weights.items()}
    left = whole - sum(part for part, _ in parts.values()) if total else 0
    return parts, sorted(parts, key=lambda name: (-parts[name][1], name))[:left]


def canonical(value: Any) -> bytes:
    """The one JSON of a value: keys sorted, nothing between them, UTF-8; this is what is signed and hashed."""
    return msgspec.json.encode(msgspec.to_builtins(value), order="deterministic")


def differences(statement: Statement, lines: Sequence[LedgerLine]) -> list[str]:
    """What in a statement its lines do not bear out, in words; empty where it is right."""
    studio = Studio(public_id=statement.studio, name=statement.studio_name, share_bp=statement.share_bp)
    again = make_statement(lines, studio=studio, month=statement.month, currency=statement.currency, vip=statement.vip)
    found = [
        f"{name} is {getattr(statement, name)}, and by the lines {getattr(again, name)}"
        for name in Statement.__struct_fields__
        if name != "series" and getattr(statement, name) != getattr(again, name)
    ]
    theirs, ours = ({one.series: one for one in each.series} for each in (statement, again))
    found += _vip_differences(statement.vip, lines)
    return found + [
        f"series {name} is {theirs.get(name)}, and by the lines {ours.get(name)}"
        for name in sorted(theirs.keys() | ours.keys())
        if theirs.get(name) != ours.get(name)
    ]


def _vip_differences(vip: VipShare | msgspec.UnsetType, lines: Sequence[LedgerLine]) -> list[str]:
    """Where VIP money in the lines is not what the totals and the watched time make it."""
    came: dict[str, int] = {}
    for line in lines:
        if line.kind == VIP_KIND:
            came[line.series] = came.get(line.series, 0) + line.minor
    due = {} if isinstance(vip, msgspec.UnsetType) else {one.series: _vip_part(vip, one) for one in vip.series}
    return [
        f"VIP money of series {name} is {came.get(name, 0)} in the lines, and by watched time {due.get(name, 0)}"
        for name in sorted(came.keys() | due.keys())
        if came.get(name, 0) != due.get(name, 0)
    ]


def _vip_part(vip: VipShare, one: VipSeries) -> int:
    part, rest = divmod(vip.minor * one.watched_ms, vip.watched_ms) if vip.watched_ms else (0, 0)
    return part + (rest > vip.cut or (rest == vip.cut and one.series <= vip.last))


def as_csv(lines: Iterable[LedgerLine]) -> str:
    """The lines as a table; no cell of text begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(getattr(line, name)) for name in _COLUMNS] for line in lines)
    return out.getvalue()


def read_lines(content: bytes, *, source: str) -> list[LedgerLine]:
    """The lines of an export, JSON or CSV. Raises StatementError where they cannot be read."""
    try:
        if content.lstrip().startswith(b"["):
            return msgspec.json.decode(content, type=list[LedgerLine])
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), restval="", strict=True))
        if any(tuple(row) != _COLUMNS for row in rows):
            raise StatementError(f"{source} is no table of ledger lines: its columns are not {', '.join(_COLUMNS)}.")
        return [msgspec.convert(_plain(row), LedgerLine, strict=False) for row in rows]
    except (msgspec.MsgspecError, UnicodeDecodeError, csv.Error, TypeError) as error:
        raise StatementError(f"{source} cannot be read as lines of the ledger: {error}.") from error


def _check(lines: Sequence[LedgerLine], *, month: str, currency: str) -> None:
    if any(not line.at.startswith(month) or line.currency != currency for line in lines):
        raise StatementError(f"Some of these lines are not of {month} in {currency}.")
    if len({(line.series, line.transfer) for line in lines}) != len(lines):
        raise StatementError("Some of these lines are there twice.")


def _series(lines: Sequence[LedgerLine], *, share: int) -> SeriesShare:
    earned = sum(line.minor for line in lines if line.minor > 0)
    back = -sum(line.minor for line in lines if line.minor < 0)
    return SeriesShare(
        series=lines[0].series,
        slug=lines[0].slug,
        legs=len(lines),
        first_transfer=lines[0].transfer,
        last_transfer=lines[-1].transfer,
        earned_minor=earned,
        carried_back_minor=back,
        net_minor=earned - back,
        share_minor=share,
    )


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value
        for name, value in row.items()
    }

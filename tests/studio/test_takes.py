"""A paid generation is never lost and never bought twice: store and protocol, with a generator made of lines."""

import errno
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import (
    Made,
    Progress,
    Ready,
    Reference,
    Refused,
    SpeechRequest,
    StillRequest,
    Ticket,
    Usage,
    Waiting,
    request_digest,
)
from microdrama.ports.painter import FakePainter
from microdrama.ports.voice import FakeVoice
from microdrama.studio import takes
from microdrama.studio.flow import Cancelled
from microdrama.studio.takes import (
    Accepted,
    DoubtError,
    OpenPurse,
    PassingError,
    RefusedError,
    RejectedError,
    TakeError,
    TakeStore,
    UncertainError,
)
from microdrama.studio.taking import Pace, Recovered, Taker, speech, still
from providers.made_media import made

GOOD = made("png", "good", (64, 112), 1)
QUICK = Pace(look_first_s=2, again_first_s=1, tries=3, settling_s=30, give_up_s=60)


def request(prompt: str = "a door", **others: object) -> StillRequest:
    return StillRequest(provider="lines", model="m", prompt=prompt, width=64, height=112, **others)  # type: ignore[arg-type]


@dataclass
class Clock:
    """Time that passes when somebody sleeps."""

    at: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
        self.at += seconds


@dataclass
class Ledger:
    """A purse that notes what it is told, and has so much money."""

    told: list[tuple[str, str]] = field(default_factory=list)
    poor: bool = False

    def reserve(self, key: str, estimate: Usage, request: object, /) -> None:
        if self.poor:
            raise MicrodramaError("No money is left.")
        self.told.append(("reserve", key))

    def settle(self, key: str, usage: Usage, /) -> None:
        self.told.append(("settle", key))

    def release(self, key: str, reason: str, /) -> None:
        self.told.append(("release", key))


class Killed(BaseException):
    """Stands for kill -9: nothing catches it, nothing is tidied that a kill would not tidy."""


@dataclass
class Lines:
    """A painter that does what its lines say, one a call: an error is raised, a progress returned."""

    submits: list[BaseException | str] = field(default_factory=list)
    looks: list[Progress | BaseException] = field(default_factory=list)
    stills: list[bytes | BaseException] = field(default_factory=list)
    found: list[Recovered | BaseException] = field(default_factory=list)
    provider: str = "lines"
    keys: list[str] = field(default_factory=list)

    def estimate(self, request: object) -> Usage:
        return Usage(unit="image", amount="1")

    def submit(self, request: object, references: dict[str, Path], *, key: str) -> Ticket:
        self.keys.append(key)
        line = self.submits.pop(0) if self.submits else f"job-{len(self.keys)}"
        if isinstance(line, BaseException):
            raise line
        return Ticket(provider="lines", remote_id=line)

    def progress(self, ticket: Ticket) -> Progress:
        line = self.looks.pop(0) if self.looks else Ready()
        if isinstance(line, BaseException):
            raise line
        return line

    def collect(self, ticket: Ticket, request: object, folder: Path) -> Made:
        line = self.stills.pop(0) if self.stills else GOOD
        if isinstance(line, BaseException):
            raise line
        (folder / "still.png").write_bytes(line)
        return Made(path=folder / "still.png", usage=Usage(unit="image", amount="1"))

    def recover(self, request: object, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:
        line = self.found.pop(0)
        if isinstance(line, BaseException):
            raise line
        return line


@dataclass
class Studio:
    store: TakeStore
    clock: Clock
    purse: Ledger
    taker: Taker


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    clock, purse, store = Clock(), Ledger(), TakeStore(tmp_path / "takes")
    return Studio(store, clock, purse, Taker(store, purse, QUICK, now=clock.now, sleep=clock.sleep))


DIGEST = request_digest(request())


def test_a_take_is_bought_once_and_kept_with_what_is_known_of_it(studio: Studio) -> None:
    lines = Lines()
    first = studio.taker.take(still(lines, request()))
    again = studio.taker.take(still(lines, request()))
    assert (first, len(lines.keys)) == (again, 1)
    assert first.path.read_bytes() == GOOD
    assert first.path.stat().st_mode & 0o222 == 0
    assert first.path.parent == studio.store.root / DIGEST[:2] / DIGEST
    assert first.record.ticket.remote_id == "job-1"
    assert studio.store.request(DIGEST) == request()
    assert studio.purse.told == [("reserve", DIGEST), ("settle", DIGEST)]
    assert list(studio.store.finished()) == [DIGEST]
    assert list(studio.store.open()) == []


def test_other_requests_are_other_takes(studio: Studio) -> None:
    lines = Lines()
    paths = {studio.taker.take(still(lines, one)).path for one in [request(), request(seed=1), request(take=2)]}
    assert len(paths) == len(lines.keys) == 3


def test_a_line_is_spoken_and_its_facts_are_kept(studio: Studio) -> None:
    line = SpeechRequest(provider="fake", model="hum-1", text="Good evening.", language="en", voice="alto")
    take = studio.taker.take(speech(FakeVoice(), line))
    assert take.record.spoken is not None
    assert [word.text for word in take.record.spoken.words] == ["Good", "evening."]
    found = TakeStore(studio.store.root).find(line)
    assert found is not None
    assert found.made == take.made


# --- what may pass


def test_what_may_pass_is_tried_again_later_and_later_with_one_key(studio: Studio) -> None:
    lines = Lines(submits=[PassingError("busy."), PassingError("busy.", after_s=7), "job-9"])
    assert studio.taker.take(still(lines, request())).record.ticket.remote_id == "job-9"
    assert lines.keys == [DIGEST] * 3
    assert 0.75 <= studio.clock.slept[0] <= 1.25
    assert studio.clock.slept[1] == 7
    assert ("release", DIGEST) not in studio.purse.told


def test_what_does_not_pass_is_raised_and_can_be_asked_again(studio: Studio) -> None:
    lines = Lines(submits=[PassingError("busy.")] * 3)
    with pytest.raises(PassingError):
        studio.taker.take(still(lines, request()))
    assert studio.store.standing(DIGEST).asked is None
    assert studio.purse.told[-1] == ("release", DIGEST)
    assert studio.taker.take(still(lines, request()))


def test_a_refusal_is_not_tried_again_and_frees_the_money(studio: Studio) -> None:
    lines = Lines(submits=[TakeError("not with me.")])
    with pytest.raises(TakeError, match="not with me"):
        studio.taker.take(still(lines, request()))
    assert len(lines.keys) == 1
    assert studio.purse.told == [("reserve", DIGEST), ("release", DIGEST)]


def test_looking_and_collecting_are_tried_again_without_buying_again(studio: Studio) -> None:
    lines = Lines(
        looks=[PassingError("busy."), Waiting(0.5), PassingError("broke off."), Ready()],
        stills=[PassingError("broke off."), GOOD[: len(GOOD) // 2], GOOD],
    )
    told: list[float | None] = []
    take = studio.taker.take(still(lines, request()), lambda _order, share: told.append(share))
    assert take.path.read_bytes() == GOOD
    assert len(lines.keys) == 1
    assert told == [0.5, 1.0]


def test_waiting_has_an_end_and_the_next_run_goes_on(studio: Studio) -> None:
    lines = Lines(looks=[Waiting()] * 500)
    with pytest.raises(PassingError, match=r"working on the job job-1 for 1 minutes; run the same command again"):
        studio.taker.take(still(lines, request()))
    lines.looks.clear()
    assert studio.taker.take(still(lines, request())).record.ticket.remote_id == "job-1"


def test_no_money_no_request(studio: Studio) -> None:
    studio.purse.poor = True
    lines = Lines()
    with pytest.raises(MicrodramaError, match="No money"):
        studio.taker.take(still(lines, request()))
    assert lines.keys == []


# --- after a kill


def test_a_ticket_is_only_looked_after(studio: Studio) -> None:
    lines = Lines(looks=[Killed()])
    with pytest.raises(Killed):
        studio.taker.take(still(lines, request()))
    assert studio.taker.take(still(lines, request())).record.ticket.remote_id == "job-1"
    assert len(lines.keys) == 1


@pytest.mark.parametrize("cut", [Killed(), UncertainError("broke off.")])
def test_a_request_that_was_cut_off_is_looked_for_first(studio: Studio, cut: BaseException) -> None:
    lines = Lines(submits=[cut], found=[Ticket(provider="lines", remote_id="found")])
    if isinstance(cut, Killed):
        with pytest.raises(Killed):
            studio.taker.take(still(lines, request()))
    assert studio.taker.take(still(lines, request())).record.ticket.remote_id == "found"
    assert len(lines.keys) == 1


def test_the_same_key_is_used_again_where_it_buys_nothing_twice(studio: Studio) -> None:
    lines = Lines(submits=[UncertainError("broke off.")], found=["again"])
    studio.taker.take(still(lines, request()))
    assert lines.keys == [DIGEST, DIGEST]


def test_a_search_that_finds_nothing_is_believed_after_a_while(studio: Studio) -> None:
    lines = Lines(submits=[UncertainError("broke off.")], found=["absent", "absent"])
    studio.taker.take(still(lines, request()))
    assert lines.keys == [DIGEST, DIGEST]
    assert sum(studio.clock.slept) >= QUICK.settling_s
    late = Lines(submits=[UncertainError("broke off.")], found=["absent", Ticket(provider="lines", remote_id="late")])
    assert studio.taker.take(still(late, request("b"))).record.ticket.remote_id == "late"


def test_a_list_that_may_not_be_seen_leaves_a_doubt_and_the_money_aside(studio: Studio) -> None:
    lines = Lines(submits=[UncertainError("broke off.")], found=[TakeError("It answered 403.")])
    with pytest.raises(DoubtError, match="may have been bought: It answered 403"):
        studio.taker.take(still(lines, request()))
    assert studio.purse.told == [("reserve", DIGEST)]


def test_where_nobody_can_tell_a_person_decides(studio: Studio) -> None:
    lines = Lines(submits=[UncertainError("broke off.")], found=[DoubtError("It has no list.")] * 3)
    for _ in range(2):
        with pytest.raises(DoubtError, match=rf"takes adopt {DIGEST[:12]} JOB.*takes forget {DIGEST[:12]}"):
            studio.taker.take(still(lines, request()))
    assert len(lines.keys) == 1
    studio.store.adopt(DIGEST, "seen-there")
    assert studio.taker.take(still(lines, request())).record.ticket.remote_id == "seen-there"
    assert len(lines.keys) == 1


def test_what_is_forgotten_is_bought_again_under_another_key(studio: Studio) -> None:
    lines = Lines(submits=[Killed()])
    with pytest.raises(Killed):
        studio.taker.take(still(lines, request()))
    studio.store.forget(DIGEST)
    studio.taker.take(still(lines, request()))
    assert lines.keys == [DIGEST, f"{DIGEST}-2"]
    assert studio.purse.told == [
        ("reserve", DIGEST), ("release", DIGEST), ("reserve", f"{DIGEST}-2"), ("settle", f"{DIGEST}-2"),
    ]  # fmt: skip


def test_a_generator_that_cannot_look_promises_that_keys_are_enough(studio: Studio) -> None:
    painter = FakePainter(GOOD)
    order = still(painter, StillRequest(provider="fake", model="m", prompt="x", width=64, height=112))
    studio.store.begin(order.request)
    digest = request_digest(order.request)
    studio.store.write(digest, takes.Asked(key=digest, provider="fake", at=1.0))
    assert studio.taker.take(order).path.is_file()
    assert painter.bought == 1


@pytest.mark.parametrize("write", range(1, 5))
def test_a_kill_at_any_write_is_gone_on_from(studio: Studio, monkeypatch: pytest.MonkeyPatch, write: int) -> None:
    """The writes: request.json, asked, accepted, made.json; each is done and then the process dies."""
    lines, count = Lines(found=["absent"] * 9), 0
    real_document, real_write = takes.write_document, TakeStore.write

    def counted() -> None:
        nonlocal count
        count += 1
        if count == write:
            raise Killed

    def document(path: Path, value: takes.Record) -> None:
        real_document(path, value)
        counted()

    def line(store: TakeStore, digest: str, entry: takes.Entry) -> None:
        real_write(store, digest, entry)
        counted()

    monkeypatch.setattr(takes, "write_document", document)
    monkeypatch.setattr(TakeStore, "write", line)
    with pytest.raises(Killed):
        studio.taker.take(still(lines, request()))
    assert studio.taker.take(still(lines, request())).path.read_bytes() == GOOD
    assert len(lines.keys) == 1


def test_a_line_that_was_cut_off_counts_as_not_written(studio: Studio) -> None:
    lines = Lines(looks=[Killed()])
    with pytest.raises(Killed):
        studio.taker.take(still(lines, request()))
    journal = studio.store.root / "open" / DIGEST / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().rstrip()[:-5])
    assert studio.store.standing(DIGEST).ticket is None
    studio.store.write(DIGEST, Accepted(ticket=Ticket(provider="lines", remote_id="whole")))
    assert studio.store.standing(DIGEST).ticket == Ticket(provider="lines", remote_id="whole")


def test_a_disk_that_fills_up_just_then_names_the_job(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    real = TakeStore.write

    def full(store: TakeStore, digest: str, entry: takes.Entry) -> None:
        if isinstance(entry, Accepted):
            with takes._refusals(store.root):
                raise OSError(errno.ENOSPC, "No space left on device")
        real(store, digest, entry)

    monkeypatch.setattr(TakeStore, "write", full)
    with pytest.raises(TakeError, match=rf"accepted the job job-1.*is full.*takes adopt {DIGEST[:12]} job-1"):
        studio.taker.take(still(Lines(), request()))


# --- what is no good


def test_a_bad_take_is_kept_paid_for_and_not_bought_again(studio: Studio) -> None:
    lines = Lines(stills=[made("png", "black", (64, 112), 1)])
    with pytest.raises(RejectedError, match=r"it is black.*ask for another take"):
        studio.taker.take(still(lines, request()))
    with pytest.raises(RejectedError):
        studio.taker.take(still(lines, request()))
    assert len(lines.keys) == 1
    assert studio.purse.told == [("reserve", DIGEST), ("settle", DIGEST)]
    studio.store.accept(DIGEST)
    assert studio.taker.take(still(lines, request())).path.is_file()
    assert studio.taker.take(still(lines, request(take=2))).path.read_bytes() == GOOD


def test_what_can_never_be_read_is_kept_too(studio: Studio) -> None:
    lines = Lines(stills=[b"no picture"] * 3)
    with pytest.raises(RejectedError, match="cannot be read"):
        studio.taker.take(still(lines, request()))
    kept = studio.store.root / DIGEST[:2] / DIGEST / "take.png"
    assert kept.read_bytes() == b"no picture"
    studio.store.forget(DIGEST)
    assert studio.taker.take(still(lines, request())).path.read_bytes() == GOOD
    assert lines.keys == [DIGEST, f"{DIGEST}-2"]
    assert (kept.parent / "aside" / "1" / "take.png").read_bytes() == b"no picture"


def test_a_failed_job_that_costs_nothing_may_be_asked_for_again(studio: Studio) -> None:
    lines = Lines(looks=[Refused("too daring.")])
    with pytest.raises(RefusedError, match="bills nothing: too daring"):
        studio.taker.take(still(lines, request()))
    assert studio.purse.told[-1] == ("release", DIGEST)
    studio.taker.take(still(lines, request()))
    assert lines.keys == [DIGEST, f"{DIGEST}-2"]


def test_a_failed_job_that_was_billed_is_not(studio: Studio) -> None:
    lines = Lines(looks=[Refused("too daring.", billed=True)])
    for _ in range(2):
        with pytest.raises(RejectedError, match="too daring"):
            studio.taker.take(still(lines, request()))
    assert len(lines.keys) == 1
    assert studio.purse.told == [("reserve", DIGEST), ("settle", DIGEST)]
    with pytest.raises(TakeError, match="no rejected take with a file"):
        studio.store.accept(DIGEST)


def test_a_changed_reference_is_not_sent(studio: Studio, tmp_path: Path) -> None:
    face = tmp_path / "face.png"
    face.write_bytes(GOOD)
    digest, lines = takes.sha256_of(face), Lines()
    wanted = request(references=(Reference(digest, "face"),))
    face.write_bytes(b"another")
    with pytest.raises(TakeError, match="has changed since"):
        studio.taker.take(still(lines, wanted, {digest: face}))
    assert lines.keys == []
    face.write_bytes(GOOD)
    assert studio.taker.take(still(lines, wanted, {digest: face})).path.is_file()


# --- many at once


def test_many_orders_keep_their_order_and_equal_ones_are_bought_once(tmp_path: Path) -> None:
    lines = Lines()
    taker = Taker(TakeStore(tmp_path), OpenPurse(), Pace(look_first_s=0.001))
    orders = [still(lines, request(str(n % 5))) for n in range(12)]
    found = taker.take_all(orders)
    assert [one.digest for one in found if isinstance(one, takes.Take)] == [
        request_digest(order.request) for order in orders
    ]
    assert len(lines.keys) == 5


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    lines = Lines(submits=[TakeError("no.")])
    taker = Taker(TakeStore(tmp_path), OpenPurse(), at_once=1)
    found = taker.take_all([still(lines, request(str(n))) for n in range(3)])
    assert [type(one) for one in found] == [TakeError, takes.Take, takes.Take]


def test_no_more_than_so_many_at_once(tmp_path: Path) -> None:
    lock, inside, most = threading.Lock(), 0, 0

    class Slow(Lines):
        def progress(self, ticket: Ticket) -> Progress:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            both.wait(0.2)
            with lock:
                inside -= 1
            return Ready()

    both = threading.Event()
    Taker(TakeStore(tmp_path), OpenPurse(), at_once=2).take_all([still(Slow(), request(str(n))) for n in range(5)])
    assert most == 2


def test_stopped_it_goes_on_later(tmp_path: Path) -> None:
    lines = Lines(looks=[Waiting()] * 1000)
    taker = Taker(TakeStore(tmp_path), OpenPurse())
    with pytest.raises(Cancelled):
        taker.take_all([still(lines, request())], lambda _order, _share: taker.cancel.set())
    lines.looks.clear()
    Taker(TakeStore(tmp_path), OpenPurse()).take(still(lines, request()))
    assert len(lines.keys) == 1


def test_a_request_goes_to_its_own_provider() -> None:
    with pytest.raises(ValueError, match="given to"):
        still(FakePainter(GOOD), request())


def test_digests_may_be_shortened(studio: Studio) -> None:
    studio.taker.take(still(Lines(), request()))
    assert studio.store.named(DIGEST[:10]) == DIGEST
    with pytest.raises(TakeError, match="No take begins with"):
        studio.store.named("zz")

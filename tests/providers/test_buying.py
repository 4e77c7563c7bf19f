"""Every provider against a shop that fails in every way we know: what is wanted is sold once, and never again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from microdrama.domain.takes import request_digest
from microdrama.studio.takes import (
    DoubtError,
    OpenPurse,
    PassingError,
    RefusedError,
    RejectedError,
    Take,
    TakeError,
    TakeStore,
)
from microdrama.studio.taking import Pace, Taker
from providers.customers import CUSTOMERS, KEYS, SECONDS, SIZE, Customer
from providers.local_server import LocalServer, Shop

QUICK = Pace(
    look_first_s=0.002, look_most_s=0.01, again_first_s=0.002, again_most_s=0.01, tries=3, settling_s=0.05, give_up_s=20
)
WITH_JOBS = [one for one in CUSTOMERS if one.jobs]
WITH_ADDRESSES = [one for one in WITH_JOBS if not one.name.startswith("comfyui")]


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class Buying:
    """One customer at the shop."""

    def __init__(self, customer: Customer, shop: Shop, folder: Path) -> None:
        self.customer, self.shop, self.folder = customer, shop, folder
        self.store = TakeStore(folder / "takes")

    def buy(self, prompt: str = "a door") -> Take:
        """As a process of its own would: nothing but the folder is left from before."""
        order = self.customer.order(self.shop.address, self.folder, prompt)
        return Taker(self.store, OpenPurse(), QUICK).take(order)

    @property
    def digest(self) -> str:
        return request_digest(self.customer.order(self.shop.address, self.folder, "a door").request)

    @property
    def asked(self) -> int:
        return sum(one.method == "POST" and "/upload/" not in one.path for one in self.shop.asked)

    @property
    def sold(self) -> int:
        return sum(self.shop.sold.values())


@pytest.fixture
def buying(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Buying]:
    customer: Customer = request.param
    with LocalServer(customer.protocol) as server:
        server.shop.size, server.shop.seconds = SIZE, SECONDS
        server.shop.repeats = customer.cut_off == "again"
        yield Buying(customer, server.shop, tmp_path)


def every(customers: object = CUSTOMERS) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("buying", customers, indirect=True, ids=lambda one: one.name)  # type: ignore[arg-type]


@every()
def test_what_was_made_is_bought_once_and_kept_as_it_came(buying: Buying) -> None:
    take = buying.buy()
    assert buying.buy() == take
    assert buying.sold == 1
    if buying.customer.kind != "wav":  # sound is trimmed and written anew
        assert take.path.read_bytes() == buying.shop.made(buying.customer.kind)
    else:
        assert take.record.spoken is not None
        assert take.record.spoken.duration_s == pytest.approx(SECONDS, abs=0.2)
    buying.buy("another door")
    assert buying.sold == 2


@every()
@pytest.mark.parametrize("fault", ["429", "500"])
def test_a_service_that_is_busy_is_asked_again(buying: Buying, fault: str) -> None:
    buying.shop.fault("submit", fault, fault)
    assert buying.buy().path.is_file()
    assert (buying.sold, buying.asked) == (1, 3)


@every()
@pytest.mark.parametrize("fault", ["silent", "malformed", "slow", "truncated"])
def test_an_answer_that_was_lost_buys_nothing_twice(buying: Buying, fault: str) -> None:
    buying.shop.fault("submit", fault)
    if buying.customer.kind == "wav" and fault == "malformed":  # half a sound is the whole of an answer
        with pytest.raises(RejectedError, match="damaged or incomplete"):
            buying.buy()
    elif buying.customer.cut_off == "doubt":
        for _ in range(2):
            with pytest.raises(DoubtError, match=r"a job may have been bought: .*takes adopt .* takes forget"):
                buying.buy()
    else:
        assert buying.buy().path.is_file()
    assert buying.sold == 1


@every([one for one in CUSTOMERS if one.cut_off == "found"])
def test_the_job_of_a_lost_answer_is_told_from_all_others(buying: Buying) -> None:
    """Others of the same customer, before and after, of which nothing is known here; the list has more than a page."""
    for number in range(3):
        buying.buy(f"door {number}")
    buying.shop.fault("submit", "silent")
    first = Taker(TakeStore(buying.folder / "takes"), OpenPurse(), replace(QUICK, tries=1))
    order = buying.customer.order(buying.shop.address, buying.folder, "a door")
    with pytest.raises(PassingError):
        first.take(order)
    stranger = Buying(buying.customer, buying.shop, buying.folder / "stranger")
    for number in range(3, 7):
        stranger.buy(f"door {number}")
    number = buying.buy().record.ticket.remote_id
    lost = list(buying.shop.jobs.values())[3]
    assert number.rpartition("/")[2] in {lost.number, lost.label}
    assert set(buying.shop.sold.values()) == {1}
    assert buying.sold == 8


@every([one for one in CUSTOMERS if one.name == "dashscope"])
def test_a_person_who_finds_the_job_hands_it_over(buying: Buying) -> None:
    buying.shop.secretive = True
    buying.shop.fault("submit", "silent")
    with pytest.raises(DoubtError, match="job-1"):
        buying.buy()
    buying.store.adopt(buying.digest, "job-1")
    assert buying.buy().path.is_file()
    assert buying.sold == 1


@every()
@pytest.mark.parametrize("fault", ["unheard", "502"])
def test_a_request_that_never_arrived_is_made_again_where_that_can_be_known(buying: Buying, fault: str) -> None:
    buying.shop.fault("submit", fault)
    if buying.customer.unheard == "doubt":
        with pytest.raises(DoubtError):
            buying.buy()
        buying.store.forget(buying.digest)
    assert buying.buy().path.is_file()
    assert buying.sold == 1


@every()
@pytest.mark.parametrize(("fault", "said"), [("page", "a web page instead of data"), ("400", "400: not with me")])
def test_a_refusal_is_one_sentence_and_is_not_repeated(buying: Buying, fault: str, said: str) -> None:
    buying.shop.fault("submit", fault)
    with pytest.raises(TakeError, match=said) as caught:
        buying.buy()
    assert not isinstance(caught.value, PassingError)
    assert "\n" not in str(caught.value)
    assert (buying.sold, buying.asked) == (0, 1)
    assert buying.buy().path.is_file()


@every(WITH_JOBS)
@pytest.mark.parametrize("fault", ["429", "500", "502", "silent", "unheard", "malformed", "truncated"])
def test_looking_at_a_job_may_fail_without_harm(buying: Buying, fault: str) -> None:
    buying.shop.looks = 3
    buying.shop.fault("look", fault, fault)
    assert buying.buy().path.is_file()
    assert buying.sold == 1


@every(WITH_JOBS)
@pytest.mark.parametrize("fault", ["429", "500", "silent", "truncated"])
def test_a_result_is_fetched_until_it_is_whole(buying: Buying, fault: str) -> None:
    buying.shop.fault("result", fault, fault)
    assert buying.buy().path.read_bytes() == buying.shop.made(buying.customer.kind)
    assert buying.sold == 1


@every(WITH_JOBS)
def test_a_result_that_never_comes_is_fetched_by_the_next_run(buying: Buying) -> None:
    buying.shop.fault("result", *["truncated"] * 3)
    with pytest.raises(PassingError):
        buying.buy()
    assert buying.buy().path.is_file()
    assert buying.sold == 1


@every(WITH_JOBS)
def test_a_job_that_failed_is_said_and_may_be_asked_for_again(buying: Buying) -> None:
    buying.shop.outcome = "failed"
    with pytest.raises(RefusedError, match="bills nothing"):
        buying.buy()
    buying.shop.outcome = "made"
    assert buying.buy().path.is_file()
    assert buying.sold == 2


@every([one for one in WITH_JOBS if one.billed])
def test_a_job_that_failed_and_was_billed_is_not(buying: Buying) -> None:
    buying.shop.outcome = "billed"
    for _ in range(2):
        with pytest.raises(RejectedError, match="too daring"):
            buying.buy()
    assert buying.sold == 1


@every(WITH_JOBS)
def test_a_job_that_the_service_lost_is_not_bought_again_by_itself(buying: Buying) -> None:
    buying.shop.fault("look", *["429"] * 3)
    with pytest.raises(PassingError):
        buying.buy()
    buying.shop.jobs.clear()
    ours = buying.customer.name.startswith("comfyui")  # a server of one's own forgets with every start
    with pytest.raises(RefusedError if ours else TakeError, match="know" if ours else "takes forget"):
        buying.buy()
    assert buying.sold == 0
    if not ours:
        buying.store.forget(buying.digest)
    assert buying.buy().path.is_file()


FLAVOURS = {"png": ("black", "small", "torn"), "mp4": ("black", "small", "short", "torn"), "wav": ("black", "torn")}


@pytest.mark.parametrize(
    ("buying", "flavour"),
    [pytest.param(one, flavour, id=f"{one.name}-{flavour}") for one in CUSTOMERS for flavour in FLAVOURS[one.kind]],
    indirect=["buying"],
)
def test_what_is_not_what_was_asked_for_is_kept_aside_and_paid_for_once(buying: Buying, flavour: str) -> None:
    buying.shop.flavour = flavour
    said = {"black": "black|silent", "small": "pixels instead of", "short": "lasts", "torn": "cannot be read"}
    for _ in range(2):
        with pytest.raises(RejectedError, match=said[flavour]):
            buying.buy()
    assert buying.sold == 1
    assert [path.name for path in buying.store.root.glob("??/*/take.*")] != []


@every(WITH_ADDRESSES)
def test_a_result_at_a_private_address_is_not_fetched(buying: Buying) -> None:
    buying.shop.faults["private"] = ["yes"] * 5
    with pytest.raises(TakeError, match=r"without encryption|private address"):
        buying.buy()
    assert all("meta-data" not in one.path for one in buying.shop.asked)


@every([one for one in CUSTOMERS if not one.name.startswith("comfyui")])
def test_without_a_key_a_sentence_names_the_variable(buying: Buying, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = "KLING_SECRET_KEY" if buying.customer.name == "kling" else "SHOP_KEY"
    monkeypatch.delenv(variable)
    with pytest.raises(TakeError, match=f"set the environment variable {variable}"):
        buying.buy()
    assert buying.shop.asked == []

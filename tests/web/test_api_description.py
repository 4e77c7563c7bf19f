"""Every address of the API keeps what its description promises, whatever it is asked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.catalogue.operations import launch, publish_bundle, set_offer
from microdrama.web.api import ROUTERS
from microdrama.web.wsgi import application

TOKEN = "t" * 32
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(db: None, bundle: Path, media_root: Path) -> Iterator[Any]:
    """The API over a series with a locked episode; requests keep the test's connection, which has all of it."""
    publish_bundle(bundle=bundle, media_root=media_root)
    launch(territories={"US"}, at=timezone.now())
    set_offer(slug="tale", at=timezone.now(), free_episodes=1, wait_hours=1)
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


ADDRESSES = [
    (f"/api/v1{path}", method)
    for router in ROUTERS
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
# whether somebody can have been born in a year depends on the day, which no description says
DECIDED_BY_TODAY = {"/api/v1/me/birth-year"}


@pytest.mark.parametrize("who", ["guest", "nobody"])
@pytest.mark.parametrize(("path", "method"), ADDRESSES, ids=[f"{method} {path}" for path, method in ADDRESSES])
def test_an_address_keeps_its_promises(described: Any, path: str, method: str, who: str) -> None:
    operation = described[re.sub(r"{\w+:", "{", path)][method]

    @BOUNDED
    @given(case=operation.as_strategy())
    def keeps(case: Any) -> None:
        cookies = {"csrftoken": TOKEN}
        if who == "guest":
            cookies["device"] = open_guest(label="", at=timezone.now())[1]
        cache.clear()  # rates have tests of their own
        excluded = [positive_data_acceptance] if path in DECIDED_BY_TODAY else []
        case.call_and_validate(cookies=cookies, headers={"X-CSRFToken": TOKEN}, excluded_checks=excluded)

    keeps()

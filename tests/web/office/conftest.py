from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from fixtures.operators import NOW
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.accounts.operations import open_guest
from microdrama.platform.catalogue.models import Series
from microdrama.platform.wallet import lots


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def series() -> Series:
    return Series.objects.create(
        studio=Studio.objects.get(slug="house"),
        source_id="s",
        slug="a-series",
        asset="a" * 32,
        version="v1",
        language="en",
        title={"en": "A <script>alert(1)</script> series"},
        synopsis={"en": ""},
        ai_generated=False,
    )


@pytest.fixture
def viewer() -> Account:
    account, _ = open_guest(label="Pixel", at=NOW)
    lots.credit_bonus(account=account, coins=100, expires_at=None, key="gift", kind="gift", at=NOW)
    return account

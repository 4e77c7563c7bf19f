"""Publishes the bundles named on its command line and serves them, telling the address in one line.

`PATH` is free to watch, `PATH:2` only up to its second episode; the rest is sold, in the United States. `PATH:2:18` is
for people of 18 and above, too. `--earning` makes the series a studio's that earned last month, and writes its reader's
password beside the library.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from microdrama.platform.startup import django_ready
from microdrama.studio.places import places

if TYPE_CHECKING:
    from microdrama.platform.accounts.models import Studio

FREE = 10_000
STUDIO, READER = "north-light", "studio@example.org"
_EARNING = "--earning"


def main(told: list[str]) -> None:
    django_ready()
    from django.utils import timezone

    from microdrama.platform.catalogue.operations import launch, publish_bundle, set_age_rating, set_offer
    from microdrama.platform.server import serve
    from microdrama.platform.wallet.sample import show_studio

    at = timezone.now()
    launch(territories={"US"}, at=at)
    owner = show_studio(slug=STUDIO, name="North Light Pictures") if _EARNING in told else None
    slugs: list[str] = []
    for named in (one for one in told if one != _EARNING):
        bundle, free, age = [*named.split(":"), "", ""][:3]
        published = publish_bundle(bundle=Path(bundle), media_root=places().media, studio=STUDIO if owner else None)
        set_offer(slug=published.slug, at=at, free_episodes=int(free or FREE), episode_coins=60, wait_hours=23)
        if age:
            set_age_rating(slug=published.slug, territory="US", least_age=int(age), label=age, at=at)
        slugs.append(published.slug)
    if owner is not None:
        _earn(owner, slugs, at=timezone.now())
    serve(host="127.0.0.1", port=0, workers=1, on_ready=lambda url: print(url, flush=True))  # noqa: T201 - the answer


def _earn(owner: Studio, slugs: list[str], *, at: datetime) -> None:
    """As `microdrama demo` does it."""
    from microdrama.platform.wallet import sample, statements

    month = sample.earn_last_month(slugs=slugs, territory="US", now=at)
    assert month is not None
    statements.make(studio=owner, month=month, key=statements.key_of(places()), at=at)
    (places().home / "reader").write_text(sample.name_reader(studio=owner, email=READER), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

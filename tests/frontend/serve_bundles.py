"""Publishes the bundles named on its command line and serves them, telling the address in one line.

`PATH` is free to watch, `PATH:2` only up to its second episode; the rest is sold, in the United States.
"""

import sys
from pathlib import Path

from microdrama.platform.startup import django_ready

FREE = 10_000


def main() -> None:
    django_ready()
    from django.utils import timezone

    from microdrama.platform.catalogue.operations import launch, publish_bundle, set_offer
    from microdrama.platform.server import serve
    from microdrama.studio.places import places

    at = timezone.now()
    launch(territories={"US"}, at=at)
    for named in sys.argv[1:]:
        bundle, _, free = named.partition(":")
        published = publish_bundle(bundle=Path(bundle), media_root=places().media)
        set_offer(slug=published.slug, at=at, free_episodes=int(free or FREE), episode_coins=60, wait_hours=23)
    serve(host="127.0.0.1", port=0, workers=1, on_ready=lambda url: print(url, flush=True))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()

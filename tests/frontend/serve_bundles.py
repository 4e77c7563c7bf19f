"""Publishes the bundles named on its command line and serves them, telling the address in one line."""

import sys
from pathlib import Path

from microdrama.platform.startup import django_ready


def main() -> None:
    django_ready()
    from microdrama.platform.catalogue.operations import publish_bundle
    from microdrama.platform.server import serve
    from microdrama.studio.places import places

    for bundle in sys.argv[1:]:
        publish_bundle(bundle=Path(bundle), media_root=places().media)
    serve(host="127.0.0.1", port=0, workers=1, on_ready=lambda url: print(url, flush=True))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()

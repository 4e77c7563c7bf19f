"""A library in which one episode was sold in October 2026, for tests of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
from microdrama.platform.startup import django_ready
django_ready()
from datetime import datetime, UTC
from shop_rows import make_series, make_viewer, DEAR
from microdrama.platform.wallet.quoting import quote_episode
from microdrama.platform.wallet.unlocking import unlock
at = datetime(2026, 10, 5, tzinfo=UTC)
make_series()
account = make_viewer(paid=100, at=at)
quote = quote_episode(account=account, slug="tale", number=11, territory=DEAR, at=at)
unlock(account=account, quote_id=quote.public_id, at=at)
"""
_WATCHING = """
from microdrama.platform.playback.models import WatchCredit
for hours, viewer in ((17, account), (2, make_viewer())):
    WatchCredit.objects.create(
        account=viewer, episode=quote.episode, day=at.date(), watched_ms=hours * 3_600_000, credited_until=at
    )
"""


def sell(home: Path, *, watched: bool = False) -> None:
    """Make the library in `home`; where it was `watched`, for 17 hours by whom it was sold to, for 2 by another."""
    rows = Path(__file__).parents[1] / "platform"
    environment = os.environ | {"MICRODRAMA_HOME": str(home), "PYTHONPATH": str(rows)}
    subprocess.run([sys.executable, "-c", _PROGRAM + (_WATCHING if watched else "")], env=environment, check=True)

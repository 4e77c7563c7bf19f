"""Django's own commands on the platform: `python -m microdrama.platform.manage makemigrations --check`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from microdrama.studio.places import places


def main() -> None:
    """Run the command in sys.argv."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microdrama.platform.settings")
    places().database.parent.mkdir(parents=True, exist_ok=True)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""What the command line says where nobody looks at bars."""

from __future__ import annotations

import pytest

from microdrama.cli.console import Bars


def test_messages_that_go_to_a_file_tell_every_ten_percent_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars() as bars:
        for task in ("draw 1", "draw 2"):
            bars.begin(task, weight=1, done=False)
        for share in (0.05, 0.1, 0.3, 1.0):
            bars.advance("draw 1", share)
        bars.advance("draw 2", 1.0)
    assert capsys.readouterr().err.splitlines() == [
        "draw: 10 %, 0 of 2",
        "draw: 50 %, 1 of 2",
        "draw: 100 %, 2 of 2",
    ]

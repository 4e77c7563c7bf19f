"""The names of voices, and the one that hums."""

from pathlib import Path

import pytest

from microdrama.domain.takes import SpeechRequest
from microdrama.ports.voice import FakeVoice, card_and_variant


@pytest.mark.parametrize(
    ("name", "parts"),
    [("heart", ("heart", 0)), ("heart+2", ("heart", 2)), ("a+b+13", ("a+b", 13)), ("+1", ("+1", 0)),
     ("x+y", ("x+y", 0)), ("x+", ("x+", 0)), ("x+99999", ("x+99999", 0))],
)  # fmt: skip
def test_a_name_tells_its_card_and_its_variant(name: str, parts: tuple[str, int]) -> None:
    assert card_and_variant(name) == parts


def test_the_fake_hums_as_long_as_the_text(tmp_path: Path) -> None:
    wanted = SpeechRequest(provider="fake", model="hum-1", text="To be", language="en", voice="alto")
    made = FakeVoice().collect(FakeVoice().submit(wanted, key="k"), wanted, tmp_path)
    assert made.spoken is not None
    assert made.spoken.duration_s == pytest.approx(0.3)
    assert [word.text for word in made.spoken.words] == ["To", "be"]

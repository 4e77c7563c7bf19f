"""espeak-ng as a reader and as a voice: its answers are taken apart rightly, and its failures told in a sentence.

Where this machine has the program it speaks for itself; what it once said stands in for it elsewhere.
"""

import sys
from pathlib import Path

import pytest

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.takes import SpeechRequest
from microdrama.providers.espeak import EspeakReader, espeak_voice, find_espeak, kokoro_signs
from microdrama.providers.speech_text import words_of

PROGRAM = find_espeak()
STAND_IN = """#!{python}
import io, sys, wave
SAID = {{"Nunca te quise": "nˈunka te kˈise", "hay mucho": "ˈa^ɪ mˈut^ʃo"}}
if "--voices" in sys.argv:
    print("Pty Language Age/Gender VoiceName File Other")
    print(" 5  es  --/M  Spanish  roa/es")
    print(" 5  fr-fr  --/M  French  roa/fr")
elif "--stdout" in sys.argv:
    sys.stdin.read()
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(bytes(2 * 2205) + bytes([0, 32, 0, 224]) * 4410 + bytes(2 * 2205))
    sys.stdout.buffer.write(made.getvalue())
else:
    text = sys.stdin.buffer.read().decode()
    if "crash" in text:
        sys.exit("it broke")
    print(" " + SAID.get(text, "x"))
"""


@pytest.fixture
def reader(tmp_path: Path) -> EspeakReader:
    program = tmp_path / "espeak-ng"
    program.write_text(STAND_IN.format(python=sys.executable), "utf-8")
    program.chmod(0o755)
    return EspeakReader(program)


def test_clauses_keep_their_signs_and_words(reader: EspeakReader) -> None:
    read, owners = reader.read(words_of("Nunca te quise, hay mucho!"), "es-MX")
    assert read == "nˈunka te kˈise, ˈa^ɪ mˈut^ʃo!"
    assert "".join(sign for sign, owner in zip(read, owners, strict=True) if owner == 3) == "ˈa^ɪ"
    assert [owner for owner in owners if owner >= 0] == sorted(owner for owner in owners if owner >= 0)


def test_its_signs_become_those_of_kokoro(reader: EspeakReader) -> None:
    read, owners = kokoro_signs(*reader.read(words_of("hay mucho!"), "es"))
    assert read == "ˈI mˈuʧo!"
    assert owners == [0, 0, -1, 1, 1, 1, 1, 1, -1]
    assert kokoro_signs("n\u00e3^\u028a", [0] * 4)[0] == "na\u0303\u028a"


def test_languages_are_found_by_their_tags(reader: EspeakReader) -> None:
    assert [reader.name_of(tag) for tag in ("es", "es-419", "fr", "fr-CA", "de", "zh-Hans")] == [
        "es", "es", "fr-fr", "fr-fr", None, None,
    ]  # fmt: skip
    with pytest.raises(MicrodramaError, match="does not know the language de"):
        reader.read(words_of("nein"), "de")


def test_a_program_that_fails_or_is_missing_is_told_in_a_sentence(reader: EspeakReader) -> None:
    with pytest.raises(MicrodramaError, match=r"espeak-ng failed \(it broke\); the line was not spoken"):
        reader.read(words_of("crash"), "es")
    gone = EspeakReader(Path("/nowhere/espeak-ng"))
    assert gone.languages == frozenset()
    assert gone.name_of("es") is None


def test_its_voice_shares_out_the_time_that_is_heard(reader: EspeakReader, tmp_path: Path) -> None:
    """The stand-in is heard for 0.4 s after 0.1 s of silence."""
    voice = espeak_voice(reader._program)
    wanted = SpeechRequest(provider="espeak-ng", model="m", text="Nunca te quise", language="es", voice="f2")
    made = voice.collect(voice.submit(wanted, key="k"), wanted, tmp_path)
    assert made.spoken is not None
    assert not made.spoken.exact
    assert abs(made.spoken.duration_s - 0.46) < 0.02
    assert [word.text for word in made.spoken.words] == ["Nunca", "te", "quise"]
    assert abs(made.spoken.words[0].start_s - 0.03) < 0.02
    assert abs(made.spoken.words[-1].end_s - 0.43) < 0.02


@pytest.mark.skipif(PROGRAM is None, reason="espeak-ng is not installed here")
def test_the_program_itself_speaks_spanish(tmp_path: Path) -> None:
    assert PROGRAM is not None
    voice = espeak_voice(PROGRAM)
    wanted = SpeechRequest(provider="espeak-ng", model="m", text="Nunca te quise.", language="es", voice="m3")
    made = voice.collect(voice.submit(wanted, key="k"), wanted, tmp_path)
    assert made.spoken is not None
    assert 0.5 < made.spoken.duration_s < 2.5
    assert len(made.spoken.words) == 3

"""Captions beside an episode: the sidecar, the rendition that players of HLS find, and the check of both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from fixtures.clips import ffmpeg, messages, silence
from media.test_ass import make_font
from media.test_encode import picture_of
from microdrama.domain.captions import Cue, Piece
from microdrama.domain.errors import UsageError
from microdrama.domain.time import FrameRate
from microdrama.edit.caption_files import caption_file_faults, language_name, prepare_burn, write_captions
from microdrama.edit.webvtt import read_webvtt
from microdrama.media import hls
from microdrama.media.encode import EpisodeEncoder, EpisodeFiles, PictureFormat
from microdrama.media.typeface import TypefaceError

F = Fraction
SECONDS = 6
CUES = [
    Cue(F(1), F(3), ((Piece("Hello ", F(1)), Piece("there,", F(2))),)),
    Cue(F(4), F(5), ((Piece("you & me", F(4)),), (Piece("قال", F(9, 2)),))),
]


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("episode") / "made"
    form = PictureFormat(90, 160, FrameRate(10), None, full_range=False, matrix="bt709")
    with EpisodeEncoder(folder, form, silence(SECONDS), quality="draft") as encoder:
        for number in range(10 * SECONDS):
            encoder.write(picture_of(np.full((160, 90), number, np.uint8)), left=0, top=0)
        encoder.finish()
    return folder


@pytest.fixture
def episode(encoded: Path, tmp_path: Path) -> EpisodeFiles:
    return EpisodeFiles(Path(shutil.copytree(encoded, tmp_path / "episode")))


def write(episode: EpisodeFiles, language: str, kind: str = "captions") -> Path:
    return write_captions(episode, CUES, language=language, duration_s=F(SECONDS), kind=kind)


def faults(episode: EpisodeFiles) -> list[str]:
    return hls.faults(episode.hls, duration_s=SECONDS)


def test_the_sidecar_holds_the_words_with_their_moments(episode: EpisodeFiles) -> None:
    path = write(episode, "pt-BR")
    assert path == episode.folder / "captions/pt-BR.vtt"
    assert [cue.texts for cue in read_webvtt(path)] == [("Hello there,",), ("you & me", "قال")]
    assert "<00:00:02.000>" in path.read_text("utf-8")


def test_ffmpeg_plays_the_ladder_with_its_captions_and_has_nothing_to_say(episode: EpisodeFiles) -> None:
    write(episode, "en")
    master = str(episode.hls / "master.m3u8")
    whole = ("-map", "0:v", "-map", "0:a:0", "-map", "0:s:0")
    assert messages("-i", master, *whole, "-c", "copy", "-f", "matroska", "-y", os.devnull) == ""
    # from their own playlist: from the master, ffmpeg drops cues of the seconds that it read to know the streams
    said = ffmpeg("-i", str(episode.hls / "captions-en.m3u8"), "-f", "srt", "-").decode()
    assert "00:00:01,000 --> 00:00:03,000\nHello there," in said.replace("\r", "")
    assert "00:00:04,000 --> 00:00:05,000\nyou & me\n" in said.replace("\r", "")


def test_the_ladder_is_sound_with_captions_in_several_languages(episode: EpisodeFiles) -> None:
    assert faults(episode) == []
    for language in ("en", "ar", "zh-Hant", "en"):
        write(episode, language)
    write(episode, "en", "subtitles")
    assert faults(episode) == []
    text = (episode.hls / "master.m3u8").read_text("utf-8")
    tags = [line for line in text.splitlines() if "TYPE=SUBTITLES" in line]
    assert [tag.split('LANGUAGE="')[1].split('"')[0] for tag in tags] == ["ar", "zh-Hant", "en", "en"]
    names = [tag.split('NAME="')[1].split('"')[0] for tag in tags]
    assert names == ["العربية CC", "繁體中文 CC", "English CC", "English"]  # a player's menu tells them apart
    assert all("DEFAULT=NO" in tag for tag in tags)
    assert text.count('SUBTITLES="captions"') == len(hls.LADDER)
    assert text.index("TYPE=SUBTITLES") < text.index("#EXT-X-STREAM-INF")


def test_a_shared_master_playlist_is_not_written_into(episode: EpisodeFiles, tmp_path: Path) -> None:
    kept = tmp_path / "kept.m3u8"
    kept.hardlink_to(episode.hls / "master.m3u8")
    before = kept.read_bytes()
    write(episode, "en")
    assert kept.read_bytes() == before
    assert not list(episode.hls.glob(".*"))


def edit(name: str, old: str, new: str) -> Callable[[EpisodeFiles], object]:
    def change(episode: EpisodeFiles) -> None:
        path = episode.hls / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


FAULTS = {
    "no playlist": (lambda e: (e.hls / "captions-en.m3u8").unlink(), "captions-en.m3u8 is missing"),
    "no file": (lambda e: (e.hls / "captions-en.vtt").unlink(), "is no WebVTT file"),
    "another file": (lambda e: (e.hls / "captions-en.vtt").write_bytes(b"\0\xff" * 9), "is no WebVTT file"),
    "no clock": (edit("captions-en.vtt", "X-TIMESTAMP-MAP", "X-TIME"), "where on the pictures' clock it begins"),
    "a wrong length": (edit("captions-en.m3u8", "6.000000", "5.000000"), "captions-en.m3u8 lasts 5.00 s"),
    "too long a segment": (edit("captions-en.m3u8", "DURATION:6", "DURATION:3"), "longer than its target duration"),
    "no end": (edit("captions-en.m3u8", "#EXT-X-ENDLIST", ""), "has no end mark"),
    "a way out": (edit("captions-en.m3u8", "captions-en.vtt", "../captions-en.vtt"), "points outside its folder"),
    "an address elsewhere": (edit("master.m3u8", 'URI="captions-en', 'URI="https://x/en'), "outside its folder"),
    "an unknown group": (edit("master.m3u8", 'GROUP-ID="captions"', 'GROUP-ID="others"'), "does not announce"),
    "streams without": (edit("master.m3u8", ',SUBTITLES="captions"', ""), "not every stream can be watched with"),
    "two of a name": (
        edit("master.m3u8", 'NAME="Deutsch CC"', 'NAME="English CC"'),
        "two kinds of captions by one name",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_captions_of_a_ladder_is_told(episode: EpisodeFiles, fault: str) -> None:
    damage, sentence = FAULTS[fault]
    write(episode, "en")
    write(episode, "de")
    damage(episode)
    told = faults(episode)
    assert any(sentence in told_one for told_one in told), told
    assert all(told_one.endswith(".") and "\n" not in told_one for told_one in told)


def test_what_is_no_language_is_refused(episode: EpisodeFiles) -> None:
    for tag in ("../../etc", "", "und", "en\n", 'en",URI="x'):
        with pytest.raises(UsageError, match="no language"):
            write(episode, tag)
    assert not (episode.folder / "captions").exists()


def test_languages_are_named_as_they_call_themselves() -> None:
    assert [language_name(tag) for tag in ("en", "pt-BR", "zh-Hans", "zh-TW", "tlh")] == [
        "English", "Português (BR)", "简体中文", "中文 (TW)", "tlh",
    ]  # fmt: skip


def test_files_of_a_bundle_are_checked(episode: EpisodeFiles) -> None:
    path = write(episode, "en")
    assert caption_file_faults(path, "en", duration_s=F(SECONDS), rate=FrameRate(10)) == []
    assert "Caption 2 at 0:04.000 lies outside" in caption_file_faults(path, "en", duration_s=F(4))[0]
    path.write_bytes(b"\0")
    assert "is no WebVTT file" in caption_file_faults(path, "en", duration_s=F(4))[0]
    path.write_text("WEBVTT\n\n" + "00:01.000 --> 00:01.100\nx\n\n" * 50)
    told = caption_file_faults(path, "en", duration_s=F(4))
    assert len(told) == 9
    assert told[-1].endswith("more faults.")


def test_captions_to_draw_lie_with_their_fonts_and_no_others(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    font = make_font(here, "Boxes", "Helothry,u&m" + "".join(CUES[1].texts))
    make_font(here, "Other", "x")
    burned = prepare_burn(CUES, [font], tmp_path / "burn")
    assert [path.name for path in burned.fonts.iterdir()] == ["Boxes.ttf"]
    assert burned.ass.read_text("utf-8").count("Dialogue:") == 3
    with pytest.raises(TypefaceError, match="shows H e l"):
        prepare_burn(CUES, [here / "Other.ttf"], tmp_path / "none")

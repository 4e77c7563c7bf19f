"""A bundle of a few bytes: the platform never decodes media, so names and sizes are all that matters."""

from fractions import Fraction
from pathlib import Path

from microdrama.domain.documents import encode
from microdrama.domain.series import Caption, Cliffhanger, Hook, Origin, Series, SeriesEpisode

MASTER_PLAYLIST = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI="audio.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1\n360p.m3u8\n'


def make_bundle(
    folder: Path,
    *,
    source_id: str = "tale-1",
    slug: str = "tale",
    episodes: int = 2,
    content: bytes = b"film",
) -> Path:
    for number in range(1, episodes + 1):
        _make_episode(folder / f"episodes/{number:03}", content=content + bytes([number]))
    (folder / "source").mkdir(parents=True)
    (folder / "source/plan.json").write_text("{}")
    (folder / "report.html").write_text("<p>secret thoughts</p>")
    series = Series(
        id=source_id,
        slug=slug,
        title={"en": f"The {slug}", "es": f"El {slug}"},
        synopsis={"en": "A synopsis."},
        language="en",
        genres=["drama"],
        origin=Origin(kind="condensed", source_sha256="0" * 64, ai_generated=True, credits=["A. Author, CC BY 4.0"]),
        episodes=[_episode(number) for number in range(1, episodes + 1)],
    )
    (folder / "series.json").write_bytes(encode(series))
    return folder


def _make_episode(folder: Path, *, content: bytes) -> None:
    for path, data in {
        "master.mp4": content * 1000,
        "poster.jpg": content,
        "captions/en.vtt": b"WEBVTT\n",
        "hls/master.m3u8": MASTER_PLAYLIST.encode(),
        "hls/360p.m3u8": b'#EXTM3U\n#EXT-X-MAP:URI="360p.m4s"\n#EXTINF:1,\n360p.m4s\n',
        "hls/360p.m4s": content * 500,
        "hls/audio.m3u8": b"#EXTM3U\n#EXTINF:1,\naudio.m4s\n",
        "hls/audio.m4s": content * 50,
        "hls/ffmpeg.log": b"not for viewers",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _episode(number: int) -> SeriesEpisode:
    folder = f"episodes/{number:03}"
    return SeriesEpisode(
        number=number,
        title={"en": f"Part {number}"},
        duration_s=Fraction("61.5"),
        width=1080,
        height=1920,
        frame_rate="24000/1001",
        master=f"{folder}/master.mp4",
        hls=f"{folder}/hls/master.m3u8",
        poster=f"{folder}/poster.jpg",
        captions=[Caption(language="en", path=f"{folder}/captions/en.vtt")],
        hook=Hook(start_s=Fraction(0), kind="motion", reason="opens on a chase") if number == 1 else None,
        cliffhanger=Cliffhanger(end_s=Fraction("61.5"), kind="threat", reason="a door opens"),
    )

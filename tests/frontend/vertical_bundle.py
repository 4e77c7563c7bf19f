"""Makes a small series bundle on the spot: test pictures and tones in the form that the studio renders."""

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from microdrama.domain.documents import encode
from microdrama.domain.series import Caption, Cliffhanger, Hook, Origin, Series, SeriesEpisode
from microdrama.edit.webvtt import parse_webvtt, webvtt
from microdrama.media.hls import CaptionTrack, caption_playlist, with_captions

SECONDS = 12
RUNGS = {"360p": (360, 640, 700_000), "540p": (540, 960, 1_500_000)}
HUES = (0, 120, 240)  # three contents that differ at a glance

_MASTER = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Original",LANGUAGE="und",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"
"""
_STREAM = (
    "#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION={width}x{height},FRAME-RATE=24.000,"
    'CODECS="avc1.42c01f,mp4a.40.2",AUDIO="audio"\n{name}.m3u8\n'
)
# a key frame each second for the first two, then every two, so that the first piece is one second
_KEYS = "expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+if(lt(t,1.9),1,2)))"
_HLS = [
    *("-hls_time", "1"),
    *("-hls_list_size", "0"),
    *("-hls_playlist_type", "vod"),
    *("-hls_segment_type", "fmp4"),
    *("-hls_flags", "single_file+independent_segments"),
    *("-f", "hls"),
]
_CAPTIONS = """WEBVTT

00:00.500 --> 00:11.500 line:62% position:50% size:76% align:center
<v Ann>Not <00:01.000><i>this</i> <00:01.500>door.
"""
_TRACK = CaptionTrack("en", "English")


def make_bundle(folder: Path, *, slug: str, title: str, episodes: int) -> Path:
    """A bundle of `episodes` episodes of 12 s; from the fourth on they are copies of the first three."""
    for number in range(1, episodes + 1):
        place = folder / f"episodes/{number:03}"
        if number <= len(HUES):
            _make_episode(place, hue=HUES[number - 1], tone=220 * number)
        else:
            shutil.copytree(folder / f"episodes/{(number - 1) % len(HUES) + 1:03}", place)
    series = Series(
        id=slug,
        slug=slug,
        title={"en": title},
        synopsis={"en": "Coloured bars learn to count, and one of them is not what it seems."},
        language="en",
        origin=Origin(kind="animated", source_sha256="0" * 64, ai_generated=True, credits=["Drawn by ffmpeg"]),
        genres=["Mystery"],
        episodes=[_describe(number) for number in range(1, episodes + 1)],
    )
    (folder / "series.json").write_bytes(encode(series))
    return folder


def _make_episode(place: Path, *, hue: int, tone: int) -> None:
    hls = place / "hls"
    hls.mkdir(parents=True)
    (place / "captions").mkdir()
    (place / "captions/en.vtt").write_text(_CAPTIONS, encoding="utf-8")
    names = list(RUNGS)
    graph = f"[0:v]hue=h={hue},split={len(names)}" + "".join(f"[s{name}]" for name in names)
    for name, (width, height, _) in RUNGS.items():
        graph += f";[s{name}]scale={width}:{height}[{name}]"
    outputs: list[str] = []
    for name in names:
        x264 = f"-map [{name}] -an -c:v libx264 -preset ultrafast -profile:v baseline -crf 30 -sc_threshold 0"
        outputs += [*x264.split(), "-force_key_frames", _KEYS, *_HLS, str(hls / f"{name}.m3u8")]
    outputs += ["-map", "1:a", "-c:a", "aac", "-b:a", "64k", *_HLS, str(hls / "audio.m3u8")]
    pictures = f"testsrc2=size=360x640:rate=24:duration={SECONDS}"
    sound = f"sine=frequency={tone}:sample_rate=48000:duration={SECONDS}"
    _ffmpeg("-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", sound, "-filter_complex", graph, *outputs)
    streams = (
        _STREAM.format(name=name, width=width, height=height, rate=rate)
        for name, (width, height, rate) in RUNGS.items()
    )
    announced = with_captions(_MASTER + "".join(streams), [_TRACK])
    (hls / "master.m3u8").write_text(announced, encoding="utf-8")
    (hls / _TRACK.playlist).write_text(caption_playlist(_TRACK, duration_s=SECONDS), encoding="utf-8")
    cues = parse_webvtt(_CAPTIONS, source="the captions of this bundle")
    (hls / _TRACK.segment).write_text(webvtt(cues, word_times=False, mpeg_timestamp=0), encoding="utf-8")
    inputs = ("-i", str(hls / "540p.m3u8"), "-i", str(hls / "audio.m3u8"))
    _ffmpeg(*inputs, "-c", "copy", "-movflags", "+faststart", str(place / "master.mp4"))
    _ffmpeg("-ss", "2", "-i", str(place / "master.mp4"), "-frames:v", "1", str(place / "poster.jpg"))


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-nostdin", *arguments], check=True)


def _describe(number: int) -> SeriesEpisode:
    place = f"episodes/{number:03}"
    return SeriesEpisode(
        number=number,
        title={"en": f"Episode {number}" if number == 1 else f"The bar turns {number}"},
        duration_s=Fraction(SECONDS),
        width=540,
        height=960,
        frame_rate="24",
        master=f"{place}/master.mp4",
        hls=f"{place}/hls/master.m3u8",
        poster=f"{place}/poster.jpg",
        captions=[Caption(language="en", path=f"{place}/captions/en.vtt")],
        hook=Hook(start_s=Fraction(0), kind="motion", reason="opens on movement"),
        cliffhanger=Cliffhanger(end_s=Fraction(SECONDS), kind="question", reason="ends on a question"),
    )

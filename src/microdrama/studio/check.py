"""Whether a bundle is what it says: looked up in its files alone, not in the plan that made it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from microdrama.domain.series import Series, SeriesEpisode
from microdrama.domain.time import Span
from microdrama.media import hls
from microdrama.media.audio import read_sound
from microdrama.media.container import NotAFilmError
from microdrama.media.loudness import CEILING_DBTP, SILENCE_LUFS, TARGET_LUFS, measure
from microdrama.media.probe import Film, probe
from microdrama.studio.bundle import read_series

_LENGTH_TOLERANCE_S = Fraction(1, 10)
_LOUDNESS_TOLERANCE_LU = 1.0
_PEAK_TOLERANCE_DB = 1.0  # AAC at 128 kbit/s overshoots the limiter a little


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that a bundle gets wrong, in one sentence; episode 0 is the series itself."""

    episode: int
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """What an episode may last, in seconds."""

    least_s: int = 60
    most_s: int = 180


def check_bundle(bundle: Path, *, limits: CheckLimits = CheckLimits()) -> tuple[Series, list[Miss]]:
    """Check every file that a bundle names; returns its series and all misses, none for a sound bundle.

    Raises BundleError where there is no bundle to look into.
    """
    series = read_series(bundle)
    misses: list[Miss] = []
    if not series.episodes:
        misses.append(Miss(0, "The series has no episodes."))
    for episode in series.episodes:
        misses += [Miss(episode.number, sentence) for sentence in _episode_misses(bundle, episode, limits)]
    return series, misses


def _episode_misses(bundle: Path, episode: SeriesEpisode, limits: CheckLimits) -> list[str]:
    absent = [path for path in _named(episode) if not _inside(bundle, path)]
    if absent:
        return [f"{path} is missing or lies outside the bundle." for path in absent]
    found: list[str] = []
    if not limits.least_s <= episode.duration_s <= limits.most_s:
        found.append(f"It lasts {float(episode.duration_s):.2f} s instead of {limits.least_s} to {limits.most_s} s.")
    try:
        film = probe(bundle / episode.master)
    except NotAFilmError as error:
        return [*found, str(error)]
    found += _picture_misses(film, episode)
    found += _loudness_misses(film)
    found += hls.faults((bundle / episode.hls).parent, duration_s=float(episode.duration_s))
    return found


def _named(episode: SeriesEpisode) -> list[str]:
    extras = [caption.path for caption in episode.captions] + [track.path for track in episode.audio]
    return [episode.master, episode.hls, episode.poster, *extras]


def _inside(bundle: Path, path: str) -> bool:
    whole = (bundle / path).resolve()
    return whole.is_file() and whole.is_relative_to(bundle.resolve())


def _picture_misses(film: Film, episode: SeriesEpisode) -> list[str]:
    found: list[str] = []
    if (film.width, film.height) != (episode.width, episode.height):
        found.append(f"The master is {film.width}x{film.height}, not {episode.width}x{episode.height}.")
    if film.width * 16 != film.height * 9:
        found.append(f"The master is not 9:16 but {film.width}x{film.height}.")
    if str(film.rate) != episode.frame_rate:
        found.append(f"The master runs at {film.rate} pictures a second, not {episode.frame_rate}.")
    if abs(film.duration - episode.duration_s) > _LENGTH_TOLERANCE_S:
        found.append(f"The master lasts {float(film.duration):.2f} s, not {float(episode.duration_s):.2f} s.")
    return found


def _loudness_misses(film: Film) -> list[str]:
    if film.audio is None:
        return ["The master has no sound track."]
    heard = measure(read_sound(film, [Span(Fraction(0), film.duration)]))
    found: list[str] = []
    if heard.lufs > SILENCE_LUFS and abs(heard.lufs - TARGET_LUFS) > _LOUDNESS_TOLERANCE_LU:
        found.append(f"Its loudness is {heard.lufs:.1f} LUFS instead of {TARGET_LUFS:g}.")
    if heard.true_peak_db > CEILING_DBTP + _PEAK_TOLERANCE_DB:
        found.append(f"Its true peak is {heard.true_peak_db:.1f} dBTP, above {CEILING_DBTP:g}.")
    return found

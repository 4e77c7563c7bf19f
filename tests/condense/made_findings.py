"""Films on paper: findings of every kind, from a few drawn numbers."""

from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from microdrama.domain.findings import FaceBox, FaceTrack, Findings, Line, Loudness, Media, Shot
from microdrama.domain.time import Span, as_number, seconds

RATES = ("12", "24", "24000/1001", "25", "30000/1001", "30", "15/2", "1001/60")


def _runs(random: Random, end: Fraction, least: float, most: float) -> list[Span]:
    """Stretches that follow each other from 0 to the end, on whole hundredths."""
    spans: list[Span] = []
    at = Fraction(0)
    while at < end:
        length = Fraction(random.randint(int(least * 100), int(most * 100)), 100)
        spans.append(Span(at, min(end, at + length)))
        at += length
    return spans


def shots(random: Random, media: Media, least: float, most: float) -> list[Shot]:
    """Shots whose changes lie on the film's pictures, with six decimals as a file holds them."""
    edges = sorted({media.rate.snap(span.start_s) for span in _runs(random, media.duration_s, least, most)})
    rounded = [seconds(as_number(edge)) for edge in edges if edge < media.duration_s]
    kinds = random.choices(["cut", "fade", "dissolve"], [12, 2, 1], k=len(rounded))
    return [
        Shot(start_s=a, end_s=b, transition=kind, transition_s=_mixed(random, b - a) if kind != "cut" else None)
        for a, b, kind in zip(rounded, [*rounded[1:], media.duration_s], kinds, strict=True)
    ]


def _mixed(random: Random, shot: Fraction) -> Fraction:
    """How long a dissolve lasts: a second and a half at most, and never into the middle of the shot."""
    return min(Fraction(random.randint(10, 150), 100), shot)


def speech(random: Random, media: Media, chatter: float) -> list[Span]:
    """Spoken spans; `chatter` of 0 is silence, 1 hardly a pause."""
    spans: list[Span] = []
    at = Fraction(random.randint(0, 300), 100)
    while chatter and at < media.duration_s:
        end = min(media.duration_s, at + Fraction(random.randint(30, 450), 100))
        spans.append(Span(at, end))
        at = end + Fraction(random.randint(5, int(20 + 500 * (1 - chatter))), 100)
    return spans


def faces(random: Random, film_shots: list[Shot]) -> list[FaceTrack]:
    """A face in about half of the shots, seen twice."""
    tracks: list[FaceTrack] = []
    for shot in random.sample(film_shots, len(film_shots) // 2):
        x, y, size = random.uniform(0, 0.7), random.uniform(0, 0.6), random.uniform(0.05, 0.3)
        boxes: list[FaceBox] = [(as_number(t), x, y, size, size) for t in (shot.start_s, shot.end_s)]
        tracks.append(FaceTrack(track=f"F{len(tracks) + 1}", boxes=boxes))
    return tracks


def loudness(random: Random, media: Media) -> Loudness:
    count = int(media.duration_s / Fraction(1, 10))
    return Loudness(step_s=Fraction(1, 10), lufs=[round(random.uniform(-60, -10), 1) for _ in range(count)])


def media(duration: Fraction, rate: str) -> Media:
    return Media(duration_s=duration, width=1920, height=1080, frame_rate=rate)


def film(
    seed: int,
    *,
    duration: Fraction,
    rate: str = "25",
    pace: tuple[float, float] | None = (2, 7),
    chatter: float = 0.5,
) -> Findings:
    """A film with shots that last within `pace` seconds (None: not looked for) and so much talk."""
    random = Random(seed)
    about = media(duration, rate)
    spoken = speech(random, about, chatter)
    film_shots = shots(random, about, *pace) if pace else []
    return Findings(
        media=about,
        shots=film_shots,
        speech=spoken,
        lines=[Line(start_s=s.start_s, end_s=s.end_s, text="So.") for s in spoken[::2]],
        faces=faces(random, film_shots),
        loudness=loudness(random, about) if random.random() < 0.7 else None,
    )


def transcript(seed: int, *, duration: Fraction, rate: str = "25", chatter: float = 0.5) -> Findings:
    """Lines and nothing else."""
    about = media(duration, rate)
    spoken = speech(Random(seed), about, chatter)
    return Findings(media=about, lines=[Line(start_s=s.start_s, end_s=s.end_s, text="Well.") for s in spoken])


_durations = st.fractions(Fraction(50), Fraction(900), max_denominator=60)
_seeds = st.integers(0, 1_000_000)
_rates = st.sampled_from(RATES)
_chatter = st.sampled_from([0.0, 0.2, 0.6, 0.9, 1.0])

films = st.builds(
    film,
    _seeds,
    duration=_durations,
    rate=_rates,
    pace=st.sampled_from([None, (0.3, 2), (1.5, 7), (4, 25), (20, 200)]),
    chatter=_chatter,
)
transcripts = st.builds(transcript, _seeds, duration=_durations, rate=_rates, chatter=_chatter)

"""How a line is said: what a feeling, and a variant of a voice, do to pace, pitch, breath and loudness."""

from __future__ import annotations

from dataclasses import dataclass

from microdrama.domain.storyboard import Feeling

_STEP = 1.06  # one semitone
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Manner:
    """Factors of 1 and shares of 0 leave a voice as it is.

    `pace` and `pitch` are factors; `breath`, `sob` and `press` are shares (0 to 1) of a whisper, of a trembling and
    of a raised voice; `pause` stretches the rests between sentences.
    """

    pace: float = 1.0
    pitch: float = 1.0
    gain_db: float = 0.0
    breath: float = 0.0
    sob: float = 0.0
    press: float = 0.0
    pause: float = 1.0


# Small steps, our choice, in the directions that studies of acted speech agree on (Juslin and Laukka 2003): anger and
# fear are faster and higher, sadness is slower, lower and softer.
_MANNERS: dict[Feeling, Manner] = {
    "neutral": Manner(),
    "happy": Manner(pace=1.05, pitch=1.04, gain_db=0.5),
    "tender": Manner(pace=0.93, pitch=0.99, gain_db=-2.0, breath=0.12, pause=1.2),
    "sad": Manner(pace=0.88, pitch=0.97, gain_db=-2.0, breath=0.06, pause=1.4),
    "crying": Manner(pace=0.88, pitch=1.05, gain_db=-1.0, breath=0.14, sob=0.75, pause=1.3),
    "angry": Manner(pace=1.06, pitch=1.03, gain_db=1.5, press=0.45, pause=0.8),
    "shouting": Manner(pace=1.03, pitch=1.1, gain_db=3.0, press=0.9, pause=0.8),
    "afraid": Manner(pace=1.08, pitch=1.05, gain_db=-1.0, breath=0.12, sob=0.35, pause=0.9),
    "shocked": Manner(pace=0.97, pitch=1.06, gain_db=0.5, breath=0.08),
    "cold": Manner(pace=0.94, pitch=0.96, gain_db=-0.5, pause=1.2),
    "smug": Manner(pace=0.95, pitch=0.98, pause=1.15),
    "determined": Manner(pace=0.98, pitch=0.98, gain_db=1.0, press=0.2),
    "pained": Manner(pace=0.9, pitch=1.02, gain_db=-1.0, breath=0.12, sob=0.3, pause=1.3),
    "whispering": Manner(pace=0.94, gain_db=-5.0, breath=0.94, pause=1.1),
}


def manner_of(feeling: Feeling) -> Manner:
    """How somebody with this feeling speaks."""
    return _MANNERS[feeling]


def variant_ratio(variant: int) -> float:
    """How far the `variant`th further speaker of one voice is from it: a semitone down, one up, two down, two up...

    1 for the voice itself; never more than three semitones, so that everybody stays a person.
    """
    steps = (variant + 1) // 2
    steps = (steps - 1) % _MOST_STEPS + 1 if steps else 0
    return _STEP**steps if variant % 2 == 0 else _STEP**-steps

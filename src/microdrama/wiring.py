"""The one place where ports meet their answers: places and models in, a ready flow and ready finders out.

Worker processes read this module when they start, and every command does. So whatever only some of them need is read
where it is needed: it would cost each of them half a second.
"""

from __future__ import annotations

import functools
import importlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from microdrama.analysis.film import Senses
from microdrama.analysis.sentences import WordReader
from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.analysis.voices import PlainVoiceEmbedder
from microdrama.domain.errors import UsageError
from microdrama.ports.face_finder import NoFaceFinder
from microdrama.ports.sentence_reader import SentenceReader
from microdrama.ports.text_finder import NoTextFinder
from microdrama.ports.transcriber import NoTranscriber, Transcriber
from microdrama.ports.voice import Voice
from microdrama.ports.voice_embedder import VoiceEmbedder
from microdrama.providers import fonts, models, registry
from microdrama.studio.flow import Flow, SilentWatcher, Watcher
from microdrama.studio.places import Places
from microdrama.studio.source import Finders, Maker
from microdrama.studio.store import ArtefactStore

if TYPE_CHECKING:
    from microdrama.domain.production import Budget
    from microdrama.media.identity import Identity
    from microdrama.ports.ad_network import AdNetwork
    from microdrama.ports.animator import Animator
    from microdrama.ports.painter import Painter
    from microdrama.ports.payments import Payments
    from microdrama.providers.payments_sandbox import SandboxPayments
    from microdrama.studio.animation.buying import Market, Seller
    from microdrama.studio.animation.crew import Crew
    from microdrama.studio.ledger import Ledger
    from microdrama.studio.series import Fonts

_CORES_A_WORKER = 2
_MOST_DRAWING = 8
_DEMO_SCRIPT = "the-second-signature.fountain"

ShotFinding = Literal["fast", "accurate"]


def flow(places: Places, *, watcher: Watcher | None = None, workers: int | None = None, drawing: bool = False) -> Flow:
    """The flow over this machine's store: one worker process for every two cores, which decoding and encoding fill.

    Drawing is one thread's work, so there a worker has one core, and there are at most eight: each holds 0.5 GB.
    """
    cores = os.cpu_count() or 1
    usual = min(cores, _MOST_DRAWING) if drawing else max(1, cores // _CORES_A_WORKER)
    count = workers if workers is not None else usual
    return Flow(ArtefactStore(places.artefacts), workers=count, watcher=watcher or SilentWatcher())


Words = Literal["heard", "read", "none"]
"""Where the lines of a film come from: its sound, a subtitle file, or nowhere."""


def finders(places: Places, *, say: models.Say, words: Words = "heard", shots: ShotFinding = "fast") -> Finders:
    """The models of the analysis, fetched when first needed, or what stands in for them.

    What `words` has no need of is not fetched. What is missing, and what that costs, is said through `say`.
    """
    fetch = functools.partial(_fetched, folder=places.models, say=say)
    seeing = [fetch(model) for model in (registry.BLAZEFACE, registry.SILERO, registry.PP_OCR_DETECTOR)]
    seeing.append(fetch(registry.TRANSNET) if shots == "accurate" else None)
    hearing = fetch(registry.WHISPER_BASE) if words == "heard" else None
    voices = fetch(registry.D_VECTOR)
    reading = fetch(registry.MINILM) if words != "none" else None
    return Finders(
        senses=Maker(functools.partial(_senses, *seeing), _names(seeing)),
        transcriber=Maker(functools.partial(_transcriber, hearing), _names([hearing])),
        embedder=Maker(functools.partial(_embedder, voices), _names([voices])),
        reader=functools.partial(_reader, reading),
        reader_name=_names([reading]),
    )


def judges(places: Places, *, say: models.Say) -> Callable[[], Senses]:
    """What looks at and listens to rendered episodes: the detectors of faces and of voices."""
    seeing = [_fetched(model, folder=places.models, say=say) for model in (registry.BLAZEFACE, registry.SILERO)]
    return functools.partial(_senses, *seeing, None, None)


def reader(places: Places, *, say: models.Say, lines: bool) -> Callable[[str | None], SentenceReader]:
    """What reads lines for their meaning, by language: a model for English, fetched where there are `lines` to read."""
    return functools.partial(_reader, _fetched(registry.MINILM, folder=places.models, say=say) if lines else None)


def caption_fonts(places: Places, *, say: models.Say) -> Fonts:
    """What finds and fetches the fonts for captions that are drawn into the pictures; raises ModelError."""

    def fetch(texts: Iterable[str], language: str) -> Sequence[Path]:
        return fonts.install_fonts(fonts.fonts_for(texts, language), places.models / "fonts", say=say)

    return fetch


def crew(places: Places, *, say: models.Say, language: str, voices: Voices = "best") -> Crew:
    """Who works on an animated series: the voices of a language, and fonts.

    `best` is Kokoro where it speaks the language, then espeak-ng; `quick` the small English voice.
    """
    from microdrama.studio.animation.crew import Crew  # noqa: PLC0415

    return Crew(
        voice=_voices(places, say, language, voices),
        lettering=functools.partial(_lettered, places, say, (fonts.LETTERING,)),
        writing=functools.partial(_lettered, places, say, (fonts.TITLES,)),
        hand=functools.partial(_lettered, places, say, (fonts.HAND,)),
    )


Voices = Literal["best", "quick"]


def _voices(places: Places, say: models.Say, language: str, wanted: Voices) -> Maker[Voice]:
    english = language.split("-", maxsplit=1)[0].lower() == "en"
    if wanted == "quick" and english:
        return Maker(_quick_voice, "hibari")
    folder = _fetched(registry.KOKORO, folder=places.models, say=say)
    best = Maker(functools.partial(_kokoro_voice, folder), "kokoro") if folder else None
    if best is not None and best.make().voices(language):
        return best
    if not english:
        return Maker(_espeak_voice, "espeak-ng")
    return Maker(_quick_voice, "hibari")


def market(places: Places, *, stills: str | None, clips: str | None, budget: Budget, currency: str) -> Market | None:
    """Where shots are bought: stills and clips as PROVIDER:MODEL; None where neither is named. Raises UsageError."""
    if stills is None and clips is None:
        return None
    from microdrama.animate.production.prices import price_list  # noqa: PLC0415
    from microdrama.providers.services import Services  # noqa: PLC0415
    from microdrama.studio.animation.buying import Market  # noqa: PLC0415
    from microdrama.studio.takes import TakeStore  # noqa: PLC0415

    takes = TakeStore(places.takes)
    services = Services(inbox=takes.inbox, workflows=places.home / "workflows")
    own = os.environ.get("MICRODRAMA_PRICES")
    return Market(
        stills=_seller(stills, services.painter) if stills else None,
        clips=_seller(clips, services.animator) if clips else None,
        prices=price_list(Path(own).expanduser() if own else None),
        budget=budget,
        currency=currency,
        takes=takes,
        ledger=ledger(places),
    )


def _seller(named: str, find: Callable[[str], Painter] | Callable[[str], Animator]) -> Seller:
    from microdrama.providers.services import OFFERS  # noqa: PLC0415
    from microdrama.studio.animation.buying import Seller  # noqa: PLC0415

    provider, colon, model = named.partition(":")
    if not provider or not colon or not model:
        raise UsageError(f"Who sells is written PROVIDER:MODEL, as fal:fal-ai/nano-banana, not {named[:60]}.")
    offer = OFFERS.get(provider, {}).get(model)
    lengths = offer.seconds if offer else ()
    return Seller(find(provider), model, functools.partial(_offered_length, lengths))


def _offered_length(lengths: Sequence[int], wanted: Fraction) -> Fraction:
    """The shortest length on offer that holds a shot, else the longest; whole seconds where any will do."""
    long_enough = [length for length in sorted(lengths) if length >= wanted]
    longest = max(lengths, default=max(1, -(-wanted.numerator // wanted.denominator)))
    return Fraction(long_enough[0] if long_enough else longest)


def ledger(places: Places) -> Ledger:
    """What was reserved and paid for takes, on this machine's clock. Raises LedgerError."""
    from microdrama.studio.ledger import Ledger  # noqa: PLC0415

    return Ledger(places.ledger, clock=_now)


def _now() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")


def signer(places: Places, *, producer: str, certificates: Path | None, key: Path | None) -> Identity:
    """Who signs masters: a studio's own certificate, else a test chain that is made once. Raises UsageError."""
    if (certificates is None) != (key is None):
        raise UsageError("A certificate needs its key, and a key its certificate: give --certificate and --key.")
    from microdrama.media.identity import Identity, own_identity  # noqa: PLC0415

    if certificates is not None and key is not None:
        return Identity(certificates, key, producer=producer)
    return own_identity(places.home, producer=producer)


def _lettered(
    places: Places, say: models.Say, first: Sequence[models.Model], texts: Iterable[str], language: str
) -> Sequence[Path]:
    """The fonts that show texts, those with a character of their own first, where they can be had."""
    told = list(texts)
    own = [_fetched(model, folder=places.models / "fonts", say=say) for model in first]
    rest = fonts.install_fonts(fonts.fonts_for(told, language), places.models / "fonts", say=say)
    return [*[font for font in own if font], *rest]


def _fetched(model: models.Model, folder: Path, say: models.Say) -> Path | None:
    try:
        return models.install(model, folder, say=say)
    except models.ModelError as error:
        say(f"{error} Going on without it: {model.without_it}.")
        return None


def _names(found: Sequence[Path | None]) -> str:
    return ",".join(path.name if path else "none" for path in found)


def demo_film(places: Places, *, say: models.Say) -> Path:
    """Big Buck Bunny, fetched the first time; raises ModelError where it cannot be had."""
    return models.install(registry.BIG_BUCK_BUNNY, places.models, say=say)


def demo_script() -> Path:
    """The screenplay of the demo, from the source tree or from inside the installed package."""
    package = Path(__file__).parent
    found = [folder / "examples" / _DEMO_SCRIPT for folder in (package.parent.parent, package)]
    return next((path for path in found if path.is_file()), found[-1])


def known_models(places: Places) -> list[tuple[models.Model, bool]]:
    """Every model and sample film of the registry, and whether it is on this machine."""
    return [(model, models.installed(model, places.models) is not None) for model in registry.REGISTRY]


def fetch_model(model: models.Model, places: Places, *, say: models.Say) -> Path:
    """Fetch one model of the registry unless it is here; raises ModelError."""
    return models.install(model, places.models, say=say)


@functools.cache
def payments(places: Places) -> Mapping[str, Payments]:
    """Who takes money here, by name; made once a process. Raises UsageError where keys do not fit together."""
    from microdrama.platform.secret_key import read_or_make_secret_key  # noqa: PLC0415 (only the server needs it)
    from microdrama.providers import payment_services  # noqa: PLC0415

    secret = functools.partial(read_or_make_secret_key, path=places.sandbox_secret)
    return payment_services.payments(os.environ, sandbox_secret=secret)


def sandbox(places: Places) -> SandboxPayments | None:
    """The provider of play money, whose checkout is a page of ours; None where money is real."""
    from microdrama.providers.payments_sandbox import SANDBOX, SandboxPayments  # noqa: PLC0415

    found = payments(places).get(SANDBOX)
    return found if isinstance(found, SandboxPayments) else None


@functools.cache
def ad_networks() -> Mapping[str, AdNetwork]:
    """Whose advertisements open episodes here, by name; made once a process, so that their keys are fetched seldom."""
    from microdrama.providers import payment_services  # noqa: PLC0415 (only the server needs it)

    return payment_services.ad_networks(os.environ)


Part = Literal[
    "accounts.staff",
    "catalogue.availability",
    "catalogue.operations",
    "catalogue.pricing",
    "playback.anomalies",
    "playback.closing",
    "playback.rotating",
    "wallet.coupons",
    "wallet.expiry",
    "wallet.payouts",
    "wallet.sample",
    "wallet.statements",
    "wallet.verification",
]
"""The parts of the platform that the command line leads to."""


def platform(part: Part) -> ModuleType:
    """A part of the platform, with Django set up and the database in this version's shape.

    Read when it is asked for: its models exist only from then on, and the workers of the studio do without Django.
    """
    from microdrama.platform.startup import django_ready  # noqa: PLC0415 (as above)

    django_ready()
    return importlib.import_module(f"microdrama.platform.{part}")


# --- what runs in the worker processes: only they pay for the engines


def _senses(faces: Path | None, voices: Path | None, texts: Path | None, shots: Path | None) -> Senses:
    from microdrama.providers.blazeface import BlazeFace  # noqa: PLC0415
    from microdrama.providers.ppocr import PaddleTextFinder  # noqa: PLC0415
    from microdrama.providers.silero import SileroVoiceFinder  # noqa: PLC0415
    from microdrama.providers.transnet import TransNetShotFinder  # noqa: PLC0415

    return Senses(
        faces=BlazeFace(faces) if faces else NoFaceFinder(),
        voices=SileroVoiceFinder(voices) if voices else EnergyVoiceFinder(),
        texts=PaddleTextFinder(texts) if texts else NoTextFinder(),
        shots=TransNetShotFinder(shots) if shots else None,
    )


@functools.cache
def _kokoro_voice(folder: Path) -> Voice:
    from microdrama.providers.espeak import EspeakReader, find_espeak  # noqa: PLC0415
    from microdrama.providers.kokoro import kokoro_voice  # noqa: PLC0415

    program = find_espeak()
    return kokoro_voice(folder, espeak=EspeakReader(program) if program else None)


@functools.cache
def _espeak_voice() -> Voice:
    from microdrama.providers.espeak import espeak_voice, find_espeak  # noqa: PLC0415

    program = find_espeak()
    return espeak_voice(program) if program else _quick_voice()


@functools.cache
def _quick_voice() -> Voice:
    from microdrama.providers.hibari import hibari_voice  # noqa: PLC0415

    return hibari_voice()


def _transcriber(folder: Path | None) -> Transcriber:
    if folder is None:
        return NoTranscriber()
    from microdrama.providers.whisper import WhisperTranscriber  # noqa: PLC0415

    return WhisperTranscriber(folder)


def _embedder(weights: Path | None) -> VoiceEmbedder:
    if weights is None:
        return PlainVoiceEmbedder()
    from microdrama.providers.dvector import DVectorEmbedder  # noqa: PLC0415

    return DVectorEmbedder(weights)


def _reader(folder: Path | None, language: str | None) -> SentenceReader:
    if folder is None or (language or "").split("-")[0].lower() != "en":
        return WordReader()
    from microdrama.providers.minilm import MiniLm  # noqa: PLC0415

    return MiniLm(folder)

"""The one place where ports meet their answers: places and models in, a ready flow and ready finders out."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from types import ModuleType

from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.ports.face_finder import FaceFinder, NoFaceFinder
from microdrama.ports.voice_finder import VoiceFinder
from microdrama.providers import models, registry
from microdrama.studio.flow import Flow, SilentWatcher, Watcher
from microdrama.studio.places import Places
from microdrama.studio.series import Finders
from microdrama.studio.store import ArtefactStore

_CORES_A_WORKER = 2


def flow(places: Places, *, watcher: Watcher | None = None, workers: int | None = None) -> Flow:
    """The flow over this machine's store, with one worker process for every two cores."""
    count = workers if workers is not None else max(1, (os.cpu_count() or 1) // _CORES_A_WORKER)
    return Flow(ArtefactStore(places.artefacts), workers=count, watcher=watcher or SilentWatcher())


def finders(places: Places, *, say: models.Say) -> Finders:
    """The detectors of the analysis: real models, fetched when first needed, or what stands in for them.

    What is missing, and what that costs, is said through `say`.
    """
    found = [_fetched(model, places.models, say) for model in (registry.BLAZEFACE, registry.SILERO)]
    names = ",".join(path.name if path else "none" for path in found)
    return Finders(functools.partial(_make_finders, found[0], found[1]), names)


def _fetched(model: models.Model, folder: Path, say: models.Say) -> Path | None:
    try:
        return models.install(model, folder, say=say)
    except models.ModelError as error:
        say(f"{error} Going on without it: {model.without_it}.")
        return None


def demo_film(places: Places, *, say: models.Say) -> Path:
    """Big Buck Bunny, fetched the first time; raises ModelError where it cannot be had."""
    return models.install(registry.BIG_BUCK_BUNNY, places.models, say=say)


def known_models(places: Places) -> list[tuple[models.Model, bool]]:
    """Every model and sample film of the registry, and whether it is on this machine."""
    return [(model, models.installed(model, places.models) is not None) for model in registry.REGISTRY]


def fetch_model(model: models.Model, places: Places, *, say: models.Say) -> Path:
    """Fetch one model of the registry unless it is here; raises ModelError."""
    return models.install(model, places.models, say=say)


def catalogue() -> ModuleType:
    """The catalogue's operations, with Django set up and the database in this version's shape."""
    from microdrama.platform.startup import django_ready  # noqa: PLC0415 (the workers of the studio do without Django)

    django_ready()
    from microdrama.platform.catalogue import operations  # noqa: PLC0415 (its models exist only once Django is set up)

    return operations


def _make_finders(faces: Path | None, voices: Path | None) -> tuple[FaceFinder, VoiceFinder]:
    """Runs in the worker process."""
    face_finder: FaceFinder = NoFaceFinder()
    voice_finder: VoiceFinder = EnergyVoiceFinder()
    if faces is not None:
        from microdrama.providers.blazeface import BlazeFace  # noqa: PLC0415 (only this process pays for the engine)

        face_finder = BlazeFace(faces)
    if voices is not None:
        from microdrama.providers.silero import SileroVoiceFinder  # noqa: PLC0415 (only this process pays for it)

        voice_finder = SileroVoiceFinder(voices)
    return face_finder, voice_finder

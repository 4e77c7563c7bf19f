"""The one place where ports meet their answers: places and models in, a ready flow and ready finders out."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from microdrama.analysis.speech import EnergyVoiceFinder
from microdrama.ports.face_finder import FaceFinder, NoFaceFinder
from microdrama.ports.voice_finder import VoiceFinder
from microdrama.providers import models
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
    found = [_fetched(model, places.models, say) for model in (models.BLAZEFACE, models.SILERO)]
    names = ",".join(path.name if path else "none" for path in found)
    return Finders(functools.partial(_make_finders, found[0], found[1]), names)


def _fetched(model: models.Model, folder: Path, say: models.Say) -> Path | None:
    try:
        return models.install(model, folder, say=say)
    except models.ModelError as error:
        say(f"{error} Going on without it: {model.without_it}.")
        return None


def _make_finders(faces: Path | None, voices: Path | None) -> tuple[FaceFinder, VoiceFinder]:
    """Runs in the worker process, which alone pays for importing the engines."""
    face_finder: FaceFinder = NoFaceFinder()
    voice_finder: VoiceFinder = EnergyVoiceFinder()
    if faces is not None:
        from microdrama.providers.blazeface import BlazeFace

        face_finder = BlazeFace(faces)
    if voices is not None:
        from microdrama.providers.silero import SileroVoiceFinder

        voice_finder = SileroVoiceFinder(voices)
    return face_finder, voice_finder

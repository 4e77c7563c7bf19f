"""The services that stills, clips, lines and words can be bought from, by name, set up from the environment.

| name       | makes                | keys                                  | another address          |
|------------|----------------------|---------------------------------------|--------------------------|
| openai     | stills, lines, words | OPENAI_API_KEY                        | OPENAI_BASE_URL          |
| fal        | stills, clips        | FAL_KEY                               |                          |
| replicate  | stills, clips        | REPLICATE_API_TOKEN                   |                          |
| ark        | clips                | ARK_API_KEY                           | ARK_BASE_URL             |
| dashscope  | clips                | DASHSCOPE_API_KEY                     | DASHSCOPE_BASE_URL       |
| kling      | clips                | KLING_ACCESS_KEY and KLING_SECRET_KEY | KLING_BASE_URL           |
| comfyui    | stills, clips        | none: a server of one's own           | COMFYUI_URL              |

A key is read when somebody is asked, never before, and a missing one is said then, by its name. A server of one's own
behind OPENAI_BASE_URL may do without a key, and says with MICRODRAMA_OPENAI_REPEATS=1 that it honours idempotency keys.
"""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from microdrama.domain.errors import UsageError
from microdrama.ports.animator import Animator
from microdrama.ports.painter import Painter
from microdrama.ports.voice import Voice
from microdrama.ports.writer import Writer
from microdrama.providers import ark, comfyui, dashscope, fal, kling, offers, openai_compatible, replicate
from microdrama.providers.inbox import Inbox
from microdrama.providers.openai_writer import OpenAiWriter
from microdrama.providers.remote import Authorise, Remote, bearer

T = TypeVar("T")
_KEYS = {
    "openai": ("OPENAI_API_KEY",),
    "fal": ("FAL_KEY",),
    "replicate": ("REPLICATE_API_TOKEN",),
    "ark": ("ARK_API_KEY",),
    "dashscope": ("DASHSCOPE_API_KEY",),
    "kling": ("KLING_ACCESS_KEY", "KLING_SECRET_KEY"),
    "comfyui": ("COMFYUI_URL",),
}
OFFERS: Mapping[str, offers.Offers] = {
    "openai": {**openai_compatible.IMAGE_MODELS, **openai_compatible.SPEECH_MODELS},
    "fal": fal.MODELS,
    "replicate": replicate.MODELS,
    "ark": ark.MODELS,
    "dashscope": dashscope.MODELS,
    "kling": kling.MODELS,
    "comfyui": {},
}
"""What each service is known to make, by model, and the unit that it bills."""


@dataclass(frozen=True, slots=True)
class Services:
    """All services. `inbox` is that of the store of takes; `workflows` holds those of ComfyUI, as .json files."""

    inbox: Path
    workflows: Path

    def painter(self, name: str) -> Painter:
        """Whoever paints stills under a name; raises UsageError for none such, TakeError for a useless address."""
        makers: dict[str, Callable[[], Painter]] = {
            "openai": self._openai_painter,
            "fal": _fal,
            "replicate": _replicate,
            "comfyui": self._comfyui,
        }
        return _chosen(makers, name, "paints stills")

    def animator(self, name: str) -> Animator:
        """Whoever animates clips under a name; raises UsageError for none such, TakeError for a useless address."""
        makers: dict[str, Callable[[], Animator]] = {
            "fal": _fal,
            "replicate": _replicate,
            "ark": _ark,
            "dashscope": _dashscope,
            "kling": _kling,
            "comfyui": self._comfyui,
        }
        return _chosen(makers, name, "animates clips")

    def voice(self, name: str) -> Voice:
        """Whoever speaks lines under a name; raises UsageError for none such, TakeError for a useless address."""
        return _chosen({"openai": self._openai_voice}, name, "speaks lines")

    def writer(self, model: str) -> Writer:
        """A language model of the service behind OPENAI_BASE_URL; raises TakeError for a useless address."""
        return OpenAiWriter(_openai(), Inbox(self.inbox), model=model)

    def _openai_painter(self) -> Painter:
        return openai_compatible.OpenAiPainter(_openai(), Inbox(self.inbox), repeats=_repeats())

    def _openai_voice(self) -> Voice:
        return openai_compatible.OpenAiVoice(_openai(), Inbox(self.inbox), repeats=_repeats())

    def _comfyui(self) -> comfyui.ComfyUi:
        remote = Remote("ComfyUI", _address("COMFYUI_URL", comfyui.BASE_URL), dict[str, str])
        return comfyui.ComfyUi(remote, self.workflows)


def configured() -> list[str]:
    """The names of the services whose keys (or address, for one's own) are set."""
    return [name for name, variables in _KEYS.items() if all(os.environ.get(one) for one in variables)]


def _chosen(makers: Mapping[str, Callable[[], T]], name: str, does: str) -> T:
    if name not in makers:
        raise UsageError(f"Nobody called {name} {does}; there are {', '.join(makers)}.")
    return makers[name]()


def _address(variable: str, usual: str) -> str:
    return os.environ.get(variable, "").strip() or usual


def _repeats() -> bool:
    return os.environ.get("MICRODRAMA_OPENAI_REPEATS", "") == "1"


def _openai() -> Remote:
    address = _address("OPENAI_BASE_URL", openai_compatible.BASE_URL)
    return Remote("OpenAI" if address == openai_compatible.BASE_URL else _host(address), address, _openai_key(address))


def _openai_key(address: str) -> Authorise:
    keyed = bearer("OPENAI_API_KEY", "OpenAI")
    if address.startswith("http://"):  # one's own server: the key, if there is one
        return lambda: keyed() if os.environ.get("OPENAI_API_KEY") else {}
    return keyed


def _host(address: str) -> str:
    return urllib.parse.urlsplit(address).hostname or address


def _fal() -> fal.Fal:
    key = bearer("FAL_KEY", "fal", "Key")
    return fal.Fal(Remote("fal", fal.QUEUE_URL, key), Remote("fal", fal.PLATFORM_URL, key))


def _replicate() -> replicate.Replicate:
    return replicate.Replicate(Remote("Replicate", replicate.BASE_URL, bearer("REPLICATE_API_TOKEN", "Replicate")))


def _ark() -> ark.Ark:
    return ark.Ark(Remote("Ark", _address("ARK_BASE_URL", ark.BASE_URL), bearer("ARK_API_KEY", "Ark")))


def _dashscope() -> dashscope.DashScope:
    address = _address("DASHSCOPE_BASE_URL", dashscope.BASE_URL)
    return dashscope.DashScope(Remote("DashScope", address, bearer("DASHSCOPE_API_KEY", "DashScope")))


def _kling() -> kling.Kling:
    keys = kling.signed_by("KLING_ACCESS_KEY", "KLING_SECRET_KEY")
    return kling.Kling(Remote("Kling", _address("KLING_BASE_URL", kling.BASE_URL), keys))

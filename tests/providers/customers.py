"""Every provider with what it takes to buy from the shop on this machine: one description for all tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from microdrama.domain.takes import ClipRequest, SpeechRequest, StillRequest
from microdrama.providers.ark import Ark
from microdrama.providers.comfyui import ComfyUi
from microdrama.providers.dashscope import DashScope
from microdrama.providers.fal import Fal
from microdrama.providers.inbox import Inbox
from microdrama.providers.kling import Kling, signed_by
from microdrama.providers.openai_compatible import OpenAiPainter, OpenAiVoice
from microdrama.providers.remote import Remote, bearer
from microdrama.providers.replicate import Replicate
from microdrama.studio.taking import Order, clip, speech, still
from providers import job_shops
from providers.local_server import Protocol
from providers.openai_shop import openai

KEYS = {
    "SHOP_KEY": "the-key-of-the-tests",
    "KLING_ACCESS_KEY": "an-access-key",
    "KLING_SECRET_KEY": job_shops.SECRET,
}
TIMEOUT_S = 0.5
SIZE, SECONDS = (144, 256), 2
CutOff = Literal["found", "again", "doubt"]


def remote(name: str, address: str, scheme: str = "Bearer") -> Remote:
    return Remote(name, address, bearer("SHOP_KEY", name, scheme), timeout=TIMEOUT_S)


def a_still(provider: str, model: str, prompt: str, **others: Any) -> StillRequest:
    return StillRequest(provider=provider, model=model, prompt=prompt, width=SIZE[0], height=SIZE[1], **others)


def a_clip(provider: str, model: str, prompt: str, **others: Any) -> ClipRequest:
    size = {"width": SIZE[0], "height": SIZE[1], "duration_s": Fraction(SECONDS)}
    return ClipRequest(provider=provider, model=model, prompt=prompt, **size, **others)


@dataclass(frozen=True)
class Customer:
    """`order` makes an order from the shop's address, a folder and a prompt.

    `cut_off` is what becomes of a request whose answer was lost: the job is found, the same key buys nothing twice, or
    nobody can tell. `unheard` is the same for a request that never arrived. `billed` says that it tells of jobs that
    failed and were billed, `jobs` that there is something to look at.
    """

    name: str
    protocol: Protocol
    order: Callable[[str, Path, str], Order]
    kind: str
    cut_off: CutOff
    unheard: Literal["bought", "doubt"] = "bought"
    jobs: bool = True
    billed: bool = False


def _painter(address: str, folder: Path, prompt: str) -> Order:
    painter = OpenAiPainter(remote("OpenAI", f"{address}/openai/v1"), Inbox(folder / "inbox"))
    return still(painter, a_still("openai", "test-image", prompt))


def _repeating(address: str, folder: Path, prompt: str) -> Order:
    painter = OpenAiPainter(remote("Ours", f"{address}/openai/v1"), Inbox(folder / "inbox"), repeats=True)
    return still(painter, a_still("openai", "test-image", prompt))


def _voice(address: str, folder: Path, prompt: str) -> Order:
    voice = OpenAiVoice(remote("OpenAI", f"{address}/openai/v1"), Inbox(folder / "inbox"))
    line = SpeechRequest(provider="openai", model=voice.model, text=f"I knew {prompt}.", language="en", voice="nova")
    return speech(voice, line)


def _fal_clip(address: str, folder: Path, prompt: str) -> Order:
    queue, platform = remote("fal", f"{address}/fal", "Key"), remote("fal", f"{address}/falapi", "Key")
    return clip(Fal(queue, platform), a_clip("fal", "fal-ai/test/image-to-video", prompt))


def _fal_still(address: str, folder: Path, prompt: str) -> Order:
    queue, platform = remote("fal", f"{address}/fal", "Key"), remote("fal", f"{address}/falapi", "Key")
    return still(Fal(queue, platform), a_still("fal", "fal-ai/test", prompt))


def _replicate_clip(address: str, folder: Path, prompt: str) -> Order:
    return clip(Replicate(remote("Replicate", f"{address}/replicate")), a_clip("replicate", "us/clips", prompt))


def _replicate_still(address: str, folder: Path, prompt: str) -> Order:
    return still(Replicate(remote("Replicate", f"{address}/replicate")), a_still("replicate", "us/stills", prompt))


def _ark(address: str, folder: Path, prompt: str) -> Order:
    return clip(Ark(remote("Ark", f"{address}/ark")), a_clip("ark", "doubao-test", prompt))


def _dashscope(address: str, folder: Path, prompt: str) -> Order:
    return clip(DashScope(remote("DashScope", f"{address}/dashscope")), a_clip("dashscope", "wan-test", prompt))


def _kling(address: str, folder: Path, prompt: str) -> Order:
    keys = signed_by("KLING_ACCESS_KEY", "KLING_SECRET_KEY")
    return clip(Kling(Remote("Kling", f"{address}/kling", keys, timeout=TIMEOUT_S)), a_clip("kling", "kling-t", prompt))


def workflow(folder: Path, *, frames: bool) -> str:
    """Write a workflow and return the name of its model."""
    nodes: dict[str, Any] = {
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{prompt}", "clip": ["4", 1]}},
        "3": {"class_type": "KSampler", "inputs": {"seed": "{seed}", "steps": 20, "positive": ["6", 0]}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": "{width}", "height": "{height}"}},
    }
    if frames:
        nodes["8"] = {"class_type": "Video", "inputs": {"frames": "{frames}"}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ("clips.json" if frames else "stills.json")).write_text(json.dumps(nodes))
    ours = ComfyUi(Remote("ComfyUI", "http://127.0.0.1:1", dict), folder)
    return next(name for name in ours.models() if name.startswith("clips" if frames else "stills"))


def _comfy(address: str, folder: Path, prompt: str, *, frames: bool) -> Order:
    model = workflow(folder / "workflows", frames=frames)
    ours = ComfyUi(Remote("ComfyUI", f"{address}/comfy", dict, timeout=TIMEOUT_S), folder / "workflows")
    return clip(ours, a_clip("comfyui", model, prompt)) if frames else still(ours, a_still("comfyui", model, prompt))


def _comfy_clip(address: str, folder: Path, prompt: str) -> Order:
    return _comfy(address, folder, prompt, frames=True)


def _comfy_still(address: str, folder: Path, prompt: str) -> Order:
    return _comfy(address, folder, prompt, frames=False)


CUSTOMERS = (
    Customer("openai-still", openai, _painter, "png", "doubt", "doubt", jobs=False),
    Customer("openai-repeating", openai, _repeating, "png", "again", jobs=False),
    Customer("openai-speech", openai, _voice, "wav", "doubt", "doubt", jobs=False),
    Customer("fal-clip", job_shops.fal, _fal_clip, "mp4", "found", "doubt", billed=True),
    Customer("fal-still", job_shops.fal, _fal_still, "png", "found", "doubt", billed=True),
    Customer("replicate-clip", job_shops.replicate, _replicate_clip, "mp4", "found", billed=True),
    Customer("replicate-still", job_shops.replicate, _replicate_still, "png", "found", billed=True),
    Customer("ark", job_shops.ark, _ark, "mp4", "found"),
    Customer("dashscope", job_shops.dashscope, _dashscope, "mp4", "found"),
    Customer("kling", job_shops.kling, _kling, "mp4", "found"),
    Customer("comfyui-clip", job_shops.comfyui, _comfy_clip, "mp4", "found"),
    Customer("comfyui-still", job_shops.comfyui, _comfy_still, "png", "found"),
)

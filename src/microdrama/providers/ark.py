"""Clips from Seedance on Volcengine Ark (or BytePlus ModelArk, by `ARK_BASE_URL`).

Protocol: https://www.volcengine.com/docs/82379/1520757 (create), 1521309 (look), 1521675 (list). A task is queued,
running, succeeded, failed, cancelled or expired; only a success is billed, by `usage.completion_tokens`. The address
of a result holds for 24 hours.

Ark takes no key of ours, but it lists the tasks of the last seven days with the seed of each. So the seed that is sent
comes from the key of the purchase, and a request that was cut off is found by it. The seed of the request decides
that key, so another seed is another take, as ever.

Billed: tokens, width x height x pictures / 1024, at 24 pictures a second.
"""

from __future__ import annotations

import hashlib
import urllib.parse
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from microdrama.domain.money import rounded_up
from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, Ticket, Usage, Waiting
from microdrama.providers.jobs import SKEW_S, Listed, number_of, searched
from microdrama.providers.offers import Offer, billed_seconds, refuse_unoffered
from microdrama.providers.remote import Json, Remote, aspect, data_url, number_at, objects_at, pictures, text_at
from microdrama.studio.takes import DoubtError, PassingError, TakeError
from microdrama.studio.taking import Recovered

BASE_URL = "https://ark.cn-beijing.volces.com/api/v3"
_TASKS = "/contents/generations/tasks"
_SIZES = ((720, 1280), (1280, 720), (1080, 1920), (1920, 1080), (960, 960), (834, 1112), (1112, 834))
_SMALL = tuple(size for size in _SIZES if min(size) < 1000)
MODELS = {
    "doubao-seedance-2-0-260128": Offer("token", _SIZES, tuple(range(4, 16)), "sound; up to 9 pictures"),
    "doubao-seedance-2-0-fast-260128": Offer("token", _SMALL, tuple(range(4, 16)), "sound; up to 9 pictures"),
    "doubao-seedance-1-5-pro-251215": Offer("token", _SIZES, tuple(range(4, 13)), "sound; first and last frame"),
    "doubao-seedance-1-0-pro-250528": Offer("token", _SIZES, tuple(range(2, 13)), "first and last frame"),
    "doubao-seedance-1-0-pro-fast-251015": Offer("token", _SIZES, tuple(range(2, 13)), "first frame"),
}
_ASPECTS = {"9:16": 9 / 16, "3:4": 3 / 4, "1:1": 1.0, "4:3": 4 / 3, "16:9": 16 / 9, "21:9": 21 / 9}
_RATE, _TOKEN_PIXELS = 24, 1024
_PAGE, _MOST_PAGES = 100, 20
_KEPT_S = 7 * 24 * 3600
_SILENT = ("doubao-seedance-1-0",)
_FRAMES = {"first_frame", "last_frame"}


class Ark:
    """Animates clips."""

    provider = "ark"

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def estimate(self, request: ClipRequest) -> Usage:
        """Its tokens, and a twentieth more: sizes are rounded, and a picture may be added."""
        pixels = request.width * request.height * _RATE * billed_seconds(request)
        return Usage(unit="token", amount=str(rounded_up(Fraction(pixels * 21, _TOKEN_PIXELS * 20))))

    def submit(self, request: ClipRequest, references: dict[str, Path], *, key: str) -> Ticket:
        """Create a task with a seed by which it can be found."""
        refuse_unoffered(MODELS, request)
        body: Json = {
            "model": request.model,
            "content": [{"type": "text", "text": request.prompt}, *_shown(request, references)],
            "resolution": _resolution(request),
            "ratio": aspect(request, _ASPECTS),
            "duration": billed_seconds(request),
            "seed": seed_of(key),
            "watermark": False,
        }
        if not request.model.startswith(_SILENT):
            body["generate_audio"] = request.sound
        answer = self._remote.post(_TASKS, body)
        return Ticket(provider=self.provider, remote_id=number_of(answer, "id", who=self._remote.name))

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        answer = self._task(ticket)
        status = text_at(answer, "status")
        if status == "succeeded":
            return Ready(_tokens(answer))
        if status in {"failed", "cancelled", "expired"}:
            return Refused(text_at(answer, "error", "message") or f"it is {status}", billed=False)
        return Waiting()

    def collect(self, ticket: Ticket, request: ClipRequest, folder: Path) -> Made:
        """Fetch the clip; what it used is what Ark counted."""
        answer = self._task(ticket)
        path = folder / "clip.mp4"
        self._remote.download(text_at(answer, "content", "video_url"), path)
        return Made(path=path, usage=_tokens(answer) or self.estimate(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:
        """Search the list of tasks for our seed."""
        listed = self._listed(request.model, str(seed_of(key)), asked_at)
        return searched(listed, provider=self.provider, asked_at=asked_at, known=ours)

    def _task(self, ticket: Ticket) -> Json:
        return self._remote.get(f"{_TASKS}/{urllib.parse.quote(ticket.remote_id, safe='')}")

    def _listed(self, model: str, seed: str, asked_at: float) -> Iterator[Listed]:
        for page in range(1, _MOST_PAGES + 1):
            params = {"page_num": page, "page_size": _PAGE, "filter.model": model}
            answer = self._remote.get(_TASKS, params)
            found = objects_at(answer, "items")
            if not isinstance(answer.get("items"), list) and text_at(answer, "total") != "0":
                raise PassingError(f"{self._remote.name} listed no tasks.")
            for one in found:
                named = text_at(one, "seed")
                made_at = float(number_at(one, "created_at") or asked_at)
                yield Listed(text_at(one, "id"), made_at, named == seed if named else None)
                if page == 1 and made_at - asked_at > _KEPT_S - SKEW_S:
                    raise DoubtError("its list does not reach back so far.")
            if len(found) < _PAGE:
                return
        raise DoubtError(f"its list is longer than {_MOST_PAGES} pages.")


def seed_of(key: str) -> int:
    """The seed that is sent with a purchase: 32 bits of its key's digest."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16)


def _resolution(request: ClipRequest) -> str:
    short = min(request.width, request.height)
    return "480p" if short < 600 else "720p" if short < 1000 else "1080p"


def _shown(request: ClipRequest, references: dict[str, Path]) -> list[Json]:
    """First and last frame, or else pictures to take looks from: Ark takes no mixture."""
    shown = pictures(request, references)
    frames = [(role, path) for role, path in shown if role in _FRAMES]
    if frames and len(frames) < len(shown):
        raise TakeError("Seedance takes a first and a last frame, or references, not both.")
    return [
        {"type": "image_url", "image_url": {"url": data_url(path)}, "role": role if frames else "reference_image"}
        for role, path in shown
    ]


def _tokens(answer: Json) -> Usage | None:
    amount = number_at(answer, "usage", "completion_tokens")
    return Usage(unit="token", amount=amount) if amount else None

"""Clips from Wan on Alibaba Cloud Model Studio (DashScope).

Protocol: https://help.aliyun.com/zh/model-studio/text-to-video-api-reference, .../image-to-video-api-reference and
.../manage-asynchronous-tasks. A task is created with the header X-DashScope-Async, then looked at until it is
SUCCEEDED, FAILED or CANCELED; UNKNOWN is one that is kept no longer. Tasks and results are kept for 24 hours, so what
is not collected by then is lost. Keys and models belong to a region (`DASHSCOPE_BASE_URL`).

DashScope takes no key of ours. Its list of tasks names model and time, and a task that succeeded names its prompt and
its length: by these a request that was cut off is found. Where the list shows no other task of the model since then,
nothing was accepted; where one of that time is still being made, it has to be waited for.

Billed: seconds of clips that succeeded.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, Ticket, Usage, Waiting
from microdrama.providers.jobs import SKEW_S, Listed, number_of, searched
from microdrama.providers.offers import Offer, billed_seconds, refuse_unoffered, seconds_used
from microdrama.providers.remote import Json, Remote, data_url, number_at, objects_at, pictures, text_at
from microdrama.studio.takes import DoubtError, PassingError, TakeError
from microdrama.studio.taking import Recovered

BASE_URL = "https://dashscope.aliyuncs.com/api/v1"
_CREATE = "/services/aigc/video-generation/video-synthesis"
_SIZES = ((720, 1280), (1280, 720), (960, 960), (1080, 1920), (1920, 1080), (1440, 1440))
MODELS = {
    "wan2.6-t2v": Offer("second", _SIZES, (5, 10, 15), "sound"),
    "wan2.6-i2v": Offer("second", (), (5, 10, 15), "sound; first frame"),
    "wan2.5-t2v-preview": Offer("second", _SIZES, (5, 10), "sound"),
    "wan2.5-i2v-preview": Offer("second", (), (5, 10), "sound; first frame"),
    "wan2.2-t2v-plus": Offer("second", ((1080, 1920), (1920, 1080), (480, 832), (832, 480)), (5,)),
    "wan2.2-i2v-plus": Offer("second", (), (5,), "first frame"),
}
_PAGE, _MOST_PAGES = 100, 20
_KEPT_S = 23 * 3600.0
_SPEAKING = ("wan2.5", "wan2.6")


class DashScope:
    """Animates clips."""

    provider = "dashscope"

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def estimate(self, request: ClipRequest) -> Usage:
        """Its seconds."""
        return seconds_used(request)

    def submit(self, request: ClipRequest, references: dict[str, Path], *, key: str) -> Ticket:  # noqa: ARG002
        """Create a task."""
        refuse_unoffered(MODELS, request)
        inputs: Json = {"prompt": request.prompt}
        parameters: Json = {
            "duration": billed_seconds(request),
            "prompt_extend": False,
            "watermark": False,
            "seed": request.seed % 2**31,
        }
        shown = dict(pictures(request, references))
        if set(shown) - {"first_frame"}:
            raise TakeError("Wan takes a first frame and no other pictures here.")
        if shown:
            inputs["img_url"] = data_url(shown["first_frame"])
            parameters["resolution"] = _resolution(request)
        else:
            parameters["size"] = f"{request.width}*{request.height}"
        if request.model.startswith(_SPEAKING):
            parameters["audio"] = request.sound
        body: Json = {"model": request.model, "input": inputs, "parameters": parameters}
        answer = self._remote.post(_CREATE, body, {"X-DashScope-Async": "enable"})
        number = number_of(answer, "output", "task_id", who=self._remote.name)
        return Ticket(provider=self.provider, remote_id=number)

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        answer = self._task(ticket)
        status = text_at(answer, "output", "task_status")
        if status == "SUCCEEDED":
            return Ready()
        if status in {"FAILED", "CANCELED"}:
            return Refused(text_at(answer, "output", "message") or f"it is {status}", billed=False)
        if status == "UNKNOWN":
            raise TakeError("it keeps tasks for 24 hours, and knows this one no more.")
        return Waiting()

    def collect(self, ticket: Ticket, request: ClipRequest, folder: Path) -> Made:
        """Fetch the clip; what it used is the length that DashScope counted."""
        answer = self._task(ticket)
        path = folder / "clip.mp4"
        self._remote.download(text_at(answer, "output", "video_url"), path)
        counted = _seconds(answer)
        return Made(path=path, usage=Usage(unit="second", amount=counted) if counted else seconds_used(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """Search the list of tasks for one of our model, prompt and length."""
        fresh = (one for one in self._listed(request.model, asked_at) if one.number not in ours)
        told = [self._told(one, request) for one in fresh if one.made_at >= asked_at - SKEW_S]
        return searched(told, provider=self.provider, asked_at=asked_at, known=ours)

    def _told(self, listed: Listed, request: ClipRequest) -> Listed:
        """What a task says of itself; one that failed was not billed, whosever it was."""
        answer = self._task(Ticket(provider=self.provider, remote_id=listed.number))
        status = text_at(answer, "output", "task_status")
        if status in {"PENDING", "RUNNING"}:
            raise PassingError(f"{self._remote.name} still makes {listed.number}, and says what it is only then.")
        prompt = text_at(answer, "output", "orig_prompt")
        seconds = _seconds(answer)
        if status != "SUCCEEDED" or (prompt and prompt != request.prompt):
            return replace(listed, ours=False)
        if not prompt:
            return listed
        return replace(listed, ours=seconds is None or Fraction(seconds) == billed_seconds(request))

    def _task(self, ticket: Ticket) -> Json:
        return self._remote.get(f"/tasks/{urllib.parse.quote(ticket.remote_id, safe='')}")

    def _listed(self, model: str, asked_at: float) -> Iterator[Listed]:
        for page in range(1, _MOST_PAGES + 1):
            answer = self._remote.get("/tasks/", {"model_name": model, "page_no": page, "page_size": _PAGE})
            found = objects_at(answer, "data")
            for one in found:
                made_at = float(number_at(one, "gmt_create") or asked_at * 1000) / 1000
                if made_at - asked_at > _KEPT_S:
                    raise DoubtError("its list reaches back 24 hours only.")
                yield Listed(text_at(one, "task_id"), made_at, None)
            if len(found) < _PAGE:
                return
        raise DoubtError(f"its list is longer than {_MOST_PAGES} pages.")


def _seconds(answer: Json) -> str | None:
    return number_at(answer, "usage", "duration") or number_at(answer, "usage", "video_duration")


def _resolution(request: ClipRequest) -> str:
    short = min(request.width, request.height)
    return "480P" if short < 600 else "720P" if short < 1000 else "1080P"

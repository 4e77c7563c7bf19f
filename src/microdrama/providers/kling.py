"""Clips from Kling.

Protocol: https://app.klingai.com/global/dev/document-api (API authentication; text to video; image to video). A
request carries a JSON web token (RFC 7519, HS256) that is signed with the secret key and names the access key. A task
is submitted, processing, succeed or failed; failures are not billed.

Every task carries our key as its `external_task_id`, by which it can be looked up like by its own number: a request
that was cut off is found, or was not accepted. Kling wants these to be unique in an account, which ours are.

Billed: seconds, by model and mode ("pro" from 1080 pixels on, else "std").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, Ticket, Usage, Waiting
from microdrama.providers.jobs import number_of
from microdrama.providers.offers import Offer, billed_seconds, refuse_unoffered, seconds_used
from microdrama.providers.remote import (
    Authorise,
    Json,
    Remote,
    StatusError,
    aspect,
    base64_of,
    key_from,
    object_at,
    objects_at,
    pictures,
    text_at,
)
from microdrama.studio.takes import TakeError
from microdrama.studio.taking import Recovered

BASE_URL = "https://api-singapore.klingai.com"
MODELS = {
    "kling-v3": Offer("second", (), tuple(range(3, 16)), "sound"),
    "kling-v2-6": Offer("second", (), (5, 10), "sound"),
    "kling-v2-5-turbo": Offer("second", (), (5, 10)),
    "kling-v2-1": Offer("second", (), (5, 10), "with a first frame only"),
    "kling-v1-6": Offer("second", (), (5, 10)),
}
_ASPECTS = {"9:16": 9 / 16, "1:1": 1.0, "16:9": 16 / 9}
_SPEAKING = ("kling-v2-6", "kling-v3")
_TOKEN_S, _EARLY_S = 1800, 5
_NOT_FOUND = 404


def token(access: str, secret: str, now: float) -> str:
    """A web token that holds for half an hour from a moment (seconds since 1970) on."""
    head = {"alg": "HS256", "typ": "JWT"}
    claims = {"iss": access, "exp": int(now) + _TOKEN_S, "nbf": int(now) - _EARLY_S}
    signed = ".".join(_letters(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    seal = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_letters(seal)}"


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def signed_by(access_variable: str, secret_variable: str, *, now: Callable[[], float] = time.time) -> Authorise:
    """Authorisation with a pair of keys from the environment."""

    def headers() -> Mapping[str, str]:
        access, secret = key_from(access_variable, "Kling"), key_from(secret_variable, "Kling")
        return {"Authorization": f"Bearer {token(access, secret, now())}"}

    return headers


class Kling:
    """Animates clips, from words or from a first frame."""

    provider = "kling"

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def estimate(self, request: ClipRequest) -> Usage:
        """Its seconds."""
        return seconds_used(request)

    def submit(self, request: ClipRequest, references: dict[str, Path], *, key: str) -> Ticket:
        """Create a task that carries our key."""
        refuse_unoffered(MODELS, request)
        body: Json = {
            "model_name": request.model,
            "prompt": request.prompt,
            "mode": "pro" if min(request.width, request.height) >= 1080 else "std",
            "duration": str(billed_seconds(request)),
            "external_task_id": key,
        }
        shown = dict(pictures(request, references))
        if set(shown) - {"first_frame", "last_frame"} or (shown and "first_frame" not in shown):
            raise TakeError("Kling takes a first frame, with or without a last one, and no other pictures here.")
        if shown:
            body["image"] = base64_of(shown["first_frame"])
            if "last_frame" in shown:
                body["image_tail"] = base64_of(shown["last_frame"])
        else:
            body["aspect_ratio"] = aspect(request, _ASPECTS)
        if request.model.startswith(_SPEAKING):
            body["sound"] = "on" if request.sound else "off"
        path = _path(request)
        answer = self._checked(self._remote.post(f"/v1/videos/{path}", body))
        number = number_of(answer, "data", "task_id", who=self._remote.name)
        return Ticket(provider=self.provider, remote_id=f"{path}/{number}")

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        answer = self._task(ticket.remote_id)
        status = text_at(answer, "data", "task_status")
        if status == "succeed":
            return Ready()
        if status == "failed":
            return Refused(text_at(answer, "data", "task_status_msg") or "it failed", billed=False)
        return Waiting()

    def collect(self, ticket: Ticket, request: ClipRequest, folder: Path) -> Made:
        """Fetch the clip."""
        answer = self._task(ticket.remote_id)
        videos = objects_at(object_at(answer, "data", "task_result"), "videos")
        path = folder / "clip.mp4"
        self._remote.download(text_at(videos, 0, "url"), path)
        return Made(path=path, usage=seconds_used(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """Look our key up."""
        path = _path(request)
        try:
            answer = self._task(f"{path}/{key}")
        except StatusError as error:
            if error.status == _NOT_FOUND:
                return "absent"
            raise
        number = number_of(answer, "data", "task_id", who=self._remote.name)
        return Ticket(provider=self.provider, remote_id=f"{path}/{number}")

    def _task(self, path: str) -> Json:
        return self._checked(self._remote.get(f"/v1/videos/{urllib.parse.quote(path, safe='/')}"))

    def _checked(self, answer: Json) -> Json:
        """Kling says with a code beside the status whether it did what it was asked for."""
        if text_at(answer, "code") != "0":
            raise TakeError(f"{self._remote.name} says {text_at(answer, 'code')}: {text_at(answer, 'message')[:200]}.")
        return answer


def _path(request: ClipRequest) -> str:
    framed = any(one.role in {"first_frame", "last_frame"} for one in request.references)
    return "image2video" if framed else "text2video"

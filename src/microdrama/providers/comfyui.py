"""Stills and clips from a ComfyUI server of one's own, by workflows of one's own.

Protocol: https://docs.comfy.org/development/comfyui-server/comms_routes. A workflow is the JSON that ComfyUI saves by
"Export (API)". Texts in it that are a placeholder become values: {prompt}, {negative}, {seed}, {width}, {height},
{seconds}, {frames} (at 24 a second), and {first_frame}, {last_frame}, {face}, {look}, {place} become the name of the
uploaded picture. A model is a workflow's name with the digest of its file, since another workflow makes another take.

Our key decides the prompt_id, and is the client_id, by which a request that was cut off is found in the queue or the
history. Both are lost when the server ends; then the work is done again, on one's own machine.

Billed: nothing by ComfyUI; stills count as images, clips as seconds.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any, cast

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, StillRequest, Ticket, Usage, Waiting
from microdrama.providers.jobs import Picture, number_of
from microdrama.providers.offers import ONE_IMAGE, seconds_used
from microdrama.providers.remote import Json, Remote, media_type, object_at, objects_at, pictures, text_at
from microdrama.studio.takes import TakeError
from microdrama.studio.taking import Recovered

BASE_URL = "http://127.0.0.1:8188"
_RATE = 24
_MOST_BYTES = 8 << 20
_KINDS = ("images", "videos", "gifs")  # gifs is what a widespread node calls its MP4 files


class ComfyUi:
    """Paints and animates with the workflows in a folder."""

    provider = "comfyui"

    def __init__(self, remote: Remote, workflows: Path) -> None:
        self._remote, self._workflows = remote, workflows

    def models(self) -> list[str]:
        """The names of its workflows for requests: portrait.json is "portrait@" and eight digits of its digest."""
        return [_named(path) for path in sorted(self._workflows.glob("*.json"))]

    def estimate(self, request: Picture) -> Usage:
        """One image, or the seconds of a clip."""
        return ONE_IMAGE if isinstance(request, StillRequest) else seconds_used(request)

    def submit(self, request: Picture, references: dict[str, Path], *, key: str) -> Ticket:
        """Upload the pictures, fill in the workflow, queue it."""
        workflow = self._workflow(request.model)
        values = _values(request)
        for role, path in pictures(request, references):
            values[role] = self._uploaded(path)
        body: Json = {"prompt": _filled(workflow, values), "client_id": key, "prompt_id": _id(key)}
        answer = self._remote.post("/prompt", body)
        return Ticket(provider=self.provider, remote_id=number_of(answer, "prompt_id", who=self._remote.name))

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        job = self._history(ticket.remote_id)
        if job is None:
            if self._queued(ticket.remote_id, "") is None and self._history(ticket.remote_id) is None:
                return Refused("the server does not know it any more, as after a new start", billed=False)
            return Waiting()
        if text_at(job, "status", "status_str") == "error":
            return Refused("a node of the workflow failed; the server's own window says which", billed=False)
        return Ready()

    def collect(self, ticket: Ticket, request: Picture, folder: Path) -> Made:
        """Fetch the first output that is of the kind asked for."""
        output = _output(self._history(ticket.remote_id) or {}, clip=isinstance(request, ClipRequest))
        path = folder / f"made{Path(output['filename']).suffix.lower()}"
        self._remote.fetch("/view", path, output)
        return Made(path=path, usage=self.estimate(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """Look our key up in the queue and the history."""
        number = self._queued(_id(key), key) or (_id(key) if self._history(_id(key)) is not None else None)
        number = number or self._queued(_id(key), key)  # it may have left the queue and not reached the history
        return Ticket(provider=self.provider, remote_id=number) if number else "absent"

    def _history(self, number: str) -> Json | None:
        found: Any = self._remote.get(f"/history/{number}").get(number)
        return cast("Json", found) if isinstance(found, dict) else None

    def _queued(self, number: str, client: str) -> str | None:
        """The id of a job that waits or runs, by that or by who asked; entries are [number, id, prompt, extra, ...]."""
        answer = self._remote.get("/queue")
        for one in [*_entries(answer, "queue_running"), *_entries(answer, "queue_pending")]:
            if text_at(one, 1) == number or (client and text_at(one, 3, "client_id") == client):
                return text_at(one, 1)
        return None

    def _workflow(self, model: str) -> Json:
        for path in sorted(self._workflows.glob("*.json")):
            if _named(path) == model and path.stat().st_size <= _MOST_BYTES:
                try:
                    found: Any = json.loads(path.read_bytes())
                except (ValueError, RecursionError) as error:
                    raise TakeError(f"The workflow {path} is no JSON.") from error
                if isinstance(found, dict):
                    return cast("Json", found)
        known = ", ".join(self.models()) or f"none in {self._workflows}"
        raise TakeError(f"There is no workflow {model}; there are {known}.")

    def _uploaded(self, path: Path) -> str:
        name = f"{hashlib.sha256(path.read_bytes()).hexdigest()}.{media_type(path).rpartition('/')[2]}"
        with path.open("rb") as file:
            answer = self._remote.upload(
                "/upload/image", {"overwrite": "true"}, {"image": (name, file, media_type(path))}
            )
        return "/".join(filter(None, [text_at(answer, "subfolder"), text_at(answer, "name") or name]))


def _named(path: Path) -> str:
    return f"{path.stem}@{hashlib.sha256(path.read_bytes()).hexdigest()[:8]}"


def _id(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, key))


def _values(request: Picture) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "prompt": request.prompt,
        "negative": request.negative if isinstance(request, StillRequest) else "",
        "seed": request.seed,
        "width": request.width,
        "height": request.height,
    }
    if isinstance(request, ClipRequest):
        values |= {"seconds": round(request.duration_s), "frames": round(request.duration_s * _RATE)}
    return values


def _filled(part: Any, values: dict[str, str | int]) -> Any:
    """The workflow with its placeholders filled in; raises TakeError for one that the request has no value for."""
    if isinstance(part, dict):
        return {name: _filled(value, values) for name, value in cast("Json", part).items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in cast("list[Any]", part)]
    if isinstance(part, str) and part.startswith("{") and part.endswith("}") and part[1:-1].isidentifier():
        if part[1:-1] not in values:
            raise TakeError(f"The workflow wants {part}, which the request does not have.")
        return values[part[1:-1]]
    return part


def _output(job: Json, *, clip: bool) -> dict[str, str]:
    endings = (".mp4", ".webm", ".mov", ".mkv") if clip else (".png", ".jpg", ".jpeg", ".webp")
    outputs = object_at(job, "outputs")
    for node in outputs:
        for one in [one for kind in _KINDS for one in objects_at(object_at(outputs, node), kind)]:
            if text_at(one, "filename").lower().endswith(endings) and text_at(one, "type") != "temp":
                return {name: text_at(one, name) for name in ("filename", "subfolder", "type")}
    raise TakeError(f"the workflow saved no {'clip' if clip else 'picture'}.")


def _entries(answer: Json, name: str) -> list[Any]:
    found: Any = answer.get(name)
    return cast("list[Any]", found) if isinstance(found, list) else []

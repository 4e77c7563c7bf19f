"""Stills and clips from fal's queue.

Protocol: https://docs.fal.ai/model-endpoints/queue. `POST queue.fal.run/{model}` gives a request_id; its status and
result lie under the first two parts of the model's name. The queue drops nothing and repeats what its own machines
lost, so a job is looked after and never sent again. Errors of 5xx are not billed
(https://docs.fal.ai/model-apis/model-endpoints/reliability); of others nothing is promised, so they count as billed.

A request that was cut off is searched for in the list of requests with their inputs
(https://docs.fal.ai/platform-apis/v1/models/requests/by-endpoint). That list shows what has ended; a job that it does
not show may still be running, so what is not found stays in doubt.

Billed: stills by the image, clips by the second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, StillRequest, Ticket, Usage, Waiting
from microdrama.providers.jobs import SKEW_S, Listed, Picture, iso, number_of, result_name, searched, when
from microdrama.providers.offers import ONE_IMAGE, Offer, billed_seconds, refuse_unoffered, seconds_used
from microdrama.providers.remote import Json, Remote, aspect, data_url, object_at, objects_at, pictures, text_at
from microdrama.studio.takes import DoubtError, PassingError, TakeError
from microdrama.studio.taking import Recovered

QUEUE_URL, PLATFORM_URL = "https://queue.fal.run", "https://api.fal.ai/v1"
_KLING, _SEEDANCE = "fal-ai/kling-video/v2.5-turbo/pro", "fal-ai/bytedance/seedance/v1/pro"
MODELS = {
    "fal-ai/flux/dev": Offer("image"),
    "fal-ai/nano-banana": Offer("image"),
    "fal-ai/nano-banana/edit": Offer("image"),
    f"{_SEEDANCE}/image-to-video": Offer("second", ((720, 1280), (1280, 720), (960, 960)), tuple(range(2, 13))),
    f"{_SEEDANCE}/text-to-video": Offer("second", ((720, 1280), (1280, 720), (960, 960)), tuple(range(2, 13))),
    f"{_KLING}/image-to-video": Offer("second", (), (5, 10)),
    f"{_KLING}/text-to-video": Offer("second", (), (5, 10)),
}
_ASPECTS = {"9:16": 9 / 16, "3:4": 3 / 4, "1:1": 1.0, "4:3": 4 / 3, "16:9": 16 / 9}
_HEADERS = {"X-Fal-Object-Lifecycle-Preference": '{"expiration_duration_seconds": 604800}'}
_NOT_SHOWN = "what has ended is in its list of requests and this is not; wait until everything there has ended."


class Fal:
    """Paints and animates through the queue; `platform` is where its list of requests is."""

    provider = "fal"

    def __init__(self, queue: Remote, platform: Remote) -> None:
        self._queue, self._platform = queue, platform

    def estimate(self, request: Picture) -> Usage:
        """One image, or the seconds of a clip."""
        return ONE_IMAGE if isinstance(request, StillRequest) else seconds_used(request)

    def submit(self, request: Picture, references: dict[str, Path], *, key: str) -> Ticket:  # noqa: ARG002
        """Ask; the queue takes no key of ours."""
        refuse_unoffered(MODELS, request)
        answer = self._queue.post(f"/{_path(request.model)}", _inputs(request, references), _HEADERS)
        number = number_of(answer, "request_id", who=self._queue.name)
        return Ticket(provider=self.provider, remote_id=f"{_app(request.model)}/{number}")

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is; a job that ended in an error says so in its status, or instead of its result."""
        path = _requests(ticket)
        answer = self._queue.get(f"{path}/status")
        if text_at(answer, "status") != "COMPLETED":
            return Waiting()
        if said := text_at(answer, "error"):
            return Refused(said, billed=False)
        try:
            self._queue.get(path)
        except PassingError:
            raise
        except TakeError as error:
            return Refused(str(error), billed=True)
        return Ready()

    def collect(self, ticket: Ticket, request: Picture, folder: Path) -> Made:
        """Fetch the first picture, or the clip."""
        answer = self._queue.get(_requests(ticket))
        path = result_name(folder, request)
        images = objects_at(answer, "images")
        url = text_at(answer, "video", "url") or (
            text_at(images[0], "url") if images else text_at(answer, "image", "url")
        )
        self._queue.download(url, path)
        return Made(path=path, usage=self.estimate(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """Search the list of requests for one with our inputs."""
        params = {
            "endpoint_id": request.model,
            "start": iso(asked_at - SKEW_S),
            "expand": "payloads",
            "limit": 100,
        }
        answer = self._platform.get("/models/requests/by-endpoint", params)
        listed = [
            Listed(
                f"{_app(request.model)}/{text_at(one, 'request_id')}",
                when(text_at(one, "sent_at") or text_at(one, "started_at")),
                _alike(object_at(one, "json_input"), request),
            )
            for one in objects_at(answer, "items")
        ]
        found = searched(listed, provider=self.provider, asked_at=asked_at, known=ours)
        if found == "absent":
            raise DoubtError(_NOT_SHOWN)
        return found


def _path(model: str) -> str:
    parts = model.split("/")
    if len(parts) < 2 or not all(
        part and part.replace("-", "").replace(".", "").replace("_", "").isalnum() for part in parts
    ):
        raise TakeError(f"{model} is no name of a model at fal; they look like fal-ai/flux/dev.")
    return model


def _app(model: str) -> str:
    return "/".join(model.split("/")[:2])


def _requests(ticket: Ticket) -> str:
    app, _, number = ticket.remote_id.rpartition("/")
    return f"/{app}/requests/{number}"


def _inputs(request: Picture, references: dict[str, Path]) -> Json:
    """What the models have in common; each ignores what it does not know."""
    inputs = _words(request)
    shown = [(role, data_url(path)) for role, path in pictures(request, references)]
    first = [url for role, url in shown if role == "first_frame"]
    if first:
        inputs["image_url"] = first[0]
    others = [url for role, url in shown if role not in {"first_frame", "last_frame"}]
    if others:
        inputs["image_urls"] = others
    for role, url in shown:
        if role == "last_frame":
            inputs["end_image_url"] = url
    return inputs


def _words(request: Picture) -> Json:
    inputs: Json = {"prompt": request.prompt, "seed": request.seed % 2**31, "aspect_ratio": aspect(request, _ASPECTS)}
    if isinstance(request, ClipRequest):
        short = min(request.width, request.height)
        resolution = "480p" if short < 600 else "720p" if short < 900 else "1080p"
        inputs |= {"duration": str(billed_seconds(request)), "resolution": resolution}
        inputs["generate_audio"] = request.sound
    else:
        inputs |= {"image_size": {"width": request.width, "height": request.height}, "num_images": 1}
        if request.negative:
            inputs["negative_prompt"] = request.negative
    return inputs


def _alike(found: Json, request: Picture) -> bool | None:
    """Whether a listed request is ours, by all but its pictures, which a list may show in another form."""
    if not found:
        return None
    return all(found.get(name) == value for name, value in _words(request).items())

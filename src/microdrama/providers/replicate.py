"""Stills and clips from Replicate.

Protocol: https://replicate.com/docs/reference/http (predictions.create, .get, .list; models.predictions.create). A
model is named owner/name, or owner/name:version. Replicate takes no key of ours; a request that was cut off is
searched for in the list of predictions, which shows each with its model and inputs, newest first. Inputs of some are
removed after an hour; one of the same model and time without inputs leaves a doubt.

Billed: stills by the image, clips by the second. A failed prediction is billed where it ran
(https://replicate.com/docs/topics/billing), which its metrics say.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from microdrama.domain.takes import ClipRequest, Made, Progress, Ready, Refused, StillRequest, Ticket, Usage, Waiting
from microdrama.providers.jobs import SKEW_S, Listed, Picture, number_of, result_name, searched, when
from microdrama.providers.offers import ONE_IMAGE, Offer, billed_seconds, refuse_unoffered, seconds_used
from microdrama.providers.remote import Json, Remote, aspect, data_url, object_at, objects_at, pictures, text_at
from microdrama.studio.takes import DoubtError, TakeError
from microdrama.studio.taking import Recovered

BASE_URL = "https://api.replicate.com/v1"
MODELS = {
    "black-forest-labs/flux-1.1-pro": Offer("image"),
    "google/nano-banana": Offer("image"),
    "bytedance/seedance-1-pro": Offer("second", ((720, 1280), (1280, 720), (960, 960)), (5, 10)),
    "kwaivgi/kling-v2.5-turbo-pro": Offer("second", (), (5, 10)),
}
_ASPECTS = {"9:16": 9 / 16, "3:4": 3 / 4, "1:1": 1.0, "4:3": 4 / 3, "16:9": 16 / 9}
_MOST_PAGES = 20


class Replicate:
    """Paints and animates by predictions."""

    provider = "replicate"

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def estimate(self, request: Picture) -> Usage:
        """One image, or the seconds of a clip."""
        return ONE_IMAGE if isinstance(request, StillRequest) else seconds_used(request)

    def submit(self, request: Picture, references: dict[str, Path], *, key: str) -> Ticket:  # noqa: ARG002
        """Create a prediction, and do not wait for it."""
        refuse_unoffered(MODELS, request)
        owner, slash, rest = request.model.partition("/")
        name, _, version = rest.partition(":")
        if not (
            slash
            and owner.replace("-", "").replace("_", "").isalnum()
            and name.replace("-", "").replace("_", "").replace(".", "").isalnum()
        ):
            raise TakeError(f"{request.model} is no name of a model at Replicate; they look like owner/name.")
        inputs = _words(request) | _shown(request, references)
        if version:
            answer = self._remote.post("/predictions", {"version": f"{owner}/{name}:{version}", "input": inputs})
        else:
            answer = self._remote.post(f"/models/{owner}/{name}/predictions", {"input": inputs})
        return Ticket(provider=self.provider, remote_id=number_of(answer, "id", who=self._remote.name))

    def progress(self, ticket: Ticket) -> Progress:
        """How far it is."""
        answer = self._remote.get(f"/predictions/{urllib.parse.quote(ticket.remote_id, safe='')}")
        status = text_at(answer, "status")
        if status == "succeeded":
            return Ready()
        if status in {"failed", "canceled", "aborted"}:
            ran = text_at(answer, "metrics", "predict_time") not in {"", "0", "0.0"}
            return Refused(text_at(answer, "error") or f"it was {status}", billed=ran)
        return Waiting()

    def collect(self, ticket: Ticket, request: Picture, folder: Path) -> Made:
        """Fetch the output, or the first of several."""
        answer = self._remote.get(f"/predictions/{urllib.parse.quote(ticket.remote_id, safe='')}")
        if answer.get("data_removed") is True:
            raise TakeError("its output was removed, as Replicate does after an hour.")
        path = result_name(folder, request)
        self._remote.download(text_at(answer, "output") or text_at(answer, "output", 0), path)
        return Made(path=path, usage=self.estimate(request))

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """Search the list of predictions for one of our model with our inputs."""
        listed = self._listed(request, asked_at)
        return searched(listed, provider=self.provider, asked_at=asked_at, known=ours)

    def _listed(self, request: Picture, asked_at: float) -> Iterator[Listed]:
        model, params = request.model.partition(":")[0], dict[str, str]()
        for _ in range(_MOST_PAGES):
            answer = self._remote.get("/predictions", params)
            found = objects_at(answer, "results")
            for one in found:
                if text_at(one, "model") == model:
                    yield Listed(
                        text_at(one, "id"), when(text_at(one, "created_at")), _alike(object_at(one, "input"), request)
                    )
            following = urllib.parse.parse_qs(urllib.parse.urlsplit(text_at(answer, "next")).query)
            if not following or (found and when(text_at(found[-1], "created_at")) < asked_at - SKEW_S):
                return
            params = {name: values[0] for name, values in following.items()}
        raise DoubtError(f"its list of the last {_MOST_PAGES} pages does not reach back so far.")


def _words(request: Picture) -> Json:
    inputs: Json = {"prompt": request.prompt, "seed": request.seed % 2**31, "aspect_ratio": aspect(request, _ASPECTS)}
    if isinstance(request, ClipRequest):
        short = min(request.width, request.height)
        resolution = "480p" if short < 600 else "720p" if short < 900 else "1080p"
        return inputs | {"duration": billed_seconds(request), "resolution": resolution}
    if request.negative:
        inputs["negative_prompt"] = request.negative
    return inputs | {"width": request.width, "height": request.height, "output_format": "png"}


def _shown(request: Picture, references: dict[str, Path]) -> Json:
    shown = [(role, data_url(path)) for role, path in pictures(request, references)]
    first = [url for role, url in shown if role == "first_frame"]
    last = [url for role, url in shown if role == "last_frame"]
    others = [url for role, url in shown if role not in {"first_frame", "last_frame"}]
    inputs: Json = {"image": first[0]} if first else {}
    if last:
        inputs["last_frame_image"] = last[0]
    return inputs | ({"image_input": others} if others else {})


def _alike(found: Json, request: Picture) -> bool | None:
    """Whether a listed prediction is ours, by all but its pictures, which become addresses of Replicate's own."""
    if not found:
        return None
    return all(found.get(name) == value for name, value in _words(request).items())

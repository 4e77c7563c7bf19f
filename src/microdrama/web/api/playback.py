"""Starting an episode, and telling that it is watched."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field

from microdrama.domain.time import MICROSECOND, as_number
from microdrama.platform.playback.entitlement import Because, Decision
from microdrama.platform.playback.facts import Viewer
from microdrama.platform.playback.heartbeats import EVERY_S, take_beat
from microdrama.platform.playback.keys import key_ring
from microdrama.platform.playback.start import RefusedError, Start, UnknownEpisodeError, start
from microdrama.web.api.problems import Problem, problem
from microdrama.web.api.values import WHOLE
from microdrama.web.limits import limited
from microdrama.web.visitor import visitor

router = Router(tags=["playback"])

_MOST_MS = 2**31 - 1


class Track(Schema):
    """A WebVTT file."""

    language: str
    kind: str
    url: str


class Sound(Schema):
    """One language's sound, as a media playlist."""

    language: str
    name: str
    url: str


class Heartbeat(Schema):
    """What to send, and how often; every answer brings the next `beat`."""

    beat: str
    every_s: int


class StartOut(Schema):
    """An episode that may be watched: `because` says why, addresses work until `expires_at`.

    `playlists` has the text of each media playlist by its address; `master_text` names these addresses. `file` is the
    whole episode with its original sound, null where that may not be heard.
    """

    slug: str
    number: int
    title: str
    duration_s: float
    because: str
    base: str
    master: str
    master_text: str
    playlists: dict[str, str]
    file: str | None
    poster: str
    captions: list[Track]
    audio: list[Sound]
    next: int | None
    expires_at: datetime
    heartbeat: Heartbeat | None


class WayOut(Schema):
    """One way to open an episode: for coins, at a moment, or as its name says."""

    opener: str
    coins: int | None
    at: datetime | None


class Refusal(Problem):
    """Why an episode may not be watched, and what would open it."""

    ways: list[WayOut]


class ToldBeat(Schema):
    """The beat that came last, and where the picture is now; `last` when the viewer leaves."""

    beat: Annotated[str, Field(min_length=1, max_length=600)]
    position_ms: Annotated[int, Field(ge=0, le=_MOST_MS), WHOLE]
    last: bool = False


class BeatOut(Schema):
    """The beat to send next."""

    beat: str


Number = Annotated[int, Path(ge=1, le=_MOST_MS)]


@router.post("/play/{slug}/{number}", response={200: StartOut, 402: Refusal, 403: Refusal})
@limited("play")
def play(request: HttpRequest, response: HttpResponse, slug: str, number: Number) -> Any:
    """Whether an episode may be watched now and, if so, all that a player needs to begin."""
    who = visitor(request)
    viewer = Viewer(account=who.account, territory=who.territory, session=session_of(request))
    try:
        begun = start(viewer=viewer, slug=slug, number=number, languages=who.languages, at=timezone.now())
    except UnknownEpisodeError as error:
        return problem(status=404, detail=str(error))
    except RefusedError as refusal:
        if (
            refusal.decision.because is not Because.LOCKED
        ):  # what is not shown to somebody is not there, here as in lists
            return problem(status=404, detail=f"There is no episode {number} of '{slug}'.")
        return _refused(str(refusal), refusal.decision)
    response.headers["Cache-Control"] = "private, no-store"
    return _started(begun)


@router.post("/beats", response=BeatOut)
@limited("events")
def beats(request: HttpRequest, response: HttpResponse, told: ToldBeat) -> BeatOut:  # noqa: ARG001 - the beat says whose it is
    """Tell that an episode is being watched."""
    beaten = take_beat(beat=told.beat, position_ms=told.position_ms, last=told.last, ring=key_ring(), at=timezone.now())
    response.headers["Cache-Control"] = "private, no-store"
    return BeatOut(beat=beaten.beat)


def session_of(request: HttpRequest) -> str:
    """What a log-out ends, for `revoking.revoke_session`: the log-in, or else the device; "" where there is neither."""
    who = visitor(request)
    if who.is_signed_in:
        return str(request.session.session_key or "")
    return who.device or ""


def _refused(said: str, decision: Decision) -> HttpResponse:
    """402 where something would open the episode, 403 where nothing does."""
    status = 402 if decision.because is Because.LOCKED and decision.ways else 403
    answer = problem(status=status, detail=said, code=decision.because.value)
    ways = [
        WayOut(opener=way.opener.value, coins=way.coins, at=way.at).model_dump(mode="json") for way in decision.ways
    ]
    answer.content = json.dumps({**json.loads(answer.content), "ways": ways}).encode()
    return answer


def _started(begun: Start) -> StartOut:
    return StartOut(
        slug=begun.slug,
        number=begun.number,
        title=begun.title,
        duration_s=as_number(begun.duration_us * MICROSECOND),
        because=begun.because.value,
        base=begun.base,
        master=begun.master_address,
        master_text=begun.master,
        playlists=begun.playlists,
        file=begun.file,
        poster=begun.poster,
        captions=[Track(language=one.language, kind=one.kind, url=one.address) for one in begun.captions],
        audio=[Sound(language=one.language, name=one.name, url=one.address) for one in begun.audio],
        next=begun.next_number,
        expires_at=begun.expires_at,
        heartbeat=None if begun.beat is None else Heartbeat(beat=begun.beat, every_s=EVERY_S),
    )

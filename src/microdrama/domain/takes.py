"""Requests for takes: what a painter, an animator or a voice is asked for, and what comes back.

A take is kept for ever under the digest of its whole request, so that nothing is bought twice: the digest covers
everything that decides the result, references by their digests, and nothing that does not, such as where it is put.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from microdrama.domain import documents
from microdrama.domain.money import DecimalText
from microdrama.domain.storyboard import Feeling

Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Seed = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
Pixels = Annotated[int, msgspec.Meta(ge=16, le=8192)]


class Reference(msgspec.Struct, frozen=True):
    """A picture or sound that a request refers to, by its contents."""

    sha256: Digest
    role: Literal["face", "look", "place", "first_frame", "last_frame", "voice"]


class StillRequest(msgspec.Struct, frozen=True, kw_only=True, tag="still"):
    """One picture, PNG or JPEG. `provider` and `model` say who paints it."""

    provider: str
    model: str
    prompt: str
    width: Pixels
    height: Pixels
    seed: Seed = 0
    negative: str = ""
    references: tuple[Reference, ...] = ()
    take: Annotated[int, msgspec.Meta(ge=1)] = 1


class ClipRequest(msgspec.Struct, frozen=True, kw_only=True, tag="clip"):
    """A moving picture of about `duration_s` seconds, MP4, with or without sound of its own."""

    provider: str
    model: str
    prompt: str
    width: Pixels
    height: Pixels
    duration_s: Fraction
    seed: Seed = 0
    references: tuple[Reference, ...] = ()
    sound: bool = False
    take: Annotated[int, msgspec.Meta(ge=1)] = 1


class SpeechRequest(msgspec.Struct, frozen=True, kw_only=True, tag="speech"):
    """One spoken line. `voice` is a name that the provider knows; `pace` is 1 for its own, 1.1 for a tenth faster."""

    provider: str
    model: str
    text: str
    language: str
    voice: str
    feeling: Feeling = "neutral"
    pace: float = 1.0
    take: Annotated[int, msgspec.Meta(ge=1)] = 1


Request = StillRequest | ClipRequest | SpeechRequest


def request_digest(request: Request) -> str:
    """64 hexadecimal digits, the same for the same request on every machine; the name of its take."""
    return hashlib.sha256(documents.encode(request)).hexdigest()


class Phone(msgspec.Struct, frozen=True):
    """One sound of speech (IPA, as the voice has it) and when it is heard, in seconds of the line."""

    start_s: float
    end_s: float
    text: str


class SaidWord(msgspec.Struct, frozen=True):
    """One word as written, with the signs that cling to it, and when it is heard, in seconds of the line."""

    start_s: float
    end_s: float
    text: str


class SpokenFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a spoken line beside its sound; `exact` says whether times were measured or shared out."""

    duration_s: float
    words: tuple[SaidWord, ...] = ()
    phones: tuple[Phone, ...] = ()
    exact: bool = False


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider counts: `amount` of `unit` (seconds, images, characters, tokens); settled by its price card."""

    unit: str
    amount: DecimalText


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A job that a provider accepted: its id there, kept on disk before anybody waits for it."""

    provider: str
    remote_id: str


class Waiting(msgspec.Struct, frozen=True, tag="waiting"):
    """Not ready yet; `share` is how much is done (0 to 1), where the provider tells."""

    share: float | None = None


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """Ready to be collected."""

    usage: Usage | None = None


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Failed for good, in a sentence; `billed` says whether the provider charges for it all the same."""

    reason: str
    billed: bool = False


Progress = Waiting | Ready | Refused


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A take's files as they were collected: the picture, clip or sound (WAV, float or 16 bit), and what it used."""

    path: Path
    usage: Usage
    spoken: SpokenFacts | None = None

"""Stills and speech from OpenAI, or from any server that speaks its protocol (`OPENAI_BASE_URL`).

Protocol: https://platform.openai.com/docs/api-reference/images (create, edit) and .../audio/createSpeech. Both answer
a request at once, with no job to look up afterwards and no documented promise about repeated requests. So the whole
answer is on the disk before there is a ticket, and where a run was killed in between, nobody can tell whether it was
painted: a person decides. A server of one's own that honours `Idempotency-Key`, which is always sent, may be declared
as such (`repeats`); then the same is asked again and bought once.

Billed: stills by the image (gpt-image models by tokens, which a price card states for an image of a size and quality),
speech by the character.
"""

from __future__ import annotations

import base64
import binascii
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from microdrama.domain.takes import Made, Ready, SpeechRequest, SpokenFacts, StillRequest, Ticket, Usage
from microdrama.media.sound_files import SoundFileError, read_sound_file, trimmed, write_wav
from microdrama.media.still_files import kind_of_still
from microdrama.ports.voice import VoiceCard
from microdrama.providers.inbox import Inbox
from microdrama.providers.offers import ONE_IMAGE, Offer, refuse_unoffered
from microdrama.providers.remote import Json, Remote, media_type, objects_at, pictures, text_at
from microdrama.studio.takes import DoubtError, UncertainError
from microdrama.studio.taking import Recovered

BASE_URL = "https://api.openai.com/v1"
_SPEECH_HZ = 48_000
_PORTRAIT = ((1024, 1024), (1024, 1536), (1536, 1024))
IMAGE_MODELS = {name: Offer("image", _PORTRAIT) for name in ("gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5")} | {
    "dall-e-3": Offer("image", ((1024, 1024), (1024, 1792), (1792, 1024)))
}
SPEECH_MODELS = {name: Offer("character") for name in ("gpt-4o-mini-tts", "tts-1", "tts-1-hd")}
VOICES = (
    VoiceCard("nova", (), "female", "young", "bright"),
    VoiceCard("onyx", (), "male", "adult", "deep"),
    VoiceCard("coral", (), "female", "adult", "warm"),
    VoiceCard("ash", (), "male", "young", "plain"),
    VoiceCard("shimmer", (), "female", "young", "soft"),
    VoiceCard("echo", (), "male", "adult", "calm"),
    VoiceCard("sage", (), "female", "adult", "calm"),
    VoiceCard("fable", (), "unknown", "adult", "a storyteller"),
    VoiceCard("alloy", (), "unknown", "adult", "even"),
)
"""The voices that all its models speak with; sexes and ages are as they sound to us, OpenAI states none."""
_MANNERS = {
    "happy": "happily",
    "tender": "tenderly",
    "sad": "sadly",
    "crying": "through tears",
    "angry": "angrily",
    "shouting": "shouting",
    "afraid": "with fear",
    "shocked": "in shock",
    "cold": "coldly",
    "smug": "smugly",
    "determined": "with determination",
    "pained": "in pain",
    "whispering": "in a whisper",
}


def _recovered(inbox: Inbox, provider: str, key: str, asked_at: float, *, repeats: bool) -> Recovered:
    if inbox.find(key) is not None:
        return Ticket(provider=provider, remote_id=key)
    if repeats:
        return "again"
    when = datetime.fromtimestamp(asked_at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    raise DoubtError(f"{provider} answers at once and keeps no list of jobs; its usage page shows {when} UTC.")


class OpenAiPainter:
    """Paints stills; with references, edits them into one."""

    def __init__(
        self, remote: Remote, inbox: Inbox, *, provider: str = "openai", repeats: bool = False, quality: str = ""
    ) -> None:
        self._remote, self._inbox, self._provider = remote, inbox, provider
        self._repeats, self._quality = repeats, quality

    @property
    def provider(self) -> str:
        """Its name in requests, price cards and the ledger."""
        return self._provider

    def estimate(self, request: StillRequest) -> Usage:  # noqa: ARG002 (the port's signature)
        """One image."""
        return ONE_IMAGE

    def submit(self, request: StillRequest, references: dict[str, Path], *, key: str) -> Ticket:
        """Ask, and keep the answer."""
        refuse_unoffered(IMAGE_MODELS, request)
        headers = {"Idempotency-Key": key}
        fields = self._fields(request)
        shown = pictures(request, references)
        if shown:
            answer = self._edited(fields, [path for _, path in shown], headers)
        else:
            answer = self._remote.post("/images/generations", {**fields, "n": 1}, headers)
        if not (image := _image(answer)):
            raise UncertainError(f"{self._remote.name} answered without a picture.")
        self._inbox.put(key, json.dumps(image).encode())
        return Ticket(provider=self._provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Ready:  # noqa: ARG002 (the port's signature)
        """Ready: it answered at once."""
        return Ready()

    def collect(self, ticket: Ticket, request: StillRequest, folder: Path) -> Made:  # noqa: ARG002
        """The picture of the answer, or that at the address in the answer."""
        image: Json = json.loads(self._inbox.get(ticket.remote_id).read_bytes())
        path = folder / "still"
        if text_at(image, "b64_json"):
            try:
                path.write_bytes(base64.b64decode(image["b64_json"], validate=True))
            except (binascii.Error, ValueError):
                path.write_text(text_at(image, "b64_json"), "utf-8")  # whoever inspects it will say so; it was paid for
        else:
            self._remote.download(image.get("url"), path)
        return Made(path=path.rename(folder / f"still{_suffix(path)}"), usage=ONE_IMAGE)

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """The answer, if it was kept."""
        return _recovered(self._inbox, self._provider, key, asked_at, repeats=self._repeats)

    def _fields(self, request: StillRequest) -> dict[str, str]:
        prompt = f"{request.prompt}\n\nWithout: {request.negative}" if request.negative else request.prompt
        fields = {"model": request.model, "prompt": prompt, "size": f"{request.width}x{request.height}"}
        if self._quality:
            fields["quality"] = self._quality
        # the gpt-image models answer with base64 unasked, and refuse to be asked
        return fields if request.model.startswith("gpt-image") else {**fields, "response_format": "b64_json"}

    def _edited(self, fields: Mapping[str, str], shown: Sequence[Path], headers: Mapping[str, str]) -> Json:
        with ExitStack() as files:
            form = [
                ("image[]", (f"{n}.{media_type(path)[6:]}", files.enter_context(path.open("rb")), media_type(path)))
                for n, path in enumerate(shown)
            ]
            return self._remote.post_form("/images/edits", {**fields, "n": "1"}, form, headers)


def _image(answer: Json) -> Json:
    for one in objects_at(answer, "data")[:1]:
        return {name: one[name] for name in ("b64_json", "url") if text_at(one, name)}
    return {}


def _suffix(path: Path) -> str:
    with path.open("rb") as file:
        return {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}.get(kind_of_still(file.read(12)) or "", ".bin")


class OpenAiVoice:
    """Speaks lines."""

    def __init__(
        self,
        remote: Remote,
        inbox: Inbox,
        *,
        model: str = "gpt-4o-mini-tts",
        cards: Sequence[VoiceCard] = VOICES,
        provider: str = "openai",
        repeats: bool = False,
    ) -> None:
        self._remote, self._inbox, self._model, self._cards = remote, inbox, model, cards
        self._provider, self._repeats = provider, repeats

    @property
    def provider(self) -> str:
        """Its name in requests, price cards and the ledger."""
        return self._provider

    @property
    def model(self) -> str:
        """The model, for requests."""
        return self._model

    def voices(self, language: str) -> Sequence[VoiceCard]:
        """All its voices: each speaks whatever language the text is in."""
        return [VoiceCard(one.name, (language,), one.sex, one.age, one.note) for one in self._cards]

    def estimate(self, request: SpeechRequest) -> Usage:
        """Its characters."""
        return Usage(unit="character", amount=str(len(request.text)))

    def submit(self, request: SpeechRequest, *, key: str) -> Ticket:
        """Ask, and keep the answer."""
        body: Json = {
            "model": request.model,
            "input": request.text,
            "voice": request.voice,
            "response_format": "wav",
            "speed": min(4.0, max(0.25, request.pace)),
        }
        if request.feeling in _MANNERS and not request.model.startswith("tts-1"):
            body["instructions"] = f"Say it {_MANNERS[request.feeling]}."
        sound = self._remote.post_for_bytes("/audio/speech", body, {"Idempotency-Key": key})
        if not sound:
            raise UncertainError(f"{self._remote.name} answered without a sound.")
        self._inbox.put(key, sound)
        return Ticket(provider=self._provider, remote_id=key)

    def progress(self, ticket: Ticket) -> Ready:  # noqa: ARG002 (the port's signature)
        """Ready: it answered at once."""
        return Ready()

    def collect(self, ticket: Ticket, request: SpeechRequest, folder: Path) -> Made:
        """The sound of the answer, trimmed, at 48 kHz; its duration is known, its words are not."""
        path, answer = folder / "line.wav", self._inbox.get(ticket.remote_id)
        try:
            sound = trimmed(read_sound_file(answer, rate_hz=_SPEECH_HZ), _SPEECH_HZ)
        except SoundFileError:  # whoever inspects it will say so; it was paid for
            return Made(path=Path(shutil.copyfile(answer, path)), usage=self.estimate(request))
        write_wav(path, sound, _SPEECH_HZ)
        spoken = SpokenFacts(duration_s=round(len(sound) / _SPEECH_HZ, 6))
        return Made(path=path, usage=self.estimate(request), spoken=spoken)

    def recover(self, request: Any, *, key: str, asked_at: float, ours: frozenset[str]) -> Recovered:  # noqa: ARG002
        """The answer, if it was kept."""
        return _recovered(self._inbox, self._provider, key, asked_at, repeats=self._repeats)

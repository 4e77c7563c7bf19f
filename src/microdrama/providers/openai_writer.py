"""A language model behind the chat protocol of OpenAI (`OPENAI_BASE_URL`): any server that speaks it will do.

Protocol: https://platform.openai.com/docs/api-reference/chat, answers bound by a JSON schema (`response_format`). The
model is given lines and returns titles, synopses and scores, never a line of the story. An answer that is not exactly
what the schema says counts for nothing: whoever asked goes on without it. Answers are kept by what was asked, so the
same is asked, and paid for, once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec

from microdrama.domain.errors import MicrodramaError
from microdrama.ports.writer import EpisodeWords
from microdrama.providers.inbox import Inbox
from microdrama.providers.remote import Json, Remote, objects_at, text_at

_MOST_LETTERS, _MOST_LETTERS_A_LINE = 160_000, 400
_MOST_ITEMS = 400
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
_Prose = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
T = TypeVar("T")

_SCORE_TASK = (
    "You read the scenes of a story, each as a list of lines. For every scene, in order, say how much the story would "
    "lose without it: 1 for a scene that turns it, 0 for one that nobody would miss."
)
_WRITE_TASK = (
    "You read the episodes of a series, each as a list of lines. For every episode, in order, write a title of two to "
    "six words, a synopsis of one or two sentences that gives away neither the episode's end nor anything of later "
    "episodes, and one sentence that says why its first seconds hold a viewer. Use only what the lines say."
)


class _Scores(msgspec.Struct, forbid_unknown_fields=True):
    scores: list[Annotated[float, msgspec.Meta(ge=0, le=1)]]


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    title: _Title
    synopsis: _Prose
    hook: _Prose


class _Episodes(msgspec.Struct, forbid_unknown_fields=True):
    episodes: list[_Words]


def _object(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: Json = {"type": "string"}
_SCORES = _object(scores={"type": "array", "items": {"type": "number"}})
_EPISODES = _object(episodes={"type": "array", "items": _object(title=_TEXT, synopsis=_TEXT, hook=_TEXT)})


class OpenAiWriter:
    """Scores scenes and writes about episodes; what does not come is None, and nothing is raised."""

    def __init__(self, remote: Remote, inbox: Inbox, *, model: str) -> None:
        self._remote, self._inbox, self._model = remote, inbox, model

    def score(self, scenes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[float | None]:
        """How much each scene matters, 0 to 1; None for all where the answer is of no use."""
        answer = self._asked(_SCORE_TASK, "scenes", scenes, language, _SCORES, _Scores)
        if answer is None or len(answer.scores) != len(scenes):
            return [None] * len(scenes)
        return answer.scores

    def write(self, episodes: Sequence[Sequence[str]], *, language: str | None) -> Sequence[EpisodeWords]:
        """Title, synopsis and hook of each episode; none for all where the answer is of no use."""
        answer = self._asked(_WRITE_TASK, "episodes", episodes, language, _EPISODES, _Episodes)
        if answer is None or len(answer.episodes) != len(episodes):
            return [EpisodeWords()] * len(episodes)
        return [EpisodeWords(_plain(one.title), _plain(one.synopsis), _plain(one.hook)) for one in answer.episodes]

    def _asked(
        self, task: str, name: str, parts: Sequence[Sequence[str]], language: str | None, schema: Json, kind: type[T]
    ) -> T | None:
        if not 0 < len(parts) <= _MOST_ITEMS:
            return None
        tongue = f" Write in the language {language} (BCP 47)." if language else " Write in the language of the lines."
        body: Json = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": task + tongue},
                {"role": "user", "content": json.dumps({name: _bounded(parts)}, ensure_ascii=False)},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": name, "strict": True, "schema": schema},
            },
        }
        try:
            return msgspec.json.decode(self._answer(body), type=kind)
        except (MicrodramaError, msgspec.MsgspecError, ValueError, RecursionError, OSError):
            return None

    def _answer(self, body: Json) -> str:
        """What the model wrote, whole; raises MicrodramaError. An answer that was cut short is no answer."""
        key = hashlib.sha256(json.dumps([repr(self._remote), body], sort_keys=True).encode()).hexdigest()
        known = self._inbox.find(key)
        answer = known.read_bytes() if known else json.dumps(self._remote.post("/chat/completions", body)).encode()
        if known is None:
            self._inbox.put(key, answer)
        choice = objects_at(json.loads(answer), "choices")[:1]
        whole = text_at(choice, 0, "finish_reason") in {"stop", ""}
        return text_at(choice, 0, "message", "content") if whole else ""


def _bounded(parts: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines, shortened alike until all of them together are no more than a model reads at once."""
    share = _MOST_LETTERS // len(parts)
    bounded: list[list[str]] = []
    for lines in parts:
        left, kept = share, list[str]()
        for line in lines:
            cut = line[: min(_MOST_LETTERS_A_LINE, left)]
            left -= len(cut)
            if cut:
                kept.append(cut)
        bounded.append(kept)
    return bounded


def _plain(text: str) -> str:
    """One line without signs that no title has."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

"""A language model behind the chat protocol: what it writes is taken whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microdrama.ports.writer import EpisodeWords
from microdrama.providers.inbox import Inbox
from microdrama.providers.openai_writer import OpenAiWriter
from providers.customers import KEYS, remote
from providers.local_server import LocalServer, Shop
from providers.openai_shop import openai

SCENES = [["Where is the ring?", "I sold it."], ["Nice weather."]]
WORDS = {"title": "The Ring\n", "synopsis": "A ring is gone.", "hook": "Somebody asks for a ring."}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


def writer(shop: Shop, folder: Path) -> OpenAiWriter:
    return OpenAiWriter(remote("OpenAI", f"{shop.address}/openai/v1"), Inbox(folder / "inbox"), model="m")


def test_scores_and_words_are_taken_and_paid_for_once(tmp_path: Path) -> None:
    with LocalServer(openai) as server:
        ours = writer(server.shop, tmp_path)
        server.shop.text = '{"scores": [1, 0.25]}'
        assert list(ours.score(SCENES, language="en")) == [1, 0.25]
        assert list(ours.score(SCENES, language="en")) == [1, 0.25]
        server.shop.text = json.dumps({"episodes": [WORDS, WORDS]})
        told = EpisodeWords("The Ring", "A ring is gone.", "Somebody asks for a ring.")
        assert list(writer(server.shop, tmp_path).write(SCENES, language=None)) == [told, told]
        assert sum(server.shop.sold.values()) == 2
        asked = server.shop.asked[0].body
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert json.loads(asked["messages"][1]["content"]) == {"scenes": SCENES}
    assert "(BCP 47)" in asked["messages"][0]["content"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! Here are the scores: 1, 0",
        '{"scores": [1]}',
        '{"scores": [1, 0.5, 0.5]}',
        '{"scores": [1, 2]}',
        '{"scores": [1, null]}',
        '{"scores": [1, "0.5"]}',
        '{"scores": [1, 0.5], "more": 1}',
        '{"scores": [1, 0.5',
        "[" * 5000,
    ],
)
def test_scores_of_any_other_form_count_for_nothing(tmp_path: Path, text: str) -> None:
    with LocalServer(openai) as server:
        server.shop.text = text
        assert list(writer(server.shop, tmp_path).score(SCENES, language="en")) == [None, None]


@pytest.mark.parametrize("words", [[WORDS], [WORDS, {"title": "x"}], [WORDS, WORDS | {"title": ""}], [], "no", None])
def test_words_of_any_other_form_count_for_nothing(tmp_path: Path, words: object) -> None:
    with LocalServer(openai) as server:
        server.shop.text = json.dumps({"episodes": words})
        assert list(writer(server.shop, tmp_path).write(SCENES, language="en")) == [EpisodeWords()] * 2


@pytest.mark.parametrize("fault", ["429", "500", "502", "page", "malformed", "silent", "unheard", "400"])
def test_a_service_that_fails_is_done_without(tmp_path: Path, fault: str) -> None:
    with LocalServer(openai) as server:
        server.shop.text = '{"scores": [1, 0.25]}'
        server.shop.fault("submit", fault)
        ours = writer(server.shop, tmp_path)
        assert list(ours.score(SCENES, language="en")) == [None, None]
        assert list(ours.score(SCENES, language="en")) == [1, 0.25]


def test_nothing_is_asked_about_nothing_and_much_is_shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalServer(openai) as server:
        ours = writer(server.shop, tmp_path)
        assert list(ours.score([], language="en")) == []
        ours.write([["word " * 500] * 1000, ["short"]], language="en")
        assert len(server.shop.asked[-1].content) < 400_000
        assert json.loads(server.shop.asked[-1].body["messages"][1]["content"])["episodes"][1] == ["short"]
        monkeypatch.delenv("SHOP_KEY")
        assert list(ours.score(SCENES, language="en")) == [None, None]

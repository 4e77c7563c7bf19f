from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from fixtures.catalogue import ANYWHERE, add_episode, add_series
from microdrama.platform.catalogue.languages import pick_text
from microdrama.platform.catalogue.queries import CursorError, list_series, read_series

TEXTS = {"en": "Bunny", "es-419": "Conejo", "es-ES": "Conejito", "zh-Hans": "兔", "pt-BR": "Coelho"}


@pytest.mark.parametrize(
    ("wishes", "text"),
    [
        (["es-419"], "Conejo"),
        (["ES-es"], "Conejito"),
        (["es-MX"], "Conejo"),  # any of the same language, the first in order of tags
        (["es"], "Conejo"),
        (["zh-Hans-CN"], "兔"),  # shortened part by part
        (["en-GB"], "Bunny"),
        (["fr", "pt"], "Coelho"),
        (["fr", "de"], "Bunny"),
        ([], "Bunny"),
        (["", "-", "*"], "Bunny"),
    ],
)
def test_a_text_is_picked_by_tag_then_by_language_then_any(wishes: list[str], text: str) -> None:
    assert pick_text(TEXTS, preferred=wishes) == text


def test_without_texts_there_is_none() -> None:
    assert pick_text({}, preferred=["en"]) == ""


@given(st.dictionaries(st.text(max_size=8), st.text(min_size=1)), st.lists(st.text(max_size=12)))
def test_a_picked_text_is_one_of_those_there_are(texts: dict[str, str], wishes: list[str]) -> None:
    assert pick_text(texts, preferred=wishes) in (set(texts.values()) or {""})


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_show_every_series_once_newest_first(limit: int) -> None:
    for number in range(7):
        add_series(number)
    seen, after = [], None
    while True:
        page = list_series(limit=limit, after=after, languages=[], **ANYWHERE)
        assert 1 <= len(page.cards) <= limit
        seen += [card.slug for card in page.cards]
        after = page.next_cursor
        if after is None:
            break
    assert seen == [f"tale-{number}" for number in reversed(range(7))]


@pytest.mark.django_db
def test_a_series_published_or_taken_back_between_two_pages_moves_no_other() -> None:
    rows = [add_series(number) for number in range(6)]
    first = list_series(limit=3, after=None, languages=[], **ANYWHERE)
    add_series(6)
    rows[3].delete()  # the very one that the cursor stands on
    second = list_series(limit=3, after=first.next_cursor, languages=[], **ANYWHERE)
    assert [card.slug for card in first.cards + second.cards] == [f"tale-{n}" for n in (5, 4, 3, 2, 1, 0)]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "²", "1 ", "9" * 19, "1\n", "0x10", "\0"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        list_series(limit=3, after=cursor, languages=[], **ANYWHERE)


@pytest.mark.django_db
def test_a_list_costs_one_query_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        series = add_series(number)
        for episode in range(1, 4):
            add_episode(series, episode)
    with django_assert_num_queries(1):
        page = list_series(limit=5, after=None, languages=["en"], **ANYWHERE)
    assert [card.episode_count for card in page.cards] == [3] * 5
    assert page.cards[0].poster == "a4/v1/episodes/001/poster.jpg"
    assert page.cards[0].duration * 1_000_000 == 3 * 61_000_001


@pytest.mark.django_db
def test_a_series_is_read_by_its_slug_only() -> None:
    add_episode(add_series(1))
    found = read_series(slug="tale-1", languages=[], **ANYWHERE)
    assert found is not None
    assert [episode.number for episode in found.episodes] == [1]
    for slug in ("Tale-1", "tale-1 ", "tale-1\0", "%", "", "tale_1"):
        assert read_series(slug=slug, languages=[], **ANYWHERE) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "tale-1"},
        {"source_id": "id-1"},
        {"asset": "a1"},
        {"slug": ""},
        {"version": ""},
        {"source_id": ""},
        {"previous_version": "v1"},
    ],
)
def test_the_database_itself_refuses_a_wrong_series(fields: dict[str, Any]) -> None:
    add_series(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_series(2, **fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"number": 1},
        {"number": 0},
        {"duration_us": 0},
        {"duration_us": -1},
        {"width": 0},
        {"height": 16385},
        {"poster": "report.html"},
        {"master": "/etc/passwd"},
        {"hls": "../episodes/x.m3u8"},
    ],
)
def test_the_database_itself_refuses_a_wrong_episode(fields: dict[str, Any]) -> None:
    series = add_series(1)
    add_episode(series)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_episode(series, **{"number": 2, **fields})

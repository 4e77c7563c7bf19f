"""How series are found: by words in the languages that a viewer reads, by genre and trope."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.catalogue import ANYWHERE, add_right, add_series
from microdrama.platform.catalogue.models import Series
from microdrama.platform.catalogue.operations import set_tropes
from microdrama.platform.catalogue.queries import CursorError, Facet, Search, facets, search
from microdrama.platform.catalogue.terms import MOST_LETTERS, asked_words, terms_of, words_of


def shelve(number: int, title: dict[str, str], *, tropes: tuple[str, ...] = (), **fields: Any) -> Series:
    series = add_series(number, title=title, **fields)
    set_tropes(slug=series.slug, tropes=tropes)  # writes the words and labels, as a publication does
    return series


@pytest.fixture
def shelf(db: None) -> None:
    shelve(1, {"en": "The Letter", "es": "La carta"}, synopsis={"en": "Nobody wrote it."}, genres=["drama"])
    shelve(2, {"zh-Hans": "霸道总裁的秘密新娘"}, language="zh-Hans", genres=["romance"], tropes=("Secret Baby",))
    shelve(3, {"es-419": "El corazón de la montaña"}, language="es-419", genres=["romance", "drama"])
    shelve(4, {"en": "Orchard", "de": "Brief an Anna"}, synopsis={"en": "A letter in an orchard."})
    shelve(5, {"th": "ความรักที่หายไป"}, language="th")


def found(words: str, *languages: str, **more: Any) -> list[int]:
    page = search(asked=Search(words=words, **more), languages=languages, **ANYWHERE)
    return [int(card.slug.removeprefix("tale-")) for card in page.cards]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("words", "languages", "numbers"),
    [
        ("letter", ["en"], [1, 4]),  # in the title first
        ("LETT", ["en"], [1, 4]),
        ("letter orchard", ["en"], [4]),
        ("etter", ["en"], []),
        ("carta", ["en"], []),  # in Spanish, which this viewer does not read
        ("carta", ["es-MX"], [1]),
        ("letter", ["es"], [1, 4]),  # the series' own language counts for everybody
        ("corazon montana", ["en"], [3]),
        ("CORAZÓN", [], [3]),
        ("brief", ["de"], [4]),
        ("总裁", ["zh"], [2]),
        ("总裁新娘", ["en"], []),  # not neighbours
        ("秘密新娘", ["en"], [2]),
        ("secret", ["en"], [2]),
        ("baby romance", ["fr"], [2]),
        ("รัก", ["en"], [5]),
        ("", ["en"], []),
        ("%", ["en"], []),
        ("_", ["en"], []),
        ("\0", ["en"], []),
        ("'; DROP TABLE", ["en"], []),
        ("x" * 10_000, ["en"], []),
    ],
)
def test_what_is_found(words: str, languages: list[str], numbers: list[int]) -> None:
    assert found(words, *languages) == numbers


@pytest.mark.usefixtures("shelf")
def test_genres_and_tropes_narrow_and_are_counted() -> None:
    assert found("", "en", genre="drama") == [3, 1]
    assert found("", "en", genre="drama", trope="Secret Baby") == []
    assert found("corazon", "en", genre="romance") == [3]
    assert found("", "en", genre="Drama") == []
    assert facets(**ANYWHERE) == [
        Facet("genre", "drama", 2),
        Facet("genre", "romance", 2),
        Facet("trope", "Secret Baby", 1),
    ]


@pytest.mark.django_db
def test_pages_of_a_search_show_every_series_once_titles_first() -> None:
    for number in range(7):
        shelve(number, {"en": f"Moon {number}"} if number % 2 else {"en": "Sun"}, synopsis={"en": "moon"})
    seen, after = [], None
    while True:
        page = search(asked=Search(words="moon", limit=2, after=after), languages=["en"], **ANYWHERE)
        seen += [card.slug for card in page.cards]
        after = page.next_cursor
        if after is None:
            break
    assert seen == [f"tale-{n}" for n in (5, 3, 1, 6, 4, 2, 0)]
    for cursor in ("", "1", "2-1", "1-", "1-²", "0-" + "9" * 19):
        with pytest.raises(CursorError):
            search(asked=Search(words="moon", after=cursor), languages=["en"], **ANYWHERE)


@pytest.mark.django_db
def test_a_search_shows_nothing_that_may_not_be_seen() -> None:
    hidden = shelve(1, {"en": "Moon"}, genres=["drama"])
    assert found("moon") == [1]
    add_right(hidden, territory="US", allowed=False)
    assert found("moon") == []
    assert facets(**ANYWHERE) == []


@given(st.text(max_size=60))
def test_every_word_of_a_text_finds_it(text: str) -> None:
    stored = {term.word for term in terms_of(title={"en": text}, synopsis={}, labels=[], language="en")}
    assert all(word in stored and 1 <= len(word) <= MOST_LETTERS for word in asked_words(text))
    assert list(words_of(text)) == list(words_of(text.upper().lower())) or not text.isascii()


def test_long_texts_and_long_queries_are_bounded() -> None:
    long = " ".join(f"word{n}" for n in range(5_000))
    assert len(terms_of(title={}, synopsis={"en": long}, labels=[], language="en")) == 400
    assert len(asked_words(long)) == 8

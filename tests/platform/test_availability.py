"""Who sees what where: the one query against an oracle that tries every rule by hand, and the edges of windows."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from fixtures.catalogue import ANYWHERE, LONG_AGO, NOW, add_right, add_series
from microdrama.platform.catalogue.availability import (
    AGE_OF_STRANGERS,
    UnknownSeriesError,
    decide,
    explain,
    listed,
    next_change,
    visible,
)
from microdrama.platform.catalogue.models import AgeRating, Dub, Series, Territory, Tier
from microdrama.platform.catalogue.operations import publish_bundle, set_rights
from microdrama.platform.catalogue.queries import (
    Search,
    facets,
    is_playable,
    list_series,
    read_series,
    search,
    sitemap,
)

DAYS = [NOW + timedelta(days=n) for n in range(-2, 3)]
SPLIT_SECOND = timedelta(microseconds=1)

LANGUAGES = ["en", "en-GB", "es", "es-419", "zh-Hant-TW"]
RIGHT_LANGUAGES = ["*", "*", "en", "es", "es-419", "zh-Hant", "en-GB", "zh-Han", "en", "es"]


@st.composite
def a_right(draw: st.DrawFn) -> dict[str, Any]:
    start, end = draw(st.sampled_from([*DAYS[:3], *DAYS])), draw(st.sampled_from([None, None, None, *DAYS]))
    holder = draw(st.sampled_from(["", "", "", "Other TV"]))
    allowed = draw(st.sampled_from([True, True, False]))
    return {
        "territory": draw(st.sampled_from(["*", "US", "US", "BR"])),
        "language": draw(st.sampled_from(RIGHT_LANGUAGES)),
        "allowed": allowed,
        "exclusive": allowed and draw(st.booleans()),
        "holder": holder,
        "starts_at": start,
        "ends_at": end if end is None or end > start else None,
    }


@st.composite
def a_series(draw: st.DrawFn) -> dict[str, Any]:
    own, *dubs = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))
    return {
        "language": own,
        "dubs": dubs,
        "rights": draw(st.lists(a_right(), max_size=5)),
        "ratings": draw(
            st.dictionaries(st.sampled_from(["*", "US", "BR"]), st.sampled_from([0, 12, 17, 18, 21]), max_size=2)
        ),
    }


def oracle(world: dict[str, Any], *, territory: str, at: datetime, age: int | None) -> list[str]:
    """The languages that may be heard, by going through everything; none where the series is not shown."""
    may = []
    for tag in [world["language"], *sorted(world["dubs"])]:
        wider = {"*"} | {"-".join(tag.split("-")[:n]) for n in range(1, 9)}
        said = set()
        for right in world["rights"]:
            begun, lasting = right["starts_at"] <= at, right["ends_at"] is None or at < right["ends_at"]
            if right["territory"] in {"*", territory} and right["language"] in wider and begun and lasting:
                said.add((right["allowed"], right["exclusive"], right["holder"] == ""))
        yes = (True, True, True) in said or (True, False, True) in said
        no = (False, False, True) in said or (True, True, False) in said
        if yes and not no:
            may.append(tag)
    ratings = world["ratings"]
    least = ratings.get(territory, ratings.get("*", 0))
    old_enough = least < 18 if age is None else age >= least
    return may if old_enough else []


def build(worlds: list[dict[str, Any]]) -> list[Series]:
    built = []
    for number, world in enumerate(worlds):
        series = add_series(number, everywhere=False, language=world["language"])
        Dub.objects.bulk_create([Dub(series=series, language=tag) for tag in world["dubs"]])
        for right in world["rights"]:
            add_right(series, **right)
        for territory, least in world["ratings"].items():
            AgeRating.objects.create(series=series, territory=territory, least_age=least, label=f"{least}+")
        built.append(series)
    return built


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(
    st.lists(a_series(), min_size=1, max_size=3),
    st.sampled_from(["US", "US", "BR", "DE"]),
    st.sampled_from([*DAYS, *(day - SPLIT_SECOND for day in DAYS)]),
    st.sampled_from([None, 0, 12, 17, 18, 99, 99]),
)
def test_the_one_query_decides_as_the_rules_do_by_hand(
    worlds: list[dict[str, Any]], territory: str, at: datetime, age: int | None
) -> None:
    with transaction.atomic():
        built = build(worlds)
        heard = [oracle(world, territory=territory, at=at, age=age) for world in worlds]
        shown = set(visible(territory=territory, at=at, age=age).values_list("pk", flat=True))
        assert [series.pk in shown for series in built] == [bool(tags) for tags in heard]
        assert set(listed(territory=territory, at=at, age=age).values_list("pk", flat=True)) == shown
        for series, tags in zip(built, heard, strict=True):
            decided = decide(series=series, territory=territory, at=at, age=age)
            assert (decided.seen, decided.watched, list(decided.languages)) == (bool(tags), bool(tags), tags)
            assert bool(decided.reasons) >= (not decided.seen)
            explained = explain(slug=series.slug, territory=territory, at=at)
            grown = oracle(worlds[built.index(series)], territory=territory, at=at, age=99)
            assert (" is shown in " in explained[0]) == bool(grown)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_window_holds_its_first_moment_and_not_its_last() -> None:
    series = add_series(1, everywhere=False)
    add_right(series, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    seen = {
        shift: visible(territory="US", at=NOW + shift).exists()
        for shift in (-SPLIT_SECOND, timedelta(0), timedelta(hours=1) - SPLIT_SECOND, timedelta(hours=1))
    }
    assert list(seen.values()) == [False, True, True, False]


@pytest.mark.django_db
def test_two_windows_that_meet_leave_no_gap() -> None:
    series = add_series(1, everywhere=False)
    noon = NOW + timedelta(hours=1)
    add_right(series, starts_at=NOW, ends_at=noon)
    add_right(series, starts_at=noon)
    assert all(
        visible(territory="US", at=noon + shift).exists() for shift in (-SPLIT_SECOND, timedelta(0), SPLIT_SECOND)
    )


@pytest.mark.django_db
def test_without_a_right_nothing_is_shown_anywhere() -> None:
    series = add_series(1, everywhere=False)
    assert not visible(**ANYWHERE).exists()
    said = decide(series=series, **ANYWHERE)
    assert (said.seen, said.watched, said.bought, said.languages) == (False, False, False, ())
    assert said.reasons[0] == "No right permits it in US at that moment."


@pytest.mark.django_db
@pytest.mark.parametrize("territory", ["", "us", "USA", "*", "U", "U*", "US\n", "\0\0", "ÜS"])
def test_where_the_territory_is_not_known_nothing_is_shown(territory: str) -> None:
    series = add_series(1)
    assert not visible(territory=territory, at=NOW).exists()
    assert not decide(series=series, territory=territory, at=NOW).seen


@pytest.mark.django_db
def test_a_refusal_beats_a_narrower_permission() -> None:
    series = add_series(1, everywhere=False)
    add_right(series, territory="BR", language="en")
    add_right(series, allowed=False)
    assert not visible(territory="BR", at=NOW).exists()


@pytest.mark.django_db
def test_a_refusal_of_one_language_leaves_the_others() -> None:
    series = add_series(1, language="es-419")
    add_right(series, territory="BR", language="es", allowed=False)
    assert not visible(territory="BR", at=NOW).exists()
    assert visible(territory="US", at=NOW).exists()
    Dub.objects.create(series=series, language="pt-BR")
    assert decide(series=series, territory="BR", at=NOW).languages == ("pt-BR",)


@pytest.mark.django_db
def test_a_refusal_of_what_nobody_speaks_is_no_reason() -> None:
    series = add_series(1, everywhere=False)
    add_right(series, territory="BR", language="es", allowed=False)
    assert decide(series=series, territory="BR", at=NOW).reasons[0] == "No right permits it in BR at that moment."
    add_right(series, territory="BR", language="de")
    said = explain(slug=series.slug, territory="BR", at=NOW)
    assert said[1] == "It may be shown in BR only in languages that it is not spoken in."
    Dub.objects.create(series=series, language="es-419")
    assert explain(slug=series.slug, territory="BR", at=NOW)[1].startswith("Something forbids it in BR")


@pytest.mark.django_db
def test_another_holders_exclusive_right_forbids_and_a_plain_one_does_not() -> None:
    series = add_series(1)
    plain = add_right(series, territory="BR", holder="Other TV")
    assert visible(territory="BR", at=NOW).exists()
    plain.exclusive = True
    plain.save()
    assert not visible(territory="BR", at=NOW).exists()
    assert visible(territory="US", at=NOW).exists()


@pytest.mark.django_db
def test_a_dub_may_be_shown_where_the_original_may_not() -> None:
    series = add_series(1, everywhere=False, language="es")
    add_right(series, territory="FR", language="fr")
    assert not visible(territory="FR", at=NOW).exists()
    assert "only in languages that it is not spoken in" in decide(series=series, territory="FR", at=NOW).reasons[0]
    Dub.objects.create(series=series, language="fr-CA")
    Dub.objects.create(series=series, language="de")
    assert decide(series=series, territory="FR", at=NOW).languages == ("fr-CA",)
    add_right(series, territory="FR")
    assert decide(series=series, territory="FR", at=NOW).languages == ("es", "de", "fr-CA")
    wished = decide(series=series, territory="FR", at=NOW, languages=["fr", "en"])
    assert wished.languages == ("fr-CA", "es", "de")


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "shown"), [(None, False), (17, False), (18, True), (0, False), (99, True)])
def test_what_is_for_adults_is_hidden_from_the_young_and_from_strangers(age: int | None, shown: bool) -> None:  # noqa: FBT001
    series = add_series(1)
    AgeRating.objects.create(series=series, territory="US", least_age=18, label="NC-17")
    assert visible(territory="US", at=NOW, age=age).exists() is shown
    assert visible(territory="BR", at=NOW, age=0).exists()
    assert AGE_OF_STRANGERS < 18


@pytest.mark.django_db
def test_a_territorys_own_rating_stands_in_place_of_the_worlds() -> None:
    series = add_series(1)
    AgeRating.objects.create(series=series, territory="*", least_age=18, label="18+")
    assert not visible(territory="DE", at=NOW, age=16).exists()
    AgeRating.objects.create(series=series, territory="DE", least_age=16, label="FSK 16")
    assert visible(territory="DE", at=NOW, age=16).exists()
    assert not visible(territory="US", at=NOW, age=16).exists()


@pytest.mark.django_db
def test_where_nothing_is_sold_a_series_is_seen_but_not_bought() -> None:
    series = add_series(1)
    Tier.objects.create(number=1, factor_bp=10_000)
    said = decide(series=series, territory="US", at=NOW)
    assert (said.seen, said.bought) == (True, False)
    assert said.reasons == ("Nothing is sold in US: the territory is not launched.",)
    place = Territory.objects.create(code="US", tier_id=1, currency="USD")
    assert decide(series=series, territory="US", at=NOW).bought
    place.open = False
    place.save()
    said = decide(series=series, territory="US", at=NOW)
    assert (said.seen, said.watched, said.bought) == (True, True, False)
    assert said.reasons == ("Nothing is sold in US: the territory is closed.",)


@pytest.mark.django_db
def test_an_operator_is_told_of_every_right_with_its_window() -> None:
    series = add_series(1, everywhere=False)
    add_right(series, territory="BR", starts_at=NOW, ends_at=NOW + timedelta(days=1), reference="deal 7")
    add_right(series, territory="BR", starts_at=NOW + timedelta(days=2))
    add_right(series, territory="FR")
    add_right(series, language="pt")
    add_right(series, territory="BR", holder="Other TV")
    add_right(series, allowed=False, starts_at=LONG_AGO, ends_at=LONG_AGO + timedelta(days=1))
    AgeRating.objects.create(series=series, territory="BR", least_age=18, label="18")
    told = explain(slug="tale-1", territory="BR", at=NOW)
    assert told[0] == "'tale-1' is shown in BR at 2026-12-01 12:00:00 UTC, spoken in en."
    assert (
        "Right in BR, all languages, from 2026-12-01 12:00:00 UTC until 2026-12-02 12:00:00 UTC (deal 7): "
        "permits it now." in told
    )
    endings = [line.rsplit(": ", 1)[1] for line in told if ", from " in line]
    assert sorted(endings) == [
        "does not concern this platform.",
        "has not begun.",
        "is over.",
        "of another territory.",
        "permits it now.",
        "the series is not spoken in that language.",
    ]
    assert told[-1] == "It is rated 18: from 18 years, hidden from those whose age is not known."
    with pytest.raises(UnknownSeriesError, match="no series 'nothing'"):
        explain(slug="nothing", territory="BR", at=NOW)


@pytest.mark.django_db
def test_the_next_change_is_the_next_edge_of_any_window() -> None:
    series = add_series(1, everywhere=False)
    add_right(series, starts_at=NOW, ends_at=NOW + timedelta(hours=2))
    add_right(series, starts_at=NOW + timedelta(hours=1))
    edges = [NOW - SPLIT_SECOND]
    while (edge := next_change(after=edges[-1])) is not None:
        edges.append(edge)
    assert edges[1:] == [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]


@pytest.mark.django_db
def test_what_may_not_be_seen_leaks_through_no_list_search_page_stream_facet_or_sitemap(
    bundle: Path, media_root: Path
) -> None:
    published = publish_bundle(bundle=bundle, media_root=media_root)
    at = Series.objects.get().published_at + timedelta(seconds=1)

    def all_doors(territory: str) -> list[bool]:
        here: dict[str, Any] = {"territory": territory, "at": at}
        return [
            bool(list_series(limit=9, after=None, languages=["en"], **here).cards),
            bool(search(asked=Search(words="tale"), languages=["en"], **here).cards),
            bool(search(asked=Search(genre="drama"), languages=["en"], **here).cards),
            read_series(slug="tale", languages=["en"], **here) is not None,
            is_playable(asset=published.asset, version=published.version, **here),
            bool(facets(**here)),
            bool(sitemap(**here)),
            decide(series=Series.objects.get(), **here).seen,
        ]

    assert all_doors("BR") == [True] * 8
    right = add_right(Series.objects.get(), territory="BR", allowed=False)
    assert all_doors("BR") == [False] * 8
    assert all_doors("US") == [True] * 8
    right.delete()
    set_rights(slug="tale", rights=[], at=at)  # pulled while somebody watches: the next question is answered no
    assert all_doors("US") == [False] * 8


@pytest.mark.django_db
def test_deciding_costs_the_same_few_questions_however_many_rights(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    series = add_series(1)
    for _ in range(30):
        add_right(series, territory="BR")
    with django_assert_num_queries(1):
        assert visible(territory="BR", at=NOW).exists()
    with django_assert_num_queries(4):
        decide(series=series, territory="BR", at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"territory": "fr"},
        {"territory": "F"},
        {"territory": ""},
        {"territory": "F\n"},
        {"language": "EN"},
        {"language": "English (UK)"},
        {"language": ""},
        {"language": "en\n"},
        {"allowed": False, "exclusive": True},
    ],
)
def test_the_database_holds_no_right_that_sheets_would_not(wrong: dict[str, Any]) -> None:
    series = add_series(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_right(series, **wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"territory": "fr"}, {"territory": "F"}, {"label": ""}, {"least_age": 22}])
def test_the_database_holds_no_rating_that_sheets_would_not(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AgeRating.objects.create(**{"series": add_series(1), "territory": "FR", "least_age": 6, "label": "6+"} | wrong)


@pytest.mark.django_db
def test_case_makes_no_difference_between_the_list_and_one_series() -> None:
    for number, (spoken, refused) in enumerate([("en-GB", "en-gb"), ("EN-gb", "en"), ("zh-Hant-TW", "zh-hant")]):
        series = add_series(number, language=spoken)
        add_right(series, language=refused, allowed=False)
        assert not visible(**ANYWHERE).filter(pk=series.pk).exists()
        assert not decide(series=series, **ANYWHERE).seen


BEFORE = """
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from microdrama.platform.accounts.queries import house
from microdrama.platform.catalogue.models import AgeRating, Right
call_command("migrate", "catalogue", "0008", verbosity=0)
then = MigrationExecutor(connection).loader.project_state(("catalogue", "0008_refusals_found")).apps
series = then.get_model("catalogue", "Series").objects.create(
    studio_id=house().pk, source_id="s", slug="s", asset="a", version="v", language="en", title={}, synopsis={},
    ai_generated=False,
)
for right in (
    {"territory": "fr", "language": "EN", "allowed": False, "exclusive": True},
    {"territory": "f"},
    {"territory": "BR", "language": "pt-BR"},
):
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    then.get_model("catalogue", "Right").objects.create(series=series, starts_at=begins, **right)
for place, age in (("fr", 18), ("DE", 16), ("de", 6)):
    then.get_model("catalogue", "AgeRating").objects.create(series=series, territory=place, least_age=age, label="x")
call_command("migrate", "catalogue", verbosity=0)
print(sorted(Right.objects.values_list("territory", "language", "allowed", "exclusive")))
print(sorted(AgeRating.objects.values_list("territory", "least_age")))
"""


def test_rights_of_before_are_mended_and_those_that_counted_nowhere_go(fresh_database) -> None:  # noqa: ANN001
    assert fresh_database.python(BEFORE).splitlines() == [
        "[('BR', 'pt-BR', True, False), ('FR', 'en', False, False)]",
        "[('DE', 16), ('FR', 18)]",
    ]

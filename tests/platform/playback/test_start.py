from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shop_rows import open_territories

from fixtures.shop import NOW, Shop, dub_in_spanish
from microdrama.platform.accounts.models import Account, Member
from microdrama.platform.catalogue.availability import LanguageRights
from microdrama.platform.catalogue.models import AgeRating, Dub, Episode, Right, Series, Territory
from microdrama.platform.playback.entitlement import Because, Opener
from microdrama.platform.playback.facts import forget_rights
from microdrama.platform.playback.keys import KeyRing
from microdrama.platform.playback.playlists import PlaylistError, read_playlists
from microdrama.platform.playback.renditions import Permitted
from microdrama.platform.playback.start import RefusedError, Start, UnknownEpisodeError, start
from microdrama.platform.playback.tokens import verify
from microdrama.platform.wallet.quoting import NotSoldError, quote_episode, quote_series


def begin(shop: Shop, number: int = 1, **changed: object) -> Start:
    forget_rights()  # they may have changed within the second that they are kept
    viewer = replace(shop.viewer, **changed)
    return start(viewer=viewer, slug="tale", number=number, languages=["es"], at=NOW)


def refused(shop: Shop, number: int = 3, **changed: object) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        begin(shop, number, **changed)
    return refusal.value


def test_a_free_episode_comes_with_all_that_a_player_needs(shop: Shop, ring: KeyRing) -> None:
    begun = begin(shop)
    asset, version = shop.published.asset, shop.published.version
    token = begun.base.split("/")[2]
    assert begun.base == f"/m/{token}/{asset}/{version}/"
    folder = f"{begun.base}episodes/001"
    assert begun.because is Because.FREE
    assert (begun.title, begun.duration_us, begun.next_number) == ("Part 1", 61_500_000, 2)
    assert begun.master_address == f"{folder}/hls/master.m3u8"
    assert f'URI="{folder}/hls/audio.m3u8"' in begun.master
    assert f"\n{folder}/hls/360p.m3u8\n" in begun.master
    assert begun.playlists == {
        f"{folder}/hls/{name}": (shop.media_root / asset / version / "episodes/001/hls" / name).read_text()
        for name in ("audio.m3u8", "360p.m3u8")
    }
    assert begun.file == f"{folder}/master.mp4"
    assert begun.poster == f"{folder}/poster.jpg"
    assert [(one.language, one.address) for one in begun.captions] == [("en", f"{folder}/captions/en.vtt")]
    assert [one.address for one in begun.audio] == [f"{folder}/hls/audio.m3u8"]
    assert begun.beat is not None
    grant = verify(token=token, asset=asset, version=version, ring=ring, at=NOW)
    assert grant is not None
    assert (grant.number, grant.territory, grant.account) == (1, "US", shop.account.public_id)
    assert grant.expires_at - NOW == timedelta(seconds=62) + timedelta(minutes=10)


def test_the_last_episode_has_no_next_one(shop: Shop) -> None:
    shop.give(5)
    assert begin(shop, 5).next_number is None
    Episode.objects.filter(number=2).update(withdrawn=True)
    assert begin(shop, 1).next_number == 3


def test_a_locked_episode_names_the_ways_and_their_prices(shop: Shop) -> None:
    refusal = refused(shop)
    assert refusal.decision.because is Because.LOCKED
    assert {way.opener: way.coins for way in refusal.decision.ways} == {
        Opener.COINS: 60,
        Opener.SERIES: 108,  # three locked episodes, two fifths off
        Opener.VIP: None,
        Opener.AD: None,
    }
    shop.give(4)
    rest = {way.opener: way.coins for way in refused(shop).decision.ways}[Opener.SERIES]
    assert (
        rest == 108
    )  # nothing was paid for the one that was given: two would cost 120, the series never more than 108
    shop.give(3)
    rest = {way.opener: way.coins for way in refused(shop, 5).decision.ways}[Opener.SERIES]
    assert rest == 60
    open_territories()
    assert quote_series(account=shop.account, slug="tale", territory="US", at=NOW).price_coins == rest


def test_somebody_without_an_account_watches_what_is_free_and_nothing_else(shop: Shop) -> None:
    begun = begin(shop, account=None)
    assert begun.beat is None
    assert refused(shop, account=None).decision.because is Because.LOCKED


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_an_ad_opens_for_its_time(shop: Shop, minutes: int) -> None:
    shop.give(3, at=NOW - timedelta(hours=1), expires_at=NOW + timedelta(minutes=minutes))
    if minutes > 0:
        assert begin(shop, 3).because is Because.AD
    else:
        assert refused(shop).decision.because is Because.LOCKED


def test_vip_opens_what_is_in_it_while_it_lasts(shop: Shop) -> None:
    subscription = shop.subscribe(ends_at=NOW + timedelta(seconds=1))
    assert begin(shop, 3).because is Because.VIP
    Series.objects.update(in_vip=False)
    assert refused(shop).decision.because is Because.LOCKED
    Series.objects.update(in_vip=True)
    type(subscription).objects.update(ends_at=NOW)
    assert refused(shop).decision.because is Because.LOCKED


@pytest.mark.parametrize(
    ("license_type", "ways"),
    [
        ("VOD", {Opener.COINS, Opener.SERIES}),
        ("SVOD", {Opener.VIP}),
        ("AVOD", {Opener.AD}),
        ("FVOD", set()),
        ("", {Opener.COINS, Opener.SERIES, Opener.VIP, Opener.AD}),
    ],
)
def test_nothing_opens_an_episode_that_its_license_does_not_permit(
    shop: Shop, license_type: str, ways: set[Opener]
) -> None:
    Right.objects.update(license=license_type)
    assert begin(shop).because is Because.FREE
    assert {way.opener for way in refused(shop).decision.ways} == ways
    if Opener.COINS in ways:
        assert quote_episode(account=shop.account, slug="tale", number=3, territory="US", at=NOW).price_coins == 60
    else:
        with pytest.raises(NotSoldError):
            quote_episode(account=shop.account, slug="tale", number=3, territory="US", at=NOW)
    shop.give(4, at=NOW - timedelta(hours=1), expires_at=NOW + timedelta(hours=1))
    if Opener.AD in ways:
        assert begin(shop, 4).because is Because.AD
    else:
        assert refused(shop, 4).decision.because is Because.LOCKED
    shop.subscribe(ends_at=NOW + timedelta(hours=1))
    if Opener.VIP in ways:
        assert begin(shop, 3).because is Because.VIP
    else:
        assert refused(shop).decision.because is Because.LOCKED
    shop.give(5)  # bought while that was permitted
    assert begin(shop, 5).because is Because.UNLOCKED


def test_anothers_unlock_opens_nothing(shop: Shop) -> None:
    shop.give(3)
    assert begin(shop, 3).because is Because.UNLOCKED
    assert refused(shop, account=Account.objects.create_user()).decision.because is Because.LOCKED


def test_members_of_the_studio_and_staff_preview_and_others_do_not(shop: Shop) -> None:
    Right.objects.all().delete()
    editor, staff = (Account.objects.create_user(f"{name}@example.org") for name in ("editor", "staff"))
    Account.objects.filter(pk=staff.pk).update(is_staff=True)
    Member.objects.create(studio=shop.series.studio, account=editor, role="editor")
    staff.refresh_from_db()
    for account in (editor, staff):
        assert begin(shop, 3, account=account).because is Because.PREVIEW
    assert refused(shop).decision.because is Because.NOT_HERE


def test_rights_decide_by_territory_and_moment(shop: Shop) -> None:
    Right.objects.update(territory="US")
    assert begin(shop).because is Because.FREE
    for territory in ("DE", "", "us", "USA", "*"):
        assert refused(shop, 1, territory=territory).decision.because is Because.NOT_HERE
    Right.objects.update(ends_at=NOW)
    assert refused(shop, 1).decision.because is Because.NOT_HERE
    assert refused(shop, 1).decision.ways == ()


def test_age_is_a_reason_of_its_own(shop: Shop) -> None:
    AgeRating.objects.create(series=shop.series, territory="US", least_age=18, label="R")
    assert refused(shop, 1).decision.because is Because.TOO_YOUNG
    shop.account.birth_year = NOW.year - 18  # may still be 17
    assert refused(shop, 1).decision.because is Because.TOO_YOUNG
    shop.account.birth_year = NOW.year - 19
    assert begin(shop, 1).because is Because.FREE


def test_where_a_territory_is_closed_free_episodes_are_watched_and_nothing_is_offered(shop: Shop) -> None:
    Territory.objects.update(open=False)
    assert begin(shop, 1).because is Because.FREE
    assert refused(shop, 3).decision.ways == ()


def test_a_withdrawn_episode_is_refused_to_all(shop: Shop) -> None:
    shop.give(3)
    Episode.objects.filter(number=3).update(withdrawn=True)
    assert refused(shop).decision.because is Because.WITHDRAWN


@pytest.mark.parametrize(("slug", "number"), [("tale", 6), ("tale", 2**40), ("other", 1), ("tale\0", 1)])
def test_an_episode_that_is_not_there(shop: Shop, slug: str, number: int) -> None:
    with pytest.raises(UnknownEpisodeError, match="There is no episode"):
        start(viewer=shop.viewer, slug=slug, number=number, languages=[], at=NOW)


@pytest.mark.parametrize("field", ["master", "hls", "poster"])
def test_an_episode_with_files_in_anothers_folder_is_not_started(shop: Shop, field: str) -> None:
    Episode.objects.filter(number=1).update(**{field: getattr(shop.episode(2), field)})
    with pytest.raises(UnknownEpisodeError, match="outside episodes/001"):
        begin(shop)


def test_a_start_takes_few_queries_and_writes_nothing(shop: Shop) -> None:
    shop.give(3)
    begin(shop)  # the playlists are read once
    for number, most in ((1, 7), (3, 10)):
        with CaptureQueriesContext(connection) as asked:
            begin(shop, number)
        assert len(asked) <= most
        assert all(query["sql"].startswith("SELECT") for query in asked)


def test_rights_are_asked_for_again_after_a_second(shop: Shop) -> None:
    begin(shop)
    Right.objects.all().delete()
    start(viewer=shop.viewer, slug="tale", number=1, languages=["es"], at=NOW + timedelta(milliseconds=999))
    with pytest.raises(RefusedError):
        start(viewer=shop.viewer, slug="tale", number=1, languages=["es"], at=NOW + timedelta(seconds=1))


def write(folder: Path, text: str) -> Path:
    hls = folder / "episodes/001/hls"
    hls.mkdir(parents=True)
    (hls / "master.m3u8").write_text(text)
    for name in ("en.m3u8", "es.m3u8"):
        (hls / name).write_text("#EXTM3U\n")
    return folder


def test_sound_that_may_not_be_heard_is_not_announced(tmp_path: Path) -> None:
    lines = [
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="{tag}",NAME="{tag}",URI="{tag}.m3u8"' for tag in ("en", "es")
    ]
    found = read_playlists(
        version_folder=write(tmp_path, "\n".join(["#EXTM3U", *lines])), path="episodes/001/hls/master.m3u8"
    )
    english = Permitted(own="es", rights=LanguageRights(permitted=frozenset({"en"}))).allows
    assert 'LANGUAGE="es"' not in found.master_text(base="/m/", permits=english)
    assert 'LANGUAGE="en"' in found.master_text(base="/m/", permits=english)
    assert [one.language for one in found.heard(languages=["es", "en"], permits=bool)] == ["es", "en"]
    regional = Permitted(own="es-419", rights=LanguageRights(permitted=frozenset({"es-419"}))).allows
    assert [one.language for one in found.heard(languages=["es-419"], permits=regional)] == ["es"]


@pytest.mark.parametrize("said", ["", "und", "mul", "en"])
def test_sound_that_does_not_say_its_language_is_the_original(said: str) -> None:
    spanish = Permitted(own="en-GB", rights=LanguageRights(permitted=frozenset({"es"})))
    assert not spanish.allows(said)
    assert spanish.allows("zxx")
    assert not spanish.whole_file


def test_only_what_may_be_heard_and_read_is_offered(shop: Shop) -> None:
    dub_in_spanish(shop)
    assert begin(shop).file is not None
    assert {one.language for one in begin(shop).captions} == {"en", "es"}
    Right.objects.update(language="es")
    begun = begin(shop)
    folder = f"{begun.base}episodes/001"
    assert begun.file is None
    assert [one.language for one in begun.audio] == ["es"]
    assert [one.language for one in begun.captions] == ["es"]
    assert sorted(begun.playlists) == [f"{folder}/hls/360p.m3u8", f"{folder}/hls/es.m3u8"]
    assert "audio.m3u8" not in begun.master


def test_a_dub_that_an_episode_lacks_opens_nothing_in_its_place(shop: Shop) -> None:
    Dub.objects.create(series=shop.series, language="es")
    Right.objects.update(language="es")
    assert refused(shop, 1).decision.because is Because.NOT_HERE


@pytest.mark.parametrize("uri", ["../../002/hls/360p.m3u8", "..%2f..%2f002/x.m3u8", "/etc/x.m3u8", "gone.m3u8"])
def test_playlists_lead_nowhere_else(tmp_path: Path, uri: str) -> None:
    folder = write(tmp_path, f"#EXTM3U\n{uri}\n")
    with pytest.raises(PlaylistError):
        read_playlists(version_folder=folder, path="episodes/001/hls/master.m3u8")


def test_playlists_are_read_from_the_disk_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin(shop)
    opened: list[Path] = []
    real: Callable[..., object] = Path.open

    def noted(path: Path, *arguments: object, **named: object) -> object:
        opened.append(path)
        return real(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", noted)
    assert begin(shop).playlists == first.playlists
    assert [path for path in opened if path.suffix == ".m3u8"] == []

"""Going back to the version before, whose series it is, and what keeps its row through all of it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from fixtures.catalogue import NOW
from microdrama.platform.accounts.models import Account, Studio
from microdrama.platform.catalogue.availability import UnknownSeriesError
from microdrama.platform.catalogue.bundles import PublishError, read_bundle
from microdrama.platform.catalogue.models import Dub, Episode, Label, Right, Series
from microdrama.platform.catalogue.operations import (
    publish_bundle,
    roll_back_series,
    set_rights,
    set_tropes,
    unpublish_series,
)
from microdrama.platform.catalogue.queries import Search, is_published, search
from microdrama.platform.catalogue.rights import PUBLICATION, Grant
from microdrama.platform.wallet.models import Unlock

pytestmark = pytest.mark.django_db(transaction=True)
MakeBundle = Callable[..., Path]
KILLS = 5


def change(bundle: Path, **fields: object) -> None:
    document = json.loads((bundle / "series.json").read_text())
    fresh = bundle / "series.json.new"
    fresh.write_text(json.dumps({**document, **fields}))
    fresh.replace(bundle / "series.json")


def rows() -> list[tuple[int, int, bool]]:
    return list(Episode.objects.order_by("number").values_list("pk", "number", "withdrawn"))


def test_rolling_back_shows_the_version_before_and_once_more_undoes_it(
    make_bundle: MakeBundle, media_root: Path, tmp_path: Path
) -> None:
    long = publish_bundle(bundle=make_bundle(tmp_path / "long", episodes=3), media_root=media_root)
    unlocked = Unlock.objects.create(
        account=Account.objects.create_user(), episode=Episode.objects.get(number=3), how=Unlock.How.GIFT, at=NOW
    )
    first = rows()
    short = publish_bundle(bundle=make_bundle(tmp_path / "short", episodes=2), media_root=media_root)
    assert [(key, number) for key, number, _ in rows()] == [(key, number) for key, number, _ in first]
    assert [withdrawn for *_, withdrawn in rows()] == [False, False, True]

    back = roll_back_series(slug="tale", at=NOW, media_root=media_root)
    assert (back.version, back.episode_count, back.changed) == (long.version, 3, True)
    assert rows() == first, "the third episode came back in its own row"
    assert Unlock.objects.get().episode_id == unlocked.episode_id
    row = Series.objects.get()
    assert (row.version, row.previous_version, row.updated_at) == (long.version, short.version, NOW)
    for version in (long.version, short.version):
        assert is_published(asset=row.asset, version=version)
        assert (media_root / row.asset / version / "series.json").is_file()

    assert roll_back_series(slug="tale", at=NOW, media_root=media_root).version == short.version
    assert [withdrawn for *_, withdrawn in rows()] == [False, False, True]


def test_rights_prices_tropes_and_studio_outlast_every_version(bundle: Path, media_root: Path) -> None:
    Studio.objects.create(slug="moon", name="Moon Films")
    publish_bundle(bundle=bundle, media_root=media_root, studio="moon")
    set_rights(slug="tale", rights=[Grant(territory="BR", starts_at=NOW)], at=NOW)
    set_tropes(slug="tale", tropes=["revenge", " secret baby "])
    Series.objects.update(free_episodes=1, episode_coins=42)
    change(bundle, synopsis={"en": "Recut."}, genres=["romance"])
    publish_bundle(bundle=bundle, media_root=media_root)
    roll_back_series(slug="tale", at=NOW, media_root=media_root)
    row = Series.objects.get()
    assert (row.studio.slug, row.free_episodes, row.episode_coins) == ("moon", 1, 42)
    assert row.tropes == ["revenge", "secret baby"]
    assert [right.territory for right in Right.objects.all()] == ["BR"]
    labels = sorted(Label.objects.values_list("kind", "name"))
    assert labels == [("genre", "drama"), ("trope", "revenge"), ("trope", "secret baby")]


def test_a_first_publication_may_be_shown_everywhere_until_its_rights_are_set(bundle: Path, media_root: Path) -> None:
    publish_bundle(bundle=bundle, media_root=media_root)
    right = Right.objects.get()
    assert (right.territory, right.language, right.allowed, right.reference) == ("*", "*", True, PUBLICATION)
    change(bundle, synopsis={"en": "Recut."})
    set_rights(slug="tale", rights=[], at=NOW)
    publish_bundle(bundle=bundle, media_root=media_root)
    assert not Right.objects.exists(), "a new version gives back no right that was taken"


def test_there_is_nothing_to_go_back_to_at_first(bundle: Path, media_root: Path) -> None:
    publish_bundle(bundle=bundle, media_root=media_root)
    with pytest.raises(PublishError, match="only ever had one version"):
        roll_back_series(slug="tale", at=NOW, media_root=media_root)
    with pytest.raises(UnknownSeriesError):
        roll_back_series(slug="nothing", at=NOW, media_root=media_root)


def test_a_version_whose_files_were_changed_or_lost_is_not_shown_again(bundle: Path, media_root: Path) -> None:
    first = publish_bundle(bundle=bundle, media_root=media_root)
    change(bundle, synopsis={"en": "Recut."})
    publish_bundle(bundle=bundle, media_root=media_root)
    before = Series.objects.values().get()
    poster = media_root / first.asset / first.version / "episodes/001/poster.jpg"
    poster.unlink()
    poster.write_bytes(b"another face")
    with pytest.raises(PublishError, match="were changed; it stays as it is"):
        roll_back_series(slug="tale", at=NOW, media_root=media_root)
    poster.unlink()
    with pytest.raises(PublishError, match="poster"):
        roll_back_series(slug="tale", at=NOW, media_root=media_root)
    assert Series.objects.values().get() == before


def test_a_series_belongs_to_the_studio_that_published_it_first(bundle: Path, media_root: Path) -> None:
    Studio.objects.create(slug="moon", name="Moon Films")
    Studio.objects.create(slug="sun", name="Sun Films")
    publish_bundle(bundle=bundle, media_root=media_root, studio="moon")
    change(bundle, synopsis={"en": "Stolen."})
    with pytest.raises(PublishError, match="belongs to the studio 'moon'"):
        publish_bundle(bundle=bundle, media_root=media_root, studio="sun")
    with pytest.raises(PublishError, match="no studio 'nobody'"):
        publish_bundle(bundle=bundle, media_root=media_root, studio="nobody")
    assert Series.objects.get().synopsis == {"en": "A synopsis."}
    publish_bundle(bundle=bundle, media_root=media_root, studio="moon")
    assert Series.objects.get().synopsis == {"en": "Stolen."}


def test_what_somebody_unlocked_is_not_deleted(bundle: Path, media_root: Path) -> None:
    published = publish_bundle(bundle=bundle, media_root=media_root)
    Unlock.objects.create(
        account=Account.objects.create_user(), episode=Episode.objects.get(number=2), how=Unlock.How.GIFT, at=NOW
    )
    with pytest.raises(PublishError, match="take its rights away instead"):
        unpublish_series(slug="tale", media_root=media_root)
    assert Series.objects.exists()
    assert (media_root / published.asset / published.version / "series.json").is_file()


def test_a_language_counts_as_dubbed_where_every_episode_is(bundle: Path, media_root: Path) -> None:
    episodes = json.loads((bundle / "series.json").read_text())["episodes"]
    tracks = [{"language": tag, "path": "episodes/001/master.mp4", "kind": "dub"} for tag in ("es_mx", "fr")]
    change(bundle, episodes=[{**episodes[0], "audio": tracks}, {**episodes[1], "audio": tracks[:1]}])
    publish_bundle(bundle=bundle, media_root=media_root)
    assert [dub.language for dub in Dub.objects.all()] == ["es-MX"]
    change(bundle, episodes=episodes)
    publish_bundle(bundle=bundle, media_root=media_root)
    assert not Dub.objects.exists()


def test_words_of_an_earlier_version_find_nothing_any_more(bundle: Path, media_root: Path) -> None:
    def found(words: str) -> bool:
        here = {"territory": "US", "at": timezone.now()}
        return bool(search(asked=Search(words=words), languages=["en"], **here).cards)

    publish_bundle(bundle=bundle, media_root=media_root)
    change(bundle, title={"en": "The Orchard"})
    assert found("tale")
    publish_bundle(bundle=bundle, media_root=media_root)
    assert (found("tale"), found("orch")) == (False, True)
    roll_back_series(slug="tale", at=NOW, media_root=media_root)
    assert (found("tale"), found("orch")) == (True, False)


CHURN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from microdrama.platform.startup import django_ready
django_ready()
from microdrama.platform.catalogue.operations import publish_bundle, roll_back_series
media, bundles = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
publish_bundle(bundle=bundles[0], media_root=media)
publish_bundle(bundle=bundles[1], media_root=media)
print("ready", flush=True)
while True:
    roll_back_series(slug="tale", at=datetime(2026, 12, 1, tzinfo=UTC), media_root=media)
    for bundle in bundles:
        publish_bundle(bundle=bundle, media_root=media)
"""

LOOK = """
import json, sys
from microdrama.platform.startup import django_ready
django_ready()
from microdrama.platform.catalogue.models import Episode, Series
row = Series.objects.get()
shown = Episode.objects.filter(withdrawn=False).count()
print(json.dumps([row.asset, row.version, row.previous_version, shown, Episode.objects.count()]))
"""


def test_killed_at_any_moment_a_whole_version_is_shown(make_bundle: MakeBundle, tmp_path: Path) -> None:
    chance, home, media = random.Random(7), tmp_path / "home", tmp_path / "media"
    bundles = {
        read_bundle(bundle=path).version: (path, count)
        for count in (2, 3, 4)
        for path in [make_bundle(tmp_path / str(count), episodes=count)]
    }
    environment = os.environ | {"MICRODRAMA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "microdrama.platform.settings"}
    for _ in range(KILLS):
        paths = [str(path) for path, _ in bundles.values()]
        command = [sys.executable, "-c", CHURN, str(media), *paths]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as churn:
            assert churn.stdout is not None
            assert churn.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.3))
            churn.send_signal(signal.SIGKILL)
        looked = subprocess.run(
            [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        asset, version, previous, shown, rows_there = json.loads(looked.stdout)
        assert bundles[version][1] == shown <= rows_there <= 4
        for kept in (version, previous):
            assert read_bundle(bundle=media / asset / kept).version == kept, "every byte of it is there"

"""How a series comes into the catalogue and leaves it: one transaction each, files first or last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, transaction

from microdrama.domain.series import SeriesEpisode
from microdrama.domain.time import MICROSECOND
from microdrama.platform.accounts.queries import house
from microdrama.platform.catalogue.bundles import Bundle, PublishError, read_bundle
from microdrama.platform.catalogue.models import WORLDWIDE, Episode, Right, Series
from microdrama.platform.catalogue.versions import (
    discard,
    settle_version,
    stage_version,
    take_away,
    version_folder,
)
from microdrama.studio.files import is_full


@dataclass(frozen=True, slots=True)
class PublishedSeries:
    """What is in the catalogue now; `changed` is False where it was there already, byte for byte."""

    slug: str
    asset: str
    version: str
    episode_count: int
    changed: bool


def publish_bundle(*, bundle: Path, media_root: Path) -> PublishedSeries:
    """Show a bundle's series to viewers, in place of what an earlier bundle with the same id showed.

    Those who watch the version before this one may finish it: its files go when yet another version comes.
    Raises PublishError or DocumentError; the catalogue and the files it names are then as before.
    """
    with _told_as_sentences(what=str(bundle), media_root=media_root):
        content = read_bundle(bundle=bundle)
        asset = _asset_of(content)
        place = version_folder(media_root=media_root, asset=asset, version=content.version)
        _refuse_foreign_slug(content, asset=asset)
        changed = not (Series.objects.filter(asset=asset, version=content.version).exists() and place.is_dir())
        if changed:
            _publish(content, asset=asset, media_root=media_root)
    return PublishedSeries(
        slug=content.series.slug,
        asset=asset,
        version=content.version,
        episode_count=len(content.series.episodes),
        changed=changed,
    )


def unpublish_series(*, slug: str, media_root: Path) -> None:
    """Take a series off the catalogue and its files off the disk; the bundle it came from is not touched.

    Raises PublishError where no such series is published, and changes nothing then.
    """
    with _told_as_sentences(what=slug, media_root=media_root), transaction.atomic():
        row = Series.objects.select_for_update().filter(slug=slug).first()
        if row is None:
            raise PublishError(f"There is no published series '{slug}', so there is nothing to take back.")
        for version in filter(None, (row.version, row.previous_version)):
            _retire_after_commit(asset=row.asset, version=version, media_root=media_root)
        row.delete()


def _publish(content: Bundle, *, asset: str, media_root: Path) -> None:
    place = version_folder(media_root=media_root, asset=asset, version=content.version)
    staged = stage_version(media_root=media_root, bundle=content)
    try:
        with transaction.atomic():
            # the files come before the rows that promise them; a viewer never sees a row without its files
            row = Series.objects.select_for_update().filter(asset=asset).first()
            _refuse_foreign_slug(content, asset=asset)
            settle_version(staged=staged, place=place)
            dropped = _write_rows(content, asset=asset, row=row)
            if dropped:
                _retire_after_commit(asset=asset, version=dropped, media_root=media_root)
    except BaseException:
        with suppress(DatabaseError, OSError):  # the first error is the one to tell; unnamed files harm nobody
            _retire(asset=asset, version=content.version, media_root=media_root)
        raise
    finally:
        discard(staged)


def _write_rows(content: Bundle, *, asset: str, row: Series | None) -> str:
    """Write a bundle's rows; returns the version whose files nobody needs any more, or ""."""
    series = content.series
    dropped = ""
    first = row is None
    if row is None:
        row = Series(asset=asset, source_id=series.id, studio=house())
    elif row.version != content.version:
        dropped = row.previous_version if row.previous_version != content.version else ""
        row.previous_version = row.version
    row.version = content.version
    row.slug = series.slug
    row.language = series.language
    row.title = series.title
    row.synopsis = series.synopsis
    row.genres = series.genres
    row.credits = series.origin.credits
    row.ai_generated = series.origin.ai_generated
    row.save()
    _write_episodes(series.episodes, row=row)
    if first:
        Right.objects.create(series=row, territory=WORLDWIDE, starts_at=row.published_at)
    return dropped


def _write_episodes(episodes: Sequence[SeriesEpisode], *, row: Series) -> None:
    """Give each number its new content in the row that it has, for unlocks name rows."""
    Episode.objects.bulk_create(
        [_episode_row(episode, series=row) for episode in episodes],
        update_conflicts=True,
        unique_fields=["series", "number"],
        update_fields=_OF_A_VERSION,
    )
    row.episodes.exclude(number__in=[episode.number for episode in episodes]).update(withdrawn=True)


_OF_A_VERSION = [
    "withdrawn",
    "title",
    "duration_us",
    "width",
    "height",
    "master",
    "hls",
    "poster",
    "captions",
    "hook",
    "cliffhanger",
]


def _episode_row(episode: SeriesEpisode, *, series: Series) -> Episode:
    return Episode(
        series=series,
        number=episode.number,
        title=episode.title,
        duration_us=round(episode.duration_s / MICROSECOND),
        width=episode.width,
        height=episode.height,
        master=episode.master,
        hls=episode.hls,
        poster=episode.poster,
        captions=[
            {"language": caption.language, "kind": caption.kind, "path": caption.path} for caption in episode.captions
        ],
        hook=episode.hook.reason if episode.hook else None,
        cliffhanger=episode.cliffhanger.reason if episode.cliffhanger else None,
    )


def _refuse_foreign_slug(content: Bundle, *, asset: str) -> None:
    other = Series.objects.filter(slug=content.series.slug).exclude(asset=asset).first()
    if other is not None:
        raise PublishError(
            f"The name '{content.series.slug}' belongs to another published series (id {other.source_id}); "
            "nothing was published, so change the slug in series.json or take the other series back first."
        )


def _retire_after_commit(*, asset: str, version: str, media_root: Path) -> None:
    """Remove a version's files later; robust, since files that stay do not undo what was committed."""

    def retire() -> None:
        _retire(asset=asset, version=version, media_root=media_root)

    transaction.on_commit(retire, robust=True)


def _retire(*, asset: str, version: str, media_root: Path) -> None:
    """Remove a version's files unless a row names it, which a transaction of its own makes sure of."""
    with transaction.atomic():
        row = Series.objects.select_for_update().filter(asset=asset).first()
        if row is not None and version in {row.version, row.previous_version}:
            return
        place = version_folder(media_root=media_root, asset=asset, version=version)
        aside = take_away(media_root=media_root, place=place)
    discard(aside)


def _asset_of(content: Bundle) -> str:
    """The folder of a series, the same for all its versions; a digest, since an id may hold any character."""
    return hashlib.sha256(content.series.id.encode()).hexdigest()[:32]


@contextmanager
def _told_as_sentences(*, what: str, media_root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise PublishError(
                f"The disk of {media_root} is full; what was published before is as it was, "
                "so free some space and try again."
            ) from error
        raise PublishError(f"{what} could not be read or stored ({error}); what was published is as it was.") from error
    except DatabaseError as error:
        raise PublishError(
            f"The catalogue could not be written ({error}); what was published before is as it was."
        ) from error

"""How a series comes into the catalogue and leaves it, what it costs, and where: one transaction each.

Of files that rows promise, the files come first and go last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from microdrama.domain.errors import MicrodramaError
from microdrama.domain.series import SeriesEpisode
from microdrama.domain.time import MICROSECOND
from microdrama.platform.accounts.models import Studio
from microdrama.platform.accounts.operations import note_command
from microdrama.platform.accounts.queries import house
from microdrama.platform.catalogue.availability import UnknownSeriesError
from microdrama.platform.catalogue.avails import Imported, export_avails, import_avails
from microdrama.platform.catalogue.bundles import Bundle, PublishError, read_bundle
from microdrama.platform.catalogue.languages import canonical_tag
from microdrama.platform.catalogue.launching import LaunchError, close_territories, launch
from microdrama.platform.catalogue.models import WORLDWIDE, Dub, Episode, FormerSlug, Label, Right, Series, Term
from microdrama.platform.catalogue.ratings import check_rating, rate, unrate
from microdrama.platform.catalogue.rights import PUBLICATION, Grant, replace_rights, rights_of
from microdrama.platform.catalogue.terms import terms_of
from microdrama.platform.catalogue.versions import (
    discard,
    settle_version,
    stage_version,
    take_away,
    version_folder,
)
from microdrama.studio.files import is_full

__all__ = [
    "Imported",
    "LaunchError",
    "OfferError",
    "PublishedSeries",
    "Terms",
    "close_territories",
    "export_avails",
    "import_avails",
    "launch",
    "publish_bundle",
    "roll_back_series",
    "set_age_rating",
    "set_offer",
    "set_rights",
    "set_tropes",
    "unpublish_series",
]


class OfferError(MicrodramaError):
    """A price that makes no sense; the series costs what it did."""


@dataclass(frozen=True, slots=True)
class PublishedSeries:
    """What is in the catalogue now; `changed` is False where it was there already, byte for byte."""

    slug: str
    asset: str
    version: str
    episode_count: int
    changed: bool


class Terms(TypedDict, total=False):
    """What a series costs; see `models.Series`. What is left out stays as it is."""

    free_episodes: int
    episode_coins: int
    series_coins: int | None
    wait_hours: int | None
    in_vip: bool
    ads_open: bool


def publish_bundle(*, bundle: Path, media_root: Path, studio: str | None = None) -> PublishedSeries:
    """Show a bundle's series to viewers, in place of what an earlier bundle with the same id showed.

    Its rows keep their ids, and with them what viewers unlocked and where they are; a name that it had before leads to
    it still, until another series takes that. An episode that is no longer in the bundle is withdrawn, and comes back
    when it is published again. A first publication belongs to `studio` (by its slug, else to the house) and may be
    shown everywhere until its rights are set.
    Those who watch the version before this one may finish it: its files go when yet another version comes.
    Raises PublishError or DocumentError; the catalogue and the files it names are then as before.
    """
    with _told_as_sentences(what=str(bundle), media_root=media_root):
        content = read_bundle(bundle=bundle)
        asset = _asset_of(content)
        place = version_folder(media_root=media_root, asset=asset, version=content.version)
        _refuse_foreign_slug(content, asset=asset)
        _refuse_foreign_studio(asset=asset, studio=studio)
        changed = not (Series.objects.filter(asset=asset, version=content.version).exists() and place.is_dir())
        if changed:
            _publish(content, asset=asset, media_root=media_root, studio=studio)
    return _published(content, asset=asset, changed=changed)


def roll_back_series(*, slug: str, at: datetime, media_root: Path) -> PublishedSeries:
    """Show the version again that the current one replaced; rolling back once more undoes that.

    Ids, unlocks and positions stay, as in a publication. Raises PublishError where there is no version before, or its
    files are not what was published; the catalogue is then as before.
    """
    with _told_as_sentences(what=slug, media_root=media_root):
        row = _known(slug)
        if not row.previous_version:
            raise PublishError(f"'{slug}' has only ever had one version, so there is nothing to go back to.")
        version = row.previous_version
        content = read_bundle(bundle=version_folder(media_root=media_root, asset=row.asset, version=version))
        if content.version != version:
            raise PublishError(f"The files of the version of '{slug}' before this one were changed; it stays as it is.")
        with transaction.atomic():
            row = _locked(slug)
            if row.previous_version != version:
                raise PublishError(f"'{slug}' was published meanwhile; look at it, then roll back again.")
            _refuse_foreign_slug(content, asset=row.asset)
            before = _shown(row)
            _write_rows(content, asset=row.asset, row=row, studio=None)
            note_command(verb="series.rolled back", subject=slug, before=before, after=_shown(row))
            Series.objects.filter(pk=row.pk).update(updated_at=at)
    return _published(content, asset=row.asset, changed=True)


def set_offer(*, slug: str, at: datetime, **terms: Unpack[Terms]) -> None:
    """Change what a series costs from now on; quotes that were given keep their price.

    Raises OfferError or UnknownSeriesError.
    """
    check_offer(**terms)
    with transaction.atomic():
        row = _locked(slug)
        before = {name: getattr(row, name) for name in terms}
        Series.objects.filter(pk=row.pk).update(**terms, updated_at=at)
        note_command(verb="offer.set", subject=slug, before=before, after=terms)


def check_offer(**terms: Unpack[Terms]) -> None:
    """Raise OfferError where a series cannot cost that."""
    for name, least, most in (
        ("free_episodes", 0, 10_000),
        ("episode_coins", 1, 1_000_000),
        ("series_coins", 1, 100_000_000),
        ("wait_hours", 1, 8_760),
    ):
        value = terms.get(name)
        if value is not None and (type(value) is not int or not least <= value <= most):
            raise OfferError(f"{name.replace('_', ' ')} is a number from {least:,} to {most:,}, not {value!r}.")


def set_rights(*, slug: str, rights: Sequence[Grant], at: datetime) -> None:
    """Put rights in the place of all that a series has. Raises RightsError or UnknownSeriesError."""
    with transaction.atomic():
        row = _locked(slug)
        replace_rights(series=row, wanted=rights, among=rights_of(row))
        Series.objects.filter(pk=row.pk).update(updated_at=at)


def set_age_rating(*, slug: str, territory: str, least_age: int | None, label: str, at: datetime) -> None:
    """Rate a series in a territory, or worldwide with "*"; None takes the rating away.

    Raises RatingError or UnknownSeriesError.
    """
    check_rating(territory=territory, rating=None if least_age is None else (least_age, label))
    with transaction.atomic():
        row = _locked(slug)
        if least_age is not None:
            rate(series=row, wanted={territory: (least_age, label)})
        else:
            unrate(series=row, territory=territory)
        Series.objects.filter(pk=row.pk).update(updated_at=at)


def set_tropes(*, slug: str, tropes: Sequence[str]) -> None:
    """Say which tropes a series has; a new version keeps them. Raises UnknownSeriesError."""
    with transaction.atomic():
        row = _locked(slug)
        before, row.tropes = row.tropes, [trope.strip() for trope in tropes if trope.strip()]
        row.save(update_fields=["tropes"])
        note_command(verb="tropes.set", subject=slug, before=before, after=row.tropes)
        _write_found(row)


def unpublish_series(*, slug: str, media_root: Path) -> None:
    """Take a series off the catalogue and its files off the disk; the bundle it came from is not touched.

    Raises PublishError where no such series is published, or where others hold on to its rows, and changes nothing
    then; playback raises an error of its own while VIP money of it is in no statement.
    """
    with _told_as_sentences(what=slug, media_root=media_root), transaction.atomic():
        row = Series.objects.select_for_update().filter(slug=slug).first()
        if row is None:
            raise PublishError(f"There is no published series '{slug}', so there is nothing to take back.")
        for version in filter(None, (row.version, row.previous_version)):
            _retire_after_commit(asset=row.asset, version=version, media_root=media_root)
        note_command(verb="series.unpublished", subject=slug, before=_shown(row), after=None)
        _delete(row)


def _delete(row: Series) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise PublishError(
            f"Somebody unlocked or paid for '{row.slug}', so its rows stay; "
            "take its rights away instead, and nobody sees it any more."
        ) from error


def _known(slug: str) -> Series:
    row = Series.objects.filter(slug=slug).first()
    if row is None:
        raise UnknownSeriesError(f"There is no series '{slug}'; nothing was changed.")
    return row


def _locked(slug: str) -> Series:
    row = Series.objects.select_for_update().filter(slug=slug).first()
    return row or _known(slug)


def _shown(row: Series | None) -> dict[str, str] | None:
    """What the log of staff says of a series that is published."""
    return None if row is None else {"slug": row.slug, "version": row.version}


def _published(content: Bundle, *, asset: str, changed: bool) -> PublishedSeries:
    return PublishedSeries(
        slug=content.series.slug,
        asset=asset,
        version=content.version,
        episode_count=len(content.series.episodes),
        changed=changed,
    )


def _publish(content: Bundle, *, asset: str, media_root: Path, studio: str | None) -> None:
    place = version_folder(media_root=media_root, asset=asset, version=content.version)
    staged = stage_version(media_root=media_root, bundle=content)
    try:
        with transaction.atomic():
            # the files come before the rows that promise them; a viewer never sees a row without its files
            row = Series.objects.select_for_update().filter(asset=asset).first()
            _refuse_foreign_slug(content, asset=asset)
            settle_version(staged=staged, place=place)
            before, after = _shown(row), {"slug": content.series.slug, "version": content.version}
            note_command(verb="series.published", subject=content.series.slug, before=before, after=after)
            dropped = _write_rows(content, asset=asset, row=row, studio=studio)
            if dropped:
                _retire_after_commit(asset=asset, version=dropped, media_root=media_root)
    except BaseException:
        with suppress(DatabaseError, OSError):  # the first error is the one to tell; unnamed files harm nobody
            _retire(asset=asset, version=content.version, media_root=media_root)
        raise
    finally:
        discard(staged)


def _write_rows(content: Bundle, *, asset: str, row: Series | None, studio: str | None) -> str:
    """Write a bundle's rows; returns the version whose files nobody needs any more, or ""."""
    series = content.series
    dropped = ""
    first = row is None
    if row is None:
        row = Series(asset=asset, source_id=series.id, studio=_studio(studio))
    elif row.version != content.version:
        dropped = row.previous_version if row.previous_version != content.version else ""
        row.previous_version = row.version
    row.version = content.version
    former, row.slug = row.slug, series.slug
    row.language = canonical_tag(series.language)
    row.title = series.title
    row.synopsis = series.synopsis
    row.genres = series.genres
    row.credits = series.origin.credits
    row.ai_generated = series.origin.ai_generated
    row.save()
    _rename(row, former=former)
    _write_episodes(series.episodes, row=row)
    _write_dubs(series.episodes, row=row)
    _write_found(row)
    if first:
        Right.objects.create(series=row, territory=WORLDWIDE, starts_at=row.published_at, reference=PUBLICATION)
    return dropped


def _rename(row: Series, *, former: str) -> None:
    """Let a name that a series had lead to it, and one that it has now to nothing else."""
    FormerSlug.objects.filter(slug=row.slug).delete()
    if former not in {"", row.slug}:
        FormerSlug.objects.update_or_create(slug=former, defaults={"series": row})


def _write_dubs(episodes: Sequence[SeriesEpisode], *, row: Series) -> None:
    """Note the languages that every episode is dubbed in: a series with half a dub is not spoken in its language."""
    spoken = [{canonical_tag(track.language) for track in episode.audio if track.kind == "dub"} for episode in episodes]
    dubs = set[str].intersection(*spoken) - {canonical_tag(row.language)}
    row.dubs.exclude(language__in=dubs).delete()
    Dub.objects.bulk_create([Dub(series=row, language=tag) for tag in sorted(dubs)], ignore_conflicts=True)


def _write_found(row: Series) -> None:
    """Write the words and labels by which a series is found anew."""
    row.terms.all().delete()
    row.labels.all().delete()
    found = terms_of(title=row.title, synopsis=row.synopsis, labels=[*row.genres, *row.tropes], language=row.language)
    Term.objects.bulk_create(
        [Term(series=row, word=term.word, language=term.language, title=term.title) for term in found]
    )
    kinds = ((Label.Kind.GENRE, row.genres), (Label.Kind.TROPE, row.tropes))
    names = {(kind, name.strip()[:80]) for kind, labels in kinds for name in labels if name.strip()}
    Label.objects.bulk_create([Label(series=row, kind=kind, name=name) for kind, name in sorted(names)])


def _studio(slug: str | None) -> Studio:
    studio = house() if slug is None else Studio.objects.filter(slug=slug).first()
    if studio is None:
        raise PublishError(f"There is no studio '{slug}'; nothing was published.")
    return studio


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


def _refuse_foreign_studio(*, asset: str, studio: str | None) -> None:
    """Whose a series is, is said once; another studio cannot publish over it."""
    if studio is None:
        return
    wanted = _studio(studio)
    row = Series.objects.filter(asset=asset).select_related("studio").first()
    if row is not None and row.studio_id != wanted.pk:
        raise PublishError(f"'{row.slug}' belongs to the studio '{row.studio.slug}'; nothing was published.")


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

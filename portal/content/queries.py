"""Read announcements."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select

from portal import clock
from portal.content.models import Announcement
from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.paging import AnyRow, Page, page_of


def standing_at(place: Place, limit: int) -> Sequence[Announcement]:
    """Return the announcements that stand at a place and those above, pinned ones first, then the newest. One query."""
    above = [upper.id for upper in TREE().trail(place.id)]
    rows = select(Announcement).where(
        Announcement.place_id.in_(above),
        Announcement.taken_down_at.is_(None),
        or_(Announcement.until.is_(None), Announcement.until >= clock.today(place.zone)),
    )
    return db.session.scalars(rows.order_by(Announcement.pinned.desc(), Announcement.id.desc()).limit(limit)).all()


def all_of(place: Place, *, after: str | None, before: str | None) -> Page[AnyRow]:
    """Return a page of the announcements of a place and those above, newest first, past ones too.

    Raises `BadCursor`.
    """
    above = [upper.id for upper in TREE().trail(place.id)]
    rows = select(Announcement).where(Announcement.place_id.in_(above), Announcement.taken_down_at.is_(None))
    return page_of(rows, by=Announcement.id, tie=Announcement.id, after=after, before=before)


def announcement_at(place: Place, announcement_id: int) -> Announcement | None:
    """Return an announcement of a place or one above that was not taken down."""
    announcement = db.session.get(Announcement, announcement_id)
    if (
        announcement is None
        or announcement.taken_down_at is not None
        or not TREE().covers(announcement.place_id, place.id)
    ):
        return None
    return announcement


def of_ids(announcement_ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the titles of announcements, by their ids and then by language."""
    rows = db.session.execute(select(Announcement.id, Announcement.titles).where(Announcement.id.in_(announcement_ids)))
    return {row.id: row.titles for row in rows}

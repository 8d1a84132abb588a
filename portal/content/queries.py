"""Read notices."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from portal import clock
from portal.content.models import Notice
from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.paging import Page, page_of


def standing_at(place: Place, limit: int) -> Sequence[Notice]:
    """Return the notices that stand at a place and those above, pinned ones first, then the newest. One query."""
    above = [upper.id for upper in TREE().trail(place.id)]
    rows = select(Notice).where(
        Notice.place_id.in_(above),
        Notice.taken_down_at.is_(None),
        or_(Notice.until.is_(None), Notice.until >= clock.today(place.zone)),
    )
    return db.session.scalars(rows.order_by(Notice.pinned.desc(), Notice.id.desc()).limit(limit)).all()


def all_of(place: Place, *, after: str | None, before: str | None) -> Page[Row[Any]]:
    """Return a page of the notices of a place and those above, the newest first, past ones too. Raises `BadCursor`."""
    above = [upper.id for upper in TREE().trail(place.id)]
    rows = select(Notice).where(Notice.place_id.in_(above), Notice.taken_down_at.is_(None))
    return page_of(rows, by=Notice.id, tie=Notice.id, after=after, before=before)


def notice_at(place: Place, notice_id: int) -> Notice | None:
    """Return a notice of a place or one above that was not taken down."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.taken_down_at is not None or not TREE().covers(notice.place_id, place.id):
        return None
    return notice

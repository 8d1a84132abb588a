"""An announcement as one row of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from portal.content.models import Announcement
from portal.jurisdictions.tree import TREE, Place, in_language


@dataclass(frozen=True)
class Card:
    """What a row of a list shows; `place` is named when the announcement comes from above."""

    title: str
    url: str
    place: str
    pinned: bool
    until: date | None
    published_at: datetime


def cards(announcements: Iterable[Announcement], *, here: Place) -> list[Card]:
    """Return the cards of announcements as shown at a place."""
    return [
        Card(
            title=in_language(announcement.titles),
            url=url_for("content.show", place=here, announcement_id=announcement.id),
            place="" if announcement.place_id == here.id else TREE().by_id[announcement.place_id].name,
            pinned=announcement.pinned,
            until=announcement.until,
            published_at=announcement.published_at,
        )
        for announcement in announcements
    ]

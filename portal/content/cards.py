"""A notice as one row of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from portal.content.models import Notice
from portal.jurisdictions.tree import TREE, Place, in_language


@dataclass(frozen=True)
class Card:
    """What a row of a list shows; `place` is named when the notice comes from above."""

    title: str
    url: str
    place: str
    pinned: bool
    until: date | None
    published_at: datetime


def cards(notices: Iterable[Notice], *, here: Place) -> list[Card]:
    """Return the cards of notices as shown at a place."""
    return [
        Card(
            title=in_language(notice.titles),
            url=url_for("content.show", place=here, notice_id=notice.id),
            place="" if notice.place_id == here.id else TREE().by_id[notice.place_id].name,
            pinned=notice.pinned,
            until=notice.until,
            published_at=notice.published_at,
        )
        for notice in notices
    ]

"""What public notices put onto a place's front page."""

from portal.jurisdictions.tree import TREE, Place
from portal.plugin.contributions import SlotContent
from portal.public_notices.queries import listed

SHOWN = 3


def open_to_objection(place: Place) -> SlotContent | None:
    """Show what is on notice here and below, so that whoever has something against it can object."""
    notices = [row.notice for row in listed(place, state="open", before=None)[:SHOWN]]
    shown = [(notice, TREE().by_id[notice.place_id]) for notice in notices]
    return SlotContent("public_notices/front.html", {"shown": shown}, order=30) if shown else None

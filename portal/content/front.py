"""What announcements put onto a place's front page."""

from portal.content.cards import cards
from portal.content.queries import standing_at
from portal.jurisdictions.tree import Place
from portal.plugin.contributions import SlotContent

SHOWN = 4


def announcements(place: Place) -> SlotContent | None:
    """Show the announcements that stand here, pinned ones first."""
    found = standing_at(place, SHOWN)
    return SlotContent("content/front.html", {"cards": cards(found, here=place)}, order=60) if found else None

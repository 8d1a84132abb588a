"""What notices put onto a place's front page."""

from portal.content.cards import cards
from portal.content.queries import standing_at
from portal.jurisdictions.tree import Place
from portal.plugin.contributions import SlotContent

SHOWN = 4


def notices(place: Place) -> SlotContent | None:
    """Show the notices that stand here, pinned ones first."""
    found = standing_at(place, SHOWN)
    return SlotContent("content/front.html", {"cards": cards(found, here=place)}, order=60) if found else None

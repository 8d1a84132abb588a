"""What statistics put onto a place's front page."""

from portal.jurisdictions.tree import Place
from portal.plugin.contributions import SlotContent
from portal.statistics.queries import figures_of_year


def figures(place: Place) -> SlotContent | None:
    """Show this year's figures, once there are any."""
    found = figures_of_year(place)
    return SlotContent("front/figures.html", {"figures": found}, order=80) if found.filed or found.resolved else None

"""What proposals put onto a place's front page."""

from portal.db import db
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.contributions import SlotContent
from portal.proposals.cards import Card, cards
from portal.proposals.models import Proposal
from portal.proposals.queries import rows_of

GATHERING, HANDLED = 3, 5


def gathering_support(place: Place) -> SlotContent | None:
    """Show the newest proposals that the community has not accepted yet: they need their neighbours' support."""
    found = _open_below(place, GATHERING, accepted=False)
    return SlotContent("proposals/front_gathering.html", {"cards": found}, order=50) if found else None


def being_handled(place: Place) -> SlotContent | None:
    """Show the accepted proposals that moved last, wherever residents can propose."""
    if not any(below.takes_proposals for below in TREE().below(place.id)):
        return None
    found = _open_below(place, HANDLED, accepted=True)
    return SlotContent("proposals/front_handled.html", {"cards": found}, order=40)


def _open_below(place: Place, most: int, *, accepted: bool) -> list[Card]:
    rows = (
        rows_of()
        .join(Jurisdiction, Jurisdiction.id == Proposal.home_id)
        .where(Jurisdiction.path >= place.path, Jurisdiction.path < place.path_end)
        .where(Proposal.state == "open", Proposal.filed_at.is_not(None) == accepted)
        .order_by(Proposal.changed_at.desc(), Proposal.id.desc())
    )
    return cards(db.session.execute(rows.limit(most)), here=place.id)

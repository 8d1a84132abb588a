"""Receipts: what somebody said in a matter, who has it now and by when, on paper, for anybody they show it to."""

from flask import abort, render_template

from portal import clock
from portal.counter.blueprint import bp
from portal.counter.presence import present
from portal.counter.queries import said_by
from portal.jurisdictions.tree import Place
from portal.persons.names import mask_name
from portal.persons.queries.register import person_at
from portal.proposals.permissions import ACT_FOR
from portal.proposals.queries import whole as whole_of
from portal.proposals.turn import turn
from portal.proposals.words import CHANNELS


@bp.route("/j/<place>/counter/<number>/receipt/<ref>", permission=ACT_FOR)
def receipt(place: Place, number: str, ref: str) -> str:
    """Show the receipt of all that a person said in a matter; none of somebody who said nothing."""
    entry = person_at(place, ref) or abort(404)
    whole = whole_of(place, number, entry.id) or abort(404)
    said = said_by(entry.id, whole.proposal, [row[0] for row in whole.runs]) or abort(404)
    run, unit = next(((row[0], row[1]) for row in whole.runs if row[0].left_at is None), (None, None))
    here = present(place)
    return render_template(
        "counter/receipt.html",
        proposal=whole.proposal,
        said=said,
        name=mask_name(entry.name),
        turn=turn(whole.proposal, run, unit),
        channels=CHANNELS,
        made_at=clock.now(),
        at_counter=here.entry if here else None,
    )

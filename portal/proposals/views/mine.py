"""A person's own page of proposals: drafts, what they proposed and what comes next, what they follow."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import AnyRow
from portal.plugin.blueprint import SIGNED_IN
from portal.proposals import queries
from portal.proposals.blueprint import bp
from portal.proposals.cards import Card, cards
from portal.proposals.models import Proposal
from portal.proposals.procedure import END, Procedure
from portal.web.viewer import viewer


@dataclass(frozen=True)
class Mine:
    """One of the viewer's proposals, and in a sentence what comes next."""

    card: Card
    next: str


@bp.route("/me/proposals", permission=SIGNED_IN)
def mine() -> str:
    """Show what the viewer began, proposed, supports and follows."""
    person_id = viewer().person_id or 0
    proposed = queries.proposed_by_person(person_id)
    places = TREE().by_id
    drafts: list[tuple[Proposal, Place]] = [(row, places[row.home_id]) for row in queries.drafts_of(person_id)]
    return render_template(
        "proposals/mine.html",
        drafts=drafts,
        proposed=[Mine(card, _next(row, card)) for row, card in zip(proposed, cards(proposed), strict=True)],
        followed=cards(queries.followed_by(person_id)),
        make=[
            place
            for place in places.values()
            if place.takes_proposals and viewer().standing.may("proposals.submit", place.id)
        ],
    )


def _next(row: AnyRow, card: Card) -> str:
    """Say in a sentence what happens now and what comes after."""
    if row.state == "closed":
        return _("It has been dealt with; the case file tells how.")
    if row.state == "declined":
        return _("It was not taken up; the reason stands on its page.")
    if row.kind is None or row.document is None:
        return ""
    procedure = Procedure.read(row.document)
    after = procedure.after(row.key)
    coming = _("then it is concluded") if after == END else in_language(procedure.step(after).names)
    if not card.turn.who:
        return _("Now: %(stage)s. Next: %(coming)s.", stage=in_language(row.labels), coming=coming)
    return _(
        "Now: %(stage)s, with %(who)s. Next: %(coming)s.",
        stage=in_language(row.labels),
        who=card.turn.who,
        coming=coming,
    )

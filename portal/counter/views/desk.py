"""The one screen of the counter: who is there, what they propose, and the way to a matter that exists."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.wrappers import Response

from portal.counter import presence
from portal.counter.blueprint import bp
from portal.counter.forms import ProposalForm, hold
from portal.counter.presence import Presence
from portal.counter.queries import find_matters, going_on
from portal.counter.services import propose as propose_now
from portal.counter.views.asking import ask_again, for_whom_shown
from portal.counter.views.door import door_page, elsewhere, newcomer_form
from portal.jurisdictions.tree import Place
from portal.persons.forms import SearchForm
from portal.persons.permissions import ENTER, READ
from portal.persons.queries.register import Entry
from portal.plugin.stage import PROPOSER, Action
from portal.proposals import engine
from portal.proposals.cards import Card, cards
from portal.proposals.engine import NotAllowed
from portal.proposals.models import Proposal
from portal.proposals.people import as_choice
from portal.proposals.permissions import ACT_FOR
from portal.proposals.services import NoProcedure, Words
from portal.web.once import do_once
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/counter/", permission=ACT_FOR)
def desk(place: Place) -> Answer:
    """Show who is at the counter with what can be entered for them, or the way to find somebody."""
    if not place.takes_proposals:
        return elsewhere(place)
    here = presence.present(place)
    if here is None:
        return door_page(place, newcomer_form(place), [])
    form = ProposalForm()
    form.offer(place)
    hold(form, person=here.entry.ref, channel=here.channel)
    return desk_page(place, here, form)


@bp.route("/j/<place>/counter/propose", methods=["POST"], permission=ACT_FOR)
def propose(place: Place) -> Answer:
    """Hand in a proposal of the person at the counter."""
    form = ProposalForm(request.form)
    form.offer(place)
    here, asked_again = for_whom_shown(place, form)
    if asked_again:
        return desk_page(place, here, ask_again(form, here)), 409
    if not form.validate():
        return desk_page(place, here, form), 422
    category, subtype = form.category
    words = Words(
        title=form.title.data or "",
        body=form.body.data or "",
        category=category,
        subtype=subtype,
        where=form.where.data or "",
        channel=form.channel.data,
        proposer_id=here.entry.id,
    )
    actor = viewer().standing.actor(for_id=here.entry.id, channel=form.channel.data)
    try:
        number = do_once(form, lambda: propose_now(home=place, actor=actor, words=words))
    except NoProcedure:
        form.form_errors = [_("%(place)s takes no proposals yet.", place=place.name)]
        return desk_page(place, here, form), 422
    except NotAllowed:
        abort(403)
    presence.stay(form.channel.data)
    flash(_("The proposal is handed in. Its number is %(number)s.", number=number), "success")
    return redirect(url_for(".receipt", place=place, number=number, ref=here.entry.ref))


def desk_page(place: Place, here: Presence, form: ProposalForm) -> str:
    """Return the counter with somebody at it."""
    searching = SearchForm(request.args)
    words = (searching.q.data or "") if searching.validate() else ""
    return render_template(
        "counter/desk.html",
        here=here,
        form=form,
        words=words,
        matters=cards(find_matters(place, words), here=place.id) if words else [],
        own=_own(place, here.entry),
        **about(place, here),
    )


def about(place: Place, here: Presence) -> dict[str, Any]:
    """Return what the banner on every page of the counter says of who is there."""
    standing = viewer().standing
    return {
        "person": as_choice(here.entry, place, standing).label,
        "may_read": standing.may(READ, place.id),
        "may_enter": standing.may(ENTER, place.id),
    }


def _own(place: Place, entry: Entry) -> list[tuple[Card, list[Action]]]:
    """Return a person's matters that go on here, each with what they can do in it now, such as rate it."""
    rows = going_on(place, entry.id)
    for row in rows:
        set_committed_value(row.Proposal, "runs", [row.StageRun] if row.StageRun else [])
    acts = [proposers_acts(row.Proposal) for row in rows]
    return list(zip(cards(rows, here=place.id), acts, strict=True))


def proposers_acts(proposal: Proposal) -> list[Action]:
    """Return what the proposer can do at the open stage, and the worker for them."""
    opened = engine.open_stage(proposal)
    if opened is None or opened.run.role != PROPOSER:
        return []
    return [action for action in engine.offered(opened, viewer().standing) if not action.permission]

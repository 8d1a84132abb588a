"""One matter at the counter: support and comment on it, or do what its proposer is asked for, such as rating."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.counter import presence
from portal.counter.blueprint import bp
from portal.counter.forms import ForPersonForm, TakePartForm, hold
from portal.counter.presence import Presence
from portal.counter.views.asking import ask_again, for_whom_shown
from portal.counter.views.desk import about, proposers_acts
from portal.files.receiving import receive
from portal.forms import DataForm
from portal.jurisdictions.tree import Place, in_language
from portal.plugin.stage import Action
from portal.proposals import engine, participation, queries
from portal.proposals.action_forms import form_for
from portal.proposals.engine import Blocked, NotAllowed, NotOpen, OpenStage
from portal.proposals.models import Proposal
from portal.proposals.participation import OPEN_TO_COMMENTS
from portal.proposals.permissions import ACT_FOR
from portal.proposals.queries import Whole
from portal.proposals.services import NotRunning
from portal.proposals.turn import turn
from portal.web.once import do_once
from portal.web.viewer import viewer


@bp.route("/j/<place>/counter/<number>", methods=["GET", "POST"], permission=ACT_FOR)
def matter(place: Place, number: str) -> Any:
    """Enter support for a matter, or a comment on it."""
    form = TakePartForm(request.form)
    if request.method == "POST":
        here, asked_again = for_whom_shown(place, form)
    else:
        found = presence.present(place)
        if found is None:
            return redirect(url_for(".desk", place=place))
        here, asked_again = found, False
        hold(form, person=here.entry.ref, channel=here.channel)
    whole = queries.whole(place, number, here.entry.id) or abort(404)
    if whole.supports or whole.proposal.proposer_id == here.entry.id or whole.proposal.state != "open":
        form.leave_out_support()
    if asked_again:
        return _page(place, here, whole, ask_again(form, here)), 409
    if request.method == "GET":
        return _page(place, here, whole, form)
    if not form.validate():
        return _page(place, here, whole, form), 422
    _take_part(whole.proposal.id, here, form)
    return _received(place, number, here, form.channel.data)


@bp.route("/j/<place>/counter/<number>/act/<action>", methods=["GET", "POST"], permission=ACT_FOR)
def act(place: Place, number: str, action: str) -> Any:
    """Do what the proposer is asked for at the open stage, in their words."""
    asked = ForPersonForm(request.form)
    if request.method == "POST":
        here, asked_again = for_whom_shown(place, asked)
    else:
        found = presence.present(place)
        if found is None:
            return redirect(url_for(".desk", place=place))
        here, asked_again = found, False
        asked.person.data = here.entry.ref
    proposal = queries.by_number(place, number) or abort(404)
    opened = engine.open_stage(proposal)
    if proposal.proposer_id != here.entry.id:
        abort(404)
    offered = {one.key: one for one in proposers_acts(proposal)}.get(action)
    if opened is None or offered is None or request.form.get("run", opened.run.id, type=int) != opened.run.id:
        return render_template("proposals/too_late.html", proposal=proposal), 409
    return _act(place, here, opened, offered, asked, asked_again)


def _act(
    place: Place, here: Presence, opened: OpenStage, action: Action, asked: ForPersonForm, asked_again: bool
) -> Any:
    person_id = viewer().person_id

    def page(form: DataForm) -> str:
        return render_template(
            "counter/act.html",
            here=here,
            proposal=opened.proposal,
            run=opened.run,
            stage_label=in_language(opened.run.labels),
            action=action,
            form=form,
            asked=asked,
            **about(place, here),
        )

    if request.method == "GET":
        form = form_for(action, opened.stage, person_id=person_id)
        form["channel"].data = here.channel
        return page(form)
    sent, refused = receive(action.form, request.form, request.files, person_id=person_id)
    form = form_for(action, opened.stage, sent, person_id=person_id)
    valid = form.validate()
    for name, reasons in refused.items():
        form[name].errors = [*form[name].errors, *reasons]
    if asked_again:
        form.form_errors = ask_again(asked, here).form_errors
        return page(form), 409
    if not valid or refused:
        return page(form), 422
    actor, data, run_id = viewer().standing.actor(), form.data, opened.run.id
    try:
        do_once(asked, lambda: engine.act(run_id, action.key, data, actor))
    except Blocked as blocked:
        form.form_errors = [str(reason) for reason in blocked.reasons]
        return page(form), 422
    except NotOpen:
        return render_template("proposals/too_late.html", proposal=opened.proposal), 409
    return _received(place, opened.proposal.number or "", here, data["channel"])


def _take_part(proposal_id: int, here: Presence, form: TakePartForm) -> None:
    actor = viewer().standing.actor(for_id=here.entry.id, channel=form.channel.data)
    supports, body = form.supported, form.body.data or ""
    try:
        do_once(
            form,
            lambda: participation.take_part(proposal_id=proposal_id, actor=actor, supports=supports, body=body),
        )
    except NotRunning:
        abort(409)
    except NotAllowed:
        abort(403)


def _received(place: Place, number: str, here: Presence, channel: str) -> Any:
    presence.stay(channel)
    flash(_("Entered for %(name)s, and marked as entered by staff.", name=here.entry.name), "success")
    return redirect(url_for(".receipt", place=place, number=number, ref=here.entry.ref))


def _page(place: Place, here: Presence, whole: Whole, form: TakePartForm) -> str:
    proposal: Proposal = whole.proposal
    run, unit = next(((row[0], row[1]) for row in whole.runs if row[0].left_at is None), (None, None))
    return render_template(
        "counter/matter.html",
        here=here,
        proposal=proposal,
        turn=turn(proposal, run, unit),
        supports=whole.supports,
        own=proposal.proposer_id == here.entry.id,
        acts=proposers_acts(proposal) if proposal.proposer_id == here.entry.id else [],
        takes_comments=proposal.state in OPEN_TO_COMMENTS,
        form=form,
        **about(place, here),
    )

"""The page of one act: whatever the open stage offers, with the form its kind brings.

A page carries the run it was made for: when the stage has ended meanwhile, nothing happens and the page says so.
"""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.db import transact
from portal.files.receiving import receive
from portal.forms import DataForm
from portal.jurisdictions.tree import Place, in_language
from portal.plugin.blueprint import SIGNED_IN
from portal.plugin.stage import PROPOSER, Action
from portal.proposals import engine, queries
from portal.proposals.action_forms import form_for
from portal.proposals.blueprint import bp
from portal.proposals.engine import Blocked, NotAllowed, NotOpen, OpenStage
from portal.proposals.models import Proposal
from portal.proposals.words import CHANNELS
from portal.web.viewer import viewer


@bp.route("/j/<place>/proposals/<number>/act/<action>", methods=["GET", "POST"], permission=SIGNED_IN)
def act(place: Place, number: str, action: str) -> Any:
    """Show the form of an action of the open stage, or do it."""
    proposal = queries.by_number(place, number)
    if proposal is None:
        abort(404)
    opened = engine.open_stage(proposal)
    asked_for = request.form.get("run", type=int)
    if opened is None or (request.method == "POST" and asked_for != opened.run.id):
        return _too_late(proposal)
    found = {offered.key: offered for offered in opened.kind.actions(opened.stage)}.get(action)
    if found is None:
        return _too_late(proposal)
    if not engine.may_act(opened, found, viewer().standing):
        raise NotAllowed(action)
    if request.method == "GET":
        return _page(opened, found, form_for(found, opened.stage))
    sent, refused = receive(found.form, request.form, request.files, person_id=viewer().person_id)
    form = form_for(found, opened.stage, sent)
    valid = form.validate()
    for name, reasons in refused.items():
        form[name].errors = [*form[name].errors, *reasons]
    if not valid or refused:
        return _page(opened, found, form), 422
    try:
        _do(opened, found, form.data)
    except Blocked as blocked:
        form.form_errors = [str(reason) for reason in blocked.reasons]
        return _page(opened, found, form), 422
    except NotOpen:
        return _too_late(proposal)
    flash(_("Done: %(action)s.", action=str(found.label)), "success")
    return redirect(url_for("proposals.detail", place=place, number=number))


def _do(opened: OpenStage, action: Action, data: Mapping[str, Any]) -> None:
    run_id = opened.run.id
    actor = viewer().standing.actor(channel=_channel(opened))
    transact(lambda: engine.act(run_id, action.key, data, actor))


def _channel(opened: OpenStage) -> str:
    """Return how the proposer told a worker who acts for them (rule 6); anybody else acts through the web."""
    channel = request.form.get("channel", "web")
    return channel if _acts_for_proposer(opened) and channel in CHANNELS else "web"


def _acts_for_proposer(opened: OpenStage) -> bool:
    return opened.run.role == PROPOSER and opened.proposal.proposer_id != viewer().person_id


def _page(opened: OpenStage, action: Action, form: DataForm) -> str:
    return render_template(
        "proposals/act.html",
        proposal=opened.proposal,
        run=opened.run,
        stage_label=in_language(opened.run.labels),
        action=action,
        form=form,
        panel=opened.kind.panel(opened.stage),
        channels=CHANNELS if _acts_for_proposer(opened) else {},
        channel=request.form.get("channel", "phone"),
    )


def _too_late(proposal: Proposal) -> tuple[str, int]:
    return render_template("proposals/too_late.html", proposal=proposal), 409

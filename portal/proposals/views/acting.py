"""The page of one act: whatever the open stage offers, with the form its kind brings.

A page carries the run it was made for: when the stage has ended meanwhile, nothing happens and the page says so.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.files.receiving import receive
from portal.forms import DataForm
from portal.jurisdictions.tree import Place, in_language
from portal.plugin.blueprint import SIGNED_IN
from portal.plugin.stage import Action
from portal.proposals import engine, queries
from portal.proposals.action_forms import form_for
from portal.proposals.blueprint import bp
from portal.proposals.engine import Blocked, NotAllowed, NotOpen, OpenStage
from portal.proposals.models import Proposal
from portal.web.once import OnceForm, do_once, done_before
from portal.web.viewer import viewer


@bp.route("/j/<place>/proposals/<number>/act/<action>", methods=["GET", "POST"], permission=SIGNED_IN)
def act(place: Place, number: str, action: str) -> Any:
    """Show the form of an action of the open stage, or do it."""
    proposal = queries.by_number(place, number)
    if proposal is None:
        abort(404)
    if request.method == "POST" and done_before(OnceForm(request.form)):
        return redirect(url_for("proposals.detail", place=place, number=number))
    opened = engine.open_stage(proposal)
    asked_for = request.form.get("run", type=int)
    if opened is None or (request.method == "POST" and asked_for != opened.run.id):
        return _too_late(proposal)
    found = {offered.key: offered for offered in engine.offered(opened, viewer().standing)}.get(action)
    if found is None:
        if action in [other.key for other in opened.kind.actions(opened.stage)]:
            raise NotAllowed(action)
        return _too_late(proposal)
    person_id = viewer().person_id
    if request.method == "GET":
        return _page(opened, found, form_for(found, opened.stage, person_id=person_id))
    sent, refused = receive(found.form, request.form, request.files, person_id=person_id)
    form = form_for(found, opened.stage, sent, person_id=person_id)
    valid = form.validate()
    for name, reasons in refused.items():
        form[name].errors = [*form[name].errors, *reasons]
    if not valid or refused:
        return _page(opened, found, form), 422
    try:
        _do(opened, found, form)
    except Blocked as blocked:
        form.form_errors = [str(reason) for reason in blocked.reasons]
        return _page(opened, found, form), 422
    except NotOpen:
        return _too_late(proposal)
    flash(_("Done: %(action)s.", action=str(found.label)), "success")
    return redirect(url_for("proposals.detail", place=place, number=number))


def _do(opened: OpenStage, action: Action, form: DataForm) -> None:
    """Do it once, however often this showing of the form is sent: not every act ends the stage."""
    run_id, data, actor = opened.run.id, form.data, viewer().standing.actor()
    do_once(OnceForm(request.form), lambda: engine.act(run_id, action.key, data, actor))


def _page(opened: OpenStage, action: Action, form: DataForm) -> str:
    return render_template(
        "proposals/act.html",
        proposal=opened.proposal,
        run=opened.run,
        stage_label=in_language(opened.run.labels),
        action=action,
        form=form,
        panel=opened.kind.panels([opened.stage]).get(opened.run.id),
        once=OnceForm(request.form),
    )


def _too_late(proposal: Proposal) -> tuple[str, int]:
    return render_template("proposals/too_late.html", proposal=proposal), 409

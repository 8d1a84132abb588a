"""Several proposals at once, at intake and triage: ticked, confirmed, done one by one, each in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from portal.db import db, transact
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE, Place
from portal.paging import AnyRow
from portal.plugin.stage import Action
from portal.proposals import engine, merging, queries
from portal.proposals.action_forms import form_for
from portal.proposals.blueprint import bp
from portal.proposals.board import in_hand
from portal.proposals.cards import cards
from portal.proposals.models import Proposal, StageRun
from portal.proposals.permissions import TRIAGE
from portal.proposals.rights import Rights
from portal.proposals.services import NotRunning
from portal.proposals.several_forms import ACTS, MERGE, MergeAllForm, SeveralForm
from portal.web.viewer import viewer

KINDS = ("intake", "filing", "triage")
MOST = 50
Answer = str | tuple[str, int]


@dataclass(frozen=True)
class Item:
    """One that was ticked: its open run, and why the act can't be done with it; nothing when it can, or was."""

    run_id: int
    proposal_id: int
    number: str
    title: str
    home: Place
    why_not: str = ""


@bp.route("/j/<place>/proposals/several", methods=["GET", "POST"], permission=TRIAGE)
def several(place: Place) -> Answer:
    """List what waits for the viewer at intake and triage, to be ticked; ask once more; then do it."""
    form = SeveralForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _choose(place, form)
    ticked = [int(raw) for raw in request.form.getlist("run") if raw.isdecimal() and len(raw) < 10][:MOST]
    if not form.validate() or not ticked:
        missing = "" if ticked else _("Tick at least one proposal.")
        return _choose(place, form, ticked=ticked, missing=missing), 422
    return _confirm_or_do(form.act.data, ticked)


def _choose(place: Place, form: SeveralForm, *, ticked: list[int] | None = None, missing: str = "") -> str:
    homes = [below.id for below in TREE().below(place.id)]
    rows = db.session.execute(
        queries.rows_of()
        .where(Proposal.home_id.in_(homes), StageRun.kind.in_(KINDS), in_hand(viewer().standing))
        .order_by(StageRun.entered_at, Proposal.id)
        .limit(MOST)
    ).all()
    shown = [(row.run_id, card) for row, card in zip(rows, cards(rows, here=place.id), strict=True)]
    return render_template(
        "proposals/several.html", rows=shown, form=form, ticked=ticked or [], missing=missing, most=MOST
    )


def _confirm_or_do(act: str, ticked: list[int]) -> Answer:
    found = [(run_id, proposal, _why_not(act, proposal)) for run_id, proposal in _ticked(ticked)]
    items = [
        Item(run_id, row.id, row.number or "", row.title, TREE().by_id[row.home_id], why_not)
        for run_id, row, why_not in found
    ]
    sent = request.form if request.form.get("sure") else None
    form = next((_form(act, row, sent) for _run_id, row, why_not in found if not why_not), None)
    if form is not None and sent is not None and form.validate():
        done = [item if item.why_not else _done(item, act, form) for item in items]
        return render_template("proposals/several_done.html", items=done, act=ACTS[act])
    page = render_template("proposals/several_confirm.html", items=items, form=form, act=act, label=ACTS[act])
    return (page, 422) if form is not None and form.errors else page


def _ticked(ticked: list[int]) -> Sequence[AnyRow]:
    """Return the ticked runs that are still open, each with its proposal."""
    return db.session.execute(
        select(StageRun.id, Proposal)
        .join(Proposal, Proposal.id == StageRun.proposal_id)
        .where(StageRun.id.in_(ticked), StageRun.left_at.is_(None))
        .options(selectinload(Proposal.runs), joinedload(Proposal.version))
        .order_by(StageRun.entered_at, Proposal.id)
    ).all()


def _why_not(act: str, proposal: Proposal) -> str:
    if act == MERGE:
        return "" if Rights.of(proposal, viewer().standing).triage else _("You may not merge it.")
    return "" if _offered(act, proposal) else _("It is not at a stage where this can be done, or not by you.")


def _offered(act: str, proposal: Proposal) -> Action | None:
    return next((action for action in engine.actions(proposal, viewer().standing) if action.key == act), None)


def _form(act: str, proposal: Proposal, sent: MultiDict[str, str] | None) -> DataForm:
    """Return the form of the act, as one of the ticked ones offers it."""
    action, opened = _offered(act, proposal), engine.open_stage(proposal)
    if act == MERGE or action is None or opened is None:
        return MergeAllForm(sent)
    return form_for(action, opened.stage, sent, person_id=viewer().person_id)


def _done(item: Item, act: str, form: DataForm) -> Item:
    """Do it with one of them, in a transaction of its own, and say why if it can't be done."""
    try:
        if act == MERGE:
            _merge(item.proposal_id, form)
        else:
            transact(lambda: _act(item.run_id, act))
    except engine.NotOpen:
        return replace(item, why_not=_("Somebody was faster: the stage has ended meanwhile."))
    except engine.NotAllowed:
        return replace(item, why_not=_("You may not do this with it."))
    except engine.Blocked as blocked:
        return replace(item, why_not=" ".join(str(reason) for reason in blocked.reasons))
    except merging.Itself:
        return replace(item, why_not=_("This is the one that stays."))
    except NotRunning as ended:
        return replace(item, why_not=_("%(number)s is not open any more; nothing was merged.", number=str(ended)))
    return item


def _merge(source_id: int, form: DataForm) -> None:
    target = queries.by_any_number(form["into"].data)
    if target is None:
        raise engine.Blocked([_("There is no proposal of this number.")])
    target_id, reason, actor = target.id, form["reason"].data, viewer().standing.actor()
    transact(lambda: merging.merge(source_id=source_id, target_id=target_id, actor=actor, reason=reason))


def _act(run_id: int, act: str) -> None:
    """Do an act of the stage, with what was sent, as this very stage takes it."""
    opened, standing = engine.load_open(run_id), viewer().standing
    action = next((found for found in engine.offered(opened, standing) if found.key == act), None)
    if action is None:
        raise engine.NotAllowed(act)
    form = form_for(action, opened.stage, request.form, person_id=standing.person_id)
    if not form.validate():
        raise engine.Blocked(
            [f"{field.label.text}: {' '.join(map(str, field.errors))}" for field in form if field.errors]
        )
    engine.act(run_id, act, form.data, standing.actor())

"""Pages of commitments: a place's list, one commitment with its steps, and one act on it."""

from datetime import date
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal import clock
from portal.commitments import acts, queries, services
from portal.commitments.acts import Act
from portal.commitments.queries import FILTERS, PAGE, Row, Wanted
from portal.commitments.words import FOLLOW_UPS, STATES, STEPS, TONES
from portal.db import db
from portal.files.receiving import receive
from portal.files.sending import send
from portal.forms import DataForm
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.plugin.blueprint import PUBLIC, SIGNED_IN, PortalBlueprint
from portal.plugin.stage import Action
from portal.proposals import engine
from portal.proposals.attachments import usable_files
from portal.proposals.engine import Blocked, NotOpen
from portal.proposals.models import StageRun
from portal.proposals.queries import by_number
from portal.web.once import OnceForm, do_once, done_before
from portal.web.paging import whole_number
from portal.web.viewer import viewer

bp = PortalBlueprint("commitments", __name__)


@bp.route("/j/<place>/commitments/", permission=PUBLIC)
def index(place: Place) -> str:
    """Show who promised what by when, here and below."""
    today = clock.today(place.zone)
    wanted = _wanted()
    rows = queries.listed(place, wanted, today)
    last = rows[PAGE - 1].commitment if len(rows) > PAGE else None
    kept: dict[str, Any] = {"state": wanted.state, "unit": wanted.organisation_id}
    after = f"{(last.done_by or last.reply_by or queries.NO_DAY).isoformat()}_{last.id}" if last else None
    return render_template(
        "commitments/index.html",
        rows=rows[:PAGE],
        today=today,
        wanted=wanted,
        states=STATES,
        tones=TONES,
        units=[(unit.id, in_language(unit.names)) for unit in queries.units_with_commitments(place)],
        page={
            "next_url": url_for(".index", place=place, after=after, **kept) if after else None,
            "previous_url": url_for(".index", place=place, **kept) if wanted.after else None,
        },
    )


@bp.route("/j/<place>/commitments/<int:commitment>", permission=PUBLIC)
def show(place: Place, commitment: int) -> str:
    """Show one commitment with each of its steps."""
    row = _row(place, commitment)
    steps = queries.steps_with_files(commitment)
    recorded = {step.key for step, _by in steps} | (
        {"accept"} if row.commitment.state in ("accepted", "ended") else set()
    )
    return render_template(
        "commitments/show.html",
        row=row,
        steps=steps[::-1],
        states=STATES,
        tones=TONES,
        step_words=STEPS,
        follow_ups=[(str(FOLLOW_UPS[key]), key in recorded) for key in row.commitment.follow_ups if key in FOLLOW_UPS],
        today=clock.today(place.zone),
        may_see_names=viewer().standing.may("proposals.read_private", place.id),
        links=_links(place, row),
    )


@bp.route("/j/<place>/commitments/<int:commitment>/<action>", methods=["GET", "POST"], permission=SIGNED_IN)
def act(place: Place, commitment: int, action: str) -> Any:
    """Show the form of one act on a commitment, or do it."""
    row = _row(place, commitment)
    if request.method == "POST" and done_before(OnceForm(request.form)):
        return redirect(row.url)
    found = {offer.key: offer for offer in acts.offered(row.commitment)}.get(action)
    if found is None:
        return _too_late(row)
    actor = viewer().standing.actor()
    services.authorize(row.commitment, found.permission, actor)
    if request.method == "GET":
        return _page(row, found, _form(row, found, MultiDict()))
    sent, refused = receive(found.form, request.form, request.files, person_id=actor.person_id)
    form = _form(row, found, sent)
    valid = form.validate()
    for name, reasons in refused.items():
        form[name].errors = [*form[name].errors, *reasons]
    if not valid or refused:
        return _page(row, found, form), 422
    try:
        do_once(OnceForm(request.form), lambda: found.do(commitment, form.data, actor))
    except Blocked as blocked:
        form.form_errors = [str(reason) for reason in blocked.reasons]
        return _page(row, found, form), 422
    except NotOpen:
        return _too_late(row)
    flash(_("Done: %(action)s.", action=str(found.label)), "success")
    return redirect(row.url)


@bp.route("/j/<place>/commitments/<int:commitment>/files/<ref>", permission=PUBLIC)
def file(place: Place, commitment: int, ref: str) -> Response:
    """Send a photo or paper that proves a step."""
    _row(place, commitment)
    found = {known.ref: known for step, _by in queries.steps_with_files(commitment) for known in step.files}
    if ref not in found:
        abort(404)
    return send(found[ref], public=True)


def _row(place: Place, commitment_id: int) -> Row:
    row = queries.one(place, commitment_id)
    if row is None:
        abort(404)
    return row


def _wanted() -> Wanted:
    state = request.args.get("state", "open")
    given = request.args.get("after")
    if given is None:
        after = None
    else:
        day, _sep, commitment_id = given.partition("_")
        try:
            after = date.fromisoformat(day), int(commitment_id)
        except ValueError:
            abort(404)
    return Wanted(state if state in FILTERS else "open", request.args.get("unit", type=whole_number), after)


def _links(place: Place, row: Row) -> list[tuple[str, str]]:
    """Return what the viewer can do now: the stage's actions where one carries it, then the commitment's own acts."""
    if not viewer().signed_in:
        return []
    links = [
        (str(action.label), url_for("proposals.act", place=place, number=row.number, action=action.key))
        for action in _stage_actions(place, row)
    ]
    return links + [
        (str(offer.label), url_for(".act", place=place, commitment=row.commitment.id, action=offer.key))
        for offer in acts.offered(row.commitment)
        if services.allows(viewer().standing, row.commitment, offer.permission)
    ]


def _stage_actions(place: Place, row: Row) -> list[Action]:
    run_id = row.commitment.run_id
    if run_id is None or db.session.scalar(select(StageRun.left_at).where(StageRun.id == run_id)) is not None:
        return []
    proposal = by_number(place, row.number or "")
    return engine.actions(proposal, viewer().standing) if proposal else []


def _form(row: Row, found: Act, sent: MultiDict[str, str]) -> DataForm:
    form = found.form(sent)
    form.today = clock.today(TREE().by_id[row.commitment.seat_id].zone)
    proposal_id, person_id = row.commitment.proposal_id, viewer().person_id
    form.usable_files = partial(usable_files, proposal_id=proposal_id, person_id=person_id)
    return form


def _page(row: Row, found: Act, form: DataForm) -> str:
    return render_template("commitments/act.html", row=row, act=found, form=form, once=OnceForm(request.form))


def _too_late(row: Row) -> tuple[str, int]:
    return render_template("commitments/too_late.html", row=row), 409

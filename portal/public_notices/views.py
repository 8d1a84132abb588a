"""The notice board: what is published, one notice with its objections, objecting and answering."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.persons.names import mask_name
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.proposals.engine import NotOpen
from portal.proposals.permissions import ACT_FOR
from portal.public_notices import queries, services
from portal.public_notices.forms import AnswerForm, NoticeForm, ObjectionForm, ObjectionForSomebodyForm
from portal.public_notices.permissions import MANAGE, OBJECT
from portal.public_notices.queries import PAGE, Row
from portal.web.gate import may_open
from portal.web.once import do_once
from portal.web.paging import whole_number
from portal.web.viewer import viewer

bp = PortalBlueprint("public_notices", __name__)


@bp.route("/j/<place>/public-notices/", permission=PUBLIC)
def index(place: Place) -> str:
    """Show what is published here and below, newest first."""
    state = "open" if request.args.get("state") == "open" else ""
    before = request.args.get("before", type=whole_number)
    rows = queries.listed(place, state=state, before=before)
    last = rows[PAGE - 1].notice.id if len(rows) > PAGE else None
    return render_template(
        "public_notices/index.html",
        rows=rows[:PAGE],
        state=state,
        may_put_up=may_open("public_notices.new", place),
        page={
            "next_url": url_for(".index", place=place, state=state or None, before=last) if last else None,
            "previous_url": url_for(".index", place=place, state=state or None) if before else None,
        },
    )


@bp.route("/j/<place>/public-notices/<int:notice>", permission=PUBLIC)
def show(place: Place, notice: int) -> str:
    """Show one notice with what people object and what they were answered."""
    return _page(place, _row(place, notice), ObjectionForm(), AnswerForm())


@bp.route("/j/<place>/public-notices/<int:notice>/sheet", permission=PUBLIC)
def sheet(place: Place, notice: int) -> str:
    """Show a notice as a sheet for the notice board."""
    return render_template("public_notices/sheet.html", row=_row(place, notice))


@bp.route("/j/<place>/public-notices/new", methods=["GET", "POST"], permission=MANAGE)
def new(place: Place) -> Any:
    """Put up a notice of the place's own."""
    form = NoticeForm(request.form)
    if request.method == "GET":
        return render_template("public_notices/new.html", form=form)
    if not form.validate():
        return render_template("public_notices/new.html", form=form), 422
    actor = viewer().standing.actor()
    notice_id = do_once(
        form,
        lambda: (
            services.put_up(
                place=place,
                title=form.title.data,
                text=form.text.data,
                ends_on=services.last_day(place, days=form.days.data, counting=form.counting.data),
                actor=actor,
            ).id
        ),
    )
    flash(_("The notice is put up."), "success")
    return redirect(url_for(".show", place=place, notice=notice_id))


@bp.route("/j/<place>/public-notices/<int:notice>/object", methods=["POST"], permission=OBJECT)
def object_to(place: Place, notice: int) -> Any:
    """Object to a notice in one's own name."""
    row = _row(place, notice)
    form = ObjectionForm(request.form)
    if not form.validate():
        return _page(place, row, form, AnswerForm()), 422
    actor = viewer().standing.actor()
    try:
        do_once(form, lambda: services.object_to(notice, text=form.text.data, actor=actor).id)
    except NotOpen:
        return _over(place, row)
    flash(_("Your objection is received. You will be answered."), "success")
    return redirect(url_for(".show", place=place, notice=notice))


@bp.route("/j/<place>/public-notices/<int:notice>/object-for", methods=["GET", "POST"], permission=ACT_FOR)
def object_for(place: Place, notice: int) -> Any:
    """Write down what somebody objects on paper, by phone or in person."""
    row = _row(place, notice)
    form = ObjectionForSomebodyForm(request.form)
    if request.method == "GET":
        return render_template("public_notices/object_for.html", form=form, row=row)
    valid = form.validate()
    found = queries.people_called(place, form.person.data) if form.person.data else []
    if form.person.data and len(found) != 1:
        many = _("Several people are called so; give the phone number.")
        form.person.errors = [many if found else _("Nobody in the register here has this name or phone number.")]
    if not valid or form.person.errors:
        return render_template("public_notices/object_for.html", form=form, row=row), 422
    actor = viewer().standing.actor(for_id=found[0], channel=form.channel.data)
    try:
        do_once(
            form,
            lambda: (
                services.object_to(
                    notice, text=form.text.data, actor=actor, person_id=found[0], channel=form.channel.data
                ).id
            ),
        )
    except NotOpen:
        return _over(place, row)
    flash(_("The objection is written down."), "success")
    return redirect(url_for(".show", place=place, notice=notice))


@bp.route("/j/<place>/public-notices/<int:notice>/objections/<int:objection>", methods=["POST"], permission=MANAGE)
def answer(place: Place, notice: int, objection: int) -> Any:
    """Answer an objection; the answer stands below it for everybody to read."""
    row = _row(place, notice)
    if objection not in {one.id for one, _name in queries.objections(notice)}:
        abort(404)
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(place, row, ObjectionForm(), form, answering=objection), 422
    actor = viewer().standing.actor()
    try:
        transact(lambda: services.answer(objection, text=form.answer.data, upheld=form.upheld.data, actor=actor))
    except NotOpen:
        return _over(place, row)
    flash(_("The objection is answered."), "success")
    return redirect(url_for(".show", place=place, notice=notice))


def _row(place: Place, notice_id: int) -> Row:
    row = queries.one(place, notice_id)
    if row is None:
        abort(404)
    return row


def _page(
    place: Place, row: Row, objecting: ObjectionForm, answering_form: AnswerForm, answering: int | None = None
) -> str:
    open_ = row.notice.state == "open"
    names = viewer().standing.may("proposals.read_private", place.id)
    return render_template(
        "public_notices/show.html",
        row=row,
        objections=[
            (objection, name if names or objection.person_id == viewer().person_id else mask_name(name))
            for objection, name in queries.objections(row.notice.id)
        ],
        objecting=objecting if open_ and may_open("public_notices.object_to", place) else None,
        may_object_for=open_ and may_open("public_notices.object_for", place),
        answering_form=answering_form if open_ and may_open("public_notices.answer", place) else None,
        answering=answering,
    )


def _over(place: Place, row: Row) -> Response:
    flash(_("“%(title)s” has ended meanwhile; nothing was changed.", title=row.notice.title), "warning")
    return redirect(url_for(".show", place=place, notice=row.notice.id))

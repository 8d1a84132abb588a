"""Households: who lives behind a door, who moved in and out, who answers for it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.db import db, transact
from portal.jurisdictions.tree import Place
from portal.persons import permissions
from portal.persons.blueprint import bp
from portal.persons.forms import MoveInForm, MoveOutForm, SearchForm
from portal.persons.models import Household
from portal.persons.queries.households import Home, household_at
from portal.persons.queries.register import find_people, person_at
from portal.persons.services.households import MovedBackwards, NoSuchMember, make_head, move_in, move_out
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/households/<int:household_id>", permission=permissions.READ)
def household(place: Place, household_id: int) -> str:
    """Show a household, and find who moves in."""
    return _household_page(place, _found(place, household_id), MoveInForm(), MoveOutForm())


@bp.route("/j/<place>/households/<int:household_id>/members", methods=["POST"], permission=permissions.CONFIRM)
def join(place: Place, household_id: int) -> Answer:
    """Let somebody of the register move in."""
    home = _found(place, household_id)
    form = MoveInForm(request.form)
    entry = person_at(place, form.person.data or "")
    if entry is None:
        abort(404)
    if form.validate():
        since, as_head = _moment(place, form.since.data), bool(form.as_head.data)
        actor = viewer().standing.actor()

        def work() -> None:
            row = db.session.get_one(Household, household_id, with_for_update=True)
            move_in(household=row, person_id=entry.id, as_head=as_head, since=since, actor=actor)

        try:
            transact(work)
        except MovedBackwards:
            form.since.errors = [_("This day is yet to come.")]
        else:
            flash(_("%(name)s lives here now.", name=entry.name), "success")
            return redirect(url_for("persons.household", place=place, household_id=household_id))
    return _household_page(place, home, form, MoveOutForm()), 422


@bp.route(
    "/j/<place>/households/<int:household_id>/members/<int:member_id>/end",
    methods=["POST"],
    permission=permissions.CONFIRM,
)
def leave(place: Place, household_id: int, member_id: int) -> Answer:
    """Note that somebody moved out."""
    home = _found(place, household_id)
    form = MoveOutForm(request.form)
    if form.validate():
        until, actor = _moment(place, form.until.data), viewer().standing.actor()
        try:
            transact(
                lambda: move_out(household_id=household_id, member_id=member_id, until=until, actor=actor)
            )
        except NoSuchMember:
            abort(404)
        except MovedBackwards:
            form.until.errors = [_("This day is yet to come, or before they moved in.")]
        else:
            flash(_("Noted: they live here no longer."), "success")
            return redirect(url_for("persons.household", place=place, household_id=household_id))
    return _household_page(place, home, MoveInForm(), form), 422


@bp.route(
    "/j/<place>/households/<int:household_id>/members/<int:member_id>/head",
    methods=["POST"],
    permission=permissions.CONFIRM,
)
def lead(place: Place, household_id: int, member_id: int) -> Response:
    """Let another member answer for the household."""
    _found(place, household_id)
    actor = viewer().standing.actor()
    try:
        transact(lambda: make_head(household_id=household_id, member_id=member_id, actor=actor))
    except NoSuchMember:
        abort(404)
    flash(_("The household has another head."), "success")
    return redirect(url_for("persons.household", place=place, household_id=household_id))


def _found(place: Place, household_id: int) -> Home:
    home = household_at(place, household_id)
    if home is None:
        abort(404)
    return home


def _household_page(place: Place, home: Home, move_in_form: MoveInForm, move_out_form: MoveOutForm) -> str:
    searching = SearchForm(request.args)
    search = (searching.q.data or "") if searching.validate() else ""
    here = {member.person_id for member in home.members}
    return render_template(
        "persons/household.html",
        home=home,
        form=move_in_form,
        out=move_out_form,
        search=search,
        people=[entry for entry in find_people(place, search) if entry.id not in here] if search else [],
        may_change=viewer().standing.may(permissions.CONFIRM, place.id),
    )


def _moment(place: Place, day: date | None) -> datetime:
    """Return when a day began at the place; now where it is today or none was given."""
    if day is None or day == clock.today(place.zone):
        return clock.now()
    return datetime.combine(day, time(), ZoneInfo(place.zone))

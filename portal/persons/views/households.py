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
from portal.persons.forms import MoveInForm, MoveOutForm
from portal.persons.looking import chosen, look_for
from portal.persons.models import Household
from portal.persons.queries.households import Home, household_at
from portal.persons.queries.register import Entry
from portal.persons.services.households import MovedBackwards, NoSuchMember, make_head, move_in, move_out
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/households/<int:household_id>", permission=permissions.READ)
def household(place: Place, household_id: int) -> str:
    """Show a household: who lives there, and who did."""
    return render_template(
        "persons/household.html",
        home=_found(place, household_id),
        may_change=viewer().standing.may(permissions.CONFIRM, place.id),
    )


@bp.route(
    "/j/<place>/households/<int:household_id>/members/new", methods=["GET", "POST"], permission=permissions.CONFIRM
)
def join(place: Place, household_id: int) -> Answer:
    """Find somebody of the register, and let them move in."""
    home = _found(place, household_id)
    if request.method == "GET":
        asked = request.args.get("person", "")
        return _join_page(place, home, MoveInForm(person=asked), chosen(place, asked) if asked else None)
    form = MoveInForm(request.form)
    newcomer = chosen(place, form.person.data)
    if form.validate():
        since, as_head = _moment(place, form.since.data), bool(form.as_head.data)
        actor = viewer().standing.actor()

        def work() -> None:
            row = db.session.get_one(Household, household_id, with_for_update=True)
            move_in(household=row, person_id=newcomer.id, as_head=as_head, since=since, actor=actor)

        try:
            transact(work)
        except MovedBackwards:
            form.since.errors = [_("This day is yet to come.")]
        else:
            flash(_("%(name)s lives here now.", name=newcomer.name), "success")
            return redirect(url_for("persons.household", place=place, household_id=household_id))
    return _join_page(place, home, form, newcomer), 422


@bp.route(
    "/j/<place>/households/<int:household_id>/members/<int:member_id>/end",
    methods=["GET", "POST"],
    permission=permissions.CONFIRM,
)
def leave(place: Place, household_id: int, member_id: int) -> Answer:
    """Note that somebody moved out."""
    home = _found(place, household_id)
    member = next((member for member in home.members if member.id == member_id), None)
    if member is None:
        abort(404)
    form = MoveOutForm(request.form)
    if request.method == "GET":
        return render_template("persons/leave.html", home=home, member=member, form=form)
    if form.validate():
        until, actor = _moment(place, form.until.data), viewer().standing.actor()
        try:
            transact(lambda: move_out(household_id=household_id, member_id=member_id, until=until, actor=actor))
        except NoSuchMember:
            abort(404)
        except MovedBackwards:
            form.until.errors = [_("This day is yet to come, or before they moved in.")]
        else:
            flash(_("Noted: %(name)s lives here no longer.", name=member.name), "success")
            return redirect(url_for("persons.household", place=place, household_id=household_id))
    return render_template("persons/leave.html", home=home, member=member, form=form), 422


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


def _join_page(place: Place, home: Home, form: MoveInForm, newcomer: Entry | None) -> str:
    found = look_for(place, but={member.person_id for member in home.members})
    return render_template("persons/join.html", home=home, form=form, chosen=newcomer, found=found)


def _moment(place: Place, day: date | None) -> datetime:
    """Return when a day began at the place; now where it is today or none was given."""
    if day is None or day == clock.today(place.zone):
        return clock.now()
    return datetime.combine(day, time(), ZoneInfo(place.zone))

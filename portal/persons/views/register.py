"""The register of a place: find, enter, block."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.accounts.services.helping import (
    NoAccount,
    NotBelow,
    block_account,
    reset_second_factor,
    unblock_account,
)
from portal.accounts.services.second_factor import has_second_factor
from portal.db import transact
from portal.jurisdictions.tree import TREE, Place
from portal.paging import BadCursor
from portal.persons import permissions
from portal.persons.blueprint import bp
from portal.persons.forms import BlockForm, EnterForm, SearchForm
from portal.persons.queries.households import household_of
from portal.persons.queries.register import Entry, duplicates, people_at, person_at
from portal.persons.services.register import enter_person
from portal.roles.queries import held_by
from portal.web.gate import may_open
from portal.web.paging import links
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

MOST_BUILDINGS = 500


@bp.route("/j/<place>/persons/", permission=permissions.READ)
def index(place: Place) -> str:
    """List who lives here, or whom the search finds."""
    form = SearchForm(request.args)
    search = (form.q.data or "") if form.validate() else ""
    try:
        page = people_at(place, search=search, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    standing = viewer().standing
    return render_template(
        "persons/index.html",
        people=page.rows,
        links=links(page),
        search=search,
        may_enter=standing.may(permissions.ENTER, place.id),
        may_confirm=standing.may(permissions.CONFIRM, place.id),
    )


@bp.route("/j/<place>/persons/new", methods=["GET", "POST"], permission=permissions.ENTER)
def enter(place: Place) -> Answer:
    """Enter somebody met in person."""
    form = EnterForm(request.form, building=place.id)
    form.building.choices = building_choices(place)
    if request.method == "GET":
        return render_template("persons/enter.html", form=form, alike=[])
    if not form.validate():
        return render_template("persons/enter.html", form=form, alike=[]), 422
    name, phone, door = form.name.data or "", form.phone.data or "", form.door.data or ""
    building = TREE().by_id[form.building.data]
    alike = duplicates(name=name, phone=phone, place=place, door=door)
    if {entry.ref for entry in alike} - set((form.seen.data or "").split()):
        form.seen.data = " ".join(entry.ref for entry in alike)
        return render_template("persons/enter.html", form=form, alike=alike), 422
    actor = viewer().standing.actor()
    ref = transact(lambda: enter_person(name=name, phone=phone, place=building, door=door, actor=actor).ref)
    flash(_("%(name)s is entered in the register.", name=name), "success")
    return redirect(url_for("persons.show", place=place, ref=ref))


@bp.route("/j/<place>/persons/<ref>", permission=permissions.READ)
def show(place: Place, ref: str) -> str:
    """Show one person's entry, with what may be done about it."""
    return person_page(place, found(place, ref), BlockForm())


@bp.route("/j/<place>/persons/<ref>/block", methods=["POST"], permission=permissions.BLOCK)
def block(place: Place, ref: str) -> Answer:
    """Keep somebody from signing in."""
    entry = found(place, ref)
    form = BlockForm(request.form)
    if not form.validate():
        return person_page(place, entry, form), 422
    actor, reason = viewer().standing.actor(), form.reason.data or ""
    try:
        transact(lambda: block_account(person_id=entry.id, place=place, reason=reason, actor=actor))
    except NotBelow:
        abort(403)
    except NoAccount:
        abort(404)
    flash(_("%(name)s can't sign in any more.", name=entry.name), "success")
    return redirect(url_for("persons.show", place=place, ref=ref))


@bp.route("/j/<place>/persons/<ref>/unblock", methods=["POST"], permission=permissions.BLOCK)
def unblock(place: Place, ref: str) -> Response:
    """Let somebody sign in again."""
    entry = found(place, ref)
    actor = viewer().standing.actor()
    try:
        transact(lambda: unblock_account(person_id=entry.id, place=place, actor=actor))
    except NotBelow:
        abort(403)
    except NoAccount:
        abort(404)
    flash(_("%(name)s can sign in again.", name=entry.name), "success")
    return redirect(url_for("persons.show", place=place, ref=ref))


@bp.route("/j/<place>/persons/<ref>/second-factor/reset", methods=["POST"], permission=permissions.BLOCK)
def reset_factor(place: Place, ref: str) -> Response:
    """Take away the second factor of somebody who lost their phone."""
    entry = found(place, ref)
    actor = viewer().standing.actor()
    try:
        transact(lambda: reset_second_factor(person_id=entry.id, place=place, actor=actor))
    except NotBelow:
        abort(403)
    except NoAccount:
        abort(404)
    flash(_("%(name)s signs in without a second factor, and can set it up anew.", name=entry.name), "success")
    return redirect(url_for("persons.show", place=place, ref=ref))


def found(place: Place, ref: str) -> Entry:
    """Return the entry an address names; 404 when nobody here has to do with that person."""
    entry = person_at(place, ref)
    if entry is None:
        abort(404)
    return entry


def person_page(place: Place, entry: Entry, form: BlockForm) -> str:
    """Return a person's page."""
    standing = viewer().standing
    return render_template(
        "persons/show.html",
        entry=entry,
        household=household_of(entry.id),
        roles=held_by(entry.id),
        form=form,
        may_enter=standing.may(permissions.ENTER, place.id),
        may_block=standing.may(permissions.BLOCK, place.id) and entry.id != viewer().person_id,
        may_erase=may_open("personal_data.erase_somebody", place) and entry.id != viewer().person_id,
        has_factor=entry.account_id is not None and has_second_factor(entry.account_id),
    )


def building_choices(place: Place) -> list[SelectChoice]:
    """Return the place and those below it as choices, each with the way to it."""
    below = [lower for lower in TREE().below(place.id) if lower.open][:MOST_BUILDINGS]
    return [SelectChoice(str(lower.id), TREE().way(place.id, lower.id)) for lower in below]

"""Who comes to the counter: find them by the little that is known, or enter them, and let them go again."""

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.counter import presence
from portal.counter.blueprint import bp
from portal.counter.forms import CallForm
from portal.counter.queries import find_people
from portal.db import transact
from portal.jurisdictions.tree import TREE, Place
from portal.persons.forms import EnterForm, SearchForm
from portal.persons.permissions import ENTER
from portal.persons.queries.register import Entry, duplicates, person_at
from portal.persons.services.register import enter_person
from portal.persons.views.register import building_choices
from portal.proposals.people import as_choice
from portal.proposals.permissions import ACT_FOR
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/counter/call", methods=["POST"], permission=ACT_FOR)
def call(place: Place) -> Response:
    """Let somebody of the register come to the counter."""
    form = CallForm(request.form)
    entry = person_at(place, form.person.data or "") if form.validate() else None
    if entry is None or entry.id == viewer().person_id:
        abort(404)
    presence.call(place, entry)
    return redirect(url_for(".desk", place=place))


@bp.route("/j/<place>/counter/newcomer", methods=["POST"], permission=ENTER)
def newcomer(place: Place) -> Answer:
    """Enter somebody who isn't in the register yet, and let them come to the counter."""
    form = newcomer_form(place)
    if not form.validate():
        return door_page(place, form, []), 422
    name, phone, door = form.name.data or "", form.phone.data or "", form.door.data or ""
    building = TREE().by_id[form.building.data]
    alike = duplicates(name=name, phone=phone, place=place, door=door)
    if {entry.ref for entry in alike} - set((form.seen.data or "").split()):
        form.seen.data = " ".join(entry.ref for entry in alike)
        return door_page(place, form, alike), 422
    actor = viewer().standing.actor()
    ref = transact(lambda: enter_person(name=name, phone=phone, place=building, door=door, actor=actor).ref)
    presence.call(place, person_at(place, ref) or abort(404))
    return redirect(url_for(".desk", place=place))


@bp.route("/j/<place>/counter/dismiss", methods=["POST"], permission=ACT_FOR)
def dismiss(place: Place) -> Response:
    """Let who is at the counter go: the next one, please."""
    presence.dismiss()
    return redirect(url_for(".desk", place=place))


def newcomer_form(place: Place) -> EnterForm:
    """Return the form of somebody new, with the homes of a place to choose from."""
    form = EnterForm(request.form, building=place.id)
    form.building.choices = building_choices(place)
    return form


def door_page(place: Place, form: EnterForm, alike: Sequence[Entry]) -> str:
    """Return the counter with nobody at it: find somebody, or enter them."""
    searching = SearchForm(request.args)
    words = (searching.q.data or "") if searching.validate() else ""
    standing, self_id = viewer().standing, viewer().person_id
    found = [entry for entry in find_people(place, words, standing) if entry.id != self_id] if words else []
    return render_template(
        "counter/door.html",
        form=form,
        words=words,
        found=[(entry, as_choice(entry, place, standing).label) for entry in found],
        alike=[(entry, as_choice(entry, place, standing).label) for entry in alike],
        may_enter=standing.may(ENTER, place.id),
    )


def elsewhere(place: Place) -> str:
    """Say where the counter is of a place that takes no proposals itself."""
    above = TREE().locality(place.id)
    near = [above] if above else [below for below in TREE().below(place.id) if below.takes_proposals and below.open]
    standing = viewer().standing
    return render_template("counter/elsewhere.html", places=[one for one in near if standing.may(ACT_FOR, one.id)])

"""Pages of roles: who holds what at a place, giving and ending, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal import clock
from portal.db import transact
from portal.jurisdictions.tree import Place, in_language
from portal.organisations.queries import organisations_at
from portal.paging import BadCursor
from portal.persons.looking import chosen, look_for
from portal.persons.queries.register import Entry, person_to_choose
from portal.plugin.registry import plugins
from portal.roles import permissions
from portal.roles.blueprint import bp
from portal.roles.forms import GiveForm
from portal.roles.queries import assignment_at, ended_at_place, held_at, role_name
from portal.roles.services import (
    AlreadyHeld,
    MoreThanHeld,
    NoSuchRole,
    OrganisationNeeded,
    RoleRefused,
    TermBackwards,
    ToOneself,
    end_role,
    give_role,
    may_give,
)
from portal.roles.standing import RESIDENT, TEMPLATES
from portal.web.paging import links
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

REFUSALS: Mapping[type[RoleRefused], tuple[str, LazyString]] = {
    AlreadyHeld: ("role", _l("This person holds the role here already.")),
    ToOneself: ("role", _l("Nobody gives a role to themselves. Please ask a colleague to do it.")),
    MoreThanHeld: ("role", _l("This role allows more than you may do here, so you can't give it.")),
    NoSuchRole: ("role", _l("There is no such role.")),
    OrganisationNeeded: (
        "organisation",
        _l("A role held for an organisation needs one of this place or above; another role is held for none."),
    ),
    TermBackwards: ("ends", _l("The last day lies before the first, or is over.")),
}


@dataclass(frozen=True)
class RoleWords:
    """A role and what it allows, in words."""

    key: str
    name: str
    allows: tuple[str, ...]


@bp.route("/j/<place>/roles/", permission=permissions.GIVE)
def index(place: Place) -> str:
    """Show who holds what here and above."""
    standing = viewer().standing
    held = held_at(place)
    endable = {row.id for row in held if row.place.id == place.id and may_give(standing, row.role, place.id)}
    return render_template("roles/index.html", held=held, endable=endable, templates=_role_words())


@bp.route("/j/<place>/roles/history", permission=permissions.GIVE)
def history(place: Place) -> str:
    """Show the roles at this place that are over."""
    try:
        page = ended_at_place(place, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    return render_template("roles/history.html", ended=page.rows, links=links(page))


@bp.route("/j/<place>/roles/give", methods=["GET", "POST"], permission=permissions.GIVE)
def give(place: Place) -> Answer:
    """Find somebody, and give them a role here."""
    if request.method == "GET":
        asked = person_to_choose(place, request.args.get("person", ""))
        return _give_page(place, _form(place, asked), asked)
    form = _form(place, None)
    person = chosen(place, form.person.data)
    if not form.validate():
        return _give_page(place, form, person), 422
    starts = form.starts.data or clock.today(place.zone)
    actor = viewer().standing.actor()
    try:
        transact(
            lambda: give_role(
                person_id=person.id,
                role=form.role.data,
                place=place,
                starts=starts,
                ends=form.ends.data,
                organisation_id=form.organisation.data or None,
                actor=actor,
            )
        )
    except RoleRefused as error:
        name, words = REFUSALS[type(error)]
        form[name].errors = [words]
        return _give_page(place, form, person), 422
    flash(_("%(name)s holds the role %(role)s here.", name=person.name, role=role_name(form.role.data)), "success")
    return redirect(url_for("roles.index", place=place))


@bp.route("/j/<place>/roles/<int:assignment_id>/end", methods=["POST"], permission=permissions.GIVE)
def end(place: Place, assignment_id: int) -> Response:
    """End a role that is held at this very place."""
    row = assignment_at(place, assignment_id)
    if row is None:
        abort(404)
    actor = viewer().standing.actor()
    try:
        transact(lambda: end_role(assignment_id=assignment_id, actor=actor))
    except MoreThanHeld:
        abort(403)
    flash(_("%(name)s no longer holds the role %(role)s.", name=row.person_name, role=row.role_name), "success")
    return redirect(url_for("roles.index", place=place))


def _form(place: Place, person: Entry | None) -> GiveForm:
    form = GiveForm(request.form, person=person.ref if person else "")
    standing = viewer().standing
    form.role.choices = [
        SelectChoice(key, template.name)
        for key, template in TEMPLATES().items()
        if key != RESIDENT and may_give(standing, key, place.id)  # residents come by their home
    ]
    form.organisation.choices = [
        SelectChoice("0", _("None")),
        *(SelectChoice(str(row.id), in_language(row.names)) for row in organisations_at(place)),
    ]
    return form


def _give_page(place: Place, form: GiveForm, person: Entry | None) -> str:
    return render_template("roles/give.html", form=form, chosen=person, found=look_for(place))


def _role_words() -> list[RoleWords]:
    labels = {key: str(permission.label) for key, permission in plugins().permissions.items()}
    return [
        RoleWords(
            key,
            template.name,
            tuple(labels[permission] for permission in sorted(template.permissions) if permission in labels),
        )
        for key, template in TEMPLATES().items()
    ]

"""Pages of organisations: open to everybody without personal data, kept by those who may."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations import permissions
from portal.organisations.forms import MemberForm, OrganisationForm
from portal.organisations.kinds import kind_words
from portal.organisations.models import Organisation
from portal.organisations.queries import members_of, organisation_at, organisations_at
from portal.organisations.services import (
    NoSuchMember,
    change_organisation,
    close_organisation,
    end_membership,
    enter_organisation,
    name_member,
)
from portal.persons.looking import Found, chosen, look_for
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.web.gate import may_open
from portal.web.once import do_once
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

bp = PortalBlueprint("organisations", __name__)


@bp.route("/j/<place>/organisations/", permission=PUBLIC)
def index(place: Place) -> str:
    """List the organisations of a place and those above that serve it."""
    rows = organisations_at(place)
    shown = [
        {
            "name": in_language(row.names),
            "url": url_for("organisations.show", place=place, organisation_id=row.id),
            "kind": kind_words(row.kind),
            "phone": row.phone,
            "of": TREE().by_id[row.place_id],
        }
        for row in rows
    ]
    may_edit = viewer().standing.may(permissions.EDIT, place.id)
    return render_template("organisations/index.html", organisations=shown, may_edit=may_edit)


@bp.route("/j/<place>/organisations/<int:organisation_id>", permission=PUBLIC)
def show(place: Place, organisation_id: int) -> str:
    """Show an organisation; who belongs to it only to those who keep the register."""
    return _organisation_page(place, _found(place, organisation_id))


@bp.route("/j/<place>/organisations/new", methods=["GET", "POST"], permission=permissions.EDIT)
def enter(place: Place) -> Answer:
    """Enter an organisation."""
    form = OrganisationForm(request.form)
    if request.method == "GET":
        return render_template("organisations/edit.html", form=form, organisation=None)
    if not form.validate():
        return render_template("organisations/edit.html", form=form, organisation=None), 422
    actor = viewer().standing.actor()
    organisation_id = do_once(
        form,
        lambda: enter_organisation(
            place=place,
            kind=form.kind.data,
            names=form.names(),
            phone=form.phone.data or "",
            note=form.note.data or "",
            actor=actor,
        ),
    )
    flash(_("The organisation is entered."), "success")
    return redirect(url_for("organisations.show", place=place, organisation_id=organisation_id))


@bp.route("/j/<place>/organisations/<int:organisation_id>/edit", methods=["GET", "POST"], permission=permissions.EDIT)
def edit(place: Place, organisation_id: int) -> Answer:
    """Change what is known of an organisation."""
    row = _own(place, organisation_id)
    names = row.names
    form = OrganisationForm(
        request.form,
        obj=row,
        name_zh_hans=names.get("zh_Hans", ""),
        name_zh_hant=names.get("zh_Hant", ""),
        name_en=names.get("en", ""),
    )
    if request.method == "GET":
        return render_template("organisations/edit.html", form=form, organisation=row)
    if not form.validate():
        return render_template("organisations/edit.html", form=form, organisation=row), 422
    transact(
        lambda: change_organisation(
            organisation_id=organisation_id,
            kind=form.kind.data,
            names=form.names(),
            phone=form.phone.data or "",
            note=form.note.data or "",
        )
    )
    flash(_("Saved."), "success")
    return redirect(url_for("organisations.show", place=place, organisation_id=organisation_id))


@bp.route("/j/<place>/organisations/<int:organisation_id>/close", methods=["POST"], permission=permissions.EDIT)
def close(place: Place, organisation_id: int) -> Response:
    """Take an organisation off the register."""
    _own(place, organisation_id)
    actor = viewer().standing.actor()
    transact(lambda: close_organisation(organisation_id=organisation_id, actor=actor))
    flash(_("The organisation is closed; what it did stays under its name."), "success")
    return redirect(url_for("organisations.index", place=place))


@bp.route("/j/<place>/organisations/<int:organisation_id>/members", methods=["POST"], permission=permissions.EDIT)
def add_member(place: Place, organisation_id: int) -> Response:
    """Name a member, or change whether a member is a liaison."""
    _own(place, organisation_id)
    form = MemberForm(request.form)
    if not form.validate():
        abort(404)
    member = chosen(place, form.person.data)
    person_id, liaison = member.id, bool(form.liaison.data)
    actor = viewer().standing.actor()
    transact(lambda: name_member(organisation_id=organisation_id, person_id=person_id, liaison=liaison, actor=actor))
    flash(_("%(name)s belongs to the organisation.", name=member.name), "success")
    return redirect(url_for("organisations.show", place=place, organisation_id=organisation_id))


@bp.route(
    "/j/<place>/organisations/<int:organisation_id>/members/<int:member_id>/end",
    methods=["POST"],
    permission=permissions.EDIT,
)
def end_member(place: Place, organisation_id: int, member_id: int) -> Response:
    """Let a member leave."""
    _own(place, organisation_id)
    actor = viewer().standing.actor()
    try:
        transact(lambda: end_membership(organisation_id=organisation_id, member_id=member_id, actor=actor))
    except NoSuchMember:
        abort(404)
    flash(_("Noted: they belong to it no longer."), "success")
    return redirect(url_for("organisations.show", place=place, organisation_id=organisation_id))


def _found(place: Place, organisation_id: int) -> Organisation:
    row = organisation_at(place, organisation_id)
    if row is None:
        abort(404)
    return row


def _own(place: Place, organisation_id: int) -> Organisation:
    """Return an organisation of this very place; one from above is changed there, by those who may there."""
    row = _found(place, organisation_id)
    if row.place_id != place.id:
        abort(404)
    return row


def _organisation_page(place: Place, row: Organisation) -> str:
    may_edit = row.place_id == place.id and viewer().standing.may(permissions.EDIT, place.id)
    members = members_of(row.id) if may_edit else []
    found = look_for(place, but={member.person_id for member in members}) if may_edit else Found("", ())
    return render_template(
        "organisations/show.html",
        organisation=row,
        name=in_language(row.names),
        kind=kind_words(row.kind),
        of=TREE().by_id[row.place_id],
        may_edit=may_edit,
        members=members,
        found=found,
        may_give=may_open("roles.give", place),
    )

"""What roles allow, in the whole portal: the roles that there are, a new one, one that is changed."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask import request as asked
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.db import transact
from portal.jurisdictions.forms import words_given
from portal.plugin.registry import plugins
from portal.roles import shaping
from portal.roles.blueprint import bp
from portal.roles.forms import NewRoleForm, ShapeForm
from portal.roles.permissions import SHAPE
from portal.roles.queries import role_name
from portal.roles.services import MoreThanHeld
from portal.roles.standing import TEMPLATES, Template
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]


@bp.route("/admin/roles/", permission=SHAPE)
def templates() -> str:
    """Show the roles of the portal."""
    return render_template("roles/templates.html", templates=TEMPLATES().values())


@bp.route("/admin/roles/new", methods=["GET", "POST"], permission=SHAPE)
def new_template() -> Answer:
    """Add a role."""
    form = _choosing(NewRoleForm(asked.form), frozenset())
    if asked.method == "GET" or not form.validate():
        return _page(form, None)
    actor = viewer().standing.actor()

    def add() -> None:
        shaping.add_template(
            key=form.key.data,
            names=words_given(form.names.form),
            permissions=form.permissions.data,
            for_organisation=form.for_organisation.data,
            actor=actor,
        )

    return _done(form, add) or _page(form, None)


@bp.route("/admin/roles/<key>", methods=["GET", "POST"], permission=SHAPE)
def template(key: str) -> Answer:
    """Rename a role, and decide what it allows."""
    there = TEMPLATES().get(key)
    if there is None or there.everything:
        abort(404)
    if asked.method == "GET":
        values = {"names": there.names, "permissions": sorted(there.permissions)}
        return _page(_choosing(ShapeForm(data=values), there.permissions), there)
    form = _choosing(ShapeForm(asked.form), there.permissions)
    if not form.validate():
        return _page(form, there)
    # What the reader may not move stays as it is.
    fixed = there.permissions - shaping.shapeable(viewer().standing)
    permissions, actor = fixed | set(form.permissions.data), viewer().standing.actor()

    def shape() -> None:
        shaping.shape_template(key=key, names=words_given(form.names.form), permissions=permissions, actor=actor)

    return _done(form, shape) or _page(form, there)


def _choosing(form: ShapeForm, allowed: frozenset[str]) -> ShapeForm:
    """Offer the permissions the reader may move, in the order of their rooms; others that are in stay in."""
    mine = shaping.shapeable(viewer().standing)
    form.permissions.choices = [
        SelectChoice(
            key,
            _("%(label)s: %(description)s", label=permission.label, description=permission.description),
            render_kw={} if key in mine else {"disabled": True},
        )
        for key, permission in sorted(plugins().permissions.items())
        if key in mine | allowed
    ]
    return form


def _done(form: ShapeForm, work: Callable[[], None]) -> Response | None:
    try:
        transact(work)
    except shaping.KeyTaken:
        form["key"].errors = [_("There is a role of this key.")]
    except MoreThanHeld:
        form.permissions.errors = [_("You can only move what you may do yourself in the whole portal.")]
    else:
        flash(_("What the role allows is saved and counts from now on."), "success")
        return redirect(url_for("roles.templates"))
    return None


def _page(form: ShapeForm, there: Template | None) -> Answer:
    page = render_template("roles/template.html", form=form, name=role_name(there.key) if there else "")
    return (page, 422) if form.errors else page

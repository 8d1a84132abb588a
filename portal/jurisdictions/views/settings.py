"""What administrators change about a place: its details, levels, places below, and where it stands."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.db import transact
from portal.forms import Form
from portal.jurisdictions import queries, services
from portal.jurisdictions.blueprint import bp
from portal.jurisdictions.forms import LevelForm, MoveForm, NewPlaceForm, PlaceForm, words_given
from portal.jurisdictions.permissions import EDIT
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.web.viewer import viewer

Page = str | Response | tuple[str, int]


@bp.route("/j/<place>/settings/place", methods=["GET", "POST"], permission=EDIT)
def edit(place: Place) -> Page:
    """Change a place's details."""
    form = PlaceForm(request.form) if request.method == "POST" else PlaceForm.of(queries.details(place.id))
    form.offer(_levels(place))
    if request.method == "POST" and form.validate():
        details, actor = form.details(), viewer().standing.actor()
        if _done(form, lambda: services.edit_place(place_id=place.id, details=details, actor=actor)):
            flash(_("The place is changed."), "success")
            return redirect(url_for(".edit", place=place))
    return _page("jurisdictions/edit.html", form)


@bp.route("/j/<place>/settings/places", methods=["GET", "POST"], permission=EDIT)
def children(place: Place) -> Page:
    """List the places right below, and add one."""
    form = NewPlaceForm(request.form)
    form.offer(_levels(place))
    if request.method == "POST" and form.validate():
        details, actor = form.details(), viewer().standing.actor()
        slug = form.slug.data

        def add() -> object:
            return services.add_place(parent_id=place.id, slug=slug, details=details, actor=actor)

        if _done(form, add):
            flash(_("The place is added. Fill in its details here."), "success")
            return redirect(url_for(".edit", place=slug))
    return _page("jurisdictions/children.html", form, children=TREE().children(place.id))


@bp.route("/j/<place>/settings/places/<child>/<any(up, close, reopen):act>", methods=["POST"], permission=EDIT)
def change_child(place: Place, child: str, act: str) -> Response:
    """Move a place right below one up, close it or open it again."""
    below = TREE().by_slug.get(child)
    if below is None or below.parent_id != place.id:
        abort(404)
    actor = viewer().standing.actor()
    try:
        if act == "up":
            transact(lambda: services.raise_in_order(place_id=below.id))
        elif act == "close":
            transact(lambda: services.close_place(place_id=below.id, actor=actor))
            flash(_("%(place)s is closed.", place=below.name), "success")
        else:
            transact(lambda: services.reopen_place(place_id=below.id, actor=actor))
            flash(_("%(place)s is open again.", place=below.name), "success")
    except services.InUse as refused:
        for reason in _reasons(refused):
            flash(reason, "error")
    return redirect(url_for(".children", place=place))


@bp.route("/j/<place>/settings/move", methods=["GET", "POST"], permission=EDIT)
def move(place: Place) -> Page:
    """Bring a place under another parent; whoever does it administers the old one and the new one."""
    tree, standing = TREE(), viewer().standing
    form = MoveForm(request.form)
    form.parent.choices = [
        SelectChoice(other.id, " › ".join(above.name for above in tree.trail(other.id)))
        for other in tree.by_id.values()
        if other.open and not tree.covers(place.id, other.id) and standing.may(EDIT, other.id)
    ]
    may_move = place.parent_id is not None and standing.may(EDIT, place.parent_id)
    if request.method == "POST" and not may_move:
        abort(403)
    if request.method == "POST" and form.validate():
        parent_id, reason, actor = form.parent.data, form.reason.data, standing.actor()
        if _done(form, lambda: services.move_place(place_id=place.id, parent_id=parent_id, reason=reason, actor=actor)):
            flash(_("The place has moved, with everything below it."), "success")
            return redirect(url_for(".move", place=place))
    return _page("jurisdictions/move.html", form, may_move=may_move, moves=queries.moves_of(place.id), by_id=tree.by_id)


@bp.route("/j/<place>/settings/levels", methods=["GET", "POST"], permission=EDIT)
def levels(place: Place) -> Page:
    """Say what the levels of the tree are called here and below."""
    known = queries.levels_at(place.id)
    asked = next((level for level in known if level.key == request.args.get("key")), None)
    form = LevelForm.of(asked) if asked and request.method == "GET" else LevelForm(request.form)
    if request.method == "POST" and form.validate():
        key, rank, names = form.key.data, form.rank.data, words_given(form.names.form)
        actor = viewer().standing.actor()
        transact(lambda: services.name_level(place_id=place.id, key=key, rank=rank, names=names, actor=actor))
        flash(_("The level is named."), "success")
        return redirect(url_for(".levels", place=place))
    return _page("jurisdictions/levels.html", form, levels=known, by_id=TREE().by_id)


def _page(template: str, form: Form, **context: object) -> Page:
    page = render_template(template, form=form, **context)
    return (page, 422) if form.errors else page


def _done(form: Form, work: Callable[[], object]) -> bool:
    """Do it, or say beside the field why not."""
    try:
        transact(work)
    except services.Taken as taken:
        form[taken.field].errors = [*form[taken.field].errors, _("Another place has this already.")]
    except services.WouldCircle:
        form["parent"].errors = [_("A place can't come under itself or something below it.")]
    except services.TooDeep:
        form.form_errors.append(_("The tree would have too many levels."))
    else:
        return True
    return False


def _levels(place: Place) -> dict[str, str]:
    """Return the levels to choose from; one in use but never named is shown by its key."""
    named = {level.key: in_language(level.names) for level in queries.levels_at(place.id)}
    return named if place.level in named else {**named, place.level: place.level}


def _reasons(refused: services.InUse) -> list[str]:
    below = ngettext(
        "%(num)s place below it is open: close it first.",
        "%(num)s places below it are open: close them first.",
        refused.children,
    )
    return ([below] if refused.children else []) + refused.reasons

"""Pages on which a locality says what may be proposed, what may not, and which plan a pin goes on."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.files.inspection import UploadLimits
from portal.files.uploads import take
from portal.jurisdictions.tree import TREE, Place
from portal.proposals import cataloguing, plans
from portal.proposals.blueprint import bp
from portal.proposals.cataloguing import KeyTaken
from portal.proposals.categories import CATALOGUES, Entry, catalogue_of
from portal.proposals.entry_form import EntryForm
from portal.proposals.permissions import CATEGORIES
from portal.proposals.plans import plan_of
from portal.web.paging import whole_number
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]
PLAN = UploadLimits(max_bytes=10 * 1024 * 1024)


@bp.route("/j/<place>/proposals/categories", permission=CATEGORIES)
def categories(place: Place) -> str:
    """Show a place's categories and negative list, its own or those it has from above."""
    return _overview(place, "")


@bp.route("/j/<place>/proposals/categories/own", methods=["POST"], permission=CATEGORIES)
def own_categories(place: Place) -> Answer:
    """Give a place a list of its own to begin with: a copy of what it has from above."""
    transact(lambda: cataloguing.copy_from_above(place))
    flash(_("%(place)s has a list of its own now.", place=place.name), "success")
    return redirect(url_for(".categories", place=place))


@bp.route("/j/<place>/proposals/categories/new", methods=["GET", "POST"], permission=CATEGORIES)
def new_category(place: Place) -> Answer:
    """Add a category, a subtype of `parent`, or with `negative` something that may not be proposed."""
    negative = "negative" in request.args
    parent_id = request.args.get("parent", type=whole_number)
    parent = next((entry for entry in _own(place).values() if entry.id == parent_id), None)
    if parent_id is not None and parent is None:
        abort(404)
    form = EntryForm(request.form)
    if request.method == "POST" and form.validate():
        said = {**form.said(), "key": form.key_or_made(), "parent": parent_id, "negative": negative}
        try:
            transact(lambda: cataloguing.add(place=place, **said))
        except KeyTaken:
            form.key.errors = [_("This list has an entry of that key already.")]
        else:
            return redirect(url_for(".categories", place=place))
    page = render_template("proposals/category.html", form=form, entry=None, parent=parent, negative=negative)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/proposals/categories/<int:entry_id>", methods=["GET", "POST"], permission=CATEGORIES)
def category(place: Place, entry_id: int) -> Answer:
    """Rename, explain, move or close an entry."""
    entry = _own(place).get(entry_id) or abort(404)
    form = EntryForm(request.form if request.method == "POST" else None, data=EntryForm.of(entry))
    form.leave_out_key()
    if request.method == "POST" and form.validate():
        said, closed = form.said(), bool(form.closed.data)
        transact(lambda: cataloguing.change(place=place, entry_id=entry_id, closed=closed, **said))
        flash(_("Saved."), "success")
        return redirect(url_for(".categories", place=place))
    page = render_template("proposals/category.html", form=form, entry=entry, parent=None, negative=False)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/proposals/categories/plan", methods=["POST"], permission=CATEGORIES)
def put_plan(place: Place) -> Answer:
    """Take a picture as the plan residents put pins on."""
    uploads = take(request.files.getlist("plan")[:1], most=1, limits=PLAN)
    wrong = uploads.refused or ([] if uploads.kept else [_("Choose a picture first.")])
    if not wrong and uploads.kept[0].inspected.kind != "image":
        wrong = [_("A plan is a picture, not a PDF.")]
    if wrong:
        return _overview(place, " ".join(wrong)), 422
    kept, person_id = uploads.kept[0], viewer().person_id or 0
    transact(lambda: plans.put_plan(place=place, kept=kept, person_id=person_id))
    flash(_("The plan is in use."), "success")
    return redirect(url_for(".categories", place=place))


def _overview(place: Place, wrong: str) -> str:
    catalogue = catalogue_of(place.id)
    return render_template(
        "proposals/categories.html",
        catalogue=catalogue,
        own=place.id in CATALOGUES(),
        source=TREE().by_id.get(catalogue.place_id or 0),
        plan=plan_of(place.id),
        wrong=wrong,
    )


def _own(place: Place) -> dict[int, Entry]:
    """Return a place's own entries of every kind, by id."""
    catalogue = CATALOGUES().get(place.id)
    if catalogue is None:
        return {}
    below = [entry for category in catalogue.categories for entry in category.subtypes]
    return {entry.id: entry for entry in [*catalogue.categories, *below, *catalogue.negative]}

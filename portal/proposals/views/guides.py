"""Pages on which a locality writes the templates of its guided form."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.proposals.blueprint import bp
from portal.proposals.categories import catalogue_of
from portal.proposals.guide_forms import GuideForm
from portal.proposals.guides import GUIDES, QUESTIONS, Guide, guides_of, put_guide
from portal.proposals.permissions import CATEGORIES

Answer = str | Response | tuple[str, int]


@bp.route("/j/<place>/proposals/guides", permission=CATEGORIES)
def guides(place: Place) -> str:
    """Show a place's templates, its own or those it has from above."""
    own = GUIDES().get(place.id, ())
    shown = own or guides_of(place.id)
    return render_template("proposals/guides.html", guides=shown, own=bool(own), catalogue=catalogue_of(place.id))


@bp.route("/j/<place>/proposals/guides/new", methods=["GET", "POST"], permission=CATEGORIES)
def new_guide(place: Place) -> Answer:
    """Add a template."""
    return _edit(place, Guide(0, {}))


@bp.route("/j/<place>/proposals/guides/<int:guide_id>", methods=["GET", "POST"], permission=CATEGORIES)
def guide(place: Place, guide_id: int) -> Answer:
    """Change or close a template of this place."""
    found = next((guide for guide in GUIDES().get(place.id, ()) if guide.id == guide_id), None)
    return _edit(place, found or abort(404))


def _edit(place: Place, guide: Guide) -> Answer:
    form = GuideForm(request.form if request.method == "POST" else None, data=GuideForm.of(guide))
    form.offer(catalogue_of(place.id))
    if request.method == "POST" and form.validate():
        written = form.guide(guide.id)
        transact(lambda: put_guide(place=place, guide=written))
        flash(_("Saved."), "success")
        return redirect(url_for(".guides", place=place))
    page = render_template("proposals/guide.html", form=form, guide=guide, questions=QUESTIONS)
    return (page, 422) if form.errors else page

"""My home: walk down the tree to the building, name the door."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.finding import MOST_FOUND, find_places
from portal.jurisdictions.tree import TREE
from portal.persons.blueprint import bp
from portal.persons.forms import HomeForm, SearchForm
from portal.persons.queries.homes import latest_claim
from portal.persons.queries.households import household_of
from portal.persons.services.homes import claim_home, withdraw_claim
from portal.plugin.blueprint import SIGNED_IN
from portal.web.viewer import viewer


@bp.route("/me/home", permission=SIGNED_IN)
def my_home() -> str:
    """Show where one lives as far as it is known, and the way down to another home."""
    person_id = viewer().person_id or 0
    form = SearchForm(request.args)
    search = (form.q.data or "") if form.validate() else ""
    return render_template(
        "persons/my_home.html",
        claim=latest_claim(person_id),
        household=household_of(person_id),
        search=search,
        tree=TREE(),
        most=MOST_FOUND,
        places=find_places(search) if search else [root for root in TREE().children(None) if root.open],
    )


@bp.route("/me/home/<slug>", methods=["GET", "POST"], permission=SIGNED_IN)
def claim(slug: str) -> str | Response | tuple[str, int]:
    """Go further down, or say that this is it."""
    here = TREE().by_slug.get(slug)
    if here is None or not here.open:
        abort(404)
    locality = TREE().locality(here.id)
    form = HomeForm(request.form)
    status = 200
    if request.method == "POST":
        if locality is None:
            abort(404)
        if form.validate():
            actor = viewer().standing.actor()
            door, as_head = form.door.data or "", bool(form.as_head.data)
            transact(
                lambda: claim_home(person_id=actor.person_id or 0, place=here, door=door, as_head=as_head, actor=actor)
            )
            flash(_("Thank you. A worker of %(place)s will confirm it.", place=locality.name), "success")
            return redirect(url_for("persons.my_home"))
        status = 422
    page = render_template(
        "persons/claim_home.html",
        here=here,
        trail=TREE().trail(here.id),
        below=[lower for lower in TREE().children(here.id) if lower.open],
        locality=locality,
        form=form,
    )
    return page, status


@bp.route("/me/home/withdraw", methods=["POST"], permission=SIGNED_IN)
def withdraw() -> Response:
    """Take one's claim back while it waits."""
    person_id = viewer().person_id or 0
    transact(lambda: withdraw_claim(person_id=person_id))
    flash(_("Your home is no longer waiting to be confirmed."), "success")
    return redirect(url_for("persons.my_home"))

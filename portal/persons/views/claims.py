"""Homes that wait to be confirmed, for grid workers and secretaries."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.paging import BadCursor
from portal.persons import permissions
from portal.persons.blueprint import bp
from portal.persons.forms import DeclineForm
from portal.persons.queries.homes import Claim, claim_at, waiting_claims
from portal.persons.queries.register import duplicates
from portal.persons.services.homes import AlreadyDecided, OwnHome, confirm_home, decline_home
from portal.web.paging import links
from portal.web.viewer import viewer


@bp.route("/j/<place>/homes/", permission=permissions.CONFIRM)
def claims(place: Place) -> str:
    """List the homes that wait here and below."""
    try:
        page = waiting_claims(place, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    return render_template("persons/claims.html", claims=page.rows, links=links(page))


@bp.route("/j/<place>/homes/<int:claim_id>", permission=permissions.CONFIRM)
def decide(place: Place, claim_id: int) -> str:
    """Show one claim with what speaks for it, and the two answers."""
    return _claim_page(place, _found(place, claim_id), DeclineForm())


@bp.route("/j/<place>/homes/<int:claim_id>/confirm", methods=["POST"], permission=permissions.CONFIRM)
def confirm(place: Place, claim_id: int) -> Response:
    """Confirm a home."""
    claim = _found(place, claim_id)
    actor = viewer().standing.actor()
    try:
        transact(lambda: confirm_home(claim_id=claim_id, actor=actor))
    except AlreadyDecided:
        return _decided_before(place, claim_id)
    except OwnHome:
        abort(403)
    flash(_("%(name)s is confirmed at %(door)s.", name=claim.name, door=claim.door), "success")
    return redirect(url_for("persons.claims", place=place))


@bp.route("/j/<place>/homes/<int:claim_id>/decline", methods=["POST"], permission=permissions.CONFIRM)
def decline(place: Place, claim_id: int) -> Response | tuple[str, int]:
    """Decline a home with a reason."""
    claim = _found(place, claim_id)
    form = DeclineForm(request.form)
    if not form.validate():
        return _claim_page(place, claim, form), 422
    actor, reason = viewer().standing.actor(), form.reason.data or ""
    try:
        transact(lambda: decline_home(claim_id=claim_id, reason=reason, actor=actor))
    except AlreadyDecided:
        return _decided_before(place, claim_id)
    except OwnHome:
        abort(403)
    flash(_("%(name)s reads your reason and can try again.", name=claim.name), "success")
    return redirect(url_for("persons.claims", place=place))


def _decided_before(place: Place, claim_id: int) -> Response:
    flash(_("Somebody was faster: this home isn't waiting any more."), "warning")
    return redirect(url_for("persons.decide", place=place, claim_id=claim_id))


def _found(place: Place, claim_id: int) -> Claim:
    claim = claim_at(place, claim_id)
    if claim is None:
        abort(404)
    return claim


def _claim_page(place: Place, claim: Claim, form: DeclineForm) -> str:
    alike = duplicates(name=claim.name, phone=claim.phone, place=place, door=claim.door)
    return render_template(
        "persons/claim.html",
        claim=claim,
        form=form,
        alike=[entry for entry in alike if entry.id != claim.person_id],
        own=claim.person_id == viewer().person_id,
    )

"""Slips: a code on paper, with which somebody opens their account or sets a new password.

Only a hash of a code is kept, so the slip is shown from the worker's own signed cookie until the next one is made.
"""

from flask import abort, current_app, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from portal.accounts.services.helping import NoAccount, NotBelow, print_recovery_code
from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.persons import permissions
from portal.persons.blueprint import bp
from portal.persons.services.register import HasAccount, issue_claim_code
from portal.persons.views.register import found
from portal.web.paper import public_url
from portal.web.viewer import viewer

SLIP = "slip"
PAGES = {"claim": "accounts.claim", "password": "accounts.new_password"}


@bp.route("/j/<place>/persons/<ref>/claim-code", methods=["POST"], permission=permissions.ENTER)
def make_claim_code(place: Place, ref: str) -> Response:
    """Make the code that hands an entry over to its person."""
    entry, secret = found(place, ref), str(current_app.secret_key)
    try:
        code = transact(lambda: issue_claim_code(person_id=entry.id, secret=secret))
    except HasAccount:
        abort(409)
    session[SLIP] = {"ref": ref, "code": code, "opens": "claim"}
    return redirect(url_for("persons.slip", place=place, ref=ref))


@bp.route("/j/<place>/persons/<ref>/password-code", methods=["POST"], permission=permissions.ENTER)
def make_password_code(place: Place, ref: str) -> Response:
    """Make a code for a forgotten password, for somebody who may do no more than the worker."""
    entry, secret, actor = found(place, ref), str(current_app.secret_key), viewer().standing.actor()
    try:
        code = transact(lambda: print_recovery_code(person_id=entry.id, actor=actor, secret=secret))
    except NotBelow:
        abort(403)
    except NoAccount:
        abort(404)
    session[SLIP] = {"ref": ref, "code": code, "opens": "password"}
    return redirect(url_for("persons.slip", place=place, ref=ref))


@bp.route("/j/<place>/persons/<ref>/slip", permission=permissions.ENTER)
def slip(place: Place, ref: str) -> Response:
    """Show the slip to print."""
    entry, made = found(place, ref), _made(ref)
    page = make_response(
        render_template(
            "persons/slip.html",
            entry=entry,
            slip=made,
            address=public_url(PAGES[made["opens"]]),
            with_code=public_url(PAGES[made["opens"]], code=made["code"]),
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _made(ref: str) -> dict[str, str]:
    made = session.get(SLIP)
    if not made or made.get("ref") != ref:
        abort(404)
    kept: dict[str, str] = made
    return kept

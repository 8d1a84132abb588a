"""One's own page of what comes how."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.queries import account_of
from portal.db import transact
from portal.notifications import bounces
from portal.notifications.blueprint import bp
from portal.notifications.choosing import USUAL, choosable, choose, quiet_hours, usual_ways, ways_chosen
from portal.notifications.forms import choices_form, quiet_of, ways_of
from portal.notifications.queries import failing_address_of
from portal.plugin.blueprint import SIGNED_IN
from portal.web.viewer import viewer


@bp.route("/me/messages", methods=["GET", "POST"], permission=SIGNED_IN)
def choices() -> str | Response | tuple[str, int]:
    """Choose what comes by mail and SMS, and when it is to be quiet."""
    person_id = viewer().person_id or abort(401)
    account, groups = account_of(person_id), choosable()
    if account is None:
        abort(404)
    failing = failing_address_of(person_id)
    mailable = account.email is not None and failing is None
    chosen = ways_chosen([person_id])
    usual = {key: usual_ways(group, mailable=mailable) for key, group in groups.items()}
    ways = {key: chosen.get((person_id, key), usual[key]) for key in groups}
    form = choices_form(groups, request.form, ways, quiet_hours([person_id]).get(person_id, USUAL))
    if request.method == "POST" and form.validate():
        wanted, quiet = ways_of(form, groups), quiet_of(form)
        transact(lambda: choose(person_id=person_id, ways=wanted, quiet=quiet))
        flash(_("Saved. From now on messages come as you chose."), "success")
        return redirect(url_for(".choices"))
    page = render_template("notifications/choices.html", form=form, groups=groups, account=account, failing=failing)
    return (page, 422) if form.errors else page


@bp.route("/me/messages/try-again", methods=["POST"], permission=SIGNED_IN)
def try_again() -> Response:
    """Send mail to one's address again, though it came back."""
    person_id = viewer().person_id or abort(401)
    address = failing_address_of(person_id)
    if address is not None:
        transact(lambda: bounces.try_again(address=address))
    flash(_("We send mail to you again."), "success")
    return redirect(url_for(".choices"))


@bp.app_template_global()
def failing_mail_of(person_id: int) -> str | None:
    """Return a person's address when mail to it comes back, for their own page. One query."""
    return failing_address_of(person_id)

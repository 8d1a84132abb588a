"""Confirming that a phone number or an e-mail address is one's own."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.code_forms import CodeForm
from portal.accounts.queries import account_of
from portal.accounts.services.contacts import NoContact, ask_to_confirm, confirm_contact, is_confirmed
from portal.accounts.services.one_time_codes import TooManyCodes, contact_of
from portal.accounts.views import entering
from portal.accounts.views.me import signed_in
from portal.db import transact
from portal.plugin.blueprint import SIGNED_IN
from portal.web.limits import within

Answer = str | Response | tuple[str, int]

ASK_LIMIT = "30/minute; 200/hour"  # a whole hall of neighbours may share one address
TRY_LIMIT = "30/minute; 200/hour"


@bp.route("/me/contacts/<any(phone, email):kind>/send-code", methods=["POST"], permission=SIGNED_IN)
def send_confirmation(kind: str) -> Response:
    """Send a code to one's own phone or address."""
    account_id, secret = signed_in().account_id, entering.secret()
    if not within(ASK_LIMIT, "confirmation"):
        flash(_("There were too many tries from here. Please wait a while and try again."), "error")
        return redirect(url_for("accounts.me"))
    try:
        transact(lambda: ask_to_confirm(account_id=account_id, kind=kind, secret=secret))
    except NoContact:
        abort(404)
    except TooManyCodes as error:
        wait = format_timedelta(error.until - clock.now(), threshold=2)
        flash(_("Enough codes were sent there for now. Please wait %(time)s.", time=wait), "error")
    return redirect(url_for(".confirm", kind=kind))


@bp.route("/me/contacts/<any(phone, email):kind>/confirm", methods=["GET", "POST"], permission=SIGNED_IN)
def confirm(kind: str) -> Answer:
    """Take the code that was sent to one's own phone or address."""
    account = account_of(signed_in().person_id)
    contact = contact_of(account, kind) if account else None
    if account is None or contact is None:
        abort(404)
    if is_confirmed(account, kind):
        return redirect(url_for("accounts.me"))
    form = CodeForm(request.form)
    if request.method == "GET":
        return render_template("accounts/confirm.html", form=form, contact=contact)
    if not within(TRY_LIMIT, "code"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/confirm.html", form=form, contact=contact), 429
    account_id, typed, secret = account.id, form.code.data or "", entering.secret()
    if form.validate():
        if transact(lambda: confirm_contact(account_id=account_id, kind=kind, typed=typed, secret=secret)):
            flash(_("It is confirmed: from now on a code signs you in, without a password."), "success")
            return redirect(url_for("accounts.me"))
        form.code.errors = [
            _("This code doesn't work: mistyped, used, too old, or tried too often. Ask for a new one.")
        ]
    return render_template("accounts/confirm.html", form=form, contact=contact), 422

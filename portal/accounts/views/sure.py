"""Being sure who sits there, before something that matters: the password once more, or a code, minutes ago."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.code_forms import CodeForm, PasswordForm
from portal.accounts.models import Account
from portal.accounts.passwords import has_password
from portal.accounts.queries import account_of
from portal.accounts.services.being_sure import NowhereToSend, be_sure_by_code, send_sure_code
from portal.accounts.services.keeping import WrongPassword, check_password
from portal.accounts.services.one_time_codes import TooManyCodes, confirmed_contacts
from portal.accounts.sessions import is_sure, note_sure
from portal.accounts.views import entering
from portal.accounts.views.me import PASSWORD_LIMIT, signed_in
from portal.db import transact
from portal.plugin.blueprint import SIGNED_IN
from portal.web.limits import within

Answer = str | Response | tuple[str, int]


def needs_to_be_sure(target: str) -> Response | None:
    """Return the way to show once more who one is, and from there to `target`; None when that was minutes ago."""
    session_id = signed_in().session_id
    if session_id is not None and is_sure(session_id):
        return None
    return redirect(url_for("accounts.sure", next=target))


@bp.route("/me/sure", methods=["GET", "POST"], permission=SIGNED_IN)
def sure() -> Answer:
    """Ask for the password once more."""
    account = _account()
    form = PasswordForm(request.form)
    if request.method == "GET":
        return _page(account, form, 200)
    if not within(PASSWORD_LIMIT, "sure"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return _page(account, form, 429)
    if form.validate():
        try:
            check_password(account_id=account.id, password=form.password.data or "")
        except WrongPassword:
            form.password.errors = [_("This isn't your password.")]
        else:
            return _go_on()
    return _page(account, form, 422)


@bp.route("/me/sure/send-code", methods=["POST"], permission=SIGNED_IN)
def send_sure() -> Response:
    """Send a code instead, to the confirmed phone number or address."""
    account_id, secret = signed_in().account_id, entering.secret()
    target = entering.asked_target() or None
    try:
        transact(lambda: send_sure_code(account_id=account_id, secret=secret))
    except NowhereToSend:
        abort(404)
    except TooManyCodes as error:
        wait = format_timedelta(error.until - clock.now(), threshold=2)
        flash(_("Enough codes were sent there for now. Please wait %(time)s.", time=wait), "error")
    return redirect(url_for(".sure_code", next=target))


@bp.route("/me/sure/code", methods=["GET", "POST"], permission=SIGNED_IN)
def sure_code() -> Answer:
    """Take the code that was sent."""
    account = _account()
    contacts = confirmed_contacts(account)
    if not contacts:
        abort(404)
    form = CodeForm(request.form)
    context = {"form": form, "contact": contacts[0], "next": entering.asked_target()}
    if request.method == "GET":
        return render_template("accounts/sure_code.html", **context)
    if not within(PASSWORD_LIMIT, "sure"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/sure_code.html", **context), 429
    account_id, typed, secret = account.id, form.code.data or "", entering.secret()
    if form.validate():
        if transact(lambda: be_sure_by_code(account_id=account_id, typed=typed, secret=secret)):
            return _go_on()
        form.code.errors = [
            _("This code doesn't work: mistyped, used, too old, or tried too often. Ask for a new one.")
        ]
    return render_template("accounts/sure_code.html", **context), 422


def _go_on() -> Response:
    session_id = signed_in().session_id or abort(404)
    transact(lambda: note_sure(session_id))
    return redirect(entering.asked_target() or url_for("accounts.me"))


def _page(account: Account, form: PasswordForm, status: int) -> tuple[str, int]:
    page = render_template(
        "accounts/sure.html",
        form=form,
        has_password=has_password(account.password_hash),
        contacts=confirmed_contacts(account),
        next=entering.asked_target(),
    )
    return page, status


def _account() -> Account:
    return account_of(signed_in().person_id) or abort(404)

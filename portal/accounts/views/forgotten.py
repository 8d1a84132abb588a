"""A forgotten password: ask for a code, and set a new one with it."""

from urllib.parse import urljoin

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.blueprint import bp
from portal.accounts.forms import RecoveryForm, RecoveryRequestForm
from portal.accounts.passwords import hash_password
from portal.accounts.queries import recoverable
from portal.accounts.services.opening import CodeNotValid
from portal.accounts.services.recovery import recover, request_recovery
from portal.accounts.views import entering
from portal.db import transact
from portal.plugin.blueprint import PUBLIC
from portal.settings import Settings
from portal.web.limits import within

Answer = str | Response | tuple[str, int]

ASK_LIMIT = "20/minute; 100/hour"
CODE_LIMIT = "20/minute; 100/hour"


@bp.route("/recover", methods=["GET", "POST"], permission=PUBLIC)
def forgotten() -> Answer:
    """Send a code to whoever has forgotten their password; the answer is the same for everybody."""
    form = RecoveryRequestForm(request.form)
    if request.method == "GET":
        return render_template("accounts/forgotten.html", form=form)
    if not within(ASK_LIMIT, "recovery"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/forgotten.html", form=form), 429
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    secret = str(current_app.secret_key)
    transact(lambda: request_recovery(typed=form.name.data or "", link_to=link_to_new_password, secret=secret))
    flash(
        _("If there is such an account, a message is on its way. What it says opens the account within the hour."),
        "success",
    )
    return redirect(url_for("accounts.new_password"))


@bp.route("/recover/code", methods=["GET", "POST"], permission=PUBLIC)
def new_password() -> Answer:
    """Set a new password with the code that was sent or printed."""
    secret = str(current_app.secret_key)
    form = RecoveryForm(request.form, code=request.args.get("code", ""))
    if request.method == "GET":
        return render_template("accounts/new_password.html", form=form)
    if not within(CODE_LIMIT, "recovery code"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/new_password.html", form=form), 429
    account = recoverable(form.code.data or "", secret=secret)
    if account is not None:
        form.about = [account.login, account.phone or "", account.email or "", account.person.name]
    if not form.validate():
        return render_template("accounts/new_password.html", form=form), 422
    password_hash = hash_password(form.password.data or "")
    try:
        account_id = transact(lambda: recover(code=form.code.data or "", secret=secret, password_hash=password_hash))
    except CodeNotValid:
        form.code.errors = [_("This code opens nothing: mistyped, used, or older than an hour. Ask for a new one.")]
        return render_template("accounts/new_password.html", form=form), 422
    response = entering.enter_as(url_for("accounts.me"), account_id)
    flash(_("Your new password is set. All other devices were signed out."), "success")
    return response


def link_to_new_password(code: str) -> str:
    """Return the address to send: under the portal's own name, whatever host this request named."""
    settings: Settings = current_app.extensions["portal.settings"]
    return urljoin(settings.base_url, url_for("accounts.new_password", code=code))

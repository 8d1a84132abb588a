"""A new password: because one wants another, has none yet, or because somebody else got in."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.blueprint import bp
from portal.accounts.forms import ChangePasswordForm, NewPasswordForm
from portal.accounts.models import Account
from portal.accounts.passwords import has_password
from portal.accounts.queries import account_of
from portal.accounts.services.keeping import WrongPassword, change_password, secure_account
from portal.accounts.views.me import PASSWORD_LIMIT, signed_in
from portal.accounts.views.sure import needs_to_be_sure
from portal.plugin.blueprint import SIGNED_IN
from portal.web.limits import within
from portal.web.sessions import COOKIE

Answer = str | Response | tuple[str, int]


@bp.route("/me/password", methods=["GET", "POST"], permission=SIGNED_IN)
def password() -> Answer:
    """Change one's password; other devices are signed out."""
    account = account_of(signed_in().person_id) or abort(404)
    if not has_password(account.password_hash):
        return redirect(url_for(".not_me"))
    form = ChangePasswordForm(request.form)
    if request.method == "GET":
        return render_template("accounts/password.html", form=form)
    form.about = _known_of(account)
    account_id = signed_in().account_id
    if not within(PASSWORD_LIMIT, "password"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/password.html", form=form), 429
    if form.validate():
        try:
            change_password(
                account_id=account_id,
                old=form.old.data or "",
                new=form.password.data or "",
                session_token=request.cookies.get(COOKIE, ""),
            )
        except WrongPassword:
            form.old.errors = [_("This isn't your password until now.")]
        else:
            flash(_("Your new password is set. All other devices were signed out."), "success")
            return redirect(url_for("accounts.me"))
    return render_template("accounts/password.html", form=form), 422


@bp.route("/me/not-me", methods=["GET", "POST"], permission=SIGNED_IN)
def not_me() -> Answer:
    """Lock everybody else out: a new password, and the end of other sessions, of tokens and of known devices."""
    if blocked := needs_to_be_sure(url_for(".not_me")):
        return blocked
    account = account_of(signed_in().person_id) or abort(404)
    form, first = NewPasswordForm(request.form), not has_password(account.password_hash)
    if request.method == "GET":
        return render_template("accounts/not_me.html", form=form, first=first)
    form.about = _known_of(account)
    if not form.validate():
        return render_template("accounts/not_me.html", form=form, first=first), 422
    secure_account(account_id=account.id, new=form.password.data or "", session_token=request.cookies.get(COOKIE, ""))
    flash(_("Your new password is set. Everybody else was signed out, and all tokens were revoked."), "success")
    return redirect(url_for("accounts.me"))


def _known_of(account: Account) -> Sequence[str]:
    return [account.login, account.phone or "", account.email or "", signed_in().name]

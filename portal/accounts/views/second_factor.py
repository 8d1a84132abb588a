"""One's own second factor: set up, replaced, taken away."""

from datetime import timedelta

from flask import abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.code_forms import PasswordAndCodeForm, SecondStepForm
from portal.accounts.models import Account
from portal.accounts.passwords import has_password
from portal.accounts.queries import account_of
from portal.accounts.services.keeping import WrongPassword, check_password
from portal.accounts.services.second_factor import (
    has_second_factor,
    pass_second_factor,
    spare_codes_left,
    take_away,
)
from portal.accounts.services.signing_in import TooManyTries
from portal.accounts.views import entering
from portal.accounts.views.factor_set_up import SetUp, too_many_tries
from portal.accounts.views.me import PASSWORD_LIMIT, signed_in
from portal.accounts.views.sure import needs_to_be_sure
from portal.db import transact
from portal.plugin.blueprint import SIGNED_IN
from portal.web.limits import within
from portal.web.viewer import viewer

REPLACING = "replacing_factor"
REPLACED_WITHIN = timedelta(minutes=10)

Answer = str | Response | tuple[str, int]


@bp.route("/me/second-factor", permission=SIGNED_IN)
def second_factor() -> str:
    """Show whether there is a second factor, and what can be done about it."""
    account_id = signed_in().account_id
    return render_template(
        "accounts/second_factor.html",
        there=has_second_factor(account_id),
        left=spare_codes_left(account_id),
        required=_required(),
    )


@bp.route("/me/second-factor/set-up", methods=["GET", "POST"], permission=SIGNED_IN)
def set_up_factor() -> Answer:
    """Set the first app up, after showing who one is; another one only after both factors (`replace_factor`).

    The app set up before goes on working until the new one does.
    """
    if blocked := needs_to_be_sure(url_for(".set_up_factor")):
        return blocked
    account = _account()
    if has_second_factor(account.id) and not _may_replace():
        return redirect(url_for(".replace_factor"))
    setting_up = SetUp.of(account)
    codes = setting_up.done() if request.method == "POST" else None
    if codes is None:
        return setting_up.page(required=False)
    session.pop(REPLACING, None)
    page = make_response(setting_up.codes_page(codes, onward=url_for(".second_factor")))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.route("/me/second-factor/replace", methods=["GET", "POST"], permission=SIGNED_IN)
def replace_factor() -> Answer:
    """Ask for password and code, and lead on to setting another app up."""
    return _with_both(replace=True)


@bp.route("/me/second-factor/remove", methods=["GET", "POST"], permission=SIGNED_IN)
def remove_factor() -> Answer:
    """Do without a second factor, after password and code; not where one is required."""
    if _required():
        abort(403)
    return _with_both(replace=False)


def _with_both(*, replace: bool) -> Answer:
    account = _account()
    if not has_second_factor(account.id):
        return redirect(url_for(".second_factor"))
    form_class = PasswordAndCodeForm if has_password(account.password_hash) else SecondStepForm
    if form_class is SecondStepForm and (blocked := needs_to_be_sure(request.path)):
        return blocked
    form = form_class(request.form)
    status = 200
    if request.method == "POST":
        status = _wrong_with(form, account)
        if status == 200:
            account_id = account.id
            if replace:
                session[REPLACING] = int(clock.now().timestamp())
                return redirect(url_for(".set_up_factor"))
            transact(lambda: take_away(account_id=account_id))
            flash(_("The second factor is taken away; your password or a code is enough again."), "success")
            return redirect(url_for(".second_factor"))
    return render_template("accounts/second_factor_change.html", form=form, replace=replace), status


def _wrong_with(form: PasswordAndCodeForm | SecondStepForm, account: Account) -> int:
    """Say what is wrong beside its field and return the status of the answer: 200 when nothing is."""
    if not within(PASSWORD_LIMIT, "factor"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return 429
    if not form.validate():
        return 422
    if isinstance(form, PasswordAndCodeForm):
        try:
            check_password(account_id=account.id, password=form.password.data or "")
        except WrongPassword:
            form.password.errors = [_("This isn't your password.")]
            return 422
    try:
        passed = pass_second_factor(account_id=account.id, typed=form.code.data or "", key=entering.secret())
    except TooManyTries as error:
        form.code.errors = [too_many_tries(error)]
        return 429
    if not passed:
        form.code.errors = [_("This code doesn't work: mistyped, too old, or used already. Wait for the next one.")]
        return 422
    return 200


def _may_replace() -> bool:
    """Tell whether both factors were shown a few minutes ago in this browser; its cookie is signed."""
    shown: int = session.get(REPLACING, 0)
    return clock.now().timestamp() - shown < REPLACED_WITHIN.total_seconds()


def _account() -> Account:
    return account_of(signed_in().person_id) or abort(404)


def _required() -> bool:
    return entering.factor_required() and viewer().standing.works

"""The second step of signing in: the app's digits, or setting the app up where that is required."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts.blueprint import bp
from portal.accounts.code_forms import SecondStepForm
from portal.accounts.models import Account
from portal.accounts.services.entering import complete_session
from portal.accounts.services.second_factor import has_second_factor, pass_second_factor, spare_codes_left
from portal.accounts.services.signing_in import TooManyTries
from portal.accounts.views import entering
from portal.accounts.views.factor_set_up import SetUp, too_many_tries
from portal.accounts.views.leading import target_of
from portal.db import db, transact
from portal.plugin.blueprint import PUBLIC
from portal.roles.standing import standing_of

Answer = str | Response | tuple[str, int]

FEW_LEFT = 3


@bp.route("/sign-in/second", methods=["GET", "POST"], permission=PUBLIC)
def second_step() -> Answer:
    """Ask for the second factor, or lead to setting it up; only for a session that waits for it."""
    waiting = entering.waiting_session()
    if waiting is None:
        return redirect(url_for("accounts.sign_in", next=entering.asked_target() or None))
    token, session = waiting
    if not has_second_factor(session.account_id):
        return _set_up_first(token, session.account_id)
    form = SecondStepForm(request.form)
    if request.method == "GET":
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    try:
        passed = pass_second_factor(account_id=session.account_id, typed=form.code.data or "", key=entering.secret())
    except TooManyTries as error:
        form.code.errors = [too_many_tries(error)]
        return _page(form, 429)
    if not passed:
        form.code.errors = [_("This code doesn't work: mistyped, too old, or used already. Wait for the next one.")]
        return _page(form, 422)
    response = _let_in(token, session.account_id)
    if (left := spare_codes_left(session.account_id)) <= FEW_LEFT:
        words = ngettext(
            "%(num)s spare code is left. Set the app up anew to get fresh ones.",
            "%(num)s spare codes are left. Set the app up anew to get fresh ones.",
            left,
        )
        flash(words)
    return response


def _set_up_first(token: str, account_id: int) -> Answer:
    """Let somebody with duties set their second factor up before anything else."""
    setting_up = SetUp.of(db.session.get_one(Account, account_id))
    codes = setting_up.done() if request.method == "POST" else None
    if codes is None:
        return setting_up.page(required=True)
    response = _let_in(token, account_id)
    onward = response.headers.pop("Location")
    response.status_code = 200  # the cookies of the redirect, with the codes in place of the way on
    response.set_data(setting_up.codes_page(codes, onward=onward))
    response.headers["Cache-Control"] = "no-store"
    return response


def _let_in(token: str, account_id: int) -> Response:
    known_by = entering.this_browser()
    transact(lambda: complete_session(token=token, known_by=known_by))
    person_id = db.session.get_one(Account, account_id).person_id
    return entering.enter(target_of(standing_of(person_id)), token=token, known_by=known_by)


def _page(form: SecondStepForm, status: int) -> tuple[str, int]:
    return render_template("accounts/second_step.html", form=form, next=entering.asked_target()), status

"""The door: signing in, up and out, and claiming one's entry with a printed code."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import format_timedelta, get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.forms import ClaimForm, SignInForm, SignUpForm
from portal.accounts.models import Account
from portal.accounts.oidc import provider_label
from portal.accounts.passwords import hash_password
from portal.accounts.queries import claimable
from portal.accounts.services.entering import accounts_known_by
from portal.accounts.services.opening import CodeNotValid, LoginTaken, claim_person, sign_up
from portal.accounts.services.signing_in import Blocked, TooManyTries, WrongCredentials, sign_in
from portal.accounts.sessions import end_session_of
from portal.accounts.views import entering
from portal.accounts.views.leading import target_of
from portal.accounts.views.provider import BY_PROVIDER
from portal.db import db, transact
from portal.plugin.blueprint import PUBLIC
from portal.roles.standing import standing_of
from portal.web.limits import within
from portal.web.sessions import COOKIE
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

SIGN_IN_LIMIT = "60/minute; 600/hour"  # a whole hall of neighbours may share one address
SIGN_UP_LIMIT = "20/minute; 100/hour"
CLAIM_LIMIT = "20/minute; 100/hour"


@bp.route("/sign-in", methods=["GET", "POST"], permission=PUBLIC, endpoint="sign_in")
def sign_in_page() -> Answer:
    """Ask who it is, and let them in."""
    form = SignInForm(request.form)
    if request.method == "GET":
        if viewer().signed_in:
            return redirect(target_of(viewer().standing))
        return _sign_in_form(form, 200)
    if not within(SIGN_IN_LIMIT, "sign-in"):
        form.form_errors = [_("There were too many tries from here. Please wait a minute and try again.")]
        return _sign_in_form(form, 429)
    if not form.validate():
        return _sign_in_form(form, 422)
    known_by = entering.this_browser()
    try:
        account_id, token = sign_in(
            typed=form.name.data or "",
            password=form.password.data or "",
            device=entering.device(),
            address=entering.address(),
            known_by=known_by,
            known_accounts=accounts_known_by(known_by),
            required=entering.factor_required(),
        )
    except TooManyTries as error:
        form.form_errors = [
            _(
                "There were too many tries under this name. Please wait %(time)s, or set a new password.",
                time=format_timedelta(error.until - clock.now(), threshold=2),
            )
        ]
        return _sign_in_form(form, 429)
    except Blocked as error:
        form.form_errors = [
            _("This account is blocked: %(reason)s. Please ask your community's office.", reason=error.reason)
        ]
        return _sign_in_form(form, 403)
    except WrongCredentials:
        form.form_errors = [_("The name and the password don't go together. Please check both.")]
        return _sign_in_form(form, 422)
    person_id = db.session.get_one(Account, account_id).person_id
    return entering.enter(target_of(standing_of(person_id)), token=token, known_by=known_by)


def _sign_in_form(form: SignInForm, status: int) -> tuple[str, int]:
    page = render_template("accounts/sign_in.html", form=form, next=entering.asked_target(), provider=provider_label())
    return page, status


@bp.route("/sign-out", methods=["POST"], permission=PUBLIC)
def sign_out() -> Response:
    """End this session."""
    if token := request.cookies.get(COOKIE):
        transact(lambda: end_session_of(token))
    by_provider = session.get(BY_PROVIDER) and provider_label()
    session.clear()
    response = redirect(url_for("accounts.signed_out" if by_provider else "web.home"))
    response.delete_cookie(COOKIE)
    return response


@bp.route("/sign-up", methods=["GET", "POST"], permission=PUBLIC, endpoint="sign_up")
def sign_up_page() -> Answer:
    """Make an account for somebody new."""
    form = SignUpForm(request.form)
    if request.method == "GET":
        return redirect(target_of(viewer().standing)) if viewer().signed_in else _sign_up_form(form, 200)
    if not within(SIGN_UP_LIMIT, "sign-up"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return _sign_up_form(form, 429)
    if not form.validate() or form.shows_reserved(None):
        return _sign_up_form(form, 422)
    password_hash = hash_password(form.password.data or "")
    name = form.name.data or ""
    try:
        account_id = transact(
            lambda: sign_up(
                name=name,
                shown_name=form.chosen_name(name),
                phone=form.phone.data or None,
                email=form.email.data or None,
                login=form.login.data or "",
                password_hash=password_hash,
                language=str(get_locale()),
            )
        )
    except LoginTaken:
        form.login.errors = [_("Somebody has this name, or one that looks like it. Please choose another.")]
        return _sign_up_form(form, 422)
    response = entering.enter_as(entering.asked_target() or url_for("accounts.me"), account_id)
    flash(_("Welcome. Next, say where you live, so that you can take part."), "success")
    _tell_login(account_id)
    return response


def _sign_up_form(form: SignUpForm, status: int) -> tuple[str, int]:
    return render_template("accounts/sign_up.html", form=form, next=entering.asked_target()), status


def _tell_login(account_id: int) -> None:
    login = db.session.get_one(Account, account_id).login
    flash(_("You can always sign in with your login name: %(login)s", login=login))


@bp.route("/claim", methods=["GET", "POST"], permission=PUBLIC)
def claim() -> Answer:
    """Let somebody a worker entered open their account with the printed code (rule 6)."""
    if viewer().signed_in:
        return render_template("accounts/claim_signed_in.html")
    secret = str(current_app.secret_key)
    form = ClaimForm(request.form, code=request.args.get("code", ""))
    if request.method == "GET":
        return render_template("accounts/claim.html", form=form)
    if not within(CLAIM_LIMIT, "claim"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return render_template("accounts/claim.html", form=form), 429
    person = claimable(form.code.data or "", secret=secret)
    form.about = [person.name, person.phone] if person else []
    if not form.validate():
        return render_template("accounts/claim.html", form=form), 422
    password_hash = hash_password(form.password.data or "")
    try:
        account_id = transact(
            lambda: claim_person(
                code=form.code.data or "",
                secret=secret,
                phone=form.phone.data or None,
                email=form.email.data or None,
                login=form.login.data or "",
                password_hash=password_hash,
                language=str(get_locale()),
            )
        )
    except CodeNotValid:
        form.code.errors = [_("This code opens nothing: mistyped, used, or too old. Ask for a new one at the office.")]
    except LoginTaken:
        form.login.errors = [_("Somebody has this name, or one that looks like it. Please choose another.")]
    else:
        response = entering.enter_as(url_for("accounts.me"), account_id)
        flash(_("Welcome. Everything that was entered for you is here."), "success")
        _tell_login(account_id)
        return response
    return render_template("accounts/claim.html", form=form), 422

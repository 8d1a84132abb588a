"""Signing in with a code that is sent to a phone or an e-mail address, for whoever has no password at hand."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.blueprint import bp
from portal.accounts.code_forms import CodeForm, ContactForm
from portal.accounts.oidc import provider_label
from portal.accounts.queries import TypedName, read_name
from portal.accounts.services.code_sign_in import CodeFits, check_sign_in_code, request_sign_in_code, spend_sign_in_code
from portal.accounts.services.one_time_codes import TooManyCodes
from portal.accounts.views import entering
from portal.accounts.views.leading import target_of
from portal.db import transact
from portal.plugin.blueprint import PUBLIC
from portal.roles.standing import standing_of
from portal.web.limits import within
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

ASK_LIMIT = "30/minute; 200/hour"  # a whole hall of neighbours may share one address
TRY_LIMIT = "30/minute; 200/hour"
ASKED = "code_for"


@bp.route("/sign-in/code", methods=["GET", "POST"], permission=PUBLIC)
def sign_in_code() -> Answer:
    """Ask for a phone number or an e-mail address, and send a code there; the answer is the same for everybody."""
    if viewer().signed_in:
        return redirect(target_of(viewer().standing))
    form = ContactForm(request.form)
    if request.method == "GET":
        return _ask(form, 200)
    if not within(ASK_LIMIT, "sign-in code"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return _ask(form, 429)
    if not form.validate():
        return _ask(form, 422)
    contact = read_name(form.name.data or "")
    secret = entering.secret()
    try:
        transact(lambda: request_sign_in_code(contact=contact, secret=secret))
    except TooManyCodes as error:
        form.name.errors = [_too_many(error)]
        return _ask(form, 429)
    session[ASKED] = [contact.kind, contact.value]
    flash(
        _("If an account has this confirmed number or address, a code is on its way. It works for ten minutes."),
        "success",
    )
    return redirect(url_for(".enter_code", next=entering.asked_target() or None))


@bp.route("/sign-in/code/enter", methods=["GET", "POST"], permission=PUBLIC)
def enter_code() -> Answer:
    """Let somebody in who types the code; where several accounts share a phone, they choose."""
    if session.get(ASKED) is None:
        return redirect(url_for(".sign_in_code", next=entering.asked_target() or None))
    contact = TypedName(*session[ASKED])
    form = CodeForm(request.form)
    if request.method == "GET":
        return _enter(form, contact, 200)
    if not within(TRY_LIMIT, "code"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return _enter(form, contact, 429)
    if not form.validate():
        return _enter(form, contact, 422)
    typed, secret = form.code.data or "", entering.secret()
    chosen = request.form.get("account", type=int)
    if chosen is not None:
        fits = transact(lambda: spend_sign_in_code(contact=contact, typed=typed, account_id=chosen, secret=secret))
    else:
        fits = transact(lambda: check_sign_in_code(contact=contact, typed=typed, secret=secret))
    if fits.account_id is not None and fits.person_id is not None:
        session.pop(ASKED)
        return entering.enter_as(target_of(standing_of(fits.person_id)), fits.account_id)
    if fits.choices:
        return _enter(form, contact, 200, fits)
    form.code.errors = [_("This code doesn't work: mistyped, used, too old, or tried too often. Ask for a new one.")]
    return _enter(form, contact, 422)


def _ask(form: ContactForm, status: int) -> tuple[str, int]:
    page = render_template(
        "accounts/sign_in_code.html", form=form, next=entering.asked_target(), provider=provider_label()
    )
    return page, status


def _enter(form: CodeForm, contact: TypedName, status: int, fits: CodeFits | None = None) -> tuple[str, int]:
    choices = fits.choices if fits else ()
    page = render_template(
        "accounts/enter_code.html", form=form, contact=contact, choices=choices, next=entering.asked_target()
    )
    return page, status


def _too_many(error: TooManyCodes) -> str:
    wait = format_timedelta(error.until - clock.now(), threshold=2)
    return _("Enough codes were sent there for now. Please wait %(time)s, or sign in with your password.", time=wait)

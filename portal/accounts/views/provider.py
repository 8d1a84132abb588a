"""Signing in through the OpenID Connect provider, making an account there, and linking one that is here.

An identity nobody is linked to waits in the visitor's signed cookie until they say which account is theirs.
"""

from dataclasses import asdict

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import oidc
from portal.accounts.blueprint import bp
from portal.accounts.forms import NewByProviderForm
from portal.accounts.oidc import Proven, ProviderFailed
from portal.accounts.queries import account_of
from portal.accounts.services.identities import (
    AnothersIdentity,
    OnlyWayIn,
    account_behind,
    identities_of,
    link_identity,
    sign_up_with_identity,
    unlink_identity,
)
from portal.accounts.views import entering
from portal.accounts.views.leading import target_of
from portal.accounts.views.me import signed_in
from portal.accounts.views.sure import needs_to_be_sure
from portal.db import transact
from portal.plugin.blueprint import PUBLIC, SIGNED_IN
from portal.roles.standing import standing_of
from portal.web.limits import within
from portal.web.viewer import viewer

Answer = str | Response | tuple[str, int]

LIMIT = "30/minute; 200/hour"
WAITING, TARGET, BY_PROVIDER = "identity", "after_provider", "by_provider"
WAITS_SECONDS = 15 * 60


@bp.route("/sign-in/provider", permission=PUBLIC)
def to_provider() -> Answer:
    """Send the browser to the provider."""
    _only_where_there_is_one()
    if not within(LIMIT, "provider"):
        abort(429)
    try:
        response = oidc.to_provider()
    except ProviderFailed as error:
        return _failed(error)
    session[TARGET] = entering.asked_target()
    return response


@bp.route("/sign-in/provider/back", permission=PUBLIC)
def from_provider() -> Answer:
    """Take somebody back from the provider: in, where their identity is linked, otherwise to a choice."""
    _only_where_there_is_one()
    if not within(LIMIT, "provider"):
        abort(429)
    try:
        proven = oidc.proven()
    except ProviderFailed as error:
        return _failed(error)
    account = account_behind(issuer=proven.issuer, subject=proven.subject)
    if account is None:
        session[WAITING] = {**asdict(proven), "at": int(clock.now().timestamp())}
        return redirect(url_for(".identity" if viewer().signed_in else ".sign_up_by_provider"))
    if viewer().signed_in:
        mine = account.id == signed_in().account_id
        flash(_("This is linked already.") if mine else _anothers(), "success" if mine else "error")
        return redirect(url_for(".identity"))
    if account.blocked_at is not None:
        reason = account.blocked_reason
        return _sorry(_("This account is blocked: %(reason)s. Please ask your community's office.", reason=reason), 403)
    target = session.pop(TARGET, "") or target_of(standing_of(account.person_id))
    response = entering.enter_as(target, account.id)
    session[BY_PROVIDER] = True
    return response


@bp.route("/sign-in/provider/new", methods=["GET", "POST"], permission=PUBLIC)
def sign_up_by_provider() -> Answer:
    """Ask somebody whom the provider vouches for which account is theirs, or make one."""
    if viewer().signed_in:
        return redirect(url_for(".identity"))
    waiting = waiting_identity()
    if waiting is None:
        return redirect(url_for(".sign_in"))
    form = NewByProviderForm(request.form, name=waiting.name)
    if request.method == "GET":
        return _new_page(form, waiting, 200)
    if not within(LIMIT, "sign-up"):
        form.form_errors = [_("There were too many tries from here. Please wait a while and try again.")]
        return _new_page(form, waiting, 429)
    if not form.validate() or form.shows_reserved(None):
        return _new_page(form, waiting, 422)
    name, language = form.name.data or "", str(get_locale())
    shown_name = form.chosen_name(name)
    try:
        account_id = transact(
            lambda: sign_up_with_identity(
                issuer=waiting.issuer,
                subject=waiting.subject,
                known_as=waiting.name,
                name=name,
                shown_name=shown_name,
                email=waiting.email,
                language=language,
            )
        )
    except AnothersIdentity:
        return _sorry(_anothers(), 409)
    session.pop(WAITING)
    response = entering.enter_as(session.pop(TARGET, "") or url_for(".me"), account_id)
    session[BY_PROVIDER] = True
    flash(_("Welcome. Next, say where you live, so that you can take part."), "success")
    return response


@bp.route("/me/identity", permission=SIGNED_IN)
def identity() -> str:
    """Show what is linked to one's account, and what waits to be."""
    return render_template(
        "accounts/identity.html",
        identities=identities_of(signed_in().account_id),
        waiting=waiting_identity(),
        label=oidc.provider_label(),
    )


@bp.route("/me/identity/link", methods=["POST"], permission=SIGNED_IN)
def link() -> Response:
    """Link the identity that waits."""
    if blocked := needs_to_be_sure(url_for(".identity")):
        return blocked
    waiting, account_id = waiting_identity(), signed_in().account_id
    if waiting is None:
        flash(_("That took too long. Please go to the provider once more."), "error")
        return redirect(url_for(".identity"))
    session.pop(WAITING)
    try:
        transact(
            lambda: link_identity(
                account_id=account_id, issuer=waiting.issuer, subject=waiting.subject, name=waiting.name
            )
        )
    except AnothersIdentity:
        flash(_anothers(), "error")
    else:
        flash(_("It is linked: from now on it signs you in here."), "success")
    return redirect(url_for(".identity"))


@bp.route("/me/identity/<int:identity_id>/unlink", methods=["POST"], permission=SIGNED_IN)
def unlink(identity_id: int) -> Response:
    """Let an identity sign in no more."""
    if blocked := needs_to_be_sure(url_for(".identity")):
        return blocked
    account = account_of(signed_in().person_id) or abort(404)
    account_id = account.id
    try:
        found = transact(lambda: unlink_identity(account_id=account_id, identity_id=identity_id))
    except OnlyWayIn:
        flash(_("It is the only way into your account. Set a password or confirm a phone number first."), "error")
    else:
        if not found:
            abort(404)
        flash(_("It is unlinked and signs you in no more."), "success")
    return redirect(url_for(".identity"))


@bp.route("/signed-out", permission=PUBLIC)
def signed_out() -> str:
    """Say that the provider still knows the browser, and offer its own sign-out."""
    _only_where_there_is_one()
    return render_template("accounts/signed_out.html", label=oidc.provider_label())


@bp.route("/signed-out/provider", permission=PUBLIC)
def sign_out_at_provider() -> Answer:
    """Send the browser to the provider's own sign-out."""
    _only_where_there_is_one()
    try:
        return oidc.to_sign_out() or redirect(url_for("web.home"))
    except ProviderFailed as error:
        return _failed(error)


def waiting_identity() -> Proven | None:
    """Return the identity that waits in this browser to be linked, for a quarter of an hour."""
    kept = dict(session.get(WAITING) or {})
    if not kept or clock.now().timestamp() - kept.pop("at") > WAITS_SECONDS:
        return None
    return Proven(**kept)


def _new_page(form: NewByProviderForm, waiting: Proven, status: int) -> tuple[str, int]:
    page = render_template("accounts/sign_up_by_provider.html", form=form, waiting=waiting, label=oidc.provider_label())
    return page, status


def _failed(error: ProviderFailed) -> tuple[str, int]:
    current_app.logger.warning("Signing in through the provider failed: %s", error)
    label = oidc.provider_label()
    words = _("%(provider)s could not tell us who you are. Please try again, or sign in another way.", provider=label)
    return _sorry(words, 502)


def _sorry(words: str, status: int) -> tuple[str, int]:
    return render_template("accounts/provider_sorry.html", words=words), status


def _anothers() -> str:
    return _("This signs in to another account here. Sign in to that one, and unlink it there first.")


def _only_where_there_is_one() -> None:
    if not oidc.provider_label():
        abort(404)

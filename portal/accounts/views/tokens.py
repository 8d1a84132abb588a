"""One's own tokens for the API."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.blueprint import bp
from portal.accounts.forms import TokenForm
from portal.accounts.queries import tokens_of
from portal.accounts.scopes import scopes
from portal.accounts.services.tokens import create_token, revoke_token
from portal.accounts.views.me import signed_in
from portal.db import transact
from portal.plugin.blueprint import SIGNED_IN


@bp.route("/me/tokens", methods=["GET", "POST"], permission=SIGNED_IN)
def tokens() -> tuple[str, int, dict[str, str]]:
    """List the tokens, and make one: it is shown in this answer and never again."""
    account_id = signed_in().account_id
    form = TokenForm(request.form)
    made, status = "", 200
    if request.method == "POST":
        if form.validate():
            made = transact(
                lambda: create_token(
                    account_id=account_id,
                    name=form.name.data or "",
                    scopes=form.scopes.data or [],
                    days=form.days.data or 1,
                )
            )
            form = TokenForm()
        else:
            status = 422
    page = render_template(
        "accounts/tokens.html", form=form, tokens=tokens_of(account_id), made=made, scope_words=scopes()
    )
    return page, status, {"Cache-Control": "no-store"}


@bp.route("/me/tokens/<int:token_id>/revoke", methods=["POST"], permission=SIGNED_IN)
def revoke(token_id: int) -> Response:
    """End one token at once."""
    account_id = signed_in().account_id
    if not transact(lambda: revoke_token(account_id=account_id, token_id=token_id)):
        abort(404)
    flash(_("The token is revoked; whatever used it no longer gets in."), "success")
    return redirect(url_for("accounts.tokens"))

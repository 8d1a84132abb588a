"""Where one is signed in, and signing out there."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.blueprint import bp
from portal.accounts.devices import device_words
from portal.accounts.queries import sessions_of
from portal.accounts.sessions import end_session, end_sessions
from portal.accounts.views.me import signed_in
from portal.db import transact
from portal.plugin.blueprint import SIGNED_IN
from portal.web.sessions import COOKIE


@dataclass(frozen=True)
class Device:
    """A signed-in device as its owner reads it."""

    id: int
    words: str
    address: str
    seen_at: datetime
    this_one: bool


@bp.route("/me/devices", permission=SIGNED_IN)
def devices() -> str:
    """List where one is signed in."""
    me = signed_in()
    listed = [
        Device(row.id, device_words(row.device), row.address, row.seen_at, row.id == me.session_id)
        for row in sessions_of(me.account_id)
    ]
    return render_template("accounts/devices.html", devices=sorted(listed, key=lambda device: not device.this_one))


@bp.route("/me/devices/<int:session_id>/end", methods=["POST"], permission=SIGNED_IN)
def end_device(session_id: int) -> Response:
    """Sign out on one device."""
    account_id = signed_in().account_id
    if not transact(lambda: end_session(account_id=account_id, session_id=session_id)):
        abort(404)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.devices"))


@bp.route("/me/devices/end-others", methods=["POST"], permission=SIGNED_IN)
def end_other_devices() -> Response:
    """Sign out everywhere but here."""
    account_id = signed_in().account_id
    transact(lambda: end_sessions(account_id=account_id, except_token=request.cookies.get(COOKIE)))
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("accounts.devices"))

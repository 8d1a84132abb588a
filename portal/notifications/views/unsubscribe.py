"""The link in each mail: stop its kind without signing in, and undo that on the same page (RFC 8058)."""

from flask import abort, render_template, request

from portal.db import transact
from portal.events import NOT_AT_ALL
from portal.notifications.blueprint import bp
from portal.notifications.choosing import groups_of_mail, resume_mail, stop_mail, ways_chosen
from portal.notifications.unsubscribing import message_of
from portal.plugin.blueprint import PUBLIC
from portal.plugin.registry import plugins
from portal.web.security import csrf


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"], permission=PUBLIC)
@csrf.exempt  # a mail program posts this by itself; the signed token is what proves it
def unsubscribe(token: str) -> str:
    """Show what the link stops, stop it, or let it come again."""
    message = message_of(token)
    if message is None:
        abort(404)
    person_id, kind = message.person_id, message.kind
    groups = groups_of_mail(person_id=person_id, kind=kind)
    if request.method == "POST" and "undo" in request.form:
        transact(lambda: resume_mail(person_id=person_id, groups=groups))
    elif request.method == "POST":
        transact(lambda: stop_mail(person_id=person_id, groups=groups))
    chosen = ways_chosen([person_id])
    stopped = [key for key in groups if (way := chosen.get((person_id, key))) and way.mail == NOT_AT_ALL]
    known = plugins().message_groups
    return render_template(
        "notifications/unsubscribe.html",
        kind=kind,
        groups=[known[key] for key in groups],
        stopped=bool(groups) and len(stopped) == len(groups),
        posted=request.method == "POST",
    )

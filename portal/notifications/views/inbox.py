"""The inbox."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.db import transact
from portal.jurisdictions.tree import TREE
from portal.notifications import queries, services
from portal.notifications.blueprint import bp
from portal.paging import BadCursor
from portal.plugin.blueprint import SIGNED_IN
from portal.plugin.registry import plugins
from portal.web.paging import links, whole_number
from portal.web.returning import back_to, is_own_path
from portal.web.viewer import viewer


@bp.route("/inbox", permission=SIGNED_IN)
def inbox() -> str:
    """List the viewer's messages, the newest first."""
    only_unread = request.args.get("show") == "unread"
    after, before = request.args.get("after"), request.args.get("before")
    try:
        page = queries.inbox_of(_person(), only_unread=only_unread, after=after, before=before)
    except BadCursor:
        abort(404)
    return render_template(
        "notifications/inbox.html",
        rows=page.rows,
        words=plugins().describe([row[1] for row in page.rows]),
        places=TREE().by_id,
        only_unread=only_unread,
        newest=page.rows[0][0].id if page.rows else 0,
        links=links(page),
    )


@bp.route("/inbox/<int:notification_id>/open", methods=["POST"], permission=SIGNED_IN)
def open_message(notification_id: int) -> Response:
    """Note a message as read and go to the matter it is about."""
    person_id = _person()
    record = queries.event_of(person_id, notification_id) or abort(404)
    target = plugins().describe([record])[record.id].url
    transact(lambda: services.mark_read(person_id=person_id, notification_id=notification_id))
    return redirect(target if target and is_own_path(target) else url_for(".inbox"))


@bp.route("/inbox/<int:notification_id>/read", methods=["POST"], permission=SIGNED_IN)
def read(notification_id: int) -> Response:
    """Note a message as read and stay."""
    person_id = _person()
    if not transact(lambda: services.mark_read(person_id=person_id, notification_id=notification_id)):
        abort(404)
    return redirect(back_to(".inbox"))


@bp.route("/inbox/read", methods=["POST"], permission=SIGNED_IN)
def read_all() -> Response:
    """Note as read everything up to the newest message the page showed."""
    person_id, newest = _person(), request.form.get("newest", 0, type=whole_number)
    transact(lambda: services.mark_all_read(person_id=person_id, up_to=newest))
    return redirect(url_for(".inbox"))


def _person() -> int:
    person_id = viewer().person_id
    return person_id if person_id is not None else abort(401)

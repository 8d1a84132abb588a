"""The log of mail and SMS, for administrators of a place."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.db import db, transact
from portal.jurisdictions.tree import TREE, Place
from portal.notifications.blueprint import bp
from portal.notifications.budget import budget_of
from portal.notifications.models import SentMessage
from portal.notifications.permissions import LOG
from portal.notifications.posting import can_be_sent_again, send_again
from portal.notifications.providers import MAIL
from portal.notifications.queries import Asked, sent_at
from portal.notifications.words import MEDIA, STATES, kinds
from portal.paging import BadCursor
from portal.persons.contacts import mask_email, mask_phone
from portal.switchboard.permissions import SET
from portal.web.paging import links
from portal.web.viewer import viewer


@bp.route("/j/<place>/messages/", permission=LOG)
def sent(place: Place) -> str:
    """List what was sent at a place and below, the newest first, and say how many SMS are left."""
    names = kinds()
    known = {"kind": names, "medium": MEDIA, "state": STATES}
    asked = Asked(**{name: value for name in known if (value := request.args.get(name, "")) in known[name]})
    try:
        page = sent_at(place, asked, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    return render_template(
        "notifications/log.html",
        rows=[row[0] for row in page.rows],
        kinds=names,
        media=MEDIA,
        states=STATES,
        asked=asked,
        filtered=asked != Asked(),
        masked=_masked,
        again=can_be_sent_again,
        budget=budget_of(place),
        may_set=viewer().standing.may(SET, place.id),
        places=TREE().by_id,
        links=links(page),
    )


@bp.route("/j/<place>/messages/<int:message_id>/again", methods=["POST"], permission=LOG)
def again(place: Place, message_id: int) -> Response:
    """Send a failed message again."""
    row = db.session.get(SentMessage, message_id)
    if row is None or row.place_id is None or not TREE().covers(place.id, row.place_id):
        abort(404)
    if transact(lambda: send_again(message_id=message_id)):
        flash(_("The message is sent again."), "success")
    else:
        flash(_("This message can't be sent again."), "error")
    return redirect(url_for(".sent", place=place))


def _masked(row: SentMessage) -> str:
    return mask_email(row.address) if row.medium == MAIL else mask_phone(row.address)

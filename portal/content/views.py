"""Pages of announcements."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.content import queries, services
from portal.content.cards import cards
from portal.content.forms import AnnouncementForm
from portal.content.models import Announcement
from portal.content.permissions import WRITE
from portal.db import transact
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import BadCursor
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.web.once import do_once
from portal.web.paging import links
from portal.web.viewer import viewer

bp = PortalBlueprint("content", __name__)


@bp.route("/j/<place>/announcements/", permission=PUBLIC)
def index(place: Place) -> str:
    """List the announcements of a place and those above, the newest first."""
    try:
        page = queries.all_of(place, after=request.args.get("after"), before=request.args.get("before"))
    except BadCursor:
        abort(404)
    return render_template(
        "content/list.html",
        cards=cards([row[0] for row in page.rows], here=place),
        links=links(page),
        may_write=viewer().standing.may(WRITE, place.id),
    )


@bp.route("/j/<place>/announcements/<int:announcement_id>", permission=PUBLIC)
def show(place: Place, announcement_id: int) -> str:
    """Show an announcement."""
    announcement = _found(place, announcement_id)
    return render_template(
        "content/announcement.html",
        announcement=announcement,
        title=in_language(announcement.titles),
        body=in_language(announcement.bodies),
        source=TREE().by_id[announcement.place_id],
        may_write=announcement.place_id == place.id and viewer().standing.may(WRITE, place.id),
    )


@bp.route("/j/<place>/announcements/new", methods=["GET", "POST"], permission=WRITE)
def new(place: Place) -> str | Response | tuple[str, int]:
    """Publish an announcement."""
    form = AnnouncementForm(request.form)
    if request.method == "POST" and form.validate():
        actor, words = viewer().standing.actor(), form.words()
        announcement_id = do_once(
            form, lambda: services.publish_announcement(place_id=place.id, words=words, actor=actor)
        )
        flash(_("The announcement is published."), "success")
        return redirect(url_for(".show", place=place, announcement_id=announcement_id))
    page = render_template("content/edit.html", form=form, announcement=None)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/announcements/<int:announcement_id>/edit", methods=["GET", "POST"], permission=WRITE)
def edit(place: Place, announcement_id: int) -> str | Response | tuple[str, int]:
    """Correct an announcement of this very place."""
    announcement = _own(place, announcement_id)
    form = AnnouncementForm(request.form) if request.method == "POST" else AnnouncementForm.of(announcement)
    if request.method == "POST" and form.validate():
        actor, words = viewer().standing.actor(), form.words()
        transact(lambda: services.change_announcement(announcement_id=announcement_id, words=words, actor=actor))
        flash(_("The announcement is changed."), "success")
        return redirect(url_for(".show", place=place, announcement_id=announcement_id))
    page = render_template("content/edit.html", form=form, announcement=announcement)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/announcements/<int:announcement_id>/take-down", methods=["POST"], permission=WRITE)
def take_down(place: Place, announcement_id: int) -> Response:
    """Take an announcement of this very place down."""
    _own(place, announcement_id)
    actor = viewer().standing.actor()
    transact(lambda: services.take_down(announcement_id=announcement_id, actor=actor))
    flash(_("The announcement is taken down."), "success")
    return redirect(url_for(".index", place=place))


def _found(place: Place, announcement_id: int) -> Announcement:
    return queries.announcement_at(place, announcement_id) or abort(404)


def _own(place: Place, announcement_id: int) -> Announcement:
    """Return an announcement this place itself published; one from above is changed there."""
    announcement = _found(place, announcement_id)
    return announcement if announcement.place_id == place.id else abort(404)

"""Pages of notices."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.content import queries, services
from portal.content.cards import cards
from portal.content.forms import NoticeForm
from portal.content.models import Notice
from portal.content.permissions import WRITE
from portal.db import transact
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.paging import BadCursor
from portal.plugin.blueprint import PUBLIC, PortalBlueprint
from portal.web.paging import links
from portal.web.viewer import viewer

bp = PortalBlueprint("content", __name__)


@bp.route("/j/<place>/notices/", permission=PUBLIC)
def index(place: Place) -> str:
    """List the notices of a place and those above, the newest first."""
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


@bp.route("/j/<place>/notices/<int:notice_id>", permission=PUBLIC)
def show(place: Place, notice_id: int) -> str:
    """Show a notice."""
    notice = _found(place, notice_id)
    return render_template(
        "content/notice.html",
        notice=notice,
        title=in_language(notice.titles),
        body=in_language(notice.bodies),
        source=TREE().by_id[notice.place_id],
        may_write=notice.place_id == place.id and viewer().standing.may(WRITE, place.id),
    )


@bp.route("/j/<place>/notices/new", methods=["GET", "POST"], permission=WRITE)
def new(place: Place) -> str | Response | tuple[str, int]:
    """Publish a notice."""
    form = NoticeForm(request.form)
    if request.method == "POST" and form.validate():
        actor, words = viewer().standing.actor(), form.words()
        notice_id = transact(lambda: services.publish_notice(place_id=place.id, words=words, actor=actor))
        flash(_("The notice is published."), "success")
        return redirect(url_for(".show", place=place, notice_id=notice_id))
    page = render_template("content/edit.html", form=form, notice=None)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/notices/<int:notice_id>/edit", methods=["GET", "POST"], permission=WRITE)
def edit(place: Place, notice_id: int) -> str | Response | tuple[str, int]:
    """Correct a notice of this very place."""
    notice = _own(place, notice_id)
    form = NoticeForm(request.form) if request.method == "POST" else NoticeForm.of(notice)
    if request.method == "POST" and form.validate():
        actor, words = viewer().standing.actor(), form.words()
        transact(lambda: services.change_notice(notice_id=notice_id, words=words, actor=actor))
        flash(_("The notice is changed."), "success")
        return redirect(url_for(".show", place=place, notice_id=notice_id))
    page = render_template("content/edit.html", form=form, notice=notice)
    return (page, 422) if form.errors else page


@bp.route("/j/<place>/notices/<int:notice_id>/take-down", methods=["POST"], permission=WRITE)
def take_down(place: Place, notice_id: int) -> Response:
    """Take a notice of this very place down."""
    _own(place, notice_id)
    actor = viewer().standing.actor()
    transact(lambda: services.take_down(notice_id=notice_id, actor=actor))
    flash(_("The notice is taken down."), "success")
    return redirect(url_for(".index", place=place))


def _found(place: Place, notice_id: int) -> Notice:
    return queries.notice_at(place, notice_id) or abort(404)


def _own(place: Place, notice_id: int) -> Notice:
    """Return a notice this place itself published; one from above is changed there."""
    notice = _found(place, notice_id)
    return notice if notice.place_id == place.id else abort(404)

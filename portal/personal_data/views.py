"""Pages about one's own data, and erasing somebody who asked for it at the office."""

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.views.me import signed_in
from portal.accounts.views.sure import needs_to_be_sure
from portal.db import transact
from portal.jurisdictions.tree import Place
from portal.personal_data import queries, storage
from portal.personal_data.forms import EraseForm
from portal.personal_data.permissions import ERASE
from portal.personal_data.services import erasing, exporting
from portal.persons.queries.register import Entry, person_at
from portal.plugin.blueprint import SIGNED_IN, PortalBlueprint
from portal.web.viewer import viewer

bp = PortalBlueprint("personal_data", __name__)

Answer = str | Response | tuple[str, int]


@bp.route("/me/data", permission=SIGNED_IN)
def own() -> str:
    """Show what can be asked for: an export, an erasure."""
    person_id = signed_in().person_id
    return render_template(
        "personal_data/own.html",
        exports=queries.exports_of(person_id),
        erasure=queries.erasure_of(person_id),
        kept_days=exporting.KEPT_FOR.days,
    )


@bp.route("/me/data/exports", methods=["POST"], permission=SIGNED_IN)
def ask_for_export() -> Response:
    """Let an export be made."""
    person_id = signed_in().person_id
    try:
        transact(lambda: exporting.ask_for_export(person_id=person_id))
    except exporting.EnoughExports:
        flash(_("You asked for enough exports today. The ones below are complete."), "error")
    else:
        flash(_("Your data are being put together. Look again in a minute."), "success")
    return redirect(url_for(".own"))


@bp.route("/me/data/exports/<ref>", permission=SIGNED_IN)
def export(ref: str) -> Response:
    """Send an export to its owner, who has just shown who they are."""
    row = queries.export_named(signed_in().person_id, ref) or abort(404)
    if blocked := needs_to_be_sure(url_for(".own")):
        return blocked
    path = storage.path_of(row.ref)
    if not path.exists():
        abort(404)
    name = f"linli-{row.asked_at:%Y-%m-%d}.zip"
    response = send_file(path, "application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/me/data/erase", methods=["GET", "POST"], permission=SIGNED_IN)
def erase_me() -> Answer:
    """Ask to be erased, after reading what goes and what stays."""
    person_id = signed_in().person_id
    if queries.erasure_of(person_id) is not None:
        return redirect(url_for(".own"))
    if blocked := needs_to_be_sure(url_for(".erase_me")):
        return blocked
    form = EraseForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            transact(lambda: erasing.ask_for_erasure(person_id=person_id))
        except erasing.SettleFirst:
            return _erase_page(form, person_id, 409)
        flash(_("You will be erased. Until then you can change your mind here."), "success")
        return redirect(url_for(".own"))
    return _erase_page(form, person_id, 422 if request.method == "POST" else 200)


@bp.route("/me/data/stay", methods=["POST"], permission=SIGNED_IN)
def stay() -> Response:
    """Take the wish to be erased back."""
    person_id = signed_in().person_id
    transact(lambda: erasing.take_back(person_id=person_id))
    flash(_("You stay, and nothing was erased."), "success")
    return redirect(url_for(".own"))


@bp.route("/j/<place>/persons/<ref>/erase", methods=["GET", "POST"], permission=ERASE)
def erase_somebody(place: Place, ref: str) -> Answer:
    """Erase somebody who asked for it at the office."""
    entry = person_at(place, ref) or abort(404)
    if blocked := needs_to_be_sure(url_for(".erase_somebody", place=place, ref=ref)):
        return blocked
    form = EraseForm(request.form)
    if request.method == "GET":
        return _somebody_page(place, entry, form, 200)
    if not form.validate():
        return _somebody_page(place, entry, form, 422)
    actor = viewer().standing.actor()
    try:
        transact(lambda: erasing.erase_for_somebody(person_id=entry.id, actor=actor))
    except erasing.NotBelow:
        abort(403)
    except erasing.SettleFirst:
        return _somebody_page(place, entry, form, 409)
    flash(_("%(name)s is erased from the register.", name=entry.name), "success")
    return redirect(url_for("persons.index", place=place))


def _erase_page(form: EraseForm, person_id: int, status: int) -> tuple[str, int]:
    page = render_template(
        "personal_data/erase_me.html",
        form=form,
        in_the_way=queries.in_the_way(person_id),
        days=erasing.COOLING_OFF.days,
    )
    return page, status


def _somebody_page(place: Place, entry: Entry, form: EraseForm, status: int) -> tuple[str, int]:
    page = render_template(
        "personal_data/erase_somebody.html", form=form, entry=entry, in_the_way=queries.in_the_way(entry.id)
    )
    return page, status

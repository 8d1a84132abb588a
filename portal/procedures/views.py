"""How a place deals with proposals: its versions, each drawn, and publishing a new one.

Publishing takes two pages: a file is sent and checked, then what it says is drawn and confirmed.
"""

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from portal.db import transact
from portal.forms import Form
from portal.jurisdictions.tree import Place, in_language
from portal.plugin.blueprint import PortalBlueprint
from portal.procedures import queries
from portal.procedures.checking import check
from portal.procedures.drawing import draw
from portal.procedures.locating import with_line
from portal.procedures.permissions import PUBLISH
from portal.procedures.picture import picture_of
from portal.procedures.reading import read_toml
from portal.procedures.services import PublishedMeanwhile, newest_number, publish_procedure
from portal.proposals.procedure import BadProcedure, Procedure
from portal.proposals.versions import current_version
from portal.web.viewer import viewer

bp = PortalBlueprint("procedures", __name__)


class UploadForm(Form):
    """The file of a procedure."""

    file = FileField(_l("Procedure file"), description=_l("A TOML file, as the portal's own procedures are written."))


@bp.route("/j/<place>/procedure/", permission=PUBLISH)
def index(place: Place) -> str:
    """Show the procedure in force, drawn, and every version of this place."""
    current = current_version(place.id)
    return render_template(
        "procedures/index.html",
        current=current,
        name=in_language(current.procedure.names) if current else "",
        steps=draw(current.procedure, place) if current else [],
        inherited=current is not None and current.place_id != place.id,
        versions=queries.versions_of(place),
    )


@bp.route("/j/<place>/procedure/<int:number>", permission=PUBLISH)
def show(place: Place, number: int) -> str:
    """Show one version as it was published."""
    found = _version(place, number)
    procedure = Procedure.read(found.version.document)
    return render_template(
        "procedures/show.html", found=found, name=in_language(procedure.names), steps=draw(procedure, place)
    )


@bp.route("/j/<place>/procedure/<int:number>.svg", permission=PUBLISH)
def picture(place: Place, number: int) -> Response:
    """Show one version as a picture."""
    procedure = Procedure.read(_version(place, number).version.document)
    return Response(picture_of(draw(procedure, place), in_language(procedure.names)), mimetype="image/svg+xml")


@bp.route("/j/<place>/procedure/new", methods=["GET", "POST"], permission=PUBLISH)
def new(place: Place) -> Any:
    """Take a file, check it, and draw what it says before it is published."""
    form = UploadForm()
    if request.method == "GET":
        return render_template("procedures/new.html", form=form)
    upload = request.files.get("file")
    data = upload.stream.read() if upload else b""
    if not data:
        form.file.errors = [_("Choose a file.")]
        return render_template("procedures/new.html", form=form), 422
    return _preview(place, data)


@bp.route("/j/<place>/procedure/publish", methods=["POST"], permission=PUBLISH)
def publish(place: Place) -> Any:
    """Publish what was drawn and confirmed."""
    text = request.form.get("document", "")
    after = request.form.get("after", type=int)
    actor = viewer().standing.actor()
    try:
        document = read_toml(text.encode())
    except BadProcedure as bad:
        return _problems(map(str, bad.problems))
    try:
        number = transact(lambda: publish_procedure(place=place, document=document, actor=actor, after=after).number)
    except BadProcedure as bad:
        return _problems(with_line(problem, text) for problem in bad.problems)
    except PublishedMeanwhile:
        flash(_("Somebody published another version meanwhile. Look at it before you publish yours."), "warning")
        return redirect(url_for(".index", place=place))
    flash(_("Version %(number)s is published. New proposals walk it from now on.", number=number), "success")
    return redirect(url_for(".index", place=place))


def _version(place: Place, number: int) -> queries.Published:
    found = next((one for one in queries.versions_of(place) if one.version.number == number), None)
    return found or abort(404)


def _preview(place: Place, data: bytes) -> Any:
    try:
        document = read_toml(data)
    except BadProcedure as bad:
        return _problems(map(str, bad.problems))
    text = data.decode("utf-8-sig")
    if problems := check(document, place):
        return _problems(with_line(problem, text) for problem in problems)
    procedure = Procedure.read(document)
    return render_template(
        "procedures/preview.html",
        name=in_language(procedure.names),
        steps=draw(procedure, place),
        document=text,
        after=newest_number(place),
    )


def _problems(reasons: Iterable[str]) -> tuple[str, int]:
    return render_template("procedures/new.html", form=UploadForm(), reasons=list(reasons)), 422

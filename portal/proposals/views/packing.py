"""The case file to take along: a ZIP of data, page, files and checksums, for whoever may read its page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import abort, current_app, render_template
from flask_babel import get_locale
from werkzeug.wrappers import Response

from portal.db import db, transact
from portal.files import storage
from portal.files.models import StoredFile
from portal.jurisdictions.tree import Place
from portal.persons.access import note_access
from portal.plugin.blueprint import PUBLIC
from portal.plugin.registry import plugins
from portal.proposals import queries
from portal.proposals.attachments import attached
from portal.proposals.blueprint import bp
from portal.proposals.dossier import PackedFile, as_data, package
from portal.proposals.rights import Rights
from portal.proposals.views.reading import case_file
from portal.web.viewer import viewer

STYLES = ("tokens", "base", "components", "matters", "proposals", "dossier")


@bp.route("/j/<place>/proposals/<number>/dossier.zip", permission=PUBLIC)
def dossier_package(place: Place, number: str) -> Response:
    """Send a case file as a package; full names and what is for staff alone only to those who may read them."""
    person_id = viewer().person_id
    proposal = queries.by_number(place, number) or abort(404)
    if Rights.of(proposal, viewer().standing).read_private:
        _note(place, proposal.id)
    whole = queries.whole(place, number, person_id) or abort(404)
    rights = Rights.of(whole.proposal, viewer().standing)
    told = case_file(place, whole, rights)
    files = _files(whole.proposal.id, whole.proposal.plan_id, private=rights.read_private or rights.own)
    data = as_data(
        whole,
        proposer=told["proposer"],
        named=rights.read_private,
        comments=told["comments"],
        story=told["story"],
        files=[_described(path, file, private) for path, file, private in files],
    )
    packed = {file.ref: path for path, file, _private in files}
    shown = [replace(one, url=packed[one.ref]) for one in told["files"]]
    page = render_template(
        "proposals/dossier_package.html", **{**told, "files": shown, "plan": None}, packed=True, lang=_language()
    )
    texts = {"dossier.html": page, "style.css": _style()}
    sources = [PackedFile(path, storage.path_of(file.digest)) for path, file, _private in files]
    answer = Response(package(texts, {**data, "made_at": told["made_at"]}, sources), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.zip"'
    answer.cache_control.no_store = True
    return answer


def _note(place: Place, proposal_id: int) -> None:
    person_id = viewer().person_id or 0
    transact(
        lambda: note_access(person_id=person_id, place_id=place.id, subject_kind="proposal", subject_id=proposal_id)
    )


def _files(proposal_id: int, plan_id: int | None, *, private: bool) -> list[tuple[str, StoredFile, bool]]:
    """Return the files of a case: its path in the package, the file, and whether it is for staff alone."""
    own = [(file, shown.private) for shown, file in attached(proposal_id) if private or not shown.private]
    proofs = [(file, False) for part in plugins().core.beside for file in part.files(proposal_id)]
    plan = [(db.session.get_one(StoredFile, plan_id), False)] if plan_id else []
    found = {file.id: (file, hidden) for file, hidden in reversed([*own, *proofs, *plan])}
    ordered = list(found.values())[::-1]
    return [(f"files/{number:02}-{file.name}", file, hidden) for number, (file, hidden) in enumerate(ordered, 1)]


def _described(path: str, file: StoredFile, private: bool) -> dict[str, Any]:
    return {
        "path": path,
        "name": file.name,
        "type": file.media_type,
        "size": file.size,
        "sha256": file.digest,
        "private": private,
    }


def _language() -> str:
    return str(get_locale()).replace("_", "-")


def _style() -> str:
    folder = Path(current_app.static_folder or "") / "css"
    return "\n".join((folder / f"{name}.css").read_text("utf-8") for name in STYLES)

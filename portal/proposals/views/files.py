"""The files of proposals and drafts, and plans: who may see them, and their addresses."""

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_babel import format_decimal
from sqlalchemy import exists, or_, select
from werkzeug.wrappers import Response

from portal.db import db
from portal.files.models import StoredFile
from portal.files.sending import send
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.blueprint import PUBLIC, SIGNED_IN
from portal.proposals.attachments import attached
from portal.proposals.blueprint import bp
from portal.proposals.models import Attachment, PlacePlan, Proposal
from portal.proposals.rights import Rights
from portal.web.viewer import viewer


@dataclass(frozen=True)
class Shown:
    """A file as pages show it; `alt` says what is to be seen, `size` is in words, pictures have a thumbnail."""

    ref: str
    url: str
    thumb_url: str
    name: str
    alt: str
    size: str
    picture: bool
    private: bool


def shown_files(place: Place, proposal: Proposal, *, private: bool) -> list[Shown]:
    """Return the files of a proposal; those for staff alone only when `private`. One query."""
    return [
        _shown(place, proposal, attachment, file)
        for attachment, file in attached(proposal.id)
        if private or not attachment.private
    ]


@bp.route("/j/<place>/proposals/<number>/files/<ref>", permission=PUBLIC)
def file(place: Place, number: str, ref: str) -> Response:
    """Send a file of a proposal; one for staff alone only to them and to whoever proposed."""
    row = _found(ref, Proposal.number == number, Proposal.home_id == place.id)
    rights = Rights.of(row.Proposal, viewer().standing)
    if row.Attachment.private and not (rights.read_private or rights.own):
        abort(404)
    return send(row.StoredFile, public=not row.Attachment.private)


@bp.route("/j/<place>/proposals/drafts/<int:draft>/files/<ref>", permission=SIGNED_IN)
def draft_file(place: Place, draft: int, ref: str) -> Response:
    """Send a file of one's own draft."""
    own = Proposal.entered_by_id == viewer().person_id
    row = _found(ref, Proposal.id == min(draft, 2**31 - 1), Proposal.home_id == place.id, own)
    return send(row.StoredFile, public=False)


@bp.route("/j/<place>/proposals/plan/<ref>", permission=PUBLIC)
def plan(place: Place, ref: str) -> Response:
    """Send the plan in use at a place or above, or one on which a pin was set."""
    trail = [upper.id for upper in TREE().upwards(place.id)]
    used = or_(
        exists().where(PlacePlan.file_id == StoredFile.id, PlacePlan.place_id.in_(trail)),
        exists().where(Proposal.plan_id == StoredFile.id, Proposal.home_id == place.id),
    )
    row = db.session.scalar(select(StoredFile).where(StoredFile.ref == ref, used)) or abort(404)
    return send(row, public=True)


def _found(ref: str, *conditions: Any) -> Any:
    return db.session.execute(
        select(Attachment, StoredFile, Proposal)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .join(Proposal, Proposal.id == Attachment.proposal_id)
        .where(StoredFile.ref == ref, *conditions)
    ).one_or_none() or abort(404)


def _shown(place: Place, proposal: Proposal, attachment: Attachment, file: StoredFile) -> Shown:
    address: dict[str, Any] = {"place": place, "number": proposal.number, "ref": file.ref}
    return Shown(
        ref=file.ref,
        url=url_for("proposals.file", **address),
        thumb_url=url_for("proposals.file", small=1, **address),
        name=attachment.caption or file.name,
        alt=attachment.caption or file.name,
        size=f"{format_decimal(max(file.size // 1024, 1))} KB",
        picture=file.media_type.startswith("image/"),
        private=attachment.private,
    )

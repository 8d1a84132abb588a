"""Photos and papers shown with a proposal."""

from sqlalchemy import delete, func, select

from portal.db import db
from portal.files import services as files
from portal.files.services import KeptFile
from portal.proposals.models import Attachment

MOST = 9


class TooMany(Exception):
    """The proposal has as many files as it may have."""


def attach(proposal_id: int, kept: KeptFile, *, person_id: int, private: bool = False) -> None:
    """Show a kept file with a proposal, or only to staff when `private`.

    The caller holds the proposal's row. Raises `TooMany` beyond `MOST`.
    """
    count = db.session.scalar(select(func.count()).where(Attachment.proposal_id == proposal_id)) or 0
    if count >= MOST:
        raise TooMany(MOST)
    file_id = files.record(kept, person_id=person_id)
    db.session.add(Attachment(proposal_id=proposal_id, file_id=file_id, private=private))


def caption(proposal_id: int, captions: dict[int, str]) -> None:
    """Say below the proposal's files, by their attachments' ids, what is to be seen."""
    for attachment in db.session.scalars(select(Attachment).where(Attachment.proposal_id == proposal_id)):
        attachment.caption = captions.get(attachment.id, attachment.caption)


def remove(proposal_id: int, attachment_id: int) -> None:
    """Take a file away from a proposal; nothing happens when it is gone already."""
    file_id = db.session.scalar(
        delete(Attachment)
        .where(Attachment.id == attachment_id, Attachment.proposal_id == proposal_id)
        .returning(Attachment.file_id)
    )
    if file_id is not None:
        files.remove(file_id)


def remove_all(proposal_id: int) -> None:
    """Take every file away from a proposal."""
    for attachment_id in db.session.scalars(select(Attachment.id).where(Attachment.proposal_id == proposal_id)).all():
        remove(proposal_id, attachment_id)

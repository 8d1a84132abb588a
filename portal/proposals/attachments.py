"""Photos and papers shown with a proposal."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import Row, Select, bindparam, delete, exists, or_, select

from portal.db import db
from portal.files import services as files
from portal.files.models import StoredFile
from portal.files.services import KeptFile
from portal.proposals.models import Attachment

MOST = 9


class NoSuchFile(Exception):
    """There is no file of this reference that this person uploaded and that isn't shown elsewhere."""


class TooMany(Exception):
    """The proposal has as many files as it may have."""


def attached(proposal_id: int) -> Sequence[Row[Attachment, StoredFile]]:
    """Return a proposal's attachments, each with its file, in the order they came. One query."""
    return db.session.execute(_attached(), {"proposal": proposal_id}).all()


@cache
def _attached() -> Select[Attachment, StoredFile]:
    return (
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.proposal_id == bindparam("proposal"))
        .order_by(Attachment.id)
    )


def attach(proposal_id: int, kept: KeptFile, *, person_id: int) -> None:
    """Show a kept file with a proposal; the same content a second time changes nothing.

    The caller holds the proposal's row. Raises `TooMany` beyond `MOST`.
    """
    digests = [file.digest for _attachment, file in attached(proposal_id)]
    if kept.digest in digests:
        return
    if len(digests) >= MOST:
        raise TooMany(MOST)
    file_id = files.record(kept, person_id=person_id)
    db.session.add(Attachment(proposal_id=proposal_id, file_id=file_id))
    db.session.flush()


def attach_uploaded(proposal_id: int, ref: str, *, person_id: int) -> None:
    """Show a file with a proposal that the same person uploaded before.

    The caller holds the proposal's row. Raises `NoSuchFile`, or `TooMany` beyond `MOST`.
    """
    if len(attached(proposal_id)) >= MOST:
        raise TooMany(MOST)
    shown = exists().where(Attachment.file_id == StoredFile.id)
    mine = select(StoredFile.id).where(StoredFile.ref == ref, StoredFile.uploaded_by_id == person_id, ~shown)
    file_id = db.session.scalar(mine)
    if file_id is None:
        raise NoSuchFile(ref)
    db.session.add(Attachment(proposal_id=proposal_id, file_id=file_id))
    db.session.flush()


def usable_files(refs: Sequence[str], *, proposal_id: int | None, person_id: int | None) -> Collection[str]:
    """Return which of these files a person may name in a matter: those they uploaded, and its public ones.

    They stay until the transaction ends, also those that nothing else needs. One query.
    """
    shown = exists().where(
        Attachment.file_id == StoredFile.id, Attachment.proposal_id == proposal_id, Attachment.private.is_(False)
    )
    own = StoredFile.uploaded_by_id == person_id
    query = select(StoredFile.ref).where(StoredFile.ref.in_(refs), or_(own, shown))
    return db.session.scalars(query.with_for_update(read=True, key_share=True)).all()


def describe(proposal_id: int, captions: Mapping[int, str], private: frozenset[int]) -> None:
    """Say of a proposal's attachments, by id, what is to be seen and which are for staff alone.

    Those not named in `captions` stay as they are.
    """
    for attachment, _file in attached(proposal_id):
        if attachment.id in captions:
            attachment.caption = captions[attachment.id]
            attachment.private = attachment.id in private


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

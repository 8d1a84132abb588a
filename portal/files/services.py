"""Take uploads in: judged by content, kept once under their digest, described by a row.

Judging, writing and making thumbnails happen outside any transaction; only the row is written inside.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, not_, select

from portal import clock
from portal.db import Model, after_commit, db
from portal.files import storage
from portal.files.inspection import InspectedFile, UploadLimits, inspect_upload, safe_filename, thumbnail
from portal.files.models import StoredFile


@dataclass(frozen=True)
class KeptFile:
    """A file whose bytes lie in the data folder already, waiting for its row."""

    digest: str
    name: str
    inspected: InspectedFile
    thumbnail: bytes | None


def keep(data: bytes, name: str, limits: UploadLimits | None = None) -> KeptFile:
    """Judge an upload and write it, with a picture's thumbnail, to the data folder. Raises `UnacceptableFile`."""
    inspected = inspect_upload(data, limits or UploadLimits())
    small = thumbnail(inspected.data) if inspected.kind == "image" else None
    digest = hashlib.sha256(inspected.data).hexdigest()
    kept = KeptFile(digest, safe_filename(name, extension=inspected.extension), inspected, small)
    _put(kept)
    return kept


def record(kept: KeptFile, *, person_id: int) -> int:
    """Write the row of a kept file, inside `transact()`, and return its id."""
    seen = kept.inspected
    row = StoredFile(
        ref=secrets.token_urlsafe(16),
        digest=kept.digest,
        media_type=seen.media_type,
        name=kept.name,
        size=len(seen.data),
        width=seen.width,
        height=seen.height,
        pages=seen.pages,
        uploaded_by_id=person_id,
        uploaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    after_commit(lambda: _put(kept))  # somebody may have removed the same content since `keep`
    return row.id


def remove(file_id: int) -> None:
    """Delete a file's row, and after the commit its bytes unless another row has the same."""
    row = db.session.get_one(StoredFile, file_id)
    digest = row.digest
    db.session.delete(row)
    db.session.flush()
    if not db.session.scalar(select(exists().where(StoredFile.digest == digest))):
        after_commit(lambda: storage.drop(digest))


def remove_unused(*, before: datetime, most: int) -> int:
    """Delete files that came before a moment and that no row of core or plugins points at.

    Returns how many were looked at, at most `most`; what somebody is putting to use right now is passed over.
    """
    uses = [
        exists().where(key.parent == StoredFile.id)
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is StoredFile.__table__.c.id
    ]
    unused = select(StoredFile.id).where(StoredFile.uploaded_at < before, *(not_(use) for use in uses))
    held = db.session.scalars(
        unused.order_by(StoredFile.id).limit(most).with_for_update(skip_locked=True, of=StoredFile)
    ).all()
    # Asked again now that nobody can begin to use them: whoever did before has committed.
    for file_id in db.session.scalars(unused.where(StoredFile.id.in_(held))).all():
        remove(file_id)
    return len(held)


def without_file(digests: Collection[str]) -> set[str]:
    """Return those digests that no file has. One query."""
    return set(digests) - set(db.session.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(digests))))


def _put(kept: KeptFile) -> None:
    storage.put(storage.path_of(kept.digest), kept.inspected.data)
    if kept.thumbnail is not None:
        storage.put(storage.thumbnail_of(kept.digest), kept.thumbnail)

"""One effect however often the same thing is sent: a form posted twice, a request retried with its key."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Json, Key, Model, UTCDateTime, db, upsert


class Answer(Model):
    """The answer once given under a key, kept to be given again."""

    __tablename__ = "idempotent_answer"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scope: Mapped[str] = mapped_column(Key)
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(Json, nullable=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (UniqueConstraint("scope", "key"),)


class KeyUsedOtherwise(Exception):
    """The same key came with another request; it answers 409."""


def fingerprint(request: Mapping[str, Any]) -> str:
    """Return a digest of what was asked, independent of the order of its parts."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def kept(*, scope: str, key: str) -> bool:
    """Tell whether an answer was given under this key. One query."""
    return db.session.scalar(select(Answer.id).where(Answer.scope == scope, Answer.key == key)) is not None


def once(*, scope: str, key: str, digest: str, work: Callable[[], Any]) -> Any:
    """Do `work` and keep its answer (JSON), or return the answer it gave before.

    Runs inside `transact()`: a second request under the same key waits for the first one's commit. Raises
    `KeyUsedOtherwise` when `digest` differs from the first one's.
    """
    claimed = db.session.execute(
        upsert(Answer)
        .values(scope=scope, key=key, fingerprint=digest, answer=None, at=clock.now())
        .on_conflict_do_nothing(index_elements=["scope", "key"])
        .returning(Answer.id)
    ).scalar_one_or_none()
    if claimed is None:
        kept = db.session.execute(
            select(Answer.fingerprint, Answer.answer).where(Answer.scope == scope, Answer.key == key)
        ).one()
        if kept.fingerprint != digest:
            raise KeyUsedOtherwise(key)
        return kept.answer
    answer = work()
    row = db.session.get_one(Answer, claimed)
    row.answer = answer
    return answer

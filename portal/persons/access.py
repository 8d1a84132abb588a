"""Who opened whose private details, and when: written before they are shown."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Key, Model, UTCDateTime, db


class AccessRecord(Model):
    """One look at a private record."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    subject_kind: Mapped[str] = mapped_column(Key)
    subject_id: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_access_record_subject", "subject_kind", "subject_id", "id"),
        Index("ix_access_record_place", "place_id", "id"),
    )


def note_access(*, person_id: int, place_id: int, subject_kind: str, subject_id: int) -> None:
    """Write down that a person is about to see private details of a subject; `place_id` is where it belongs."""
    db.session.execute(
        insert(AccessRecord).values(
            person_id=person_id,
            place_id=place_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            at=clock.now(),
        )
    )

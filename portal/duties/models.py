"""The table of tasks."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Key, Model, UTCDateTime


class Task(Model):
    """Something that waits for a person, for whoever plays a role at a seat, or for whoever has a permission there.

    With a `permission` the whole locality counts: everybody who holds it at the seat or above, up to the place that
    takes proposals.
    """

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(Key)
    subject_id: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    labels: Mapped[dict[str, str]] = mapped_column(Json)
    link: Mapped[str] = mapped_column(String(200))
    seat_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    role: Mapped[str | None] = mapped_column(Key)
    permission: Mapped[str | None] = mapped_column(Key)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    due: Mapped[date | None] = mapped_column(Date)
    late: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "uq_task_open",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_task_seat", "seat_id", "role", "done_at", "due"),
        Index("ix_task_person", "person_id", "done_at", "due"),
    )

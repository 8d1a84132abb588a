"""Tables of commitments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.db import Json, Key, Model, UTCDateTime
from portal.erased import OwnWords
from portal.files.models import StoredFile

OPEN = ("asked", "promised")
STATES = (*OPEN, "done", "accepted", "ended", "refused", "dropped")


class Commitment(Model):
    """Who promised what by when (`H5`).

    Without an organisation the place's own people have promised. `run_id` names the handling stage that waits for it:
    that stage's task and clock are then its own. `postpone_to` is a day asked for and not yet decided on.
    """

    __tablename__ = "commitment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("stage_run.id"), index=True)
    state: Mapped[str] = mapped_column(Key, default="asked")
    text: Mapped[str] = mapped_column(Text, default="")
    reply_by: Mapped[date | None] = mapped_column(Date)
    done_by: Mapped[date | None] = mapped_column(Date)
    postpone_to: Mapped[date | None] = mapped_column(Date)
    postponed: Mapped[bool] = mapped_column(default=False)
    follow_ups: Mapped[list[str]] = mapped_column(Json, default=list)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_commitment_home", "home_id", "state", "done_by"),
        Index("ix_commitment_unit", "organisation_id", "state"),
    )

    @property
    def due(self) -> date | None:
        """Return the next day that counts: for the reply while there is none, then for the deed."""
        return self.reply_by or self.done_by if self.state == "asked" else self.done_by


STEP_FILES = Table(
    "commitment_step_file",
    Model.metadata,
    Column("step_id", ForeignKey("commitment_step.id"), primary_key=True),
    Column("file_id", ForeignKey("stored_file.id"), primary_key=True, index=True),
)
"""The photos and papers that prove a step."""


class CommitmentStep(Model):
    """One step of a commitment, append-only: a promise, a proof, a follow-up (`H6`, `K11`)."""

    __tablename__ = "commitment_step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    key: Mapped[str] = mapped_column(Key)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    words: Mapped[str] = mapped_column(OwnWords, default="")
    day: Mapped[date | None] = mapped_column(Date)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(20))

    files: Mapped[list[StoredFile]] = relationship(secondary=STEP_FILES, order_by=StoredFile.id, lazy="raise_on_sql")
    file_count: Mapped[int] = column_property(
        select(func.count()).where(STEP_FILES.c.step_id == id).scalar_subquery()  # noqa: A003  # the column above
    )

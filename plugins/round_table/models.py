"""Tables of the round table."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Key, Model, UTCDateTime

OUTCOMES = ("solved", "promised", "next_session", "not_taken_up")


class Meeting(Model):
    """One matter at one meeting: when, where, how many took part, what was agreed (`H1`, `H5`).

    A matter put off to the next session has several.
    """

    __tablename__ = "round_table_meeting"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("stage_run.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    form: Mapped[str] = mapped_column(Key)
    met_on: Mapped[date] = mapped_column(Date)
    venue: Mapped[str] = mapped_column(String(120), default="")
    present: Mapped[int] = mapped_column(Integer)
    agreed: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Key)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("present > 0", name="present"),
        Index("ix_round_table_meeting_place", "place_id", "met_on", "id"),
    )

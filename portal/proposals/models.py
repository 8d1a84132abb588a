"""Tables of proposals and of the procedures they walk through."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Json, Key, Model, UTCDateTime
from portal.erased import OwnWords

STATES = ("draft", "open", "closed", "declined", "merged", "withdrawn")


class Category(Model):
    """What may be proposed in a locality, by category and subtype, and what by law may not (`J4`, `H2`)."""

    __tablename__ = "proposal_category"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_category.id"))
    key: Mapped[str] = mapped_column(Key)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    explanation: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    negative: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("place_id", "key"),)


class Guide(Model):
    """A template for those who find writing hard: four questions, with hints that fit one kind of matter.

    `hints` are by question (`who`, `where`, `what`, `wish`), then by language.
    """

    __tablename__ = "proposal_guide"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    category: Mapped[str] = mapped_column(Key, default="")
    subtype: Mapped[str] = mapped_column(Key, default="")
    hints: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PlacePlan(Model):
    """The plan of a place on which residents may put a pin: an uploaded picture, no map service."""

    __tablename__ = "place_plan"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))


class ProcedureVersion(Model):
    """An immutable version of a locality's procedure; a proposal keeps the one it was submitted under."""

    __tablename__ = "procedure_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("place_id", "number"),)


class ProposalNumber(Model):
    """The last number given in a locality in a year."""

    __tablename__ = "proposal_number"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Proposal(Model):
    """The record everything hangs on, from first word to archive.

    `pin_x` and `pin_y` are percent of the plan's width and height, from its top left corner.
    """

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[str | None] = mapped_column(Key, unique=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    organisation_in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    state: Mapped[str] = mapped_column(Key, default="draft")
    facts: Mapped[dict[str, str | int | bool]] = mapped_column(Json, default=dict)

    title: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(Key, default="")
    subtype: Mapped[str] = mapped_column(Key, default="")
    where: Mapped[str] = mapped_column(String(200), default="")
    pin_x: Mapped[int | None] = mapped_column(Integer)
    pin_y: Mapped[int | None] = mapped_column(Integer)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    private_note: Mapped[str] = mapped_column(Text, default="")

    proposer_kind: Mapped[str] = mapped_column(Key, default="resident")
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    together_as: Mapped[str] = mapped_column(String(120), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(Key, default="web")

    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rating: Mapped[int | None] = mapped_column(Integer)
    rating_words: Mapped[str] = mapped_column(OwnWords, default="")
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("proposal.number"))
    support_count: Mapped[int] = mapped_column(Integer, default=0)
    comment_count: Mapped[int] = mapped_column(Integer, default=0)

    runs: Mapped[list["StageRun"]] = relationship(
        back_populates="proposal", order_by="StageRun.seq", lazy="raise_on_sql"
    )
    version: Mapped[ProcedureVersion | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        Index("ix_proposal_home_submitted", "home_id", "submitted_at", "id"),
        Index("ix_proposal_home_state", "home_id", "state", "submitted_at"),
        Index("ix_proposal_proposer", "proposer_id", "id"),
    )


class StageRun(Model):
    """One stage of one proposal, once: who had it, from when to when, and how it ended.

    `kept` is a small note of its kind: who took part, what was found.
    """

    __tablename__ = "stage_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    seq: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(Key)
    labels: Mapped[dict[str, str]] = mapped_column(Json)
    role: Mapped[str] = mapped_column(Key)
    seat_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due: Mapped[date | None] = mapped_column(Date)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(Key)
    reason: Mapped[str] = mapped_column(OwnWords, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(20), default="")
    kept: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    proposal: Mapped[Proposal] = relationship(back_populates="runs")

    __table_args__ = (
        UniqueConstraint("proposal_id", "seq"),
        Index(
            "uq_stage_run_open",
            "proposal_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index("ix_stage_run_due", "left_at", "due"),
    )


class Merge(Model):
    """A proposal was taken for the same matter as another (rule 11); undone, it stays as a record of both acts."""

    __tablename__ = "proposal_merge"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index(
            "uq_proposal_merge_standing",
            "source_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class Support(Model):
    """A person's support for a proposal; once, and it can be taken back.

    `merge_id` names the merge that brought it here; what a person gave to this proposal themselves has none.
    """

    __tablename__ = "proposal_support"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(Key, default="web")
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_merge.id"), index=True)


class Follow(Model):
    """A person who wants to hear of each step."""

    __tablename__ = "proposal_follow"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Comment(Model):
    """What somebody said about a proposal; hidden, never deleted, when a moderator takes it down with a reason."""

    __tablename__ = "proposal_comment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(OwnWords)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[str] = mapped_column(Key, default="web")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hidden_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_proposal_comment_proposal", "proposal_id", "id"),)


class Attachment(Model):
    """A file shown with a proposal."""

    __tablename__ = "proposal_attachment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    caption: Mapped[str] = mapped_column(String(120), default="")
    private: Mapped[bool] = mapped_column(default=False)

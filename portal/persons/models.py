"""The register of persons, and their households.

A person is an entry in the register, with or without a sign-in; every "who" in the portal points here.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Key, Model, UTCDateTime
from portal.erased import PersonName


class Person(Model):
    """An entry in the register; erasure empties it and leaves the row standing.

    `shown_name` is what others read, by the person's own choice; empty means the name with all but the surname masked.
    `phone` is for staff to call; signing in is the account's matter.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ref: Mapped[str] = mapped_column(Key, unique=True)
    name: Mapped[str] = mapped_column(PersonName(80))
    shown_name: Mapped[str] = mapped_column(PersonName(80), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    birth_year: Mapped[int | None] = mapped_column(Integer)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claim_code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    claim_code_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Household(Model):
    """The people behind one door."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    door: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("place_id", "door"),)


class HouseholdMember(Model):
    """Who belongs to a household, and since when; the head answers for it."""

    __tablename__ = "household_member"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    head: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "uq_household_member_now",
            "household_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )


class HomeClaim(Model):
    """A resident's claim to live somewhere, until a worker confirms or declines it."""

    __tablename__ = "home_claim"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    door: Mapped[str] = mapped_column(String(40))
    as_head: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Key, default="waiting")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'confirmed', 'declined', 'withdrawn')", name="state"),
        Index(
            "uq_home_claim_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

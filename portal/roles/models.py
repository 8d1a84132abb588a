"""Tables of roles."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Key, Model, UTCDateTime


class RoleTemplate(Model):
    """A named set of permissions, such as grid worker; data, so that a portal can add its own.

    A role without `duty` (resident) brings no day's work. One `for_organisation` is given for an organisation and
    counts only in its matters.
    """

    __tablename__ = "role_template"

    key: Mapped[str] = mapped_column(Key, primary_key=True)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    permissions: Mapped[list[str]] = mapped_column(Json)
    for_organisation: Mapped[bool] = mapped_column(default=False)
    duty: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(Integer, default=0)


class RoleAssignment(Model):
    """A role given to a person at a place, for a term, by somebody; it counts there and below."""

    __tablename__ = "role_assignment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(ForeignKey("role_template.key"))
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index("ix_role_assignment_person", "person_id", "ended_at"),)

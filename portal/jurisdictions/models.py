"""Tables of places."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Key, Model, Path_, UTCDateTime


class Jurisdiction(Model):
    """A node of the tree: district, street, community, compound, building, unit …"""

    __tablename__ = "jurisdiction"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    path: Mapped[str] = mapped_column(Path_, index=True)
    slug: Mapped[str] = mapped_column(Key, unique=True)
    code: Mapped[str | None] = mapped_column(Key, unique=True)
    level: Mapped[str] = mapped_column(Key)
    position: Mapped[int] = mapped_column(Integer, default=0)
    names: Mapped[dict[str, str]] = mapped_column(Json)
    introduction: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    takes_proposals: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str] = mapped_column(String(2), default="CN")
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    language: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    population: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int | None] = mapped_column(Integer)
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    opening_hours: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Level(Model):
    """What a level of the tree is called in a locality and below (`C1`, `H7`): 街道, 社区, 网格 …"""

    __tablename__ = "level"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    key: Mapped[str] = mapped_column(Key)
    rank: Mapped[int] = mapped_column(Integer)
    names: Mapped[dict[str, str]] = mapped_column(Json)

    __table_args__ = (UniqueConstraint("place_id", "key"),)


class JurisdictionMove(Model):
    """A node's change of parent, kept so that old records can be read."""

    __tablename__ = "jurisdiction_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    from_parent_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    to_parent_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class CalendarDay(Model):
    """A day on which a place and those below work or rest, against the country's calendar."""

    __tablename__ = "calendar_day"

    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(String(120), default="")

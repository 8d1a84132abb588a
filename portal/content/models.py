"""The table of announcements."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Model, UTCDateTime


class Announcement(Model):
    """Something a place lets its residents know (`C6`), until a day or until it is taken down."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    titles: Mapped[dict[str, str]] = mapped_column(Json)
    bodies: Mapped[dict[str, str]] = mapped_column(Json)
    pinned: Mapped[bool] = mapped_column(default=False)
    until: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_down_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_announcement_place", "place_id", "id"),)

"""The table of wordings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Json, Key, Model, UTCDateTime


class Wording(Model):
    """What a place and those below say for a message in one language, append-only: the newest row counts.

    `texts` are the forms of number of that language, None the catalogue's own again. `key` names the message.
    """

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    language: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(Key)
    message: Mapped[str] = mapped_column(Text)
    texts: Mapped[list[str] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index("ix_wording_message", "place_id", "language", "key", "id"),)

"""The table of what can be searched; each database's own full-text index hangs on it (`core_0002_search`)."""

from sqlalchemy import Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Key, Model


class SearchEntry(Model):
    """The terms of one subject, as `bigrams.index_terms` made them."""

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(Key)
    subject_id: Mapped[int] = mapped_column(Integer)
    terms: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

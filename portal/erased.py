"""Columns whose text erasure takes away; what was taken reads as words in the reader's language.

The row stands, so that the record does; only the mark `EMPTIED` is kept in place of the text.
"""

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Dialect, String, Text, TypeDecorator

EMPTIED = "\u2060"
"""What stands in place of an erased text: a sign nobody types and no reader sees."""


class PersonName(TypeDecorator[str]):
    """A person's name; an erased one's reads “A former resident”."""

    impl = String
    cache_ok = True
    words: ClassVar[LazyString] = _l("A former resident")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Read the mark as words."""
        return str(self.words) if value == EMPTIED else value


class OwnWords(TypeDecorator[str]):
    """What somebody said in their own name; after their erasure the place where it stood says so."""

    impl = Text
    cache_ok = True
    words: ClassVar[LazyString] = _l("(Taken away at the wish of whoever wrote it.)")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Read the mark as words."""
        return str(self.words) if value == EMPTIED else value

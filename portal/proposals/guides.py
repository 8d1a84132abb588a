"""Templates for those who find writing hard: who, where, what is the matter, what is hoped for.

The nearest place with templates of its own decides. Answers become a title and a text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal import clock, config
from portal.config import Section
from portal.db import db
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.proposals import models

QUESTIONS = {
    "where": _l("Where is it?"),
    "what": _l("What is the matter?"),
    "who": _l("Who suffers from it?"),
    "wish": _l("What should be done?"),
}
HINTS = {
    "where": _l("Such as “the lane behind building 3, by the gate”."),
    "what": _l("What is broken, missing or dangerous, and since when?"),
    "who": _l("Such as “old people of building 3”. Please name nobody."),
    "wish": _l("Leave it empty when you don't know; the community will think of something."),
}
TITLE_LENGTH = 60
_FIRST_SENTENCE = re.compile(r"[^。！？!?；;\n]+")


@dataclass(frozen=True)
class Guide:
    """A template as requests see it. `open` is false for what was closed."""

    id: int
    names: Mapping[str, str]
    category: str = ""
    subtype: str = ""
    hints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    position: int = 0
    open: bool = True

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.names)

    def hint(self, question: str) -> str:
        """Return the hint of a question in the reader's language; the plain one where this template has none."""
        own = self.hints.get(question, {})
        return in_language(own) if own else str(HINTS[question])


PLAIN = Guide(0, {})
"""What people get where nobody has made a template."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What somebody answered."""

    where: str = ""
    what: str = ""
    who: str = ""
    wish: str = ""

    def title(self) -> str:
        """Return one line: where it is, and the beginning of what is the matter."""
        found = _FIRST_SENTENCE.search(self.what)
        first = found.group().strip() if found else self.what
        short = first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"
        named = _("%(where)s: %(what)s", where=self.where, what=short)
        return named if self.where and self.where not in short and len(named) <= TITLE_LENGTH else short

    def body(self) -> str:
        """Return the answers as a text."""
        lines = [
            self.what,
            _("Who suffers from it: %(who)s", who=self.who) if self.who else "",
            _("What we hope for: %(wish)s", wish=self.wish) if self.wish else "",
        ]
        return "\n".join(filter(None, lines))


def _load_guides() -> Mapping[int, Sequence[Guide]]:
    found: dict[int, list[Guide]] = {}
    for row in db.session.scalars(select(models.Guide).order_by(models.Guide.position, models.Guide.id)):
        guide = Guide(row.id, row.names, row.category, row.subtype, row.hints, row.position, open=row.closed_at is None)
        found.setdefault(row.place_id, []).append(guide)
    return found


GUIDES = Section("proposal_guides", _load_guides)


def guides_of(place_id: int) -> list[Guide]:
    """Return the templates that are open at a place: its own, or the nearest above."""
    return [guide for guide in TREE().nearest(place_id, GUIDES()) or () if guide.open]


def put_guide(*, place: Place, guide: Guide) -> None:
    """Add a template to a place's own (`guide.id` 0), or change one. Raises `NoResultFound` for another place's."""
    if guide.id:
        mine = (models.Guide.id == guide.id, models.Guide.place_id == place.id)
        row = db.session.scalars(select(models.Guide).where(*mine)).one()
    else:
        row = models.Guide(place_id=place.id)
        db.session.add(row)
    row.names, row.category, row.subtype = dict(guide.names), guide.category, guide.subtype
    row.hints = {question: dict(hint) for question, hint in guide.hints.items()}
    row.position = guide.position
    row.closed_at = None if guide.open else row.closed_at or clock.now()
    config.touch()

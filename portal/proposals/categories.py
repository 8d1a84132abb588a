"""What may be proposed where, and what may not: the nearest place with a list of its own decides (`J4`, `H2`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.config import Section, kept
from portal.db import db
from portal.jurisdictions.tree import TREE, Voice, in_language
from portal.proposals.models import Category


@dataclass(frozen=True)
class Entry:
    """A category, a subtype or an entry of the negative list. `open` is false for what was closed: old proposals
    keep it, new ones can't choose it.
    """

    id: int
    key: str
    names: Mapping[str, str]
    explanations: Mapping[str, str]
    position: int
    open: bool
    subtypes: Sequence["Entry"] = ()

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.names)

    @property
    def explanation(self) -> str:
        """Return the explanation in the reader's language, or nothing."""
        return in_language(self.explanations)


@dataclass(frozen=True)
class Catalogue:
    """A place's list of categories and its negative list, in their own order."""

    place_id: int | None = None
    categories: Sequence[Entry] = ()
    negative: Sequence[Entry] = ()

    def name(self, *keys: str) -> str:
        """Return what a category, or a category and its subtype, are called; an unknown key shows as it is."""
        names = {entry.key: entry.name for category in self.categories for entry in (category, *category.subtypes)}
        return " / ".join(names.get(key, key) for key in keys if key)

    def takes(self, category: str, subtype: str) -> bool:
        """Tell whether a new proposal may choose this category with this subtype (or none, where it has none)."""
        for entry in self.categories:
            if entry.open and entry.key == category:
                keys = [below.key for below in entry.subtypes if below.open]
                return subtype in keys if keys else not subtype
        return False


def _load_catalogues() -> Mapping[int, Catalogue]:
    rows = db.session.scalars(select(Category).order_by(Category.position, Category.id)).all()
    subtypes: dict[int, list[Entry]] = {}
    for row in rows:
        if row.parent_id is not None:
            subtypes.setdefault(row.parent_id, []).append(_entry(row))
    places = dict.fromkeys(row.place_id for row in rows)
    return {
        place_id: Catalogue(
            place_id,
            [
                _entry(row, subtypes.get(row.id, ()))
                for row in rows
                if row.place_id == place_id and row.parent_id is None and not row.negative
            ],
            [_entry(row) for row in rows if row.place_id == place_id and row.negative],
        )
        for place_id in places
    }


def _entry(row: Category, subtypes: Sequence[Entry] = ()) -> Entry:
    return Entry(row.id, row.key, row.names, row.explanation, row.position, row.closed_at is None, subtypes)


CATALOGUES = Section("proposal_categories", _load_catalogues)
_NONE = Catalogue()


@kept
def category_name(_voice: Voice, place_id: int, key: str) -> str:
    """Return what a category is called at a place, in the reader's language."""
    return catalogue_of(place_id).name(key)


def catalogue_of(place_id: int) -> Catalogue:
    """Return what may and may not be proposed at a place; an empty catalogue where nobody has said."""
    return TREE().nearest(place_id, CATALOGUES()) or _NONE

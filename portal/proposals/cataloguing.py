"""Change what may be proposed at a place, inside the caller's `transact()`; every process then reloads."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from portal import clock, config
from portal.db import db
from portal.jurisdictions.tree import Place
from portal.proposals.categories import CATALOGUES, Entry, catalogue_of
from portal.proposals.models import Category

Words = Mapping[str, str]


class KeyTaken(Exception):
    """The list has an entry of this key."""


def copy_from_above(place: Place) -> None:
    """Give a place its own list, a copy of what it has from above; one that has its own keeps it."""
    if place.id in CATALOGUES():
        return
    catalogue = catalogue_of(place.id)
    for position, category in enumerate(catalogue.categories, 1):
        parent = _copied(place, category, position)
        for below, subtype in enumerate(category.subtypes, 1):
            _copied(place, subtype, below, parent_id=parent.id)
    for position, entry in enumerate(catalogue.negative, 1):
        _copied(place, entry, position, negative=True)
    config.touch()


def add(
    *,
    place: Place,
    key: str,
    names: Words,
    explanation: Words,
    position: int,
    parent: int | None = None,
    negative: bool = False,
) -> None:
    """Add a category, a subtype of `parent`, or an entry of the negative list. Raises `KeyTaken`."""
    if db.session.scalar(select(exists().where(Category.place_id == place.id, Category.key == key))):
        raise KeyTaken(key)
    db.session.add(
        Category(
            place_id=place.id,
            parent_id=parent,
            key=key,
            names=dict(names),
            explanation=dict(explanation),
            negative=negative,
            position=position,
        )
    )
    config.touch()


def change(*, place: Place, entry_id: int, names: Words, explanation: Words, position: int, closed: bool) -> None:
    """Change an entry; its key stays, since proposals and procedures name it. Raises `NoResultFound`."""
    row = db.session.scalars(select(Category).where(Category.id == entry_id, Category.place_id == place.id)).one()
    row.names, row.explanation, row.position = dict(names), dict(explanation), position
    row.closed_at = (row.closed_at or clock.now()) if closed else None
    config.touch()


def _copied(
    place: Place, entry: Entry, position: int, *, parent_id: int | None = None, negative: bool = False
) -> Category:
    row = Category(
        place_id=place.id,
        parent_id=parent_id,
        key=entry.key,
        names=dict(entry.names),
        explanation=dict(entry.explanations),
        negative=negative,
        position=position,
        closed_at=None if entry.open else clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row

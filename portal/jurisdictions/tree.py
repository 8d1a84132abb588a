"""The tree of places in memory: trails, levels and "nearest row wins" without a query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

from babel import Locale
from flask import g
from flask_babel import get_locale
from sqlalchemy import select

from portal.config import Section
from portal.db import db
from portal.jurisdictions.models import Jurisdiction, Level

T = TypeVar("T")
Voice: TypeAlias = tuple[str, int]


def in_language(names: Mapping[str, str]) -> str:
    """Return a name in the reader's language, or in the best one there is."""
    return names.get(language()) or names.get("zh_Hans") or next(iter(names.values()), "")


def language() -> str:
    """Return the reader's language, such as `zh_Hans`; nothing outside a request."""
    return _code(get_locale())


def voice() -> Voice:
    """Return what decides how things are said on a page: the reader's language, and the place it is of (0 for none)."""
    place: Place | None = g.get("place") if g else None
    return language(), place.id if place else 0


@lru_cache
def _code(locale: Locale | None) -> str:
    return str(locale or "")


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction as requests see it; written into an address it is its slug."""

    id: int
    parent_id: int | None
    path: str
    slug: str
    code: str | None
    level: str
    level_names: Mapping[str, str]
    names: Mapping[str, str]
    introductions: Mapping[str, str]
    takes_proposals: bool
    country: str
    zone: str
    language: str
    phone: str
    address: str
    open: bool

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.names)

    @property
    def level_name(self) -> str:
        """Return what this level is called here, in the reader's language."""
        return in_language(self.level_names)

    @property
    def introduction(self) -> str:
        """Return the place's own words about itself, in the reader's language."""
        return in_language(self.introductions)

    @property
    def path_end(self) -> str:
        """Return the first path after this subtree: rows below have `path <= p < path_end`."""
        return self.path[:-1] + "0"  # "0" follows "/"


class Tree:
    """All places of one generation."""

    def __init__(self, places: Mapping[int, Place]) -> None:
        self.by_id = places
        self.by_slug = {place.slug: place for place in places.values()}
        self._children: dict[int | None, list[Place]] = {}
        for place in places.values():
            self._children.setdefault(place.parent_id, []).append(place)

    def children(self, place_id: int | None) -> list[Place]:
        """Return the places right below one, in their own order; `None` gives the roots."""
        return self._children.get(place_id, [])

    def upwards(self, place_id: int) -> Iterator[Place]:
        """Yield a place, then its parent, up to the root."""
        place = self.by_id.get(place_id)
        while place is not None:
            yield place
            place = self.by_id.get(place.parent_id) if place.parent_id else None

    def trail(self, place_id: int) -> list[Place]:
        """Return the places from the root down to one, both included."""
        return list(self.upwards(place_id))[::-1]

    def way(self, upper_id: int, lower_id: int) -> str:
        """Return the names from below one place down to another; its own name alone for a place that isn't below."""
        names = [place.name for place in self.upwards(lower_id) if self.covers(upper_id, place.id)][::-1]
        return " · ".join(names[1:] or [self.by_id[lower_id].name])

    def locality(self, place_id: int) -> Place | None:
        """Return the place here or above that takes proposals: whose resident one is by living here."""
        return next((above for above in self.upwards(place_id) if above.takes_proposals), None)

    def below(self, place_id: int) -> Iterator[Place]:
        """Yield a place and everything below it."""
        yield self.by_id[place_id]
        for child in self.children(place_id):
            yield from self.below(child.id)

    def covers(self, upper_id: int, lower_id: int) -> bool:
        """Tell whether `lower_id` is `upper_id` or lies below it."""
        upper, lower = self.by_id.get(upper_id), self.by_id.get(lower_id)
        return upper is not None and lower is not None and lower.path.startswith(upper.path)

    def office(self, place_id: int) -> Place | None:
        """Return the nearest place from here upwards that people can call or visit."""
        return next((place for place in self.upwards(place_id) if place.phone or place.address), None)

    def nearest(self, place_id: int, rows: Mapping[int, T]) -> T | None:
        """Return the row of the nearest place from here upwards that has one."""
        for place in self.upwards(place_id):
            if place.id in rows:
                return rows[place.id]
        return None


def _load_tree() -> Tree:
    level_rows: dict[str, dict[int, Mapping[str, str]]] = {}
    for level in db.session.execute(select(Level.place_id, Level.key, Level.names)):
        level_rows.setdefault(level.key, {})[level.place_id] = level.names
    columns = select(
        Jurisdiction.id,
        Jurisdiction.parent_id,
        Jurisdiction.path,
        Jurisdiction.slug,
        Jurisdiction.code,
        Jurisdiction.level,
        Jurisdiction.names,
        Jurisdiction.introduction,
        Jurisdiction.takes_proposals,
        Jurisdiction.country,
        Jurisdiction.zone,
        Jurisdiction.language,
        Jurisdiction.phone,
        Jurisdiction.address,
        Jurisdiction.closed_at,
    ).order_by(Jurisdiction.position, Jurisdiction.id)
    return Tree(
        {
            row.id: Place(
                id=row.id,
                parent_id=row.parent_id,
                path=row.path,
                slug=row.slug,
                code=row.code,
                level=row.level,
                level_names=_level_names(row.path, level_rows.get(row.level, {})),
                names=row.names,
                introductions=row.introduction,
                takes_proposals=row.takes_proposals,
                country=row.country,
                zone=row.zone,
                language=row.language,
                phone=row.phone,
                address=row.address,
                open=row.closed_at is None,
            )
            for row in db.session.execute(columns)
        }
    )


def _level_names(path: str, rows: Mapping[int, Mapping[str, str]]) -> Mapping[str, str]:
    for part in reversed(path.strip("/").split("/")):
        if int(part) in rows:
            return rows[int(part)]
    return {}


TREE = Section("tree", _load_tree)

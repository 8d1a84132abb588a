"""Change places: their details, their levels, their calendar, and where they stand in the tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, literal, select, update

from portal import clock, config
from portal.db import db, upsert
from portal.events import Actor
from portal.jurisdictions.events import (
    CalendarChanged,
    LevelNamed,
    PlaceAdded,
    PlaceChanged,
    PlaceClosed,
    PlaceMoved,
    PlaceReopened,
)
from portal.jurisdictions.models import CalendarDay, Jurisdiction, JurisdictionMove, Level
from portal.plugin.registry import plugins
from portal.publishing import publish

MOST_LEVELS = 20


class Taken(Exception):
    """Another place has this slug or code; `field` names which."""

    def __init__(self, taken: str) -> None:
        super().__init__(taken)
        self.field = taken


class WouldCircle(Exception):
    """A place can't come under itself or something below it."""


class TooDeep(Exception):
    """The tree would have more than `MOST_LEVELS` levels."""


class InUse(Exception):
    """A place can't be closed yet; `reasons` say why, in words. Places below that are open count among them."""

    def __init__(self, children: int, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.children = children
        self.reasons = reasons


@dataclass(frozen=True, kw_only=True)
class PlaceDetails:
    """What an administrator says of a place; names and introduction by language."""

    names: Mapping[str, str]
    level: str
    code: str | None = None
    introduction: Mapping[str, str] = field(default_factory=dict)
    takes_proposals: bool = False
    population: int | None = None
    households: int | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    opening_hours: list[dict[str, Any]] = field(default_factory=list)


def edit_place(*, place_id: int, details: PlaceDetails, actor: Actor) -> None:
    """Change a place's details. Raises `Taken` when another place has its code."""
    config.touch()  # first: its row lock lets one change of the tree happen at a time
    place = db.session.get_one(Jurisdiction, place_id, populate_existing=True)
    _write(place, details)
    publish(PlaceChanged(home_id=place_id, subject_id=place_id, actor=actor))


def add_place(*, parent_id: int, slug: str, details: PlaceDetails, actor: Actor) -> int:
    """Add a place below another, last among its children, and return its id. Raises `Taken` or `TooDeep`."""
    config.touch()
    parent = db.session.get_one(Jurisdiction, parent_id, populate_existing=True)
    if db.session.scalar(select(Jurisdiction.id).where(Jurisdiction.slug == slug)) is not None:
        raise Taken("slug")
    _refuse_depth(parent.path.count("/"))
    last = db.session.scalar(select(func.max(Jurisdiction.position)).where(Jurisdiction.parent_id == parent_id))
    place = Jurisdiction(
        parent_id=parent_id,
        slug=slug,
        path="",
        position=(last or 0) + 1,
        country=parent.country,
        zone=parent.zone,
        language=parent.language,
    )
    _write(place, details)
    db.session.add(place)
    db.session.flush()
    place.path = f"{parent.path}{place.id}/"
    publish(PlaceAdded(home_id=parent_id, subject_id=place.id, actor=actor, parent=parent_id))
    return place.id


def found_place(*, slug: str, details: PlaceDetails, actor: Actor) -> int:
    """Add a topmost place: a district, or whatever the portal begins with. Returns its id. Raises `Taken`."""
    config.touch()
    if db.session.scalar(select(Jurisdiction.id).where(Jurisdiction.slug == slug)) is not None:
        raise Taken("slug")
    place = Jurisdiction(slug=slug, path="")
    _write(place, details)
    db.session.add(place)
    db.session.flush()
    place.path = f"/{place.id}/"
    publish(PlaceAdded(home_id=place.id, subject_id=place.id, actor=actor, parent=None))
    return place.id


def move_place(*, place_id: int, parent_id: int, reason: str, actor: Actor) -> None:
    """Bring a place, with everything below it, under another parent. Raises `WouldCircle` or `TooDeep`."""
    config.touch()
    place = db.session.get_one(Jurisdiction, place_id, populate_existing=True)
    parent = db.session.get_one(Jurisdiction, parent_id, populate_existing=True)
    if parent.path.startswith(place.path):
        raise WouldCircle
    old, new = place.path, f"{parent.path}{place.id}/"
    if old == new:
        return
    subtree = (Jurisdiction.path >= old, Jurisdiction.path < f"{old[:-1]}0")  # "0" follows "/"
    deepest = max(path.count("/") for path in db.session.scalars(select(Jurisdiction.path).where(*subtree)))
    _refuse_depth(deepest - old.count("/") + parent.path.count("/"))
    db.session.add(
        JurisdictionMove(
            jurisdiction_id=place_id,
            from_parent_id=place.parent_id,
            to_parent_id=parent_id,
            at=clock.now(),
            by_id=actor.person_id,
            reason=reason,
        )
    )
    place.parent_id = parent_id
    db.session.flush()
    db.session.execute(
        update(Jurisdiction)
        .where(*subtree)
        .values(path=literal(new).concat(func.substr(Jurisdiction.path, len(old) + 1)))
        .execution_options(synchronize_session=False)
    )
    publish(PlaceMoved(home_id=place_id, subject_id=place_id, actor=actor, parent=parent_id))


def close_place(*, place_id: int, actor: Actor) -> None:
    """Close a place that nothing depends on any more. Raises `InUse`."""
    config.touch()
    place = db.session.get_one(Jurisdiction, place_id, populate_existing=True)
    if place.closed_at is not None:
        return
    children = db.session.scalar(
        select(func.count()).where(Jurisdiction.parent_id == place_id, Jurisdiction.closed_at.is_(None))
    )
    reasons = plugins().reasons_to_keep(place_id)
    if children or reasons:
        raise InUse(children or 0, reasons)
    place.closed_at = clock.now()
    publish(PlaceClosed(home_id=place_id, subject_id=place_id, actor=actor))


def reopen_place(*, place_id: int, actor: Actor) -> None:
    """Open a closed place again."""
    config.touch()
    place = db.session.get_one(Jurisdiction, place_id, populate_existing=True)
    if place.closed_at is None:
        return
    place.closed_at = None
    publish(PlaceReopened(home_id=place_id, subject_id=place_id, actor=actor))


def raise_in_order(*, place_id: int) -> None:
    """Move a place one up among its parent's children; the first stays where it is."""
    config.touch()
    place = db.session.get_one(Jurisdiction, place_id, populate_existing=True)
    siblings = select(Jurisdiction).where(Jurisdiction.parent_id == place.parent_id)
    ordered = list(db.session.scalars(siblings.order_by(Jurisdiction.position, Jurisdiction.id)))
    here = ordered.index(place)
    if here > 0:
        ordered[here - 1 : here + 1] = [place, ordered[here - 1]]
    for position, sibling in enumerate(ordered, 1):
        sibling.position = position


def name_level(*, place_id: int, key: str, rank: int, names: Mapping[str, str], actor: Actor) -> None:
    """Say what a level is called at a place and below (`C1`, `H7`); lower ranks stand higher in the tree."""
    config.touch()
    values = {"rank": rank, "names": dict(names)}
    db.session.execute(
        upsert(Level)
        .values(place_id=place_id, key=key, **values)
        .on_conflict_do_update(index_elements=["place_id", "key"], set_=values)
    )
    publish(LevelNamed(home_id=place_id, subject_id=place_id, actor=actor, level=key))


def decide_day(*, place_id: int, day: date, works: bool, note: str, actor: Actor) -> None:
    """Decide that a place and those below work, or rest, on a day, whatever the country does (rule 13)."""
    config.touch()
    values = {"works": works, "note": note}
    db.session.execute(
        upsert(CalendarDay)
        .values(place_id=place_id, day=day, **values)
        .on_conflict_do_update(index_elements=["place_id", "day"], set_=values)
    )
    publish(CalendarChanged(home_id=place_id, subject_id=place_id, actor=actor, day=day.isoformat(), works=works))


def leave_day(*, place_id: int, day: date, actor: Actor) -> None:
    """Take back what a place decided for a day: the place above, or the country, decides again."""
    config.touch()
    db.session.execute(delete(CalendarDay).where(CalendarDay.place_id == place_id, CalendarDay.day == day))
    publish(CalendarChanged(home_id=place_id, subject_id=place_id, actor=actor, day=day.isoformat(), works=None))


def _write(place: Jurisdiction, details: PlaceDetails) -> None:
    if details.code is not None:
        holder = db.session.scalar(select(Jurisdiction.id).where(Jurisdiction.code == details.code))
        if holder not in (None, place.id):
            raise Taken("code")
    for name in PlaceDetails.__dataclass_fields__:
        setattr(place, name, getattr(details, name))


def _refuse_depth(slashes: int) -> None:
    if slashes > MOST_LEVELS:
        raise TooDeep

"""Facts about places: what an administrator changed, for the record of acts."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact


@dataclass(frozen=True, kw_only=True)
class PlaceEvent(Event):
    """Base of facts about a place."""

    subject_kind: ClassVar[str] = "place"


@dataclass(frozen=True, kw_only=True)
class PlaceAdded(PlaceEvent):
    """A place was added below another."""

    name = "place.added"
    label = _l("A place is added")

    parent: Fact


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(PlaceEvent):
    """A place's name, contacts or figures were changed."""

    name = "place.changed"
    label = _l("A place's details are changed")


@dataclass(frozen=True, kw_only=True)
class PlaceMoved(PlaceEvent):
    """A place came under another parent; its reason is kept with the move."""

    name = "place.moved"
    label = _l("A place is moved")

    parent: Fact


@dataclass(frozen=True, kw_only=True)
class PlaceClosed(PlaceEvent):
    """A place was closed; its addresses answer 404 from now on."""

    name = "place.closed"
    label = _l("A place is closed")


@dataclass(frozen=True, kw_only=True)
class PlaceReopened(PlaceEvent):
    """A closed place was opened again."""

    name = "place.reopened"
    label = _l("A place is opened again")


@dataclass(frozen=True, kw_only=True)
class LevelNamed(PlaceEvent):
    """A locality decided what one of its levels is called (`C1`, `H7`)."""

    name = "place.level_named"
    label = _l("A level is named")

    level: Fact


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(PlaceEvent):
    """A place decided for itself whether it works on a day (rule 13)."""

    name = "place.calendar_changed"
    label = _l("The working calendar is changed")

    day: Fact
    works: Fact


EVENT_TYPES = (PlaceAdded, PlaceChanged, PlaceMoved, PlaceClosed, PlaceReopened, LevelNamed, CalendarChanged)

"""Facts about announcements."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import NEIGHBOURS, Event


@dataclass(frozen=True, kw_only=True)
class AnnouncementEvent(Event):
    """Base of facts about an announcement."""

    subject_kind: ClassVar[str] = "announcement"


@dataclass(frozen=True, kw_only=True)
class AnnouncementPublished(AnnouncementEvent):
    """A place let its residents know something (`C6`)."""

    name = "announcement.published"
    label = _l("An announcement is published")
    tells = (NEIGHBOURS,)


@dataclass(frozen=True, kw_only=True)
class AnnouncementChanged(AnnouncementEvent):
    """A published announcement was corrected."""

    name = "announcement.changed"
    label = _l("An announcement is changed")


@dataclass(frozen=True, kw_only=True)
class AnnouncementTakenDown(AnnouncementEvent):
    """An announcement was taken down; it is kept."""

    name = "announcement.taken_down"
    label = _l("An announcement is taken down")


EVENT_TYPES = (AnnouncementPublished, AnnouncementChanged, AnnouncementTakenDown)

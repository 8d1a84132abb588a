"""Facts about notices."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeEvent(Event):
    """Base of facts about a notice."""

    subject_kind: ClassVar[str] = "notice"


@dataclass(frozen=True, kw_only=True)
class NoticePublished(NoticeEvent):
    """A place let its residents know something (`C6`)."""

    name = "notice.published"
    label = _l("A notice is published")


@dataclass(frozen=True, kw_only=True)
class NoticeChanged(NoticeEvent):
    """A published notice was corrected."""

    name = "notice.changed"
    label = _l("A notice is changed")


@dataclass(frozen=True, kw_only=True)
class NoticeTakenDown(NoticeEvent):
    """A notice was taken down; it is kept."""

    name = "notice.taken_down"
    label = _l("A notice is taken down")


EVENT_TYPES = (NoticePublished, NoticeChanged, NoticeTakenDown)

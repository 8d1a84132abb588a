"""Facts about public notices."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import NEIGHBOURS, Event, Fact, Party


@dataclass(frozen=True, kw_only=True)
class NoticeEvent(Event):
    """Base of facts about a notice: the proposal it is about, if any."""

    subject_kind: ClassVar[str] = "public_notice"

    proposal: Fact


@dataclass(frozen=True, kw_only=True)
class NoticeOpened(NoticeEvent):
    """Something was published for a number of days."""

    name = "public_notice.opened"
    label = _l("A public notice is put up")
    tells = (NEIGHBOURS,)


@dataclass(frozen=True, kw_only=True)
class ObjectionMade(NoticeEvent):
    """Somebody objected to what was published."""

    name = "public_notice.objected"
    label = _l("Somebody objects to a public notice")

    objectors: Party
    objection: Fact


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(NoticeEvent):
    """An objection was answered; upheld or not."""

    name = "public_notice.answered"
    label = _l("An objection is answered")
    tells = ("objectors",)

    objectors: Party
    objection: Fact
    upheld: Fact


@dataclass(frozen=True, kw_only=True)
class NoticeEnded(NoticeEvent):
    """A notice stood for its days, with every objection answered."""

    name = "public_notice.ended"
    label = _l("A public notice ends")


EVENT_TYPES = (NoticeOpened, ObjectionMade, ObjectionAnswered, NoticeEnded)

"""What core and plugins contribute: typed, frozen objects, so that a misspelt one fails at start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from flask_babel import LazyString

from portal.forms import Form

if TYPE_CHECKING:
    from portal.files.models import StoredFile


@dataclass(frozen=True)
class Permission:
    """Something a role may allow. The key is `<room or plugin>.<verb>`, such as `proposals.file`."""

    key: str
    label: LazyString
    description: LazyString


@dataclass(frozen=True)
class NavEntry:
    """An entry of a place's menu, shown to those who may open its endpoint."""

    endpoint: str
    label: LazyString
    icon: str
    order: int = 100


SLOTS = ("front.now", "front.sections", "proposal.side")
"""The named slots: cards of what is open to take part in on a place's front page, whole sections below them, and what
stands beside a proposal."""


@dataclass(frozen=True)
class AdminEntry:
    """A page of a place for those who administer it, shown at `/admin/` to whoever holds `permission` there.

    `group` is one of those in `portal/admin/views.py`.
    """

    endpoint: str
    permission: str
    label: LazyString
    text: LazyString
    icon: str
    group: str


@dataclass(frozen=True)
class SlotContent:
    """What a plugin puts into a page's named slot."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Description:
    """An event in words, in the reader's language."""

    title: str
    text: str = ""
    url: str = ""
    matter: str = ""
    """What it is about, by its name: messages about one matter stand together under it."""

    @property
    def full(self) -> str:
        """Return the matter and the text, a line each."""
        return "\n".join(filter(None, dict.fromkeys((self.matter, self.text))))


@dataclass(frozen=True)
class MessageGroup:
    """Messages a person chooses the ways of together; the inbox has them all.

    `mail` and `sms` are what counts until somebody chooses: mail at once, in the digest or not; SMS where there is
    no mail, or not. What is `urgent` guards an account: it goes at once, quiet hours or not, and nobody chooses.
    A room or plugin brings a group by naming it in its events (`Event.group`, `Event.groups`).
    """

    key: str
    label: LazyString
    text: LazyString
    mail: str
    sms: bool
    order: int
    urgent: bool = False


@dataclass(frozen=True)
class RoomSettings:
    """Settings of a core room, decided place by place like a plugin's; `key` is the room's name."""

    key: str
    label: LazyString
    settings_form: type[Form]

    @cached_property
    def setting_defaults(self) -> Mapping[str, Any]:
        """Return each setting with the value it has where nobody has set it."""
        return {field.name: field.data for field in self.settings_form()}


@dataclass(frozen=True)
class Job:
    """Work the worker repeats `every` so often.

    `run` is called outside a transaction and in no request. It may run late, twice, or again after having failed
    halfway, so it looks at what there is to do rather than at when it last ran.
    """

    key: str
    run: Callable[[], None]
    every: timedelta


@dataclass(frozen=True)
class Beside:
    """What runs beside the stages of a proposal, such as promises.

    `drop` is given the id of a proposal that ended from outside (withdrawn, merged); `resume` one that goes on again,
    and for how many working days it stood still. Both are called in the transaction of that act. `files` returns what
    it keeps of a proposal as proof, for the case file.
    """

    drop: Callable[[int], None]
    resume: Callable[[int, int], None]
    files: "Callable[[int], Sequence[StoredFile]]"


@dataclass(frozen=True)
class OwnFile:
    """A file somebody uploaded, in the export of their data; its bytes lie under `digest`."""

    name: str
    digest: str


@dataclass(frozen=True)
class PersonalData:
    """One table in the export of somebody's data: `columns` gives each key of a row its words."""

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    files: Sequence[OwnFile] = ()

    @classmethod
    def of(cls, key: str, title: str, columns: Mapping[str, str], found: Iterable[Sequence[Any]]) -> Self:
        """Return a table of rows whose values stand in the order of `columns`."""
        return cls(key, title, columns, [dict(zip(columns, row, strict=True)) for row in found])


@dataclass(frozen=True)
class ErasedPerson:
    """Somebody who is being erased: `traces` are what they were called and how they were reached."""

    person_id: int
    traces: Sequence[str]

    def without(self, text: str) -> str:
        """Return a text that stays, without the traces of the person in it."""
        for trace in self.traces:
            text = text.replace(trace, "…")
        return text


Handler = Callable[[Mapping[str, Any]], Callable[[], None]]
"""Handles the payload of one outbox row outside any transaction, and returns what to write together with the row's
end. It may be called again after a crash. Raising puts the row back for later; raising `Undeliverable` gives it up.
"""


Setback = Callable[[Mapping[str, Any], Exception, bool], None]
"""Told, in the transaction that puts an outbox row back, its payload, what went wrong, and whether it is given up."""


class Undeliverable(Exception):
    """Trying again would not help: the address is gone, the template unknown."""


class NotYet(Exception):
    """It isn't the time: the row waits until then, and this doesn't count as a try."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

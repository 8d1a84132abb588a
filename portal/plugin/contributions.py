"""What core and plugins contribute: typed, frozen objects, so that a misspelt one fails at start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import LazyString

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


Handler = Callable[[Mapping[str, Any]], Callable[[], None]]
"""Handles the payload of one outbox row outside any transaction, and returns what to write together with the row's
end. It may be called again after a crash. Raising puts the row back for later; raising `Undeliverable` gives it up.
"""


class Undeliverable(Exception):
    """Trying again would not help: the address is gone, the template unknown."""

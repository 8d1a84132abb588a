"""What core and plugins contribute: typed, frozen objects, so that a misspelt one fails at start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from flask_babel import LazyString


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


class Undeliverable(Exception):
    """Trying again would not help: the address is gone, the template unknown."""

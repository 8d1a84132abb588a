"""What administrators change in the browser, held ready in memory and reloaded when its generation changes.

Each room declares the sections it needs: `TREE = Section("tree", load_tree)`, read as `TREE()`. All sections of one
`Config` belong to one generation. Whoever changes what a section is made of calls `touch()` in the same
transaction; every process then reloads at its next request, without a restart.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from flask import current_app, g, has_app_context
from sqlalchemy import Integer, event, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Model, db

P = ParamSpec("P")
T = TypeVar("T")


class Generation(Model):
    """The one row that says how often configuration has changed, and how far a demo's clock runs ahead."""

    __tablename__ = "generation"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=1)
    clock_ahead_days: Mapped[int] = mapped_column(Integer, default=0)
    demo: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Config:
    """The configuration of one generation; sections load at first use and are never changed afterwards."""

    generation: int
    demo: bool = False
    overlay: Mapping[str, Any] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    def value(self, section: "Section[T]") -> T:
        """Return the section's value, loading it the first time."""
        name = section.name
        if name in self.overlay:
            shown: T = self.overlay[name]
            return shown
        if name not in self._values:
            with self._lock:
                if name not in self._values:
                    self._values[name] = section.load()
        loaded: T = self._values[name]
        return loaded

    def with_overlay(self, **values: Any) -> "Config":
        """Return a config that shows `values` in place of its sections: a preview nobody else sees."""
        return Config(self.generation, self.demo, values, self._values, self._lock)


class Section(Generic[T]):
    """A part of the configuration, declared by the room that owns its tables."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name = name
        self.load = load

    def __call__(self) -> T:
        """Return this section of the current config."""
        return current().value(self)


MOST_KEPT = 20_000
"""So many answers are kept for one configuration before all are forgotten."""


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function makes of the configuration, for each of its arguments, until the configuration changes.

    It may read sections and its arguments, `tree.voice()` among them where words are made: nothing else. A preview and
    a transaction that changes configuration keep their own.
    """

    @wraps(make)
    def look_up(*arguments: P.args, **named: P.kwargs) -> T:
        asked = (make, arguments, tuple(named.items()))
        held = current()._kept
        try:
            found: T = held[asked]
        except KeyError:
            found = make(*arguments, **named)
            if len(held) >= MOST_KEPT:
                held.clear()
            held[asked] = found
        return found

    return look_up


UNCOMMITTED = -1
"""The generation of a config that a transaction in progress reads for itself; no other request sees it."""


_NEWEST = select(Generation.number, Generation.clock_ahead_days, Generation.demo)


def current() -> Config:
    """Return the config this request or job works with."""
    config: Config | None = g.get("config")
    return config if config is not None else refresh()


def refresh() -> Config:
    """Make the newest generation the current one, reusing what is loaded when nothing has changed."""
    row = db.session.execute(_NEWEST).first()
    number, ahead, demo = row if row is not None else (0, 0, False)
    clock.set_ahead(timedelta(days=ahead))
    held: Config | None = current_app.extensions.get("portal.config")
    if held is None or held.generation != number:
        held = current_app.extensions["portal.config"] = Config(generation=number, demo=demo)
    g.config = held
    return held


def hold() -> None:
    """Wait until nobody else is changing configuration, and read it afresh: for changes that depend on what it is."""
    afresh = Config(UNCOMMITTED, current().demo)
    db.session.execute(select(Generation.number).with_for_update())
    g.config = afresh


def touch() -> None:
    """Say that configuration changed in this transaction; every process reloads after its commit.

    Until then only this transaction sees the new configuration, and nobody does when it is rolled back.
    """
    afresh = Config(UNCOMMITTED, current().demo)
    db.session.execute(update(Generation).values(number=Generation.number + 1))
    g.config = afresh


@contextmanager
def preview(**sections: Any) -> Iterator[None]:
    """Show `sections` (values by name) in place of the real ones to whatever runs in this block, and to nobody else."""
    before = current()
    g.config = before.with_overlay(**sections)
    try:
        yield
    finally:
        g.config = before


def _forget_uncommitted(_session: object) -> None:
    held: Config | None = g.get("config") if has_app_context() else None
    if held is not None and held.generation == UNCOMMITTED:
        g.pop("config")


event.listen(db.session, "after_commit", _forget_uncommitted)
event.listen(db.session, "after_rollback", _forget_uncommitted)

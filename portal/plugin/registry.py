"""The plugins of this process: found, ordered, asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from flask import current_app

from portal.plugin import hookspecs
from portal.plugin.base import Plugin, found_plugins
from portal.plugin.contributions import Description, Handler, Job, NavEntry, Permission, SlotContent
from portal.plugin.switches import enabled_at

if TYPE_CHECKING:
    from portal.events import Event, EventRecord
    from portal.jurisdictions.tree import Place
    from portal.plugin.blueprint import PortalBlueprint
    from portal.plugin.stage import StageKind

T = TypeVar("T")


class PluginProblem(Exception):
    """A plugin can't be used; the message names it and says why."""


@dataclass(frozen=True)
class CoreContributions:
    """What the core contributes itself, through the same objects as a plugin."""

    permissions: Sequence[Permission] = ()
    stage_kinds: "Sequence[StageKind]" = ()
    event_types: "Sequence[type[Event]]" = ()
    nav: Sequence[NavEntry] = ()
    slots: "Mapping[str, Sequence[Callable[[Place], SlotContent | None]]]" = field(default_factory=dict)
    describers: "Sequence[Callable[[Sequence[EventRecord]], Mapping[int, Description]]]" = ()
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    reasons_to_keep_place: Sequence[Callable[[int], str]] = ()


@dataclass(frozen=True)
class PluginRegistry:
    """All plugins found, in order of requirement, and what they contribute."""

    plugins: Sequence[Plugin]
    killed: frozenset[str]
    core: CoreContributions
    _manager: pluggy.PluginManager = field(repr=False)

    @classmethod
    def of(
        cls, plugins: Iterable[Plugin], *, killed: frozenset[str] = frozenset(), core: CoreContributions
    ) -> "PluginRegistry":
        """Register `plugins`. Raises `PluginProblem` for a misspelt hook, a missing requirement or a circle."""
        ordered = _in_order(list(plugins))
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        for group in (hookspecs.SetUpHooks, hookspecs.ScopedHooks, hookspecs.AlwaysHooks):
            manager.add_hookspecs(group)
        try:
            for plugin in ordered:
                manager.register(plugin, name=plugin.key)
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginProblem(str(error)) from error
        return cls(ordered, killed, core, manager)

    @cached_property
    def by_key(self) -> Mapping[str, Plugin]:
        """Return every plugin found, by key."""
        return {plugin.key: plugin for plugin in self.plugins}

    @cached_property
    def permissions(self) -> Mapping[str, Permission]:
        """Return every permission declared, core's first."""
        return _by_key([*self.core.permissions, *self._set_up("permissions")])

    @cached_property
    def stage_kinds(self) -> "Mapping[str, StageKind]":
        """Return every stage kind that can run."""
        return _by_key([*self.core.stage_kinds, *self._set_up("stage_kinds")])

    @cached_property
    def event_types(self) -> "Mapping[str, type[Event]]":
        """Return every event type by name, those of killed plugins too."""
        types = [*self.core.event_types, *_flat(self._manager.hook.event_types())]
        return {event_type.name: event_type for event_type in types}

    def blueprints(self) -> "Sequence[PortalBlueprint]":
        """Return every plugin's blueprints."""
        return _flat(self._manager.hook.blueprints())

    def enabled_at(self, place_id: int) -> frozenset[str]:
        """Return the keys of the plugins switched on at a place: the nearest row decides, default off."""
        return (enabled_at(place_id) & self.by_key.keys()) - self.killed

    def nav(self, place: "Place") -> list[NavEntry]:
        """Return the menu entries of a place, in their own order."""
        entries = [*self.core.nav, *_flat(self._scoped("nav", place.id)(place=place))]
        return sorted(entries, key=lambda entry: entry.order)

    def slot(self, name: str, place: "Place", subjects: Sequence[object] = ()) -> list[SlotContent]:
        """Return what core rooms and plugins put into a slot of a page, in their own order."""
        own = (fill(place) for fill in self.core.slots.get(name, ()))
        found: list[SlotContent] = [content for content in own if content is not None]
        found += _flat(self._scoped("slot", place.id)(name=name, place=place, subjects=subjects))
        return sorted(found, key=lambda content: content.order)

    def reasons_to_keep(self, place_id: int) -> list[str]:
        """Return, in words, why a place can't be closed now; nothing when it can."""
        return [reason for ask in self.core.reasons_to_keep_place if (reason := ask(place_id))]

    def tell(self, event: "Event", event_id: int) -> None:
        """Tell the plugins switched on at the event's home that something happened."""
        self._scoped("on_event", event.home_id)(event=event, event_id=event_id)

    def describe(self, records: "Sequence[EventRecord]") -> dict[int, Description]:
        """Return words for each of the records, by record id; for what nobody knows any more, its kind's label."""
        described = {record.id: Description(self._label_of(record)) for record in records}
        for part in (
            *(describe(records) for describe in self.core.describers),
            *self._manager.hook.describe_events(records=records),
        ):
            described |= part
        return described

    def _label_of(self, record: "EventRecord") -> str:
        event_type = self.event_types.get(record.name)
        return str(event_type.label) if event_type else record.name

    def _set_up(self, hook: str) -> list[Any]:
        return _flat(self._calling(hook, without=self.killed)())

    def _scoped(self, hook: str, place_id: int) -> pluggy.HookCaller:
        return self._calling(hook, without=self.by_key.keys() - self.enabled_at(place_id))

    def _calling(self, hook: str, *, without: Iterable[str]) -> pluggy.HookCaller:
        left_out = [self.by_key[key] for key in without if key in self.by_key]
        return self._manager.subset_hook_caller(hook, left_out)


def plugins() -> PluginRegistry:
    """Return the registry of the current application."""
    registry: PluginRegistry = current_app.extensions["portal.plugins"]
    return registry


def discover(*, killed: frozenset[str], core: CoreContributions) -> PluginRegistry:
    """Find the installed plugins through their entry points and register them."""
    return PluginRegistry.of(found_plugins(), killed=killed, core=core)


def _in_order(found: list[Plugin]) -> list[Plugin]:
    by_key = {plugin.key: plugin for plugin in found}
    for plugin in found:
        for missing in set(plugin.requires) - by_key.keys():
            raise PluginProblem(f"The plugin {plugin.key} requires {missing}, which is not installed.")
    try:
        return [
            by_key[key] for key in TopologicalSorter({plugin.key: plugin.requires for plugin in found}).static_order()
        ]
    except CycleError as error:
        raise PluginProblem(f"These plugins require each other in a circle: {error.args[1]}.") from error


def _flat(results: Sequence[Sequence[T]]) -> list[T]:
    return [item for result in results for item in result]


def _by_key(items: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if found.setdefault(item.key, item) is not item:
            raise PluginProblem(f"The key {item.key} is declared twice.")
    return found

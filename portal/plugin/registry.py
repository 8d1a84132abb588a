"""The plugins of this process: found, ordered, asked."""

import keyword
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from flask import current_app
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField

import portal
from portal.config import kept
from portal.db import Base
from portal.plugin import hookspecs
from portal.plugin.base import Plugin, PluginProblem, found_plugins
from portal.plugin.contributions import (
    SLOTS,
    Description,
    ErasedPerson,
    MessageGroup,
    NavEntry,
    Permission,
    PersonalData,
    RoomSettings,
    SlotContent,
)
from portal.plugin.room import Room
from portal.plugin.switches import setting_at, switch_at

if TYPE_CHECKING:
    from portal.events import Event, EventRecord
    from portal.jurisdictions.tree import Place
    from portal.plugin.blueprint import PortalBlueprint
    from portal.plugin.stage import StageKind

T = TypeVar("T")

GROUPS = (hookspecs.SetUpHooks, hookspecs.ScopedHooks, hookspecs.AlwaysHooks)
CORE_WORDS = frozenset({"core", "static", *(module.name for module in pkgutil.iter_modules(portal.__path__))})
"""What a plugin can't be called: the core's rooms prefix their permissions and endpoints with these."""
SETTING_FIELDS = (BooleanField, IntegerField, SelectField, SelectMultipleField, StringField)
"""The fields a settings form may have: their values, and those of what derives from them, come back from JSON as
they were."""


@dataclass(frozen=True, eq=False)
class PluginRegistry:
    """All plugins found, in order of requirement, and what they contribute."""

    plugins: Sequence[Plugin]
    killed: frozenset[str]
    core: Room
    _manager: pluggy.PluginManager = field(repr=False)

    @classmethod
    def of(cls, plugins: Iterable[Plugin], *, killed: frozenset[str] = frozenset(), core: Room) -> "PluginRegistry":
        """Register `plugins`. Raises `PluginProblem`, in one line, for whatever makes one unfit to run."""
        ordered = _in_order(list(plugins))
        for plugin in ordered:
            _check(plugin)
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        for group in GROUPS:
            manager.add_hookspecs(group)
        try:
            for plugin in reversed(ordered):  # the last to come is asked first
                manager.register(plugin, name=plugin.key)
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginProblem(f"The plugin {error.plugin} can't be used: {' '.join(str(error).split())}") from error
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

    @cached_property
    def message_groups(self) -> Mapping[str, MessageGroup]:
        """Return the groups of messages people choose ways for, by key, in their order."""
        brought = [group for event_type in self.event_types.values() for group in event_type.message_groups()]
        once = {id(group): group for group in brought}
        return _by_key(sorted(once.values(), key=lambda group: (group.order, group.key)))

    @cached_property
    def settable(self) -> Mapping[str, Plugin | RoomSettings]:
        """Return what has settings, by key: rooms of the core, and the plugins that may run."""
        with_form = (plugin for plugin in self.plugins if plugin.settings_form and plugin.key not in self.killed)
        return _by_key([*self.core.settings, *with_form])

    def blueprints(self) -> "Sequence[PortalBlueprint]":
        """Return the blueprints of the core and of every plugin."""
        return [*self.core.blueprints, *_flat(self._manager.hook.blueprints())]

    @kept
    def enabled_at(self, place_id: int) -> frozenset[str]:
        """Return the keys of the plugins on at a place: the nearest row decides, default off.

        A plugin is off wherever one that it requires is.
        """
        on: set[str] = set()
        for plugin in self.plugins:
            decided = switch_at(plugin.key, place_id)
            if (
                decided is not None
                and decided.value
                and plugin.key not in self.killed
                and on.issuperset(plugin.requires)
            ):
                on.add(plugin.key)
        return frozenset(on)

    def setting(self, owner: str, name: str, place_id: int) -> Any:
        """Return a plugin's or core room's setting at a place: the nearest row's value, or the default of its form.

        Raises `KeyError` for a plugin, a room or a setting there isn't.
        """
        default = (self.by_key.get(owner) or self.settable[owner]).setting_defaults[name]
        decided = setting_at(owner, name, place_id)
        return default if decided is None else decided.value

    def nav(self, place: "Place") -> list[NavEntry]:
        """Return the menu entries of a place, in their own order."""
        entries = [*self.core.nav, *_flat(self._scoped("nav", place.id)(place=place))]
        return sorted(entries, key=lambda entry: entry.order)

    def slot(self, name: str, place: "Place", subjects: Sequence[object] = ()) -> list[SlotContent]:
        """Return what core rooms and plugins put into a slot of a page, in their own order.

        Raises `ValueError` for a slot there isn't.
        """
        if name not in SLOTS:
            raise ValueError(f"there is no slot {name}")
        own = (fill(place) for fill in self.core.slots.get(name, ()))
        found: list[SlotContent] = [content for content in own if content is not None]
        found += _flat(self._scoped("slot", place.id)(name=name, place=place, subjects=subjects))
        return sorted(found, key=lambda content: content.order)

    def reasons_to_keep(self, place_id: int) -> list[str]:
        """Return, in words, why a place can't be closed now; nothing when it can."""
        return [reason for ask in self.core.reasons_to_keep_place if (reason := ask(place_id))]

    def tell(self, event: "Event", event_id: int) -> None:
        """Tell the core's rooms that listen, then the plugins switched on at the event's home, what happened."""
        for hear in self.core.listeners.get(event.name, ()):
            hear(event)
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

    def exporters(self) -> "Sequence[Callable[[int], Sequence[PersonalData]]]":
        """Return whatever tells what is kept of a person: core rooms, and all plugins."""
        return [*self.core.exporters, self._kept_by_plugins]

    def erase(self, person: ErasedPerson) -> None:
        """Let core rooms and all plugins take away what tells who somebody was."""
        for erase in self.core.erasers:
            erase(person)
        self._manager.hook.erase_person(person=person)

    def _kept_by_plugins(self, person_id: int) -> list[PersonalData]:
        return _flat(self._manager.hook.export_person(person_id=person_id))

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


def discover(*, killed: frozenset[str], core: Room) -> PluginRegistry:
    """Find the installed plugins through their entry points and register them."""
    return PluginRegistry.of(found_plugins(), killed=killed, core=core)


def _in_order(found: list[Plugin]) -> list[Plugin]:
    by_key: dict[str, Plugin] = {}
    for plugin in found:
        if by_key.setdefault(plugin.key, plugin) is not plugin:
            raise PluginProblem(f"Two plugins have the key {plugin.key}.")
    for plugin in found:
        for missing in set(plugin.requires) - by_key.keys():
            raise PluginProblem(f"The plugin {plugin.key} requires {missing}, which is not installed.")
    try:
        return [
            by_key[key] for key in TopologicalSorter({plugin.key: plugin.requires for plugin in found}).static_order()
        ]
    except CycleError as error:
        raise PluginProblem(f"These plugins require each other in a circle: {', '.join(error.args[1])}.") from error


def _check(plugin: Plugin) -> None:
    if reason := why_no_key(plugin.key):
        raise PluginProblem(f"{plugin.key} can't be a plugin's key: {reason}")
    for group in GROUPS:
        for hook in (name for name in vars(group) if not name.startswith("_")):
            if hasattr(plugin, hook) and not hasattr(getattr(plugin, hook), f"{hookspecs.PROJECT}_impl"):
                raise PluginProblem(f"The plugin {plugin.key} defines {hook} without @hookimpl.")
    fields = plugin.settings_form() if plugin.settings_form else ()
    if unfit := [field.name for field in fields if not isinstance(field, SETTING_FIELDS)]:
        raise PluginProblem(f"The plugin {plugin.key} has settings of a kind that can't be kept: {', '.join(unfit)}.")


def why_no_key(key: str) -> str:
    """Return why a word can't be a plugin's key, the prefix of all it owns; nothing when it can."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,29}", key) or "__" in key or key.endswith("_"):
        return "it is made of 2 to 30 small letters, digits and single underscores, and begins with a letter."
    if keyword.iskeyword(key):
        return "it is a word of the language Python."
    tables = (mapper.local_table.description for mapper in Base.registry.mappers if _is_core(mapper.class_))
    if key in CORE_WORDS or any(table.startswith(f"{key}_") for table in tables):
        return "the core uses it as a prefix of its own."
    return ""


def _is_core(model: type) -> bool:
    return model.__module__.startswith("portal.")


def _flat(results: Sequence[Sequence[T]]) -> list[T]:
    return [item for result in results for item in result]


def _by_key(items: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        if found.setdefault(item.key, item) is not item:
            raise PluginProblem(f"The key {item.key} is declared twice.")
    return found

"""What a room of the core brings, through the same objects as a plugin.

Each room says it in its `room.py`, as `ROOM = Room(...)`; `portal/core.py` lists the rooms.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.plugin.contributions import (
    AdminEntry,
    Beside,
    Description,
    ErasedPerson,
    Handler,
    Job,
    NavEntry,
    Permission,
    PersonalData,
    RoomSettings,
    Setback,
    SlotContent,
)

if TYPE_CHECKING:
    from portal.events import Event, EventRecord
    from portal.jurisdictions.tree import Place
    from portal.plugin.blueprint import PortalBlueprint
    from portal.plugin.stage import StageKind


@dataclass(frozen=True)
class Room:
    """One room's contributions, or those of all rooms joined."""

    blueprints: "Sequence[PortalBlueprint]" = ()
    permissions: Sequence[Permission] = ()
    event_types: "Sequence[type[Event]]" = ()
    stage_kinds: "Sequence[StageKind]" = ()
    nav: Sequence[NavEntry] = ()
    admin: Sequence[AdminEntry] = ()
    jobs: Sequence[Job] = ()
    slots: "Mapping[str, Sequence[Callable[[Place], SlotContent | None]]]" = field(default_factory=dict)
    describers: "Sequence[Callable[[Sequence[EventRecord]], Mapping[int, Description]]]" = ()
    listeners: "Mapping[str, Sequence[Callable[[Event], None]]]" = field(default_factory=dict)
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    beside: Sequence[Beside] = ()
    setbacks: Mapping[str, Setback] = field(default_factory=dict)
    settings: Sequence[RoomSettings] = ()
    exporters: Sequence[Callable[[int], Sequence[PersonalData]]] = ()
    erasers: Sequence[Callable[[ErasedPerson], None]] = ()
    reasons_to_keep_place: Sequence[Callable[[int], str]] = ()

    @classmethod
    def joined(cls, rooms: "Iterable[Room]") -> "Room":
        """Return one room with everything the given ones bring, in their order."""
        values: dict[str, Any] = {}
        for room in rooms:
            for part in dataclasses.fields(cls):
                brought = getattr(room, part.name)
                if isinstance(brought, Mapping):
                    values[part.name] = _merged(values.get(part.name, {}), brought)
                else:
                    values[part.name] = (*values.get(part.name, ()), *brought)
        return cls(**values)


def _merged(held: Mapping[str, Any], brought: Mapping[str, Any]) -> dict[str, Any]:
    """Join two mappings; where both have a key, their values are sequences and stand one after the other."""
    merged = dict(held)
    for key, value in brought.items():
        merged[key] = (*merged[key], *value) if key in merged else value
    return merged

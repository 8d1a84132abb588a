"""Switches and settings per place, read from the current config; the nearest row up the tree decides."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select

from portal.config import Section
from portal.db import db
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.models import PlaceSetting, PluginSwitch

T = TypeVar("T")

Switches = Mapping[str, Mapping[int, bool]]
PlaceSettings = Mapping[tuple[str, str], Mapping[int, Any]]


def _load_switches() -> Switches:
    switches: dict[str, dict[int, bool]] = defaultdict(dict)
    for row in db.session.execute(select(PluginSwitch.plugin, PluginSwitch.place_id, PluginSwitch.on)):
        switches[row.plugin][row.place_id] = row.on
    return dict(switches)


def _load_settings() -> PlaceSettings:
    settings: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    for row in db.session.execute(
        select(PlaceSetting.owner, PlaceSetting.name, PlaceSetting.place_id, PlaceSetting.value)
    ):
        settings[row.owner, row.name][row.place_id] = row.value
    return dict(settings)


SWITCHES = Section("switches", _load_switches)
SETTINGS = Section("settings", _load_settings)


@dataclass(frozen=True)
class Nearest(Generic[T]):
    """The row that decides at a place, and the place it stands at."""

    place: Place
    value: T


def switch_at(plugin: str, place_id: int) -> Nearest[bool] | None:
    """Return what decides whether a plugin is on at a place; None where nobody has decided: it is off then."""
    return _nearest(place_id, SWITCHES().get(plugin, {}))


def setting_at(owner: str, name: str, place_id: int) -> Nearest[Any] | None:
    """Return what decides a setting at a place; None where nobody has: its default counts then."""
    return _nearest(place_id, SETTINGS().get((owner, name), {}))


def _nearest(place_id: int, rows: Mapping[int, T]) -> Nearest[T] | None:
    places = (place for place in TREE().upwards(place_id) if place.id in rows)
    return next((Nearest(place, rows[place.id]) for place in places), None)

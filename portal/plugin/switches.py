"""Switches and settings per place, read from the current config."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.config import Section
from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.plugin.models import PlaceSetting, PluginSwitch

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


def enabled_at(place_id: int) -> frozenset[str]:
    """Return the keys switched on at a place; the nearest row decides, and none means off."""
    tree = TREE()
    return frozenset(key for key, rows in SWITCHES().items() if tree.nearest(place_id, rows))


def setting(owner: str, name: str, place_id: int, default: Any) -> Any:
    """Return a setting at a place: the nearest row's value, or `default` where nobody has set it."""
    value = TREE().nearest(place_id, SETTINGS().get((owner, name), {}))
    return default if value is None else value

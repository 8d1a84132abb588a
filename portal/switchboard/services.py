"""Switch plugins and set them, for a place and below."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from portal import config
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import TREE
from portal.plugin import Plugin
from portal.plugin.contributions import RoomSettings
from portal.plugin.models import PlaceSetting, PluginSwitch
from portal.plugin.registry import plugins
from portal.plugin.switches import SETTINGS, SWITCHES
from portal.publishing import publish
from portal.switchboard.events import PluginSwitched, SettingChanged
from portal.switchboard.queries import Reasons, Row, refusals


class UnknownPlugin(Exception):
    """There is no such plugin, or the operator has stopped it for the whole portal."""


class CannotSwitch(Exception):
    """A plugin can't be switched this way now; `reasons` say why."""

    def __init__(self, reasons: Reasons) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = reasons


def switch_plugin(*, place_id: int, key: str, row: Row, actor: Actor) -> None:
    """Give a plugin a row at a place: on, off, or (None) as decided above.

    Nothing happens when the place has that row already. Raises `UnknownPlugin` or `CannotSwitch`.
    """
    plugin = _running(key)
    config.hold()
    if SWITCHES().get(key, {}).get(place_id) is row:
        return
    if reasons := refusals(plugin, TREE().by_id[place_id], row):
        raise CannotSwitch(reasons)
    if row is None:
        here = (PluginSwitch.place_id == place_id, PluginSwitch.plugin == key)
        db.session.execute(delete(PluginSwitch).where(*here))
    else:
        db.session.merge(PluginSwitch(place_id=place_id, plugin=key, on=row))
        db.session.flush()
    config.touch()
    word = {True: "on", False: "off", None: "above"}[row]
    publish(PluginSwitched(home_id=place_id, subject_id=place_id, actor=actor, plugin=key, row=word))


def change_settings(*, place_id: int, key: str, values: Mapping[str, Any], actor: Actor) -> None:
    """Set a plugin's or core room's settings at a place to the values of its valid form.

    What is already so here, set or inherited, stays as it is: a place keeps only what it decides itself.
    Raises `UnknownPlugin`, or `KeyError` for a setting its form doesn't have.
    """
    if unknown := values.keys() - _settable(key).setting_defaults.keys():
        raise KeyError(f"{key} has no settings {sorted(unknown)}")
    config.hold()
    changed = [name for name, value in values.items() if plugins().setting(key, name, place_id) != value]
    for name in changed:
        db.session.merge(PlaceSetting(place_id=place_id, owner=key, name=name, value=values[name]))
    db.session.flush()
    _tell(place_id=place_id, key=key, names=changed, set_here=True, actor=actor)


def reset_setting(*, place_id: int, key: str, name: str, actor: Actor) -> None:
    """Let a setting be as above again; nothing happens where it is already. Raises `UnknownPlugin`."""
    _settable(key)
    config.hold()
    if place_id not in SETTINGS().get((key, name), {}):
        return
    here = (PlaceSetting.place_id == place_id, PlaceSetting.owner == key, PlaceSetting.name == name)
    db.session.execute(delete(PlaceSetting).where(*here))
    _tell(place_id=place_id, key=key, names=[name], set_here=False, actor=actor)


def _tell(*, place_id: int, key: str, names: Sequence[str], set_here: bool, actor: Actor) -> None:
    if not names:
        return
    config.touch()
    for name in names:
        publish(
            SettingChanged(
                home_id=place_id, subject_id=place_id, actor=actor, owner=key, setting=name, set_here=set_here
            )
        )


def _settable(key: str) -> Plugin | RoomSettings:
    try:
        return plugins().settable[key]
    except KeyError:
        raise UnknownPlugin(key) from None


def _running(key: str) -> Plugin:
    plugin = plugins().by_key.get(key)
    if plugin is None or key in plugins().killed:
        raise UnknownPlugin(key)
    return plugin

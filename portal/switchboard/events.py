"""Facts about switches and settings; `subject_id` is the place they count for."""

from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.events import Event, Fact


@dataclass(frozen=True, kw_only=True)
class PluginSwitched(Event):
    """A plugin was switched at a place: `row` is `on`, `off`, or `above` for as decided above."""

    subject_kind: ClassVar[str] = "place"
    name = "plugin.switched"
    label = _l("A plugin is switched on or off")

    plugin: Fact
    row: Fact


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """A setting of a plugin was changed at a place, or (`set_here` false) given back to the places above."""

    subject_kind: ClassVar[str] = "place"
    name = "plugin.setting_changed"
    label = _l("A setting is changed")

    owner: Fact
    setting: Fact
    set_here: Fact

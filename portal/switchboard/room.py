"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry
from portal.plugin.room import Room
from portal.switchboard import events, permissions, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    admin=(
        AdminEntry(
            "switchboard.index",
            permissions.SWITCH,
            _l("Plugins and settings"),
            _l("What is offered here and below, and how it behaves."),
            "plus",
            "portal",
        ),
    ),
    event_types=(events.PluginSwitched, events.SettingChanged),
)

"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.organisations import events, permissions, views
from portal.plugin.contributions import NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    nav=(NavEntry("organisations.index", _l("Organisations"), "building", order=70),),
)

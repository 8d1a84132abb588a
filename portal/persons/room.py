"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.persons import events, permissions
from portal.persons.views import bp
from portal.plugin.contributions import NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    nav=(NavEntry("persons.index", _l("Register"), "users", order=80),),
)

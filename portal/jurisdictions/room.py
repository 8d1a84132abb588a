"""What this room brings to the portal."""

from portal.jurisdictions import events, permissions, views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
)

"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.procedures import events, permissions, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
)

"""What this room brings to the portal."""

from portal.content import events, permissions
from portal.plugin.room import Room

ROOM = Room(
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
)

"""What this room brings to the portal."""

from portal.organisations import permissions
from portal.plugin.room import Room

ROOM = Room(
    permissions=permissions.PERMISSIONS,
)

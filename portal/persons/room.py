"""What this room brings to the portal."""

from portal.persons import permissions
from portal.plugin.room import Room

ROOM = Room(
    permissions=permissions.PERMISSIONS,
)

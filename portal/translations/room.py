"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.translations import permissions

ROOM = Room(permissions=permissions.PERMISSIONS)

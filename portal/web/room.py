"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.web import home, machines

ROOM = Room(
    blueprints=(home.bp, machines.bp),
)

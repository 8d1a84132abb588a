"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.web import home

ROOM = Room(
    blueprints=(home.bp,),
)

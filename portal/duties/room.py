"""What this room brings to the portal."""

from portal.duties import personal, views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    erasers=(personal.erase_person,),
)

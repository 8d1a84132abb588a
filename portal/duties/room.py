"""What this room brings to the portal."""

from portal.duties import views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
)

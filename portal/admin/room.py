"""What this room brings to the portal."""

from portal.admin import views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
)

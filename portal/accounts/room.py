"""What this room brings to the portal."""

from portal.accounts.views import bp
from portal.plugin.room import Room

ROOM = Room(blueprints=(bp,))

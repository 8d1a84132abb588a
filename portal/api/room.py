"""What this room brings to the portal."""

from portal.api import jurisdictions, proposals, uploads, views
from portal.plugin.room import Room

ROOM = Room(blueprints=(views.bp, jurisdictions.bp, proposals.bp, uploads.bp))

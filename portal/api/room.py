"""What this room brings to the portal."""

from portal.api import jurisdictions, merging, proposals, uploads, views
from portal.plugin.room import Room

ROOM = Room(blueprints=(views.bp, jurisdictions.bp, proposals.bp, merging.bp, uploads.bp))

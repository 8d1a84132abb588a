"""The blueprint of all pages about proposals; the modules in `views/` fill it."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("proposals", __name__)

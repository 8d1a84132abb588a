"""The blueprint of places; its pages are in `views`."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("jurisdictions", __name__)

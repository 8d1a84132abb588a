"""The blueprint that all pages of the register share."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("persons", "portal.persons")

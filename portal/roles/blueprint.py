"""The blueprint that all pages of roles share."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("roles", "portal.roles")

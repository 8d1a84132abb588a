"""The blueprint that all pages of accounts share."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("accounts", "portal.accounts")

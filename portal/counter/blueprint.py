"""The counter's pages are registered here."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("counter", __name__)

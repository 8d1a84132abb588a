"""The blueprint of messages."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("notifications", __name__)

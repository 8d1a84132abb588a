"""The blueprint of all pages about proposals; `views.py` lists the modules that fill it."""

from portal.plugin.blueprint import PortalBlueprint

bp = PortalBlueprint("proposals", __name__)

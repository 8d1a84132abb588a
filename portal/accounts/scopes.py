"""What a token for the API may be allowed to do; never more than its owner may."""

from collections.abc import Mapping

from flask_babel import gettext as _

from portal.plugin.operation import READ
from portal.plugin.registry import plugins

PROPOSALS_WRITE = "proposals.write"


def scopes() -> Mapping[str, str]:
    """Return every scope that some route of the API asks for, with its words: the core's, then plugins' own."""
    found = {
        READ: _("Read what I can read"),
        PROPOSALS_WRITE: _("Submit, support, comment and act on proposals in my name"),
    }
    for blueprint in plugins().blueprints():
        for access in blueprint.access.values():
            if access.operation and access.operation.scope not in found and blueprint.plugin:
                part = plugins().by_key[blueprint.plugin].label
                found[access.operation.scope] = _("Act in my name in “%(part)s”", part=part)
    return found

"""The plugin: its identity and its hooks."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Plugin


class ExpertPool(Plugin):
    """Experts and lawyers whom residents can ask."""

    key = "expert_pool"
    label = _l("Expert pool")
    description = _l("Experts and lawyers whom residents can ask.")

"""The plugin: its identity and its hooks."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Plugin


class Points(Plugin):
    """Points earned by taking part, and what they can be redeemed for."""

    key = "points"
    label = _l("Points")
    description = _l("Points earned by taking part, and what they can be redeemed for.")

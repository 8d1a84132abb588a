"""The plugin: its identity and its hooks."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Plugin


class RoundTable(Plugin):
    """Meetings of the council, and the promises made there."""

    key = "round_table"
    label = _l("Round table")
    description = _l("Meetings of the council, and the promises made there.")

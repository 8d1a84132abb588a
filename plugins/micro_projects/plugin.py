"""The plugin: its identity and its hooks."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Plugin


class MicroProjects(Plugin):
    """Small projects that residents choose, fund and judge."""

    key = "micro_projects"
    label = _l("Neighbourhood projects")
    description = _l("Small projects that residents choose, fund and judge.")

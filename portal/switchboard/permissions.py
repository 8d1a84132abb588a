"""What administrators of plugins may do."""

from flask_babel import lazy_gettext as _l

from portal.plugin import Permission

SWITCH = "plugins.switch"
SET = "settings.edit"

PERMISSIONS = (
    Permission(
        SWITCH, _l("Switch plugins"), _l("Switch the portal's plugins on and off for a place and all places below it.")
    ),
    Permission(SET, _l("Change settings"), _l("Change the settings of plugins for a place and all places below it.")),
)

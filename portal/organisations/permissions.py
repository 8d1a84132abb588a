"""What the room of organisations may allow."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

EDIT = "organisations.edit"

PERMISSIONS = (
    Permission(
        EDIT,
        _l("Keep the register of organisations"),
        _l("Enter organisations, close them, and name their members and liaisons."),
    ),
)

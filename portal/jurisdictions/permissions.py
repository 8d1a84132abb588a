"""What may be allowed about places."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import Permission

EDIT = "places.edit"
CALENDAR = "calendar.edit"

PERMISSIONS = (
    Permission(EDIT, _l("Edit places"), _l("Change a place's details, add places below, move and close them.")),
    Permission(CALENDAR, _l("Edit the working calendar"), _l("Say on which days the offices of a place work.")),
)

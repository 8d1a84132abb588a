"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.admin import permissions, views
from portal.plugin.contributions import AdminEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    admin=(
        AdminEntry(
            "admin.record",
            permissions.RECORD,
            _l("Record of acts"),
            _l("Who did what and when, here and below."),
            "list",
            "portal",
        ),
    ),
)

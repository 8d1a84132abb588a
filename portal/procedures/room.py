"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry
from portal.plugin.room import Room
from portal.procedures import events, permissions, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    admin=(
        AdminEntry(
            "procedures.index",
            permissions.PUBLISH,
            _l("Procedure"),
            _l("The steps a proposal walks through here, who acts, and within how many working days."),
            "list",
            "proposals",
        ),
    ),
)

"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room
from portal.roles import describe, events, permissions, personal, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    describers=(describe.describe_events,),
    admin=(
        AdminEntry(
            "roles.index",
            permissions.GIVE,
            _l("Roles"),
            _l("Who may do what here, since when, and given by whom."),
            "key",
            "people",
        ),
    ),
    nav=(NavEntry("roles.index", _l("Roles"), "key", order=90),),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

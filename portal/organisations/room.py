"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.organisations import events, permissions, personal, views
from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    admin=(
        AdminEntry(
            "organisations.index",
            permissions.EDIT,
            _l("Organisations"),
            _l("Units, committees and groups of the place, their liaisons and members."),
            "building",
            "people",
        ),
    ),
    nav=(NavEntry("organisations.index", _l("Organisations"), "building", order=70),),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

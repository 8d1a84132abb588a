"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.persons import describe, events, permissions, personal
from portal.persons.queries.homes import why_to_keep
from portal.persons.views import bp
from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    describers=(describe.describe_events,),
    reasons_to_keep_place=(why_to_keep,),
    admin=(
        AdminEntry(
            "persons.index",
            permissions.READ,
            _l("Register"),
            _l("Persons and households of the place."),
            "users",
            "people",
        ),
        AdminEntry(
            "persons.claims",
            permissions.CONFIRM,
            _l("Homes to confirm"),
            _l("Who says they live here and waits for your word."),
            "check",
            "people",
        ),
    ),
    nav=(NavEntry("persons.index", _l("Register"), "users", order=80),),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.jurisdictions import events, permissions, views
from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    nav=(NavEntry("jurisdictions.front", _l("Home"), "home", order=10),),
    admin=(
        AdminEntry(
            "jurisdictions.edit",
            permissions.EDIT,
            _l("Place"),
            _l("Name, contacts, opening hours, places below, levels, and the place above."),
            "building",
            "place",
        ),
        AdminEntry(
            "jurisdictions.calendar",
            permissions.CALENDAR,
            _l("Working calendar"),
            _l("Holidays, make-up days and days of your own; deadlines count by it."),
            "calendar",
            "place",
        ),
    ),
)

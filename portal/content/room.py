"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.content import describe, events, front, permissions, views
from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    nav=(NavEntry("content.index", _l("Announcements"), "info", order=70),),
    admin=(
        AdminEntry(
            "content.index",
            permissions.WRITE,
            _l("Announcements"),
            _l("What you let residents know, on the front page."),
            "info",
            "place",
        ),
    ),
    describers=(describe.describe_events,),
    slots={"front.sections": (front.announcements,)},
)

"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.notifications import delivery, describe, digests, events, permissions, personal, posting, settings, views
from portal.plugin.contributions import AdminEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    describers=(describe.describe_events,),
    admin=(
        AdminEntry(
            "notifications.sent",
            permissions.LOG,
            _l("Mail and SMS"),
            _l("What was sent, what failed, and how many SMS are left this month."),
            "bell",
            "portal",
        ),
    ),
    settings=(settings.SETTINGS,),
    jobs=(digests.DIGESTS,),
    handlers={
        "event": delivery.handle_event,
        "message": delivery.handle_message,
        posting.LETTER: delivery.handle_letter,
    },
    setbacks={posting.LETTER: delivery.letter_failed},
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

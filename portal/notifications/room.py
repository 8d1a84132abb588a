"""What this room brings to the portal."""

from portal.notifications import delivery, personal, views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    handlers={
        "event": delivery.handle_event,
        "mail": delivery.handle_mail,
        "message": delivery.handle_message,
    },
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

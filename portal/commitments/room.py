"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.commitments import clocks, describe, events, following, permissions, personal, stages, views
from portal.plugin.contributions import NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    nav=(NavEntry("commitments.index", _l("Promises"), "calendar", order=50),),
    describers=(describe.describe_events,),
    listeners={name: (following.follow,) for name in following.SHOWN_BY},
    jobs=(clocks.COMMITMENTS,),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

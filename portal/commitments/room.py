"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.commitments import (
    clocks,
    describe,
    events,
    following,
    permissions,
    personal,
    queries,
    services,
    stages,
    views,
)
from portal.plugin.contributions import Beside, NavEntry
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    nav=(NavEntry("commitments.index", _l("Promises"), "calendar", order=50),),
    describers=(describe.describe_events,),
    listeners=dict.fromkeys(following.SHOWN_BY, (following.follow,)),
    beside=(Beside(drop=services.drop_all, resume=services.resume_all, files=queries.files_of),),
    jobs=(clocks.COMMITMENTS,),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

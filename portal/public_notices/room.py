"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room
from portal.public_notices import clocks, describe, events, front, permissions, personal, stages, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    nav=(NavEntry("public_notices.index", _l("Public notices"), "flag", order=60),),
    admin=(
        AdminEntry(
            "public_notices.index",
            permissions.MANAGE,
            _l("Public notices"),
            _l("What is on notice, what people object to it, and your answers."),
            "flag",
            "proposals",
        ),
    ),
    slots={"front.now": (front.open_to_objection,)},
    describers=(describe.describe_events,),
    jobs=(clocks.NOTICES,),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

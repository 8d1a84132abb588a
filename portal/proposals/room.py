"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import AdminEntry, NavEntry
from portal.plugin.room import Room
from portal.proposals import clocks, describe, events, front, permissions, personal, stages, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    nav=(NavEntry("proposals.index", _l("Proposals"), "list", order=20),),
    admin=(
        AdminEntry(
            "proposals.categories",
            permissions.CATEGORIES,
            _l("Categories"),
            _l("What can be proposed here, by category, and what by law can not."),
            "list",
            "proposals",
        ),
    ),
    slots={"front.now": (front.gathering_support,), "front.sections": (front.being_handled,)},
    jobs=(clocks.STAGES,),
    describers=(describe.describe_events,),
    exporters=(personal.export_person,),
    erasers=(personal.erase_person,),
)

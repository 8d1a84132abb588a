"""What this room brings to the portal."""

from flask_babel import lazy_gettext as _l

from portal.plugin.contributions import NavEntry
from portal.plugin.room import Room
from portal.public_notices import clocks, events, permissions, stages, views

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    nav=(NavEntry("public_notices.index", _l("Public notices"), "flag", order=60),),
    jobs=(clocks.NOTICES,),
)

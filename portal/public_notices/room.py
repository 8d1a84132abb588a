"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.public_notices import clocks, events, permissions, stages

ROOM = Room(
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    jobs=(clocks.NOTICES,),
)

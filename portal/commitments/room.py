"""What this room brings to the portal."""

from portal.commitments import clocks, events, permissions, stages
from portal.plugin.room import Room

ROOM = Room(
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    stage_kinds=stages.KINDS,
    jobs=(clocks.COMMITMENTS,),
)

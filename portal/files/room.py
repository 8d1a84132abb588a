"""What this room brings to the portal."""

from portal.files import jobs
from portal.plugin.room import Room

ROOM = Room(
    jobs=(jobs.SWEEP,),
)

"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.worker import jobs

ROOM = Room(
    jobs=(jobs.TIDY,),
)

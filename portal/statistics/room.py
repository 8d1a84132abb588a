"""What this room brings to the portal."""

from portal.plugin.room import Room
from portal.statistics import front
from portal.statistics.queries import open_matters

ROOM = Room(
    slots={"front.sections": (front.figures,)},
    reasons_to_keep_place=(open_matters,),
)

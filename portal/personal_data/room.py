"""What this room brings to the portal."""

from portal.personal_data import events, jobs, permissions, views
from portal.plugin.room import Room

ROOM = Room(
    blueprints=(views.bp,),
    permissions=permissions.PERMISSIONS,
    event_types=events.EVENT_TYPES,
    handlers={"export": jobs.make_export},
    jobs=jobs.JOBS,
)

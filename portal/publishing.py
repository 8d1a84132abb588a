"""Publishing a fact: it is recorded, and rooms and plugins hear of it, in one transaction."""

from portal.events import Event, record
from portal.plugin.registry import plugins


def publish(event: Event) -> int:
    """Record `event`, and tell the rooms that listen and the plugins enabled at its home, in the caller's transaction.

    Returns the id of the record. A handler that raises rolls everything back.
    """
    event_id = record(event)
    plugins().tell(event, event_id)
    return event_id

"""Change the count, in the caller's transaction."""

from sqlalchemy import delete, insert

from portal.db import db
from sample_plugin.models import Accepted


def count_accepted(*, event_id: int, place_id: int) -> None:
    """Count an accepted proposal at a place."""
    db.session.execute(insert(Accepted).values(event_id=event_id, place_id=place_id))


def restart(*, place_id: int) -> None:
    """Let a place's count begin anew."""
    db.session.execute(delete(Accepted).where(Accepted.place_id == place_id))

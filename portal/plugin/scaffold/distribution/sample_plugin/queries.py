"""Read the count."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.db import db
from portal.plugin.registry import plugins
from sample_plugin.models import Accepted


@dataclass(frozen=True)
class Tally:
    """How many proposals are accepted, and how many the place wants."""

    accepted: int
    goal: int


def tally_of(place_id: int) -> Tally:
    """Return a place's count and goal. One query."""
    count = select(func.count()).select_from(Accepted).where(Accepted.place_id == place_id)
    return Tally(db.session.scalar(count) or 0, plugins().setting("sample_plugin", "goal", place_id))

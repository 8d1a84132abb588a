"""Publish procedures. Runs inside the caller's `transact()`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from portal import clock, config
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import Place
from portal.procedures.checking import check
from portal.procedures.events import ProcedurePublished
from portal.proposals.models import ProcedureVersion
from portal.proposals.procedure import BadProcedure
from portal.publishing import publish


class PublishedMeanwhile(Exception):
    """Somebody published another version since this one was looked at."""


def publish_procedure(
    *, place: Place, document: Mapping[str, Any], actor: Actor, after: int | None = None
) -> ProcedureVersion:
    """Publish a new version for a place; it is never changed afterwards, and only new proposals walk it (rule 10).

    `after` is the number of the version the publisher saw as the newest. Raises `BadProcedure` with every reason, or
    `PublishedMeanwhile`.
    """
    if reasons := check(document, place):
        raise BadProcedure(reasons)
    db.session.execute(select(Jurisdiction.id).where(Jurisdiction.id == place.id).with_for_update(key_share=True))
    last = newest_number(place)
    if after is not None and after != last:
        raise PublishedMeanwhile(last)
    version = ProcedureVersion(
        place_id=place.id,
        number=last + 1,
        document=dict(document),
        published_at=clock.now(),
        published_by_id=actor.person_id,
    )
    db.session.add(version)
    db.session.flush()
    config.touch()
    publish(ProcedurePublished(home_id=place.id, subject_id=version.id, actor=actor, number=version.number))
    return version


def newest_number(place: Place) -> int:
    """Return the number of a place's own newest version; 0 when it has none."""
    numbers = select(func.max(ProcedureVersion.number)).where(ProcedureVersion.place_id == place.id)
    return db.session.scalar(numbers) or 0

"""The plan of a place, on which a pin says where a matter is: an uploaded picture, no map service."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from portal import config
from portal.config import Section
from portal.db import db, upsert
from portal.files import services as files
from portal.files.models import StoredFile
from portal.files.services import KeptFile
from portal.jurisdictions.tree import TREE, Place
from portal.proposals.models import PlacePlan


@dataclass(frozen=True)
class Plan:
    """A plan as pages show it; width and height in pixels."""

    id: int
    ref: str
    place_id: int
    width: int
    height: int


def _load_plans() -> Mapping[int, Plan]:
    rows = db.session.execute(
        select(PlacePlan.place_id, StoredFile.id, StoredFile.ref, StoredFile.width, StoredFile.height).join(
            StoredFile, StoredFile.id == PlacePlan.file_id
        )
    )
    return {row.place_id: Plan(row.id, row.ref, row.place_id, row.width or 1, row.height or 1) for row in rows}


PLANS = Section("place_plans", _load_plans)


def plan_of(place_id: int) -> Plan | None:
    """Return the plan of a place, or of the nearest above that has one."""
    return TREE().nearest(place_id, PLANS())


def put_plan(*, place: Place, kept: KeptFile, person_id: int) -> None:
    """Make a kept picture the plan of a place. Pins set on an earlier plan stay with that one."""
    file_id = files.record(kept, person_id=person_id)
    db.session.execute(
        upsert(PlacePlan)
        .values(place_id=place.id, file_id=file_id)
        .on_conflict_do_update(index_elements=["place_id"], set_={"file_id": file_id})
    )
    config.touch()


def plan_with(file_id: int) -> Plan | None:
    """Return the plan a pin was set on, whether or not it is still in use."""
    row = db.session.get(StoredFile, file_id)
    return Plan(row.id, row.ref, 0, row.width or 1, row.height or 1) if row else None

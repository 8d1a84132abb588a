"""Which version of which procedure a place's new proposals will walk through: the nearest one published."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from portal.config import Section
from portal.db import db
from portal.jurisdictions.tree import TREE
from portal.proposals.models import ProcedureVersion
from portal.proposals.procedure import Procedure


@dataclass(frozen=True)
class CurrentVersion:
    """The newest version published at a place."""

    id: int
    place_id: int
    number: int
    procedure: Procedure


def _load_versions() -> Mapping[int, CurrentVersion]:
    newest = select(ProcedureVersion.place_id, func.max(ProcedureVersion.number)).group_by(ProcedureVersion.place_id)
    rows = db.session.execute(
        select(
            ProcedureVersion.id, ProcedureVersion.place_id, ProcedureVersion.number, ProcedureVersion.document
        ).where(tuple_(ProcedureVersion.place_id, ProcedureVersion.number).in_(newest))
    )
    return {
        row.place_id: CurrentVersion(row.id, row.place_id, row.number, Procedure.read(row.document)) for row in rows
    }


VERSIONS = Section("procedure_versions", _load_versions)


def current_version(place_id: int) -> CurrentVersion | None:
    """Return the version that new proposals of a place are pinned to: its own, or the nearest above."""
    return TREE().nearest(place_id, VERSIONS())

"""Read commitments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.commitments.models import OPEN, STEP_FILES, Commitment, CommitmentStep
from portal.db import db
from portal.files.models import StoredFile
from portal.jurisdictions.tree import TREE, Place, in_language
from portal.organisations.models import Organisation
from portal.persons.models import Person
from portal.proposals.models import Proposal

PAGE = 20
NO_DAY = date(9999, 12, 31)
DUE = func.coalesce(Commitment.done_by, Commitment.reply_by, NO_DAY)
Rows = Select[Commitment, str | None, str, dict[str, str]]
FILTERS = ("open", "late", "done", "concluded", "all")


@dataclass(frozen=True)
class Row:
    """A commitment with its proposal's number and title, and its unit's names."""

    commitment: Commitment
    number: str | None
    title: str
    unit: Mapping[str, str]

    @property
    def unit_name(self) -> str:
        """Return the unit's name in the reader's language."""
        return in_language(self.unit)

    @property
    def url(self) -> str:
        """Return the path of the commitment's page."""
        return f"/j/{TREE().by_id[self.commitment.home_id].slug}/commitments/{self.commitment.id}"

    @property
    def proposal_url(self) -> str:
        """Return the path of its proposal's page."""
        return f"/j/{TREE().by_id[self.commitment.home_id].slug}/proposals/{self.number}"

    def late(self, today: date) -> bool:
        """Tell whether its day has passed without an answer or the deed."""
        due = self.commitment.due
        return self.commitment.state in OPEN and due is not None and due < today


@dataclass(frozen=True)
class Wanted:
    """Which commitments a page asks for; `after` is the day and id of the last row of the page before."""

    state: str = "open"
    organisation_id: int | None = None
    after: tuple[date, int] | None = None


def listed(place: Place, wanted: Wanted, today: date) -> list[Row]:
    """Return commitments of a place and those below, earliest day first: up to `PAGE + 1` rows, in one query."""
    homes = [below.id for below in TREE().below(place.id)]
    query = _rows().where(Commitment.home_id.in_(homes), *_in_state(wanted.state, today))
    if wanted.organisation_id is not None:
        query = query.where(Commitment.organisation_id == wanted.organisation_id)
    if wanted.after is not None:
        query = query.where(tuple_(DUE, Commitment.id) > wanted.after)
    return _read(query.order_by(DUE, Commitment.id).limit(PAGE + 1))


def units_with_commitments(place: Place) -> Sequence[Organisation]:
    """Return the organisations that have ever been asked for something at a place or below."""
    homes = [below.id for below in TREE().below(place.id)]
    asked = select(Commitment.organisation_id).where(Commitment.home_id.in_(homes))
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(asked)).order_by(Organisation.id)).all()


def one(place: Place, commitment_id: int) -> Row | None:
    """Return a commitment of a place."""
    rows = _read(_rows().where(Commitment.id == commitment_id, Commitment.home_id == place.id))
    return rows[0] if rows else None


def of_ids(commitment_ids: Collection[int]) -> dict[int, Row]:
    """Return commitments by their ids."""
    return {row.commitment.id: row for row in _read(_rows().where(Commitment.id.in_(commitment_ids)))}


def of_proposal(proposal_id: int) -> list[Row]:
    """Return a proposal's commitments, oldest first."""
    return _read(_rows().where(Commitment.proposal_id == proposal_id).order_by(Commitment.id))


def steps_of(commitment_ids: Sequence[int], *also: ExecutableOption) -> dict[int, list[tuple[CommitmentStep, str]]]:
    """Return the steps of commitments, oldest first, each with the name of who recorded it. One query.

    `also` says what else is loaded with them.
    """
    found: dict[int, list[tuple[CommitmentStep, str]]] = {commitment_id: [] for commitment_id in commitment_ids}
    rows = db.session.execute(
        select(CommitmentStep, Person.name)
        .outerjoin(Person, Person.id == CommitmentStep.by_id)
        .where(CommitmentStep.commitment_id.in_(commitment_ids))
        .order_by(CommitmentStep.id)
        .options(*also)
    )
    for step, name in rows:
        found[step.commitment_id].append((step, name or ""))
    return found


def files_of(proposal_id: int) -> Sequence[StoredFile]:
    """Return the photos and papers that prove steps of a proposal's commitments, each once, oldest first. One query."""
    shown = (
        select(STEP_FILES.c.file_id)
        .join(CommitmentStep, CommitmentStep.id == STEP_FILES.c.step_id)
        .join(Commitment, Commitment.id == CommitmentStep.commitment_id)
        .where(Commitment.proposal_id == proposal_id)
    )
    return db.session.scalars(select(StoredFile).where(StoredFile.id.in_(shown)).order_by(StoredFile.id)).all()


def steps_with_files(commitment_id: int) -> list[tuple[CommitmentStep, str]]:
    """Return the steps of a commitment as `steps_of` does, with their files loaded. Two queries."""
    return steps_of([commitment_id], selectinload(CommitmentStep.files))[commitment_id]


def open_beside(proposal_id: int, run_id: int) -> Sequence[Commitment]:
    """Return a proposal's open commitments that the stage `run_id` doesn't carry."""
    return db.session.scalars(
        select(Commitment).where(
            Commitment.proposal_id == proposal_id,
            Commitment.state.in_(OPEN),
            Commitment.run_id.is_distinct_from(run_id),
        )
    ).all()


def carried_by(run_id: int) -> Commitment | None:
    """Return the commitment a handling stage waits for, or waited for."""
    return db.session.scalars(
        select(Commitment).where(Commitment.run_id == run_id).order_by(Commitment.id.desc()).limit(1)
    ).one_or_none()


def _rows() -> Rows:
    return (
        select(Commitment, Proposal.number, Proposal.title, Organisation.names)
        .join(Proposal, Proposal.id == Commitment.proposal_id)
        .outerjoin(Organisation, Organisation.id == Commitment.organisation_id)
    )


def _read(query: Rows) -> list[Row]:
    return [
        Row(commitment, number, title, names or TREE().by_id[commitment.seat_id].names)
        for commitment, number, title, names in db.session.execute(query)
    ]


def _in_state(state: str, today: date) -> list[ColumnElement[bool]]:
    known: dict[str, list[ColumnElement[bool]]] = {
        "open": [Commitment.state.in_(OPEN)],
        "late": [Commitment.state.in_(OPEN), today > DUE],
        "done": [Commitment.state == "done"],
        "concluded": [Commitment.state.not_in((*OPEN, "done"))],
    }
    return known.get(state, [])

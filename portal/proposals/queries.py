"""Read proposals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.db import db
from portal.events import EventRecord
from portal.jurisdictions.tree import TREE, Place
from portal.organisations.models import Organisation
from portal.paging import AnyRow, AnySelect, Page, page_of
from portal.persons.models import Person
from portal.plugin.registry import plugins
from portal.proposals.models import Comment, Follow, Proposal, StageRun, Support
from portal.proposals.procedure import Procedure
from portal.search.queries import found

ORDERS = {"newest": Proposal.submitted_at, "supported": Proposal.support_count, "moved": Proposal.changed_at}
IN_CHARGE = aliased(Organisation, name="organisation_in_charge")
PROPOSING = aliased(Organisation, name="organisation_proposing")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list was asked for. `whose` is `mine`, `followed` or `supported`, of `person_id`."""

    words: str = ""
    state: str = ""
    category: str = ""
    stage: str = ""
    channel: str = ""
    whose: str = ""
    order: str = "newest"
    person_id: int | None = None


def by_number(place: Place, number: str) -> Proposal | None:
    """Return a submitted proposal of a place by its number, with its runs and version. Two queries."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.number == number, Proposal.home_id == place.id)
        .options(selectinload(Proposal.runs), joinedload(Proposal.version))
    ).one_or_none()


@dataclass(frozen=True)
class Whole:
    """A proposal with all that its page tells, besides what was said about it.

    Its runs and version are loaded. `runs` are (run, unit's names, name and shown name of who ended it);
    `events` are (event, name and shown name of who acted), newest first.
    """

    proposal: Proposal
    proposer: Person
    organisation: Mapping[str, str] | None
    supports: bool
    follows: bool
    runs: Sequence[AnyRow]
    events: Sequence[AnyRow]

    @cached_property
    def procedure(self) -> Procedure | None:
        """Return the procedure it walks."""
        return Procedure.read(self.proposal.version.document) if self.proposal.version else None


def whole(place: Place, number: str, person_id: int | None) -> Whole | None:
    """Return a submitted proposal of a place as `person_id` sees it. Three queries."""
    asked = {"number": number, "home": place.id, "reader": person_id}
    row = db.session.execute(_whole(), asked).one_or_none()
    if row is None:
        return None
    proposal: Proposal = row[0]
    runs = db.session.execute(_runs(), {"proposal": proposal.id}).all()
    set_committed_value(proposal, "runs", [run[0] for run in runs])
    left_out = tuple(fact.name for fact in plugins().event_types.values() if not fact.in_story)
    events = db.session.execute(_events(left_out), {"proposal": proposal.id}).all()
    return Whole(proposal, row[1], row[2], row[3], row[4], runs, events)


@cache
def _whole() -> AnySelect:
    supports, follows = (
        exists().where(table.proposal_id == Proposal.id, table.person_id == bindparam("reader"))
        for table in (Support, Follow)
    )
    return (
        select(Proposal, Person, PROPOSING.names, supports, follows)
        .join(Person, Person.id == Proposal.proposer_id)
        .outerjoin(PROPOSING, PROPOSING.id == Proposal.organisation_id)
        .where(Proposal.number == bindparam("number"), Proposal.home_id == bindparam("home"))
        .options(joinedload(Proposal.version))
    )


@cache
def _runs() -> AnySelect:
    return (
        select(StageRun, IN_CHARGE.names, Person.name, Person.shown_name)
        .outerjoin(IN_CHARGE, IN_CHARGE.id == StageRun.organisation_id)
        .outerjoin(Person, Person.id == StageRun.by_id)
        .where(StageRun.proposal_id == bindparam("proposal"))
        .order_by(StageRun.seq)
    )


@cache
def _events(left_out: Sequence[str]) -> AnySelect:
    return (
        select(EventRecord, Person.name, Person.shown_name)
        .outerjoin(Person, Person.id == EventRecord.actor_id)
        .where(
            EventRecord.subject_kind == "proposal",
            EventRecord.subject_id == bindparam("proposal"),
            EventRecord.name.not_in(left_out),
        )
        .order_by(EventRecord.id.desc())
    )


@cache
def _comments() -> AnySelect:
    return (
        select(
            Comment.id,
            Comment.body,
            Comment.at,
            Comment.hidden_at,
            Comment.hidden_reason,
            Comment.channel,
            Comment.entered_by_id,
            Person.name,
            Person.shown_name,
        )
        .join(Person, Person.id == Comment.person_id)
        .where(
            Comment.proposal_id == bindparam("proposal"),
            or_(Comment.hidden_at.is_(None), Comment.person_id == bindparam("reader")),
        )
    )


def merged_into(proposal: Proposal) -> AnyRow | None:
    """Return home, number and title of what a proposal was merged into. One query."""
    return db.session.execute(
        select(Proposal.home_id, Proposal.number, Proposal.title).where(Proposal.number == proposal.merged_into)
    ).one_or_none()


def open_in(places: Sequence[Place], words: str, *, size: int = 10) -> Sequence[AnyRow]:
    """Return home, number, title and support of open proposals of places that hold all of `words`, newest first."""
    return db.session.execute(
        select(Proposal.home_id, Proposal.number, Proposal.title, Proposal.support_count)
        .where(
            Proposal.home_id.in_([place.id for place in places]),
            Proposal.state == "open",
            Proposal.id.in_(found("proposal", words)),
        )
        .order_by(Proposal.submitted_at.desc(), Proposal.id.desc())
        .limit(size)
    ).all()


def by_any_number(number: str) -> Proposal | None:
    """Return a submitted proposal by its number, wherever it was made."""
    return db.session.scalars(select(Proposal).where(Proposal.number == number)).one_or_none()


def comments_of(
    proposal_id: int, *, person_id: int | None, after: str | None = None, before: str | None = None, size: int = 10
) -> Page[AnyRow]:
    """Return a page of comments, newest first, with their authors; of hidden ones only the reader's own. One query."""
    return page_of(
        _comments(),
        given={"proposal": proposal_id, "reader": person_id},
        by=Comment.at,
        tie=Comment.id,
        after=after,
        before=before,
        size=size,
    )


def comment_of(proposal_id: int, comment_id: int) -> Comment | None:
    """Return one comment of a proposal that isn't hidden."""
    return db.session.scalar(
        select(Comment).where(
            Comment.id == min(comment_id, 2**31 - 1), Comment.proposal_id == proposal_id, Comment.hidden_at.is_(None)
        )
    )


def draft_of(person_id: int, place: Place, draft: int) -> Proposal | None:
    """Return a person's own draft at a place."""
    return db.session.scalars(
        select(Proposal).where(
            Proposal.id == draft,
            Proposal.home_id == place.id,
            Proposal.entered_by_id == person_id,
            Proposal.number.is_(None),
        )
    ).one_or_none()


def proposals_below(
    place: Place, asked: Asked, *, after: str | None = None, before: str | None = None, size: int = 20
) -> Page[AnyRow]:
    """Return a page of the proposals made at a place and below. One query. Raises `BadCursor`."""
    homes = tuple(below.id for below in TREE().below(place.id))
    among = (_asked_for if asked.words else _asked_for_and_kept)(homes, asked, clock.today(place.zone))
    order = ORDERS[asked.order]
    return page_of(rows_of(), among=among, by=order, tie=Proposal.id, after=after, before=before, size=size)


@cache
def rows_of() -> AnySelect:
    """Return the query of submitted proposals as lists show them: columns of each, of its open run (`kind` is None
    without one), who has it and who proposed.
    """
    return (
        select(
            Proposal.id,
            Proposal.number,
            Proposal.home_id,
            Proposal.title,
            Proposal.state,
            Proposal.category,
            Proposal.subtype,
            Proposal.proposer_kind,
            Proposal.together_as,
            Proposal.support_count,
            Proposal.comment_count,
            Proposal.submitted_at,
            Proposal.changed_at,
            Proposal.proposer_id,
            Proposal.merged_into,
            StageRun.id.label("run_id"),
            StageRun.key,
            StageRun.kind,
            StageRun.labels,
            StageRun.role,
            StageRun.seat_id,
            StageRun.entered_at,
            StageRun.due,
            StageRun.kept,
            IN_CHARGE.names.label("in_charge"),
            PROPOSING.names.label("proposing"),
            Person.name.label("proposer"),
            Person.shown_name,
        )
        .join(Person, Person.id == Proposal.proposer_id)
        .outerjoin(StageRun, and_(StageRun.proposal_id == Proposal.id, StageRun.left_at.is_(None)))
        .outerjoin(IN_CHARGE, IN_CHARGE.id == StageRun.organisation_id)
        .outerjoin(PROPOSING, PROPOSING.id == Proposal.organisation_id)
        .where(Proposal.number.is_not(None))
    )


def _open_runs(condition: ColumnElement[bool]) -> Select[int]:
    """Return the ids of the proposals whose open run is so."""
    return select(StageRun.proposal_id).where(StageRun.left_at.is_(None), condition)


def _asked_for(homes: Sequence[int], asked: Asked, today: date) -> Select[int]:
    """Return the ids of what is asked for."""
    return select(Proposal.id).where(
        Proposal.home_id.in_(homes), Proposal.number.is_not(None), *_conditions(asked, today)
    )


_asked_for_and_kept = lru_cache(maxsize=256)(_asked_for)
"""Building what is usually asked takes longer than asking it. Words are left out: each database has its own way."""


def _conditions(asked: Asked, today: date) -> Sequence[Any]:
    late = Proposal.id.in_(_open_runs(StageRun.due < today))
    state = {"": Proposal.state != "withdrawn", "late": late}.get(asked.state, Proposal.state == asked.state)
    conditions = [state]
    if asked.words:
        conditions.append(Proposal.id.in_(found("proposal", asked.words)))
    if asked.category:
        conditions.append(or_(Proposal.category == asked.category, Proposal.subtype == asked.category))
    if asked.stage:
        conditions.append(Proposal.id.in_(_open_runs(StageRun.key == asked.stage)))
    if asked.channel:
        conditions.append(Proposal.channel == asked.channel)
    if asked.whose == "mine":
        conditions.append(Proposal.proposer_id == asked.person_id)
    for whose, table in (("followed", Follow), ("supported", Support)):
        if asked.whose == whose:
            conditions.append(exists().where(table.proposal_id == Proposal.id, table.person_id == asked.person_id))
    return conditions

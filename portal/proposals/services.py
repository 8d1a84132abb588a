"""Drafts, handing in, taking back, reminding. Each verb runs inside the caller's `transact()`."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.db import db, upsert
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.persons.models import Person
from portal.proposals import engine
from portal.proposals.attachments import remove_all
from portal.proposals.events import ProposalSubmitted, ProposalWithdrawn, StageReminded
from portal.proposals.models import ProcedureVersion, Proposal, ProposalNumber, StageRun
from portal.proposals.permissions import ACT_FOR, REMIND, SUBMIT
from portal.proposals.versions import current_version
from portal.publishing import publish
from portal.roles.standing import Standing, standing_of
from portal.search import services as search

REMIND_EVERY = timedelta(hours=24)


class NoSuchDraft(Exception):
    """There is no such draft of this person."""


class AlreadySubmitted(Exception):
    """The draft was handed in before; `number` is what it became."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NotVerified(Exception):
    """Whoever proposes has not been confirmed by the community yet (rule 5)."""


class NoProcedure(Exception):
    """The place takes no proposals, or nobody has published how it deals with them."""


class NotRunning(Exception):
    """The proposal has ended, so this can't be done any more."""


class TooSoon(Exception):
    """A reminder was sent less than a day ago."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody writes into a proposal. `proposer_id` is the person it is entered for; None is the writer.

    `pin_x` and `pin_y` are percent of the plan's width and height.
    """

    title: str = ""
    body: str = ""
    category: str = ""
    subtype: str = ""
    where: str = ""
    pin_x: int | None = None
    pin_y: int | None = None
    plan_id: int | None = None
    private_note: str = ""
    proposer_kind: str = "resident"
    organisation_id: int | None = None
    together_as: str = ""
    channel: str = "web"
    proposer_id: int | None = None


def save_draft(*, home: Place, actor: Actor, words: Words, draft: int | None = None) -> int:
    """Keep what was written so far, in a new draft or the one with this id, and return the id.

    Raises `NoSuchDraft`, `AlreadySubmitted`, or `NotAllowed` for entering somebody else's words without the
    permission to (rule 6).
    """
    standing = _standing(actor)
    person_id = actor.person_id
    values = asdict(words) | {"proposer_id": words.proposer_id or person_id}
    for_somebody = values["proposer_id"] != person_id or words.channel != "web"
    if for_somebody and not standing.may(ACT_FOR, home.id):
        raise engine.NotAllowed(ACT_FOR)
    moment = clock.now()
    if draft is None:
        row = Proposal(home_id=home.id, seat_id=home.id, entered_by_id=person_id, created_at=moment)
        db.session.add(row)
    else:
        row = _own_draft(draft, home, actor)
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = moment
    db.session.flush()
    return row.id


def delete_draft(*, home: Place, actor: Actor, draft: int) -> None:
    """Throw a draft away with its files. Raises `NoSuchDraft` or `AlreadySubmitted`."""
    row = _own_draft(draft, home, actor)
    remove_all(row.id)
    db.session.delete(row)


def submit_proposal(*, home: Place, actor: Actor, draft: int) -> str:
    """Hand a draft in: give it its number, pin the place's procedure onto it and enter the first stage (`J3`).

    Returns the number, such as `HD-2026-0001`. Raises `NoSuchDraft`, `AlreadySubmitted`, `NoProcedure`,
    `NotVerified`, or `NotAllowed`.
    """
    row = _own_draft(draft, home, actor)
    standing = _standing(actor)
    for_somebody = row.proposer_id != actor.person_id
    if not for_somebody and db.session.get_one(Person, row.proposer_id).verified_at is None:
        raise NotVerified
    if not standing.may(ACT_FOR if for_somebody else SUBMIT, home.id):
        raise engine.NotAllowed(SUBMIT)
    current = current_version(home.id)
    if current is None or not home.takes_proposals:
        raise NoProcedure(home.slug)
    if not row.title or not row.body:
        raise ValueError("a proposal needs a title and a text")
    if for_somebody and row.channel == "web":
        raise ValueError("what is entered for somebody came in another way than through the web")
    row.number = _next_number(home)
    row.submitted_at = row.changed_at = clock.now()
    who = Actor(actor.person_id, row.proposer_id if for_somebody else None, row.channel)
    publish(ProposalSubmitted(**engine.about(row, who), proposer_kind=row.proposer_kind))
    engine.start(row, db.session.get_one(ProcedureVersion, current.id), who)
    search.index("proposal", row.id, row.title, row.body, row.where, row.together_as, row.number)
    return row.number


def withdraw_proposal(*, proposal_id: int, actor: Actor, reason: str = "") -> None:
    """Take a proposal back, by its proposer or a worker who acts for them.

    Raises `NotRunning` when it has ended, `NotAllowed` for anybody else.
    """
    row = lock(proposal_id)
    if actor.person_id != row.proposer_id and not _standing(actor).may(ACT_FOR, row.home_id):
        raise engine.NotAllowed("withdraw")
    if row.state != "open":
        raise NotRunning(row.number)
    who = actor if actor.person_id == row.proposer_id else Actor(actor.person_id, row.proposer_id, actor.channel)
    engine.end_from_outside(row, state="withdrawn", reason=reason, actor=who)
    search.forget("proposal", row.id)
    publish(ProposalWithdrawn(**engine.about(row, who)))


def remind(*, proposal_id: int, actor: Actor) -> None:
    """Press whoever has the open stage (`H6`), at most once a day.

    Raises `NotRunning`, `NotAllowed`, or `TooSoon`.
    """
    row = lock(proposal_id)
    standing = _standing(actor)
    if not (standing.may(REMIND, row.home_id) or standing.may(REMIND, row.seat_id)):
        raise engine.NotAllowed(REMIND)
    opened = engine.open_stage(row)
    if opened is None:
        raise NotRunning(row.number)
    moment = clock.now()
    reminded = db.session.scalar(
        update(StageRun)
        .where(
            StageRun.id == opened.run.id,
            or_(StageRun.reminded_at.is_(None), StageRun.reminded_at <= moment - REMIND_EVERY),
        )
        .values(reminded_at=moment)
        .returning(StageRun.id)
    )
    if reminded is None:
        raise TooSoon(row.number)
    publish(StageReminded(**engine.about(row, actor), holders=engine.holders(opened), run=opened.run.id))


def lock(proposal_id: int) -> Proposal:
    """Return a proposal with its runs and version, as it is now, held until commit.

    Raises `sqlalchemy.exc.NoResultFound`.
    """
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.id == proposal_id)
        .options(selectinload(Proposal.runs), joinedload(Proposal.version))
        .with_for_update(of=Proposal, key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _own_draft(draft: int, home: Place, actor: Actor) -> Proposal:
    row = db.session.scalars(
        select(Proposal)
        .where(Proposal.id == draft, Proposal.home_id == home.id, Proposal.entered_by_id == actor.person_id)
        .with_for_update(of=Proposal, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NoSuchDraft(draft)
    if row.number is not None:
        raise AlreadySubmitted(row.number)
    return row


def _next_number(home: Place) -> str:
    """Count on in the place's own year; two at once wait for each other on the row."""
    year = clock.today(home.zone).year
    last = db.session.execute(
        upsert(ProposalNumber)
        .values(place_id=home.id, year=year, last=1)
        .on_conflict_do_update(index_elements=["place_id", "year"], set_={"last": ProposalNumber.last + 1})
        .returning(ProposalNumber.last)
    ).scalar_one()
    return f"{home.code or home.slug.upper()}-{year}-{last:04}"


def _standing(actor: Actor) -> Standing:
    if actor.person_id is None:
        raise engine.NotAllowed("nobody")
    return standing_of(actor.person_id)

"""Support, follow, comment, hide a comment. Each verb runs inside the caller's `transact()`."""

from sqlalchemy import delete, select, update

from portal import clock
from portal.db import db, upsert
from portal.events import Actor
from portal.proposals import engine
from portal.proposals.events import CommentHidden, CommentWritten, ProposalSupported
from portal.proposals.models import Comment, Follow, Proposal, Support
from portal.proposals.permissions import ACT_FOR, MODERATE, TAKE_PART
from portal.proposals.services import NotRunning, lock
from portal.publishing import publish
from portal.roles.standing import standing_of

OPEN_TO_COMMENTS = ("open", "closed")


class NoSuchComment(Exception):
    """There is no such comment to be hidden."""


def support(*, proposal_id: int, actor: Actor) -> bool:
    """Support a proposal, for oneself or for whom the actor acts; tell whether it is new.

    Nobody supports their own proposal. Raises `NotRunning` or `NotAllowed`.
    """
    row = lock(proposal_id)
    person_id = _takes_part(row, actor)
    if row.state != "open":
        raise NotRunning(row.number)
    if person_id == row.proposer_id:
        raise engine.NotAllowed("support")
    given = db.session.get(Support, (row.id, person_id), populate_existing=True)
    if given is not None:
        given.merge_id = None  # what a merge had brought is theirs from now on
        return False
    db.session.add(
        Support(
            proposal_id=row.id,
            person_id=person_id,
            at=clock.now(),
            entered_by_id=actor.person_id if actor.for_id else None,
            channel=actor.channel,
        )
    )
    row.support_count += 1
    publish(ProposalSupported(**engine.about(row, actor), supporters=[person_id]))
    engine.supporters_changed(row, actor)
    return True


def unsupport(*, proposal_id: int, actor: Actor) -> None:
    """Take one's support back; nothing happens when there was none. Raises `NotRunning` or `NotAllowed`."""
    row = lock(proposal_id)
    person_id = _takes_part(row, actor)
    if row.state != "open":
        raise NotRunning(row.number)
    given = db.session.get(Support, (row.id, person_id), populate_existing=True)
    if given is not None:
        db.session.delete(given)
        row.support_count -= 1


def follow(*, proposal_id: int, person_id: int) -> None:
    """Hear of each step from now on."""
    row = _shared(proposal_id)
    db.session.execute(
        upsert(Follow)
        .values(proposal_id=row.id, person_id=person_id, at=clock.now())
        .on_conflict_do_nothing(index_elements=["proposal_id", "person_id"])
    )


def unfollow(*, proposal_id: int, person_id: int) -> None:
    """Stop hearing of each step."""
    db.session.execute(delete(Follow).where(Follow.proposal_id == proposal_id, Follow.person_id == person_id))


def write_comment(*, proposal_id: int, actor: Actor, body: str) -> int:
    """Say something about a proposal, for oneself or for whom the actor acts, and return the comment's id.

    Raises `NotRunning` or `NotAllowed`.
    """
    row = _shared(proposal_id)
    person_id = _takes_part(row, actor)
    if row.state not in OPEN_TO_COMMENTS:
        raise NotRunning(row.number)
    comment = Comment(
        proposal_id=row.id,
        person_id=person_id,
        body=body,
        at=clock.now(),
        channel=actor.channel,
        entered_by_id=actor.person_id if actor.for_id else None,
    )
    db.session.add(comment)
    db.session.flush()
    _count(row.id, comment_count=Proposal.comment_count + 1)
    publish(CommentWritten(**engine.about(row, actor), authors=[person_id], comment=comment.id))
    return comment.id


def take_part(*, proposal_id: int, actor: Actor, supports: bool, body: str) -> None:
    """Enter what a resident told a worker: support, a comment, or both (rule 6).

    Raises `NotRunning` or `NotAllowed`.
    """
    if supports:
        support(proposal_id=proposal_id, actor=actor)
    if body:
        write_comment(proposal_id=proposal_id, actor=actor, body=body)


def hide_comment(*, proposal_id: int, comment_id: int, actor: Actor, reason: str) -> None:
    """Take a comment down; its author is told the reason. Hiding it again changes nothing.

    Raises `NoSuchComment` or `NotAllowed`.
    """
    row = _shared(proposal_id)
    if actor.person_id is None or not standing_of(actor.person_id).may(MODERATE, row.home_id):
        raise engine.NotAllowed(MODERATE)
    comment = db.session.scalar(select(Comment).where(Comment.id == comment_id, Comment.proposal_id == row.id))
    if comment is None:
        raise NoSuchComment(comment_id)
    hidden = db.session.scalar(
        update(Comment)
        .where(Comment.id == comment.id, Comment.hidden_at.is_(None))
        .values(hidden_at=clock.now(), hidden_by_id=actor.person_id, hidden_reason=reason)
        .returning(Comment.id)
    )
    if hidden is None:
        return
    _count(row.id, comment_count=Proposal.comment_count - 1)
    publish(CommentHidden(**engine.about(row, actor), authors=[comment.person_id], comment=comment.id))


def _shared(proposal_id: int) -> Proposal:
    """Return a proposal that isn't a draft. Raises `sqlalchemy.exc.NoResultFound`."""
    return db.session.scalars(select(Proposal).where(Proposal.id == proposal_id, Proposal.number.is_not(None))).one()


def _takes_part(row: Proposal, actor: Actor) -> int:
    """Return who takes part: the actor, or the person the actor acts for."""
    if actor.person_id is None:
        raise engine.NotAllowed(TAKE_PART)
    if not standing_of(actor.person_id).may(ACT_FOR if actor.for_id else TAKE_PART, row.home_id):
        raise engine.NotAllowed(TAKE_PART)
    return actor.for_id or actor.person_id


def _count(proposal_id: int, **values: object) -> None:
    db.session.execute(update(Proposal).where(Proposal.id == proposal_id).values(**values))

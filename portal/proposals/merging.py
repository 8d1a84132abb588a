"""Merge proposals about the same matter, and undo it (rule 11). Each verb runs inside the caller's `transact()`."""

from typing import Any

from sqlalchemy import literal, select, update

from portal import clock
from portal.db import db, upsert
from portal.events import Actor
from portal.proposals import engine
from portal.proposals.events import MergeUndone, ProposalLetGo, ProposalMerged, ProposalTookIn
from portal.proposals.models import Merge, Proposal, Support
from portal.proposals.participation import follow
from portal.proposals.permissions import TRIAGE
from portal.proposals.rights import Rights
from portal.proposals.services import NotRunning, lock
from portal.publishing import publish
from portal.roles.standing import standing_of


class Itself(Exception):
    """A proposal can't be merged into itself."""


class NotMerged(Exception):
    """The proposal is not merged, or not any more."""


class MergedOn(Exception):
    """The proposal it was merged into is merged itself; that merge is undone first. Its number is `args[0]`."""


def merge(*, source_id: int, target_id: int, actor: Actor, reason: str) -> None:
    """End `source` in `target`: its supporters count there, each once, and everybody concerned is told.

    Its open stage, tasks and promises end; its proposer follows the target. The actor triages both. Raises `Itself`,
    `NotRunning` with the number of the one that has ended, or `NotAllowed`.
    """
    if source_id == target_id:
        raise Itself(source_id)
    source, target = _both(source_id, target_id, actor)
    for ended in (source, target):
        if ended.state != "open":
            raise NotRunning(ended.number)
    row = Merge(source_id=source.id, target_id=target.id, reason=reason, at=clock.now())
    db.session.add(row)
    engine.end_from_outside(source, state="merged", reason=reason, actor=actor)
    source.merged_into = target.number
    db.session.flush()
    target.support_count += _bring_supporters(source, target, row.id)
    target.changed_at = clock.now()
    follow(proposal_id=target.id, person_id=source.proposer_id)
    supporters = db.session.scalars(select(Support.person_id).where(Support.proposal_id == source.id)).all()
    publish(ProposalMerged(**engine.about(source, actor), **_other(row, target), supporters=supporters))
    publish(ProposalTookIn(**engine.about(target, actor), **_other(row, source)))
    engine.supporters_changed(target, actor)


def undo_merge(*, source_id: int, actor: Actor, reason: str) -> None:
    """Let a merged proposal go on exactly where it stood; who supports the target only through it leaves the target.

    The actor triages both. Raises `NotMerged`, `MergedOn`, or `NotAllowed`.
    """
    standing = select(Merge).where(Merge.source_id == source_id, Merge.undone_at.is_(None))
    found = db.session.scalars(standing).one_or_none()
    if found is None:
        raise NotMerged(source_id)
    source, target = _both(source_id, found.target_id, actor)
    row = db.session.scalars(standing.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.target_id != target.id:
        raise NotMerged(source_id)
    if target.state == "merged":
        raise MergedOn(target.number)
    row.undone_at, row.undone_reason = clock.now(), reason
    source.merged_into = None
    db.session.flush()
    target.support_count -= _take_supporters_back(row)
    engine.resume_from_outside(source)
    supporters = db.session.scalars(select(Support.person_id).where(Support.proposal_id == source.id)).all()
    publish(MergeUndone(**engine.about(source, actor), **_other(row, target), supporters=supporters))
    publish(ProposalLetGo(**engine.about(target, actor), **_other(row, source)))
    engine.supporters_changed(source, actor)


def _both(source_id: int, target_id: int, actor: Actor) -> tuple[Proposal, Proposal]:
    """Lock two proposals, always in the same order, and ask whether the actor triages both."""
    rows = {proposal_id: lock(proposal_id) for proposal_id in sorted((source_id, target_id))}
    if actor.person_id is None:
        raise engine.NotAllowed(TRIAGE)
    standing = standing_of(actor.person_id)
    if not all(Rights.of(row, standing).triage for row in rows.values()):
        raise engine.NotAllowed(TRIAGE)
    return rows[source_id], rows[target_id]


def _other(row: Merge, other: Proposal) -> dict[str, Any]:
    return {"merge": row.id, "other": other.number, "other_home": other.home_id}


def _bring_supporters(source: Proposal, target: Proposal, merge_id: int) -> int:
    """Count who supports the source as supporting the target; return how many are new there."""
    theirs = select(
        literal(target.id), Support.person_id, Support.at, Support.entered_by_id, Support.channel, literal(merge_id)
    ).where(Support.proposal_id == source.id, Support.person_id != target.proposer_id)
    columns = ["proposal_id", "person_id", "at", "entered_by_id", "channel", "merge_id"]
    brought = (
        upsert(Support)
        .from_select(columns, theirs)
        .on_conflict_do_nothing(index_elements=["proposal_id", "person_id"])
        .returning(Support.person_id)
    )
    return len(db.session.scalars(brought).all())


def _take_supporters_back(row: Merge) -> int:
    """Let those leave the target whom this merge alone had brought; return how many."""
    others = select(Merge).where(Merge.target_id == row.target_id, Merge.undone_at.is_(None)).order_by(Merge.id)
    brought = (Support.proposal_id == row.target_id, Support.merge_id == row.id)
    for other in db.session.scalars(others).all():
        theirs = select(Support.person_id).where(Support.proposal_id == other.source_id)
        db.session.execute(
            update(Support)
            .where(*brought, Support.person_id.in_(theirs))
            .values(merge_id=other.id)
            .execution_options(synchronize_session=False)
        )
    gone = db.session.scalars(select(Support).where(*brought).execution_options(populate_existing=True)).all()
    for support in gone:
        db.session.delete(support)
    db.session.flush()
    return len(gone)

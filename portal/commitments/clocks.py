"""What the worker does about commitments as days pass; those a stage carries are seen to with the stage."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.commitments import events
from portal.commitments.models import OPEN, Commitment
from portal.commitments.services import ASKS, OVERDUE_TASK, TASK, about, link_to
from portal.db import db, transact
from portal.duties.services import mark_late, open_task
from portal.events import CLOCK
from portal.jurisdictions.tree import TREE
from portal.plugin.contributions import Job
from portal.proposals.clocks import days_late, has_passed, is_nearly_due
from portal.proposals.models import ProcedureVersion, Proposal
from portal.proposals.procedure import Procedure
from portal.publishing import publish


def look_after_commitments() -> None:
    """Remind once of what is nearly due; report once to the place above what is overdue."""
    waiting = db.session.scalars(
        select(Commitment.id).where(
            Commitment.state.in_(OPEN), Commitment.run_id.is_(None), Commitment.overdue_at.is_(None)
        )
    ).all()
    for commitment_id in waiting:
        transact(lambda commitment_id=commitment_id: _see_to(commitment_id))  # type: ignore[misc]


def _see_to(commitment_id: int) -> None:
    commitment = db.session.scalars(
        select(Commitment)
        .where(
            Commitment.id == commitment_id,
            Commitment.state.in_(OPEN),
            Commitment.run_id.is_(None),
            Commitment.overdue_at.is_(None),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if commitment is None or commitment.due is None:
        return
    if has_passed(commitment.due, commitment.seat_id):
        commitment.overdue_at = clock.now()
        late = days_late(commitment.due, commitment.seat_id)
        publish(events.CommitmentOverdue(**about(commitment, CLOCK), working_days=late))
        mark_late(subject_kind=TASK, subject_id=commitment.id)
        _report_above(commitment)
    elif commitment.reminded_at is None and is_nearly_due(commitment.due, commitment.seat_id):
        commitment.reminded_at = clock.now()
        publish(events.CommitmentReminded(**about(commitment, CLOCK)))


def _report_above(commitment: Commitment) -> None:
    parent_id = TREE().by_id[commitment.seat_id].parent_id
    proposal = db.session.get_one(Proposal, commitment.proposal_id)
    if parent_id is None or proposal.version_id is None:
        return
    version = db.session.get_one(ProcedureVersion, proposal.version_id)
    open_task(
        subject_kind=OVERDUE_TASK,
        subject_id=commitment.id,
        title=proposal.title,
        labels=ASKS[OVERDUE_TASK],
        link=link_to(commitment),
        seat_id=parent_id,
        role=Procedure.read(version.document).oversight,
        due=commitment.due,
    )


COMMITMENTS = Job("commitments.clocks", look_after_commitments, every=timedelta(minutes=10))

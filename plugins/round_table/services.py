"""Change what the round table keeps. Everything here runs inside the caller's `transact()`."""

from collections.abc import Mapping
from typing import Any

from plugins.round_table.events import MatterDiscussed
from plugins.round_table.models import Meeting
from portal import clock
from portal.commitments import services as commitments
from portal.db import db
from portal.events import Actor
from portal.plugin.stage import Stage
from portal.proposals.engine import about
from portal.proposals.models import Proposal
from portal.publishing import publish


def record_meeting(*, stage: Stage, outcome: str, data: Mapping[str, Any], actor: Actor) -> Meeting:
    """Keep what a meeting came to in one matter; `data` is a valid `MeetingForm`'s."""
    meeting = Meeting(
        run_id=stage.run_id,
        proposal_id=stage.proposal_id,
        place_id=stage.seat_id,
        form=data["form"],
        met_on=data["met_on"],
        venue=data["venue"] or "",
        present=data["present"],
        agreed=data["agreed"],
        outcome=outcome,
        recorded_at=clock.now(),
        recorded_by_id=actor.person_id,
    )
    db.session.add(meeting)
    db.session.flush()
    proposal = db.session.get_one(Proposal, stage.proposal_id)
    publish(
        MatterDiscussed(
            **about(proposal, actor),
            meeting=meeting.id,
            form=meeting.form,
            outcome=outcome,
            present=meeting.present,
        )
    )
    return meeting


def keep_promise(*, stage: Stage, data: Mapping[str, Any], actor: Actor) -> int:
    """Make the commitment a unit gave at the table (`H5`) and return the unit's id; `data` is a `PromisedForm`'s."""
    unit_id = int(data["unit"])
    commitment = commitments.ask(
        proposal=db.session.get_one(Proposal, stage.proposal_id),
        actor=actor,
        organisation_id=unit_id,
        reply_by=data["reply_by"],
        done_by=data["done_by"],
        follow_ups=stage.options.get("follow_ups", ()),
    )
    if data["done_by"] is not None:
        commitments.promise(commitment.id, text=data["promise"], done_by=data["done_by"], actor=actor)
    return unit_id

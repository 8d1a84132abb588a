"""What the round table keeps of a person: told in their export, without them after their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from plugins.round_table.models import Meeting
from portal.db import db
from portal.plugin import ErasedPerson, PersonalData
from portal.proposals.models import Proposal


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return the meetings somebody wrote down."""
    rows = db.session.execute(
        select(Proposal.number, Meeting.met_on, Meeting.venue, Meeting.agreed)
        .join(Proposal, Proposal.id == Meeting.proposal_id)
        .where(Meeting.recorded_by_id == person_id)
    )
    return [
        PersonalData.of(
            "round_table_meetings",
            _("Council meetings I wrote down"),
            {
                "number": _("Number"),
                "met_on": _("Day"),
                "venue": _("Place of the meeting"),
                "agreed": _("What was agreed"),
            },
            rows.all(),
        )
    ]


def erase_person(person: ErasedPerson) -> None:
    """Let what was agreed in somebody's matters stand without their name, phone or door in it."""
    meetings = select(Meeting).join(Proposal, Proposal.id == Meeting.proposal_id)
    for meeting in db.session.scalars(meetings.where(Proposal.proposer_id == person.person_id)):
        meeting.agreed, meeting.venue = person.without(meeting.agreed), person.without(meeting.venue)

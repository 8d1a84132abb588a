"""Objections of a person, and what notices say of their matters."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.db import db
from portal.erased import EMPTIED
from portal.plugin.contributions import ErasedPerson, PersonalData
from portal.proposals.models import Proposal
from portal.public_notices.models import Objection, PublicNotice


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return what somebody objected to, and the answers they got."""
    rows = db.session.execute(
        select(PublicNotice.title, Objection.text, Objection.at, Objection.answer, Objection.answered_at)
        .join(PublicNotice, PublicNotice.id == Objection.notice_id)
        .where(Objection.person_id == person_id)
    )
    return [
        PersonalData.of(
            "objections",
            _("Objections"),
            {
                "notice": _("Public notice"),
                "text": _("Objection"),
                "at": _("When"),
                "answer": _("Answer"),
                "answered_at": _("Answered"),
            },
            rows.all(),
        )
    ]


def erase_person(person: ErasedPerson) -> None:
    """Take the words of objections away; that somebody objected, and the answer, stay."""
    db.session.execute(update(Objection).where(Objection.person_id == person.person_id).values(text=EMPTIED))
    notices = (
        select(PublicNotice)
        .join(Proposal, Proposal.id == PublicNotice.proposal_id)
        .where(Proposal.proposer_id == person.person_id)
    )
    for notice in db.session.scalars(notices):
        notice.title, notice.text = person.without(notice.title), person.without(notice.text)
    answered = select(Objection).where(Objection.person_id == person.person_id)
    for objection in db.session.scalars(answered):
        objection.answer = person.without(objection.answer)

"""What people do about a demo proposal beside its open stage; each verb calls the service its page calls."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.db import db
from portal.events import Actor
from portal.proposals import participation, services
from portal.proposals.models import Comment, Proposal
from portal.public_notices import services as notices
from portal.public_notices.models import Objection, PublicNotice

Fields = Mapping[str, Any]
Act = Callable[[Proposal, Actor, Fields], Any]


def _object(row: Proposal, actor: Actor, fields: Fields) -> None:
    notices.object_to(_notice(row), text=fields["text"], actor=actor)


def _answer(row: Proposal, actor: Actor, fields: Fields) -> None:
    waiting = select(Objection.id).where(Objection.notice_id == _notice(row), Objection.answered_at.is_(None))
    objection_id = db.session.scalars(waiting.order_by(Objection.id).limit(1)).one()
    notices.answer(objection_id, text=fields["text"], upheld=fields.get("upheld", False), actor=actor)


def _follow_up(row: Proposal, actor: Actor, fields: Fields) -> None:
    newest = select(Commitment.id).where(Commitment.proposal_id == row.id).order_by(Commitment.id.desc()).limit(1)
    commitments.follow_up(
        db.session.scalars(newest).one(), key=fields["key"], words=fields["words"], day=None, files=(), actor=actor
    )


def _hide_comment(row: Proposal, actor: Actor, fields: Fields) -> None:
    said = select(Comment.id).where(Comment.proposal_id == row.id, Comment.body.contains(fields["saying"]))
    comment_id = db.session.scalars(said).one()
    participation.hide_comment(proposal_id=row.id, comment_id=comment_id, actor=actor, reason=fields["reason"])


def _notice(row: Proposal) -> int:
    shown = select(PublicNotice.id).where(PublicNotice.proposal_id == row.id, PublicNotice.state == "open")
    return db.session.scalars(shown).one()


ACTS: Mapping[str, Act] = {
    "withdraw": lambda row, actor, fields: services.withdraw_proposal(
        proposal_id=row.id, actor=actor, reason=fields["reason"]
    ),
    "remind": lambda row, actor, _fields: services.remind(proposal_id=row.id, actor=actor),
    "follow": lambda row, actor, _fields: participation.follow(proposal_id=row.id, person_id=actor.person_id or 0),
    "hide_comment": _hide_comment,
    "object": _object,
    "answer_objection": _answer,
    "follow_up": _follow_up,
}

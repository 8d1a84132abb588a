"""Change commitments. Everything here runs inside the caller's `transact()`.

Who may do it is asked where it is done from: the engine for a stage's action, `authorize` for the commitments' pages.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select

from portal import clock
from portal.commitments import events
from portal.commitments.models import OPEN, STEP_FILES, Commitment, CommitmentStep
from portal.commitments.permissions import ANSWER, MANAGE
from portal.db import db
from portal.duties.services import close_task, open_task, reschedule_task
from portal.events import CLOCK, Actor
from portal.files.models import StoredFile
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE
from portal.proposals import engine
from portal.proposals.attachments import usable_files
from portal.proposals.engine import Blocked, NotAllowed, NotOpen
from portal.proposals.models import Proposal
from portal.publishing import publish
from portal.roles.standing import Standing, standing_of

LIAISON = "unit_liaison"
MANAGER = "secretary"
TASK = "commitment"
OVERDUE_TASK = "commitment_overdue"
MORE_TIME_TASK = "commitment_more_time"
ASKS = {
    TASK: {"zh_Hans": "答复或办理承诺", "zh_Hant": "答覆或辦理承諾", "en": "Answer or do what was promised"},
    MORE_TIME_TASK: {"zh_Hans": "决定是否延期", "zh_Hant": "決定是否延期", "en": "Decide on more time"},
    "sign_off": {"zh_Hans": "验收承诺", "zh_Hant": "驗收承諾", "en": "Sign off what was done"},
    OVERDUE_TASK: {"zh_Hans": "承诺逾期", "zh_Hant": "承諾逾期", "en": "A promise is overdue"},
}


def ask(
    *,
    proposal: Proposal,
    actor: Actor,
    organisation_id: int | None,
    run_id: int | None = None,
    reply_by: date | None = None,
    done_by: date | None = None,
    follow_ups: Sequence[str] = (),
) -> Commitment:
    """Ask a unit (or, without one, the seat's own people) for an answer by `reply_by`, the deed by `done_by` (`H5`)."""
    commitment = Commitment(
        proposal_id=proposal.id,
        home_id=proposal.home_id,
        seat_id=proposal.seat_id,
        organisation_id=organisation_id,
        run_id=run_id,
        state="asked",
        reply_by=reply_by,
        done_by=done_by,
        follow_ups=list(follow_ups),
        made_at=clock.now(),
    )
    db.session.add(commitment)
    db.session.flush()
    _step(commitment, "asked", actor, day=reply_by or done_by)
    if run_id is None:
        _open_task(commitment, proposal)
    return commitment


def adopt(commitment: Commitment, *, run_id: int) -> None:
    """Let a handling stage carry a commitment made before it; the stage's task takes the place of its own."""
    commitment.run_id = run_id
    _close_tasks(commitment)


def promise(commitment_id: int, *, text: str, done_by: date, actor: Actor) -> Commitment:
    """Say what will be done, and by when. Raises `NotOpen` when the commitment is past that."""
    commitment = _load(commitment_id, *OPEN)
    commitment.state, commitment.text, commitment.done_by = "promised", text, done_by
    commitment.reminded_at = commitment.overdue_at = None
    _step(commitment, "promised", actor, words=text, day=done_by)
    _reschedule(commitment, done_by)
    publish(events.CommitmentMade(**about(commitment, actor)))
    return commitment


def refuse(commitment_id: int, *, reason: str, actor: Actor) -> Commitment:
    """Say that the matter isn't the unit's, with the reason (「不属我单位」)."""
    commitment = _load(commitment_id, *OPEN)
    commitment.state, commitment.run_id = "refused", None
    _step(commitment, "refused", actor, words=reason)
    _close_tasks(commitment)
    publish(events.CommitmentRefused(**about(commitment, actor)))
    return commitment


def ask_more_time(commitment_id: int, *, until: date, reason: str, actor: Actor) -> None:
    """Ask once for a later day. Raises `NotOpen` when it was asked before, `Blocked` for a day that isn't later."""
    commitment = _load(commitment_id, *OPEN)
    if commitment.postponed or commitment.postpone_to is not None:
        raise NotOpen(commitment_id)
    if commitment.done_by is not None and until <= commitment.done_by:
        raise Blocked([_l("This day isn't later than the one that was promised.")])
    commitment.postpone_to = until
    _step(commitment, "more_time_asked", actor, words=reason, day=until)
    _open_task_for_manager(commitment, MORE_TIME_TASK, ASKS[MORE_TIME_TASK])


def decide_on_time(commitment_id: int, *, granted: bool, words: str, actor: Actor) -> Commitment:
    """Grant or refuse the later day that was asked for; either way it can't be asked for again."""
    commitment = _load(commitment_id, *OPEN)
    if commitment.postpone_to is None:
        raise NotOpen(commitment_id)
    until, commitment.postpone_to, commitment.postponed = commitment.postpone_to, None, True
    _step(commitment, "postponed" if granted else "not_postponed", actor, words=words, day=until)
    close_task(subject_kind=MORE_TIME_TASK, subject_id=commitment.id)
    if granted:
        commitment.done_by = until
        commitment.reminded_at = commitment.overdue_at = None
        _reschedule(commitment, until)
        publish(events.CommitmentPostponed(**about(commitment, actor)))
    return commitment


def report_done(commitment_id: int, *, words: str, files: Sequence[str], actor: Actor) -> Commitment:
    """Report what was done, with proof; `files` are references of uploads."""
    commitment = _load(commitment_id, *OPEN)
    _check_files(commitment, files, actor)
    carried = commitment.run_id is not None
    commitment.state, commitment.postpone_to = "done", None
    _step(commitment, "done", actor, words=words, files=files)
    _close_tasks(commitment)
    if not carried:
        _open_task_for_manager(commitment, TASK, ASKS["sign_off"])
    publish(events.CommitmentDone(**about(commitment, actor)))
    return commitment


def accept(commitment_id: int, *, words: str, actor: Actor) -> None:
    """Sign off what was done (`H6`)."""
    commitment = _load(commitment_id, "done")
    commitment.state = "accepted"
    _step(commitment, "accepted", actor, words=words)
    _close_tasks(commitment)
    publish(events.CommitmentAccepted(**about(commitment, actor)))
    _conclude(commitment)


def send_back(commitment_id: int, *, defects: str, done_by: date | None, actor: Actor) -> None:
    """Say what is still wrong; the promise stands again, by `done_by` or its old day."""
    commitment = _load(commitment_id, "done")
    commitment.state, commitment.run_id = "promised", None
    commitment.done_by = done_by or commitment.done_by
    commitment.reminded_at = commitment.overdue_at = None
    _step(commitment, "sent_back", actor, words=defects, day=done_by)
    _close_tasks(commitment)
    _open_task(commitment, db.session.get_one(Proposal, commitment.proposal_id))
    publish(events.CommitmentSentBack(**about(commitment, actor)))


def follow_up(
    commitment_id: int, *, key: str, words: str, day: date | None, files: Sequence[str], actor: Actor
) -> None:
    """Record a follow-up (`H6`, `K11`): published, pressed, visited …; it may be done more than once."""
    commitment = _load(commitment_id, *OPEN, "done", "accepted", "ended")
    _check_files(commitment, files, actor)
    _step(commitment, key, actor, words=words, day=day, files=files)
    publish(events.FollowUpRecorded(**about(commitment, actor), follow_up=key))
    _conclude(commitment)


def note_follow_up(commitment: Commitment, *, key: str, actor: Actor) -> None:
    """Record a follow-up that another fact amounts to: that fact is told already, so this one tells nobody."""
    _step(commitment, key, actor)
    _conclude(commitment)


def drop_all(proposal_id: int) -> None:
    """Let go of every promise of a matter that has ended from outside: merged, withdrawn."""
    for commitment in _locked(proposal_id, *OPEN, "done"):
        commitment.state = "dropped"
        _step(commitment, "dropped", CLOCK)
        _close_tasks(commitment)


def resume_all(proposal_id: int, stood_still: int) -> None:
    """Let every dropped promise of a matter stand again as it stood, its days later by so many working days."""
    for commitment in _locked(proposal_id, "dropped"):
        commitment.state = _state_before(commitment)
        days = calendar_of(commitment.seat_id)
        for name in ("reply_by", "done_by", "postpone_to") if stood_still else ():
            if (day := getattr(commitment, name)) is not None:
                setattr(commitment, name, days.add_working_days(day, stood_still))
        commitment.reminded_at = commitment.overdue_at = None
        _step(commitment, "resumed", CLOCK, day=commitment.done_by)
        if commitment.run_id is None and commitment.state == "done":
            _open_task_for_manager(commitment, TASK, ASKS["sign_off"])
        elif commitment.run_id is None:
            _open_task(commitment, db.session.get_one(Proposal, proposal_id))
        if commitment.postpone_to is not None:
            _open_task_for_manager(commitment, MORE_TIME_TASK, ASKS[MORE_TIME_TASK])


def authorize(commitment: Commitment, permission: str, actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor holds `permission` for this commitment's unit, at its seat or above."""
    if actor.person_id is None or not allows(standing_of(actor.person_id), commitment, permission):
        raise NotAllowed(permission)


def allows(standing: Standing, commitment: Commitment, permission: str) -> bool:
    """Tell whether somebody may answer for, or manage, a commitment; whoever manages may also answer."""
    wanted = (ANSWER, MANAGE) if permission == ANSWER else (permission,)
    return any(standing.may(key, commitment.seat_id, commitment.organisation_id) for key in wanted)


def _check_files(commitment: Commitment, files: Sequence[str], actor: Actor) -> None:
    """Refuse references of files that the actor may not name. Raises `Blocked`."""
    may = usable_files(files, proposal_id=commitment.proposal_id, person_id=actor.person_id) if files else ()
    if not set(files).issubset(may):
        raise Blocked([_l("A file is not known; please upload it again.")])


def _load(commitment_id: int, *states: str) -> Commitment:
    commitment = db.session.scalars(
        select(Commitment)
        .where(Commitment.id == commitment_id, Commitment.state.in_(states))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if commitment is None:
        raise NotOpen(commitment_id)
    return commitment


def _locked(proposal_id: int, *states: str) -> Sequence[Commitment]:
    return db.session.scalars(
        select(Commitment)
        .where(Commitment.proposal_id == proposal_id, Commitment.state.in_(states))
        .order_by(Commitment.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _state_before(commitment: Commitment) -> str:
    """Return the state a dropped commitment had: the one its last deciding step led to."""
    deciding = {"asked": "asked", "promised": "promised", "sent_back": "promised", "done": "done"}
    last = db.session.scalars(
        select(CommitmentStep.key)
        .where(CommitmentStep.commitment_id == commitment.id, CommitmentStep.key.in_(deciding))
        .order_by(CommitmentStep.id.desc())
        .limit(1)
    ).one()
    return deciding[last]


def _step(
    commitment: Commitment,
    key: str,
    actor: Actor,
    *,
    words: str = "",
    day: date | None = None,
    files: Sequence[str] = (),
) -> None:
    db.session.flush()
    step_id = db.session.scalar(
        insert(CommitmentStep)
        .values(
            commitment_id=commitment.id,
            key=key,
            at=clock.now(),
            words=words,
            day=day,
            by_id=actor.person_id,
            for_id=actor.for_id,
            channel=actor.channel,
        )
        .returning(CommitmentStep.id)
    )
    if files:
        ids = db.session.scalars(select(StoredFile.id).where(StoredFile.ref.in_(files)))
        db.session.execute(insert(STEP_FILES), [{"step_id": step_id, "file_id": file_id} for file_id in ids])


def _conclude(commitment: Commitment) -> None:
    """End a commitment that is signed off and followed up in every way its procedure asks for."""
    steps = select(CommitmentStep.key).where(CommitmentStep.commitment_id == commitment.id)
    if commitment.state == "accepted" and {"accept", *db.session.scalars(steps)}.issuperset(commitment.follow_ups):
        commitment.state = "ended"


def about(commitment: Commitment, actor: Actor) -> Mapping[str, Any]:
    """Return what every fact about a commitment carries."""
    db.session.flush()
    proposal = db.session.get_one(Proposal, commitment.proposal_id)
    return {
        **engine.about(proposal, actor),
        "commitment": commitment.id,
        "organisation": commitment.organisation_id,
    }


def _reschedule(commitment: Commitment, due: date) -> None:
    if commitment.run_id is not None:
        engine.reschedule(commitment.run_id, due)
    else:
        reschedule_task(subject_kind=TASK, subject_id=commitment.id, due=due)
        close_task(subject_kind=OVERDUE_TASK, subject_id=commitment.id)


def _open_task(commitment: Commitment, proposal: Proposal) -> None:
    open_task(
        subject_kind=TASK,
        subject_id=commitment.id,
        title=proposal.title,
        labels=ASKS[TASK],
        link=link_to(commitment),
        seat_id=commitment.seat_id,
        role=LIAISON if commitment.organisation_id is not None else MANAGER,
        organisation_id=commitment.organisation_id,
        due=commitment.due,
    )


def _open_task_for_manager(commitment: Commitment, subject_kind: str, labels: Mapping[str, str]) -> None:
    proposal = db.session.get_one(Proposal, commitment.proposal_id)
    open_task(
        subject_kind=subject_kind,
        subject_id=commitment.id,
        title=proposal.title,
        labels=labels,
        link=link_to(commitment),
        seat_id=commitment.seat_id,
        role=MANAGER,
    )


def _close_tasks(commitment: Commitment) -> None:
    for subject_kind in (TASK, OVERDUE_TASK, MORE_TIME_TASK):
        close_task(subject_kind=subject_kind, subject_id=commitment.id)


def link_to(commitment: Commitment) -> str:
    """Return the path of a commitment's page."""
    return f"/j/{TREE().by_id[commitment.home_id].slug}/commitments/{commitment.id}"

"""The engine: it leads each proposal through the procedure it was submitted under.

Everything that changes here runs inside the caller's `transact()`. `finish` may be called by an action, by the clock
or by a plugin's own service; only one of them can win, because leaving a run is a conditional UPDATE.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from sqlalchemy import insert, select, update

from portal import clock
from portal.db import db
from portal.duties.services import close_task, open_task, reschedule_task
from portal.events import Actor
from portal.jurisdictions.calendars import calendar_of
from portal.jurisdictions.tree import TREE, Place
from portal.plugin.registry import plugins
from portal.plugin.stage import NOBODY, PROPOSER, Action, Effect, Finish, Stage, StageKind
from portal.proposals import events
from portal.proposals.absent import Absent
from portal.proposals.action_forms import told
from portal.proposals.models import ProcedureVersion, Proposal, StageRun
from portal.proposals.procedure import END, Procedure, Step, route
from portal.publishing import publish
from portal.roles.queries import players
from portal.roles.standing import TEMPLATES, Standing, standing_of

MOST_AUTOMATIC_STEPS = 10
CORE_FACTS = ("category", "subtype", "proposer_kind", "channel")
ACT_FOR_PROPOSER = "proposals.act_for"
STAGE_TASK = "stage"
OVERDUE_TASK = "stage_overdue"


class NotOpen(Exception):
    """The stage has ended meanwhile: somebody else, or the clock, was faster."""


class NotAllowed(Exception):
    """The actor may not do this here."""


class Blocked(Exception):
    """The stage can't end this way yet; `reasons` say why."""

    def __init__(self, reasons: Sequence[LazyString | str]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class OpenStage:
    """A run with all that is needed to work on it."""

    run: StageRun
    proposal: Proposal
    procedure: Procedure
    stage: Stage
    kind: StageKind


def start(proposal: Proposal, version: ProcedureVersion, actor: Actor) -> None:
    """Pin `version` onto a submitted proposal and enter its first stage."""
    proposal.version_id = version.id
    proposal.state = "open"
    proposal.facts = {name: getattr(proposal, name) for name in CORE_FACTS if getattr(proposal, name)}
    db.session.flush()
    procedure = Procedure.read(version.document)
    _enter(proposal, procedure, procedure.steps[0].key, actor, automatic=0)


def actions(proposal: Proposal, standing: Standing) -> list[Action]:
    """Return what this person can do now at the open stage. Needs `proposal.runs` and `proposal.version` loaded."""
    opened = open_stage(proposal)
    return offered(opened, standing) if opened else []


def offered(opened: OpenStage, standing: Standing) -> list[Action]:
    """Return what this person can do now at an open stage.

    A worker who acts for the proposer is asked how they were told (rule 6).
    """
    if standing.person_id is None:
        return []
    found = [action for action in opened.kind.actions(opened.stage) if may_act(opened, action, standing)]
    return [
        replace(action, form=told(action.form)) if _for_proposer(opened, action, standing.person_id) else action
        for action in found
    ]


def act(run_id: int, action_key: str, data: Mapping[str, Any], actor: Actor) -> None:
    """Do one action of the open stage with the data of its valid form, and move on where that ends the stage.

    `data` is that of the form which `offered` gives this person. Raises `NotOpen`, `NotAllowed`, `Blocked`, or what
    the kind itself raises.
    """
    opened = load_open(run_id)
    if actor.person_id is None:
        raise NotAllowed(action_key)
    standing = standing_of(actor.person_id)
    found = {action.key: action for action in opened.kind.actions(opened.stage)}.get(action_key)
    if found is None or not may_act(opened, found, standing):
        raise NotAllowed(action_key)
    if _for_proposer(opened, found, actor.person_id):  # rule 6: what a worker does for somebody is marked so
        actor = replace(actor, for_id=opened.proposal.proposer_id, channel=data["channel"])
    if ending := opened.kind.act(opened.stage, action_key, data, actor):
        finish(run_id, ending, actor)


def finish(run_id: int, ending: Finish, actor: Actor, *, automatic: int = 0) -> None:
    """End a stage and enter the next one. Raises `NotOpen`, `Blocked`, or `ValueError` for what isn't declared."""
    opened = load_open(run_id)
    run, proposal = opened.run, opened.proposal
    outcome = opened.kind.outcome(ending.outcome)
    if undeclared := ending.facts.keys() - set(opened.kind.facts):
        raise ValueError(f"{opened.kind.key} does not declare the facts {sorted(undeclared)}")
    for name, value in ending.facts.items():
        if (known := opened.kind.facts[name].values) and value not in known:
            raise ValueError(f"{opened.kind.key} does not declare {value!r} as a value of {name}")
    if reasons := opened.kind.blockers(opened.stage, ending.outcome):
        raise Blocked(reasons)
    facts = {**proposal.facts, **ending.facts}
    target = route(opened.procedure, run.key, outcome, facts)
    _leave(run, ending.outcome, ending.reason, actor)
    proposal.facts = facts
    if ending.seat_id is not None:
        proposal.seat_id = ending.seat_id
        proposal.organisation_in_charge_id = ending.organisation_id
    elif ending.organisation_id is not None:
        proposal.organisation_in_charge_id = ending.organisation_id
    proposal.changed_at = clock.now()
    publish(
        events.StageFinished(**about(proposal, actor), run=run.id, stage=run.key, kind=run.kind, outcome=ending.outcome)
    )
    if target == END:
        proposal.state = outcome.state if outcome.effect is Effect.END else "closed"
        proposal.ended_at = clock.now()
    else:
        _enter(proposal, opened.procedure, target, actor, automatic=automatic + 1)


def reschedule(run_id: int, due: date) -> None:
    """Give an open stage another due day; it may be reminded of and become overdue anew. Raises `NotOpen`."""
    moved = db.session.execute(
        update(StageRun)
        .where(StageRun.id == run_id, StageRun.left_at.is_(None))
        .values(due=due, reminded_at=None, overdue_at=None)
        .execution_options(synchronize_session="fetch")
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NotOpen(run_id)
    reschedule_task(subject_kind=STAGE_TASK, subject_id=run_id, due=due)
    close_task(subject_kind=OVERDUE_TASK, subject_id=run_id)


def end_from_outside(proposal: Proposal, *, state: str, reason: str, actor: Actor) -> None:
    """End a proposal whatever stage it is at: withdrawn, merged. The open stage's kind tidies up."""
    opened = open_stage(proposal)
    if opened is not None:
        opened.kind.leave(opened.stage, state)
        _leave(opened.run, state, reason, actor)
    for part in plugins().core.beside:
        part.drop(proposal.id)
    proposal.state = state
    proposal.ended_at = proposal.changed_at = clock.now()


def resume_from_outside(proposal: Proposal) -> None:
    """Let a merged proposal go on at the stage where it stood, with the working days it had left (rule 11).

    Needs `proposal.runs` and `proposal.version` loaded.
    """
    proposal.state, proposal.ended_at, proposal.changed_at = "open", None, clock.now()
    if not proposal.runs or proposal.version is None:
        return
    run = proposal.runs[-1]
    days = calendar_of(run.seat_id)
    zone = ZoneInfo(TREE().by_id[run.seat_id].zone)
    left_on = (run.left_at or clock.now()).astimezone(zone).date()
    stood_still = max(days.working_days_between(left_on, clock.today(zone.key)), 0)
    if run.due is not None and stood_still:
        run.due = days.add_working_days(run.due, stood_still)
    run.left_at = run.outcome = run.by_id = run.for_id = run.reminded_at = run.overdue_at = None
    run.reason = run.channel = ""
    db.session.flush()
    opened = _opened(run, proposal, Procedure.read(proposal.version.document))
    opened.kind.resume(opened.stage)
    for part in plugins().core.beside:
        part.resume(proposal.id, stood_still)
    _open_task(opened, opened.procedure.step(run.key))


def supporters_changed(proposal: Proposal, actor: Actor) -> None:
    """Let the open stage go on where it waits for supporters and has enough of them now."""
    run_id = db.session.scalar(
        select(StageRun.id).where(StageRun.proposal_id == proposal.id, StageRun.left_at.is_(None))
    )
    if run_id is None:
        return
    opened = load_open(run_id)
    if ending := opened.kind.supported(opened.stage, opened.proposal.support_count):
        finish(run_id, ending, actor)


def may_act(opened: OpenStage, action: Action, standing: Standing) -> bool:
    """Tell whether a person may do an action: by its permission, or by playing the stage's part at its seat."""
    run = opened.run
    if action.permission:
        return standing.may(action.permission, run.seat_id, run.organisation_id)
    if run.role == PROPOSER:
        places = (run.seat_id, opened.proposal.home_id)  # whoever knows the proposer, also when the matter went up
        own = standing.person_id == opened.proposal.proposer_id
        return own or any(standing.may(ACT_FOR_PROPOSER, place_id) for place_id in places)
    return standing.plays(run.role, run.seat_id, run.organisation_id)


def _for_proposer(opened: OpenStage, action: Action, person_id: int) -> bool:
    return opened.run.role == PROPOSER and not action.permission and person_id != opened.proposal.proposer_id


def load_open(run_id: int) -> OpenStage:
    """Load an open run with its proposal locked until commit. Raises `NotOpen`."""
    proposal = db.session.scalars(
        select(Proposal)
        .join(StageRun)
        .where(StageRun.id == run_id, StageRun.left_at.is_(None))
        .with_for_update(of=Proposal, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    run = db.session.get(StageRun, run_id, populate_existing=True)
    if proposal is None or run is None or run.left_at is not None:
        raise NotOpen(run_id)
    version = db.session.get_one(ProcedureVersion, proposal.version_id)
    return _opened(run, proposal, Procedure.read(version.document))


def open_stage(proposal: Proposal) -> OpenStage | None:
    """Return the open stage of a proposal whose runs and version are loaded; None when it has ended."""
    run = next((run for run in proposal.runs if run.left_at is None), None)
    if run is None or proposal.version is None:
        return None
    return _opened(run, proposal, Procedure.read(proposal.version.document))


def stage_of(run: StageRun, proposal: Proposal, procedure: Procedure) -> Stage:
    """Return a run, open or ended, as its kind sees it."""
    step = procedure.step(run.key)
    kind = kind_of(run)
    return Stage(
        run_id=run.id,
        proposal_id=proposal.id,
        home_id=proposal.home_id,
        seat_id=run.seat_id,
        key=run.key,
        kind=run.kind,
        options=kind.upgrade_options(step.options, step.kind_version),
        due=run.due,
        organisation_id=run.organisation_id,
        facts=proposal.facts,
        kept=run.kept,
        open=run.left_at is None,
    )


def kind_of(run: StageRun) -> StageKind:
    """Return a run's kind, or `Absent` when it is not installed, or stopped by the kill switch."""
    return plugins().stage_kinds.get(run.kind) or Absent()


def holders(opened: OpenStage) -> Sequence[int]:
    """Return who has the open stage in hand: its proposer, or those who play its role at its seat."""
    run = opened.run
    if run.role == PROPOSER:
        return [opened.proposal.proposer_id]
    return players(run.role, run.seat_id, run.organisation_id)


def about(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    """Return what every fact about a proposal carries."""
    return {
        "home_id": proposal.home_id,
        "subject_id": proposal.id,
        "actor": actor,
        "proposers": [proposal.proposer_id],
        "category": proposal.category or None,
        "subtype": proposal.subtype or None,
    }


def _opened(run: StageRun, proposal: Proposal, procedure: Procedure) -> OpenStage:
    return OpenStage(run, proposal, procedure, stage_of(run, proposal, procedure), kind_of(run))


def _enter(proposal: Proposal, procedure: Procedure, key: str, actor: Actor, *, automatic: int) -> None:
    if automatic > MOST_AUTOMATIC_STEPS:
        raise RuntimeError(f"the procedure {procedure.key} runs in a circle at {key}")
    step = procedure.step(key)
    run = _new_run(proposal, procedure, step)
    publish(events.StageEntered(**about(proposal, actor), run=run.id, stage=key, kind=step.kind))
    opened = _opened(run, proposal, procedure)
    if ending := opened.kind.enter(opened.stage):
        finish(run.id, ending, actor, automatic=automatic)
        return
    _open_task(opened, step)
    if waiting := [
        person_id for person_id in holders(opened) if person_id not in (proposal.proposer_id, actor.person_id)
    ]:
        publish(events.StageWaits(**about(proposal, actor), holders=waiting, run=run.id))


def _new_run(proposal: Proposal, procedure: Procedure, step: Step) -> StageRun:
    place = _place_of(proposal, step)
    template = TEMPLATES().get(step.actor)
    for_unit = template is not None and template.for_organisation
    unit_id = proposal.organisation_in_charge_id if for_unit else None
    due = None
    if step.clock is not None:
        due = calendar_of(place.id).add_working_days(clock.today(place.zone), step.clock)
    last = db.session.scalar(
        select(StageRun.seq).where(StageRun.proposal_id == proposal.id).order_by(StageRun.seq.desc()).limit(1)
    )
    values = {
        "proposal_id": proposal.id,
        "seq": (last or 0) + 1,
        "key": step.key,
        "kind": step.kind,
        "labels": dict(step.names),
        "role": procedure.staff if for_unit and unit_id is None else step.actor,
        "seat_id": place.id,
        "organisation_id": unit_id,
        "entered_at": clock.now(),
        "due": due,
        "kept": {},
    }
    return db.session.scalars(insert(StageRun).values(values).returning(StageRun)).one()


def _place_of(proposal: Proposal, step: Step) -> Place:
    """Return the place whose people act: the proposal's seat, or the nearest of the step's level above it (`K10`)."""
    upwards = TREE().upwards(proposal.seat_id)
    return next((place for place in upwards if place.level == step.at), TREE().by_id[proposal.seat_id])


def _leave(run: StageRun, outcome: str, reason: str, actor: Actor) -> None:
    left = db.session.execute(
        update(StageRun)
        .where(StageRun.id == run.id, StageRun.left_at.is_(None))
        .values(
            left_at=clock.now(),
            outcome=outcome,
            reason=reason,
            by_id=actor.person_id,
            for_id=actor.for_id,
            channel=actor.channel,
        )
        .execution_options(synchronize_session="fetch")
    )
    if left.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise NotOpen(run.id)
    for subject_kind in (STAGE_TASK, OVERDUE_TASK):
        close_task(subject_kind=subject_kind, subject_id=run.id)


def _open_task(opened: OpenStage, step: Step) -> None:
    run, proposal = opened.run, opened.proposal
    if run.role == NOBODY:
        return
    home = TREE().by_id[proposal.home_id]
    open_task(
        subject_kind=STAGE_TASK,
        subject_id=run.id,
        title=proposal.title,
        labels=step.names,
        link=f"/j/{home.slug}/proposals/{proposal.number}",
        seat_id=run.seat_id,
        role=None if run.role == PROPOSER else run.role,
        organisation_id=run.organisation_id,
        person_id=proposal.proposer_id if run.role == PROPOSER else None,
        due=run.due,
    )

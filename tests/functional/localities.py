"""Hongda and Kenli in small, with their procedures and people, for tests of the engine and its stages."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal import clock, config
from portal.db import db, transact
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.procedures.reading import DOCUMENTS
from portal.proposals import engine
from portal.proposals.action_forms import form_for
from portal.proposals.models import ProcedureVersion, Proposal, StageRun
from portal.roles.standing import standing_of
from portal.testing import factories as make

MONDAY = datetime.fromisoformat("2026-11-23T02:00:00+00:00")
"""Ten in the morning in China; no holiday is near."""


@dataclass(frozen=True)
class Locality:
    """A community below a town, its people, and two units."""

    town: Place
    place: Place
    grid: Place
    resident: int
    grid_worker: int
    secretary: int
    town_admin: int
    liaison: int
    other_liaison: int
    unit: int
    other_unit: int


def locality(slug: str) -> Locality:
    """Make a locality with the procedure of this name; call it inside an app context."""
    town = make.make_place(f"{slug}-town", level="town", takes_proposals=False)
    place = make.make_place(slug, parent=town)
    grid = make.make_place(f"{slug}-grid", parent=place, level="grid", takes_proposals=False)
    make.switch("round_table", place)
    publish(place, slug)
    unit = make.make_organisation(place, "Heating company")
    other_unit = make.make_organisation(place, "Property company")
    people = {
        "resident": make.make_person("李桂英"),
        "grid_worker": make.make_person("赵网格"),
        "secretary": make.make_person("钱书记"),
        "town_admin": make.make_person("孙主任"),
        "liaison": make.make_person("周联络"),
        "other_liaison": make.make_person("吴联络"),
    }
    for name in ("resident", "grid_worker", "secretary"):
        make.give_role(people[name], name, place)
    make.give_role(people["town_admin"], "locality_admin", town)
    make.give_role(people["liaison"], "unit_liaison", place, organisation_id=unit)
    make.give_role(people["other_liaison"], "unit_liaison", place, organisation_id=other_unit)
    return Locality(town=town, place=place, grid=grid, unit=unit, other_unit=other_unit, **people)


def document(name: str) -> dict[str, Any]:
    """Return one of the procedures that come with the portal."""
    return tomllib.loads((DOCUMENTS / f"{name}.toml").read_text(encoding="utf-8"))


def publish(place: Place, procedure: str | dict[str, Any]) -> int:
    """Give a place a procedure, by name or as a document, and return the version's id."""
    written = document(procedure) if isinstance(procedure, str) else procedure

    def work() -> int:
        last = db.session.scalar(
            select(ProcedureVersion.number)
            .where(ProcedureVersion.place_id == place.id)
            .order_by(ProcedureVersion.number.desc())
            .limit(1)
        )
        version = ProcedureVersion(
            place_id=place.id, number=(last or 0) + 1, document=written, published_at=clock.now()
        )
        db.session.add(version)
        db.session.flush()
        config.touch()
        return version.id

    return transact(work)


def submitted(place: Place, person_id: int, *, number: str = "X-2026-0001", **values: Any) -> int:
    """Submit a proposal under the place's newest procedure and return its id."""

    def work() -> int:
        version = db.session.scalars(
            select(ProcedureVersion)
            .where(ProcedureVersion.place_id == place.id)
            .order_by(ProcedureVersion.number.desc())
            .limit(1)
        ).one()
        moment = clock.now()
        proposal = Proposal(
            number=number,
            home_id=place.id,
            seat_id=place.id,
            title="Heating test announced three days ahead",
            body="Two flats were flooded last year.",
            category="safety",
            proposer_id=person_id,
            entered_by_id=person_id,
            created_at=moment,
            changed_at=moment,
            submitted_at=moment,
            **values,
        )
        db.session.add(proposal)
        db.session.flush()
        engine.start(proposal, version, Actor(person_id))
        return proposal.id

    return transact(work)


def proposal(proposal_id: int) -> Proposal:
    """Return a proposal as it is now."""
    db.session.rollback()
    return db.session.get_one(Proposal, proposal_id, populate_existing=True)


def open_run(proposal_id: int) -> StageRun | None:
    """Return the open run of a proposal as it is now."""
    db.session.rollback()
    return db.session.scalars(
        select(StageRun).where(StageRun.proposal_id == proposal_id, StageRun.left_at.is_(None))
    ).one_or_none()


def at(proposal_id: int) -> str:
    """Return the key of the stage a proposal is at, or the state it ended in."""
    run = open_run(proposal_id)
    return run.key if run else proposal(proposal_id).state


def do(proposal_id: int, person_id: int, action: str, **fields: Any) -> None:
    """Let somebody do an action of the open stage, through its form."""
    run = open_run(proposal_id)
    assert run is not None, "the proposal has ended"

    def work() -> None:
        opened = engine.load_open(run.id)
        offered = {found.key: found for found in engine.offered(opened, standing_of(person_id))}
        if action not in offered:
            raise engine.NotAllowed(f"{opened.run.key} offers {sorted(offered)}, not {action}")
        form = form_for(offered[action], opened.stage, MultiDict(fields), person_id=person_id)
        assert form.validate(), form.errors
        engine.act(run.id, action, form.data, Actor(person_id))

    transact(work)


def in_days(days: int) -> str:
    """Return a day from today on, as a form sends it."""
    return (clock.now() + timedelta(days=days)).date().isoformat()


def met(**more: Any) -> dict[str, Any]:
    """Return what a secretary records of a meeting."""
    return {
        "form": "quarterly",
        "met_on": clock.today("Asia/Shanghai").isoformat(),
        "venue": "Community hall",
        "present": "23",
        "agreed": "The company puts a notice on every door three days ahead.",
        **more,
    }

"""The demonstration: five localities, each with its people and an eventful year, the same each time."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.checks import problems
from portal.commitments.models import Commitment
from portal.db import db
from portal.demo.build import NotEmpty, build_demo
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE
from portal.organisations.models import Organisation
from portal.persons.models import Household
from portal.proposals.models import Comment, Proposal, StageRun
from portal.proposals.procedure import Procedure
from portal.proposals.versions import current_version
from portal.public_notices.models import Objection
from portal.testing.databases import Databases
from portal.testing.fixtures import portal_on
from tests.demonstration import DEMO

SLUGS = ("hongda", "jinniu", "kenli", "panlong", "wuhou")
PEOPLE = ("resident", "resident2", "gridworker", "secretary", "unit", "admin", "merchant", "expert")
BUILD = """
import sys
from datetime import datetime
from portal import clock
from portal.app import create_app
from portal.demo.build import build_demo
from portal.installing import install
with clock.telling(datetime.fromisoformat("2026-11-20T03:00:00+00:00")):
    with create_app().app_context():
        install()
        build_demo()
"""
BY_CHANCE = {"outbox", "account", "job_run", "alembic_version", "portal_secret"}
"""What holds random tokens, salts, or when it was built."""

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def demo(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    with (
        databases.copy_of(DEMO, "sqlite") as url,
        portal_on(url, tmp_path_factory.mktemp("demo")) as app,
        app.app_context(),
    ):
        yield app


def test_every_locality_takes_proposals_and_has_its_people(demo: Flask) -> None:
    logins = set(db.session.scalars(select(Account.login)))
    assert {"admin", "auditor", "translator"} <= logins
    for slug in SLUGS:
        assert {f"{slug}-{person}" for person in PEOPLE} <= logins
        place = TREE().by_slug[slug]
        assert place.takes_proposals
        assert place.parent_id is not None
        assert TREE().children(place.id)
        assert demo.test_client().get(f"/j/{slug}/proposals/").status_code == 200


def test_the_figures_of_the_sources_stand(demo: Flask) -> None:
    def count(model: type, *conditions: object) -> int:
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    def below(slug: str, level: str) -> int:
        return sum(place.level == level for place in TREE().below(TREE().by_slug[slug].id))

    assert (below("jinniu-qu", "street"), below("jinniu-qu", "community")) == (13, 90)
    assert (below("hongda", "compound"), below("hongda", "building")) == (6, 114)
    assert (below("panlong-qu", "street"), below("kenli-qu", "community")) == (8, 25)
    hongda = [place.id for place in TREE().below(TREE().by_slug["hongda"].id)]
    assert count(Household, Household.place_id.in_(hongda)) == 3211
    assert count(Jurisdiction, Jurisdiction.population == 1_530_000) == 1
    jinniu = [place.id for place in TREE().below(TREE().by_slug["jinniu-qu"].id)]
    assert count(Organisation, Organisation.kind == "council", Organisation.place_id.in_(jinniu)) == 1 + 13 + 40 + 63


@pytest.mark.parametrize("slug", SLUGS)
def test_every_stage_and_state_can_be_seen(demo: Flask, slug: str) -> None:
    place = TREE().by_slug[slug]
    rows = db.session.execute(
        select(Proposal.state, StageRun.kind)
        .outerjoin(StageRun, (StageRun.proposal_id == Proposal.id) & StageRun.left_at.is_(None))
        .where(Proposal.home_id == place.id)
    ).all()
    assert {row.state for row in rows} >= {"open", "closed", "declined"}
    version = current_version(place.id)
    assert version is not None
    assert isinstance(version.procedure, Procedure)
    kinds = {step.kind for step in version.procedure.steps}
    assert len(kinds & {row.kind for row in rows}) >= len(kinds) - 3


def test_what_can_go_wrong_has_gone_wrong_somewhere(demo: Flask) -> None:
    assert set(db.session.scalars(select(Proposal.state))) >= {"draft", "withdrawn"}
    assert set(db.session.scalars(select(Commitment.state))) >= {"asked", "promised", "done", "accepted", "refused"}
    assert set(db.session.scalars(select(StageRun.outcome))) >= {"escalated", "sent_down", "sent_back", "reopened"}
    assert db.session.scalars(
        select(StageRun).where(StageRun.overdue_at.is_not(None), StageRun.left_at.is_(None))
    ).all()
    assert db.session.scalars(select(Objection).where(Objection.answered_at.is_not(None))).all()
    assert db.session.scalars(select(Objection).where(Objection.answered_at.is_(None))).all()
    assert db.session.scalars(select(Comment).where(Comment.hidden_at.is_not(None))).all()


def test_nothing_is_wrong_with_it_and_it_isnt_built_twice(demo: Flask) -> None:
    assert [problem for problem in problems() if "catalogue" not in problem] == []
    with pytest.raises(NotEmpty):
        build_demo()


def test_two_builds_give_the_same(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    running = []
    for seed, folder in enumerate(folders, 1):
        folder.mkdir()
        settings = {"PORTAL_DATA_DIR": str(folder), "PYTHONHASHSEED": str(seed)}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | settings
        running.append(subprocess.Popen([sys.executable, "-c", BUILD], env=environment))
    assert [process.wait(800) for process in running] == [0, 0]
    first, second = (_content(next(folder.glob("*.db"))) for folder in folders)
    assert first.keys() == second.keys()
    assert [table for table, rows in first.items() if rows != second[table]] == []


def _content(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        wanted = [name for name in names if name not in BY_CHANCE and not name.startswith("sqlite_")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in wanted}

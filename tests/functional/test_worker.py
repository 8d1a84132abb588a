"""Jobs, the loop and the commands that run them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import insert, select, update

from portal import clock, config
from portal.cli import cli
from portal.config import Generation
from portal.db import db, transact
from portal.outbox import OutboxRow, enqueue
from portal.plugin.contributions import Job
from portal.testing import factories as make
from portal.testing.fixtures import portal_on
from portal.testing.live import LiveServer
from portal.worker import jobs
from portal.worker.loop import Worker

HOUR = timedelta(hours=1)


class Diary:
    """A job that writes down when it ran, and one that always fails."""

    def __init__(self) -> None:
        self.ran: list[date] = []

    def write(self) -> None:
        self.ran.append(clock.today("Asia/Shanghai"))

    def fail(self) -> None:
        raise RuntimeError("this job never works")


@pytest.fixture
def diary(app: Flask) -> Diary:
    """Let the portal have just two jobs: one that fails, then one that writes."""
    diary = Diary()
    registry = app.extensions["portal.plugins"]
    mine = (Job("test.fail", diary.fail, every=HOUR), Job("test.write", diary.write, every=HOUR))
    app.extensions["portal.plugins"] = replace(registry, core=replace(registry.core, jobs=mine))
    return diary


@pytest.fixture(autouse=True)
def _same_clock_afterwards() -> Iterator[None]:
    yield
    clock.set_ahead(timedelta(0))


def test_a_job_runs_when_due_and_not_before(app: Flask, diary: Diary) -> None:
    with app.app_context():
        start = clock.now()
        assert jobs.run_due()
        assert not jobs.run_due()
        with clock.telling(start + HOUR + timedelta(seconds=5)):
            assert jobs.run_due()
    assert len(diary.ran) == 2


def test_a_job_that_fails_does_not_keep_others_from_running(app: Flask, diary: Diary) -> None:
    with app.app_context():
        jobs.run_all()
    assert len(diary.ran) == 1


def test_a_turn_of_the_loop_outlives_a_failing_job(app: Flask, diary: Diary) -> None:
    worker = Worker(app)
    assert worker.turn()
    assert not worker.turn()
    assert len(diary.ran) == 1


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not(app: Flask) -> None:
    with app.app_context():
        moment = clock.now()
        long_ago = moment - timedelta(days=31)
        rows = [
            {
                "kind": kind,
                "payload": {},
                "created_at": long_ago,
                "try_at": long_ago,
                "done_at": done,
                "given_up_at": up,
            }
            for kind, done, up in (
                ("waiting", None, None),
                ("done", long_ago, None),
                ("given up", None, long_ago),
                ("just done", moment, None),
            )
        ]
        transact(lambda: db.session.execute(insert(OutboxRow), rows))
        jobs.tidy()
        assert set(db.session.scalars(select(OutboxRow.kind))) == {"waiting", "just done"}


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, obj=app, standalone_mode=True)


@pytest.fixture
def same_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Let the command line use the test's application."""
    monkeypatch.setattr("portal.cli.create_app", lambda: app)
    return app


def test_the_clock_of_a_real_portal_cannot_be_wound(same_app: Flask, diary: Diary) -> None:
    result = run(same_app, "clock", "advance", "--days", "3")
    assert result.exit_code == 1
    assert "demo database only" in result.output
    assert diary.ran == []


def test_winding_a_demo_s_clock_lives_every_day(same_app: Flask, diary: Diary) -> None:
    with same_app.app_context():
        transact(lambda: db.session.execute(update(Generation).values(demo=True)))
        config.refresh()
        transact(lambda: enqueue("no such kind", {}))
        today = clock.today("Asia/Shanghai")
    assert run(same_app, "clock", "advance", "--days", "3").exit_code == 0
    assert diary.ran == [today + timedelta(days=days) for days in (1, 2, 3)]
    with same_app.app_context():
        assert db.session.scalars(select(OutboxRow.tries)).one() > 0, "what waits is tried as the days pass"
        assert db.session.scalars(select(Generation.clock_ahead_days)).one() == 3


@pytest.mark.parametrize("days", ["0", "-1", "1000", "soon"])
def test_the_clock_goes_forward_by_a_sensible_number_of_days(same_app: Flask, diary: Diary, days: str) -> None:
    assert run(same_app, "clock", "advance", "--days", days).exit_code == 2


def process(database_url: str, folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    settings = {
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_SECRET_KEY": "only for tests",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "portal.cli", *arguments]
    return subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True)


def wait_until_delivered() -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        db.session.rollback()
        if db.session.scalars(select(OutboxRow.id).where(OutboxRow.done_at.is_(None))).first() is None:
            return
        time.sleep(0.1)
    raise AssertionError("the outbox was not delivered")


def test_the_worker_delivers_and_stops_when_told(app: Flask, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        account = make.make_account(make.make_person(), email="li@example.org")
        payload = {"account": account, "template": "recovery", "values": {"link": "http://localhost/once"}}
        transact(lambda: enqueue("message", payload))
        worker = process(database_url, tmp_path, "worker")
        wait_until_delivered()
        worker.send_signal(signal.SIGTERM)
        printed, _nothing = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert "http://localhost/once" in printed
    assert printed.rstrip().endswith("The worker has stopped.")


def test_on_sqlite_serving_delivers_too(live_server: LiveServer, tmp_path: Path) -> None:
    with portal_on(live_server.database_url, tmp_path) as app, app.app_context():
        account = make.make_account(make.make_person(), email="li@example.org")
        transact(lambda: enqueue("message", {"account": account, "template": "recovery", "values": {"link": "x"}}))
        wait_until_delivered()
    assert "li@example.org" in live_server.log.read_text()

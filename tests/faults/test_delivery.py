"""The outbox under fire: several workers at once, and one that is killed in the middle of sending."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.db import db, transact
from portal.notifications.models import SentMessage
from portal.notifications.providers import MAIL, Message
from portal.outbox import OutboxRow, enqueue
from portal.testing import factories as make
from portal.worker import delivering
from portal.worker.loop import Worker, drain

PROCESS = Path(__file__).with_name("delivery_process.py")


def start(database_url: str, folder: Path, diary: Path, manner: str) -> "subprocess.Popen[bytes]":
    settings = {
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_SECRET_KEY": "only for tests",
    }
    return subprocess.Popen([sys.executable, str(PROCESS), str(diary), manner], env=os.environ | settings)


def write_letters(count: int) -> set[str]:
    addresses = set()
    for serial in range(count):
        addresses.add(address := f"letter{serial}@example.org")
        account = make.make_account(make.make_person(), email=address)
        payload = {"account": account, "template": "recovery", "values": {"link": "x"}}
        transact(lambda payload=payload: enqueue("message", payload))  # type: ignore[misc]
    return addresses


def test_three_workers_send_every_letter_exactly_once(app: Flask, database_url: str, tmp_path: Path) -> None:
    with app.app_context():
        addresses = write_letters(40)
        diary = tmp_path / "diary"
        workers = [start(database_url, tmp_path, diary, "send") for _ in range(3)]
        assert [worker.wait(120) for worker in workers] == [0, 0, 0]
        assert Counter(diary.read_text().split()) == dict.fromkeys(addresses, 1)
        assert db.session.scalar(select(func.count()).select_from(SentMessage)) == len(addresses)


def test_a_letter_whose_worker_was_killed_is_sent_again_by_another(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    """Between handing over and marking a worker may die: then at least once, and the log tells of the second."""
    with app.app_context():
        write_letters(1)
        diary = tmp_path / "diary"
        worker = start(database_url, tmp_path, diary, "hang")
        deadline = time.monotonic() + 90
        while not diary.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)

        assert start(database_url, tmp_path, diary, "send").wait(90) == 0
        assert len(diary.read_text().split()) == 1, "a claimed row was taken before its claim ran out"

        sent: list[Message] = []
        app.extensions["portal.providers"] = {MAIL: type("Box", (), {"send": lambda _self, it: sent.append(it)})()}
        with clock.telling(clock.now() + delivering.CLAIMED_FOR + timedelta(seconds=1)):
            drain()
        assert [message.address for message in sent] == ["letter0@example.org"]
        assert db.session.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.done_at.is_(None))) == 0


def test_a_worker_that_comes_back_after_its_claim_ran_out_writes_nothing(app: Flask) -> None:
    with app.app_context():
        write_letters(1)
        late = clock.now() + delivering.CLAIMED_FOR + timedelta(seconds=1)

        class Slow:
            """While it sends, somebody else takes over and finishes."""

            def send(self, message: Message) -> None:
                app.extensions["portal.providers"][MAIL] = type("Box", (), {"send": lambda _self, _it: None})()
                with clock.telling(late):
                    drain()

        app.extensions["portal.providers"] = {MAIL: Slow()}
        drain()
        assert db.session.scalar(select(func.count()).select_from(SentMessage)) == 1


def test_the_loop_outlives_a_faulty_row_and_delivers_the_next(app: Flask) -> None:
    sent: list[Message] = []
    app.extensions["portal.providers"] = {MAIL: type("Box", (), {"send": lambda _self, it: sent.append(it)})()}
    with app.app_context():
        transact(lambda: enqueue("no such kind", {}))
        write_letters(1)
    worker = Worker(app)
    while worker.turn():
        pass
    assert len(sent) == 1
    with app.app_context():
        broken = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "no such kind")).one()
        assert (broken.tries, broken.done_at, broken.given_up_at) == (1, None, None)

"""Processes of the portal that answer mixed requests, for the tests of `transact`: each reads, then writes.

Run as `python bank.py DATABASE_URL DATA_DIR HOW PROCESSES REQUESTS`; prints JSON: what was refused, and how long each
request took. It goes through a whole request: gate, session, config, database.
"""

import json
import multiprocessing
import random
import sys
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from flask import Flask
from sqlalchemy import func, insert, select, update

from portal import outbox
from portal.app import create_app
from portal.db import db, transact
from portal.events import EventRecord
from portal.idempotency import once
from portal.jurisdictions.tree import Place
from portal.outbox import OutboxRow
from portal.plugin import PUBLIC, PortalBlueprint
from portal.proposals.models import ProposalNumber
from portal.web import gate

Result = tuple[list[str], list[float]]

YEAR = 2026
bp = PortalBlueprint("bank", __name__)


def read_a_little() -> None:
    """Read before writing, as every view does: on SQLite this must not leave a read transaction behind."""
    db.session.execute(select(func.count()).select_from(OutboxRow)).scalar()
    db.session.execute(select(EventRecord.id).limit(3)).all()


@bp.route("/j/<place>/bank/<how>/<int:number>", methods=["POST"], permission=PUBLIC)
def pay(place: Place, how: str, number: int) -> str:
    """Count one up, in one of several ways."""
    read_a_little()
    return str(WAYS[how](place.id, number))


def _with_lock(place_id: int, _number: int) -> int:
    """Read the row locked, compute, write it back."""

    def work() -> int:
        row = db.session.get_one(ProposalNumber, (place_id, YEAR), with_for_update=True)
        row.last += 1
        outbox.enqueue("paid", {"last": row.last})
        return row.last

    return transact(work)


def _as_expression(place_id: int, number: int) -> int:
    """Let the database count, once per key."""

    def work() -> int:
        outbox.enqueue("paid", {"number": number})
        last: int = db.session.execute(
            update(ProposalNumber)
            .where(ProposalNumber.place_id == place_id, ProposalNumber.year == YEAR)
            .values(last=ProposalNumber.last + 1)
            .returning(ProposalNumber.last)
        ).scalar_one()
        return last

    return transact(lambda: once(scope="bank", key=str(number), digest="", work=work))


def _mixed(place_id: int, number: int) -> int:
    """Take the two good ways in turn, and only read now and then."""
    if number % 10 == 9:
        db.session.execute(select(ProposalNumber.last)).all()
    return (_with_lock, _as_expression)[number % 2](place_id, number)


def _naive(place_id: int, _number: int) -> int:
    """Compute from what was read before the transaction: an update is lost as soon as two do it at once."""
    last = db.session.execute(select(ProposalNumber.last).where(ProposalNumber.place_id == place_id)).scalar_one()
    time.sleep(0.002)

    def work() -> None:
        db.session.execute(update(ProposalNumber).where(ProposalNumber.place_id == place_id).values(last=last + 1))
        db.session.execute(insert(OutboxRow).values(outbox_values()))

    transact(work)
    return last + 1


def outbox_values() -> dict[str, object]:
    """Return a row to be written beside the count."""
    moment = func.now()
    return {"kind": "paid", "payload": {}, "created_at": moment, "try_at": moment}


WAYS = {"mixed": _mixed, "naive": _naive}


def served(database_url: str, data_dir: str) -> Flask:
    """Return the portal with the bank's route; it has opened no connection, so it can be forked."""
    app = create_app({"DATABASE_URL": database_url, "DATA_DIR": data_dir, "SECRET_KEY": "only for tests"})
    app.config.update(WTF_CSRF_ENABLED=False)
    gate.register(app, bp)
    return app


def pay_often(app: Flask, how: str, process: int, requests: int, together: Barrier, results: "Queue[Result]") -> None:
    """Send one process's requests, as soon as all processes are there."""
    client = app.test_client()
    refused: list[str] = []
    seconds: list[float] = []
    together.wait()
    for step in range(requests):
        began = time.perf_counter()
        answer = client.post(f"/j/hongda/bank/{how}/{process * 1_000_000 + step}")
        seconds.append(time.perf_counter() - began)
        if answer.status_code != 200:
            refused.append(f"{answer.status_code} {answer.text[:200]}")
        time.sleep(random.uniform(0, 0.002))
    results.put((refused, seconds))


def main(database_url: str, data_dir: str, how: str, processes: int, requests: int) -> None:
    """Let all processes send their requests at the same time and print what came of them."""
    app = served(database_url, data_dir)
    forking = multiprocessing.get_context("fork")
    together, results = forking.Barrier(processes), forking.Queue()
    for number in range(processes):
        forking.Process(target=pay_often, args=(app, how, number, requests, together, results)).start()
    came = [results.get() for _ in range(processes)]
    load = {
        "refused": [line for refused, _ in came for line in refused],
        "seconds": [moment for _, seconds in came for moment in seconds],
    }
    json.dump(load, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))

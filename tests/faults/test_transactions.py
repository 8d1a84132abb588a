"""`transact` under load: many processes read, then write, and nothing is refused or lost."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from portal.db import db, transact
from portal.outbox import OutboxRow
from portal.proposals.models import ProposalNumber
from portal.testing import factories as make

PROCESSES = 8
REQUESTS = 100
BANK = Path(__file__).with_name("bank.py")
PATIENCE = 5.0
"""Seconds that one request in a hundred may take at most, with eight processes writing on two cores."""


@dataclass(frozen=True)
class Load:
    """What came of all processes together."""

    refused: list[str]
    seconds: list[float]
    counted: int
    written: int

    @property
    def p99(self) -> float:
        """Return the time within which 99 of 100 requests were answered, in seconds."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def run(app: Flask, database_url: str, folder: Path, how: str, *, requests: int = REQUESTS) -> Load:
    """Let eight processes send their requests at the same time."""
    with app.app_context():
        place = make.make_place("hongda")
        transact(lambda: db.session.execute(insert(ProposalNumber).values(place_id=place.id, year=2026, last=0)))
    command = [sys.executable, str(BANK), database_url, str(folder), how, str(PROCESSES), str(requests)]
    came = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    with app.app_context():
        return Load(
            refused=came["refused"],
            seconds=came["seconds"],
            counted=db.session.scalars(select(ProposalNumber.last)).one(),
            written=db.session.scalar(select(func.count()).select_from(OutboxRow)) or 0,
        )


@pytest.mark.timeout(300)
def test_eight_processes_writing_are_neither_refused_nor_lost(app: Flask, database_url: str, tmp_path: Path) -> None:
    load = run(app, database_url, tmp_path, "mixed")
    assert load.refused == []
    assert load.counted == load.written == PROCESSES * REQUESTS
    assert load.p99 < PATIENCE, f"p99 {load.p99:.2f} s, slowest {max(load.seconds):.2f} s"


@pytest.mark.timeout(300)
def test_the_same_load_catches_a_naive_read_modify_write(app: Flask, database_url: str, tmp_path: Path) -> None:
    load = run(app, database_url, tmp_path, "naive", requests=25)
    assert load.refused == []
    assert load.written == PROCESSES * 25
    assert load.counted < load.written

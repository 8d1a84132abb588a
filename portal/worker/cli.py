"""Commands that run the worker, and wind a demo's clock."""

import signal
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from sqlalchemy import update

from portal import config
from portal.config import Generation
from portal.db import db, transact
from portal.worker import jobs
from portal.worker.loop import Worker, drain


@click.command("worker")
@click.pass_obj
def worker(app: Flask) -> None:
    """Send what waits in the outbox and run the clocks, until stopped.

    On SQLite `portal serve` does this by itself; with PostgreSQL run one or more of these beside it.
    """
    running = Worker(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stopping(running))
    click.echo("The worker is running.")
    running.run()
    click.echo("The worker has stopped.")


def _stopping(running: Worker) -> Callable[[int, Any], None]:
    return lambda _number, _frame: running.stop()


@click.group("clock")
def clock_group() -> None:
    """Wind the clock of a demo database."""


@clock_group.command("advance")
@click.option("--days", type=click.IntRange(1, 400), required=True, help="How many days to go forward.")
@click.pass_obj
def advance(app: Flask, days: int) -> None:
    """Go forward day by day; everything due by then happens. Only on a demo database."""
    with app.app_context():
        if not config.refresh().demo:
            raise click.ClickException("The clock can be wound on a demo database only.")
        for _day in range(days):
            transact(_next_day)
            config.refresh()
            jobs.run_all()
            drain()
    click.echo(f"The clock has gone forward by {days} days.")


def _next_day() -> None:
    db.session.execute(update(Generation).values(clock_ahead_days=Generation.clock_ahead_days + 1))

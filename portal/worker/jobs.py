"""Jobs: what rooms contribute to be done again and again, such as looking for what has become overdue."""

import logging
from datetime import timedelta

from sqlalchemy import delete, select

from portal import clock
from portal.db import db, transact, upsert
from portal.idempotency import Answer
from portal.outbox import OutboxRow
from portal.plugin.contributions import Job
from portal.plugin.registry import plugins
from portal.worker.models import JobRun

KEPT_FOR = timedelta(days=30)

log = logging.getLogger("portal.worker")


def run_due() -> bool:
    """Run the jobs whose time has come, and tell whether there were any."""
    moment = clock.now()
    planned = {row.key: row.next_at for row in db.session.execute(select(JobRun.key, JobRun.next_at))}
    due = [job for job in plugins().core.jobs if planned.get(job.key, moment) <= moment]
    mine = [job for job in due if transact(lambda job=job: _claim(job))]  # type: ignore[misc]
    for job in mine:
        _run(job)
    return bool(mine)


def run_all() -> None:
    """Run every job now, whenever it would be due: for a demo whose clock is wound forward."""
    for job in plugins().core.jobs:
        _run(job)


def tidy() -> None:
    """Forget what was delivered or answered long ago: it is needed for a retry only."""
    oldest = clock.now() - KEPT_FOR

    def work() -> None:
        db.session.execute(delete(OutboxRow).where(OutboxRow.done_at < oldest))
        db.session.execute(delete(OutboxRow).where(OutboxRow.given_up_at < oldest))
        db.session.execute(delete(Answer).where(Answer.at < oldest))

    transact(work)


def _claim(job: Job) -> bool:
    moment = clock.now()
    claimed = db.session.execute(
        upsert(JobRun)
        .values(key=job.key, next_at=moment + job.every)
        .on_conflict_do_update(
            index_elements=["key"], set_={"next_at": moment + job.every}, where=JobRun.next_at <= moment
        )
        .returning(JobRun.key)
    ).first()
    return claimed is not None


def _run(job: Job) -> None:
    try:
        job.run()
    except Exception:  # one job's fault must not stop the others
        db.session.rollback()
        log.exception("The job %s failed; it runs again when it is next due.", job.key)


TIDY = Job("worker.tidy", tidy, every=timedelta(hours=6))

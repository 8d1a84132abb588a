"""What the worker does about public notices of their own; those of a stage end with the stage."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db, transact
from portal.events import CLOCK
from portal.plugin.contributions import Job
from portal.proposals.engine import NotOpen
from portal.public_notices.models import PublicNotice
from portal.public_notices.services import end_if_over, load


def look_after_notices() -> None:
    """Take down the notices whose days are over and whose objections are all answered."""
    over = db.session.scalars(
        select(PublicNotice.id).where(
            PublicNotice.state == "open",
            PublicNotice.run_id.is_(None),
            PublicNotice.ends_on <= clock.now().date(),  # narrowed to the place's own zone below
        )
    ).all()
    for notice_id in over:
        transact(lambda notice_id=notice_id: _see_to(notice_id))  # type: ignore[misc]


def _see_to(notice_id: int) -> None:
    try:
        end_if_over(load(notice_id), CLOCK)
    except NotOpen:
        return


NOTICES = Job("public_notices.clocks", look_after_notices, every=timedelta(minutes=10))

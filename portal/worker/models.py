"""The table of jobs."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Key, Model, UTCDateTime


class JobRun(Model):
    """When a job runs next; whoever moves it forward runs the job, so that two workers never run one at once."""

    __tablename__ = "job_run"

    key: Mapped[str] = mapped_column(Key, primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)

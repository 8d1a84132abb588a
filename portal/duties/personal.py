"""The tasks of a person, handed back when they are erased."""

from sqlalchemy import delete, update

from portal.db import db
from portal.duties.models import Task
from portal.plugin.contributions import ErasedPerson

HANDED_TO = "secretary"


def erase_person(person: ErasedPerson) -> None:
    """Hand open tasks back to the secretary of their seat, who may act for the proposer; forget those that are done."""
    mine = Task.person_id == person.person_id
    db.session.execute(delete(Task).where(mine, Task.done_at.is_not(None)))
    db.session.execute(update(Task).where(mine).values(person_id=None, role=HANDED_TO))

"""Read how words were changed."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from portal.db import db
from portal.persons.models import Person
from portal.wording.models import Wording

SHOWN = 20


def history(place_id: int, language: str, key: str) -> Sequence[Row[Wording, str]]:
    """Return the last changes of a message at a place, the newest first, each with the name of who made it."""
    return db.session.execute(
        select(Wording, Person.name)
        .outerjoin(Person, Person.id == Wording.by_id)
        .where(Wording.place_id == place_id, Wording.language == language, Wording.key == key)
        .order_by(Wording.id.desc())
        .limit(SHOWN)
    ).all()

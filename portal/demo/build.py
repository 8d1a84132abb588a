"""Build the demonstration: `portal demo`."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.passwords import hash_password
from portal.config import Generation
from portal.db import db, transact
from portal.demo.history import build_history
from portal.demo.reading import Locality, localities
from portal.demo.register import SINCE, Built, build_register, enter_person, give_role
from portal.events import CLOCK
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE
from portal.notifications.models import Notification
from portal.outbox import OutboxRow
from portal.persons.models import Person
from portal.plugin.registry import plugins
from portal.procedures.reading import DOCUMENTS, read_toml
from portal.procedures.services import publish_procedure

PASSWORD = "linli-demo"
STAFF = {
    "admin": ("平台管理员", "system_admin"),
    "auditor": ("审计员", "auditor"),
    "translator": ("译校员", "translator"),
}
SEED = 345
READ_AFTER = timedelta(days=10)


class NotEmpty(Exception):
    """The database holds something else already; the demo would mix with it."""


def is_empty() -> bool:
    """Tell whether nobody has put anything into this portal yet."""
    return not (db.session.scalar(select(Person.id).limit(1)) or db.session.scalar(select(Jurisdiction.id).limit(1)))


def build_demo() -> None:
    """Fill an empty database with the demonstration, the same every time. Raises `NotEmpty`."""
    if not is_empty():
        raise NotEmpty
    password_hash = hash_password(PASSWORD)
    today = clock.now()
    dice = random.Random(SEED)
    founded = []
    with clock.telling(today - SINCE):
        for locality in localities():
            built = transact(lambda: _founded(locality, password_hash, dice))  # noqa: B023  # called at once
            _publish_procedures(locality, built)
            founded.append((locality, built))
        transact(lambda: _staff(password_hash))
    build_history(founded, today, dice)
    transact(lambda: db.session.execute(update(Generation).values(demo=True, number=Generation.number + 1)))
    _deliver_quietly()


def sign_in_names() -> list[str]:
    """Return the names people can sign in with, in the order of the register."""
    return list(db.session.scalars(select(Account.login).order_by(Account.id)))


def _founded(locality: Locality, password_hash: str, dice: random.Random) -> Built:
    built = build_register(locality, password_hash, dice)
    config.touch()
    return built


def _publish_procedures(locality: Locality, built: Built) -> None:
    for row in locality["places"]:
        if name := row.get("procedure"):
            document = read_toml((DOCUMENTS / f"{name}.toml").read_bytes())
            place = TREE().by_id[built.places[row["slug"]].id]
            transact(lambda: publish_procedure(place=place, document=document, actor=CLOCK))  # noqa: B023


def _staff(password_hash: str) -> None:
    """Enter those who work for the whole portal, with their role at every root of the tree."""
    for login, (name, role) in STAFF.items():
        person_id = enter_person(login, name, password_hash)
        for root in TREE().children(None):
            give_role(person_id, role, root.id)


def _deliver_quietly() -> None:
    """Fill the inboxes from the past; addresses come only afterwards, so that no mail goes out about it."""
    while rows := db.session.execute(select(OutboxRow.id, OutboxRow.kind, OutboxRow.payload).where(_UNDONE)).all():
        transact(lambda: _deliver(rows))  # called at once
    addresses = update(Account).values(email=Account.login + "@linli.example")
    old = Notification.at < clock.now() - READ_AFTER
    transact(lambda: db.session.execute(update(Notification).where(old).values(read_at=Notification.at)))
    transact(lambda: db.session.execute(addresses))


def _deliver(rows: Sequence[Row[int, str, dict[str, Any]]]) -> None:
    """Deliver a year's facts in one transaction, as the worker does one by one."""
    for row in rows:
        plugins().core.handlers[row.kind](row.payload)()
    delivered = update(OutboxRow).where(OutboxRow.id.in_([row.id for row in rows]))
    db.session.execute(delivered.values(done_at=clock.now(), payload={}))


_UNDONE = OutboxRow.done_at.is_(None) & OutboxRow.given_up_at.is_(None)

"""Build the demonstration: `portal demo`."""

import random
from datetime import date, timedelta

from sqlalchemy import select, update

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.passwords import hash_password
from portal.config import Generation
from portal.db import db, transact
from portal.demo.history import build_history
from portal.demo.reading import Locality, localities
from portal.demo.register import SINCE, Built, build_register
from portal.events import CLOCK
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE
from portal.notifications.models import Notification
from portal.persons.models import Person
from portal.persons.names import skeleton
from portal.procedures.reading import DOCUMENTS, read_toml
from portal.procedures.services import publish_procedure
from portal.roles.models import RoleAssignment
from portal.worker.loop import drain

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
    for locality in localities():
        dice = random.Random(SEED)
        with clock.telling(today - SINCE + timedelta(days=1)):
            built = transact(lambda: _founded(locality, password_hash, dice))  # noqa: B023  # called at once
            _publish_procedures(locality, built)
        build_history(locality, built, today, dice)
    transact(lambda: _staff(password_hash))
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
    moment = clock.now()
    for login, (name, role) in STAFF.items():
        person = Person(ref=login, name=name, created_at=moment, verified_at=moment)
        db.session.add(person)
        db.session.flush()
        db.session.add(
            Account(
                person_id=person.id,
                login=login,
                login_skeleton=skeleton(login),
                password_hash=password_hash,
                created_at=moment,
            )
        )
        for root in TREE().children(None):
            db.session.add(
                RoleAssignment(
                    person_id=person.id, role=role, place_id=root.id, starts=date(2024, 1, 1), given_at=moment
                )
            )


def _deliver_quietly() -> None:
    """Fill the inboxes from the past; addresses come only afterwards, so that no mail goes out about it."""
    drain()
    addresses = update(Account).values(email=Account.login + "@linli.example")
    old = Notification.at < clock.now() - READ_AFTER
    transact(lambda: db.session.execute(update(Notification).where(old).values(read_at=Notification.at)))
    transact(lambda: db.session.execute(addresses))

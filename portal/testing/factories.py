"""Small worlds for tests: places, persons, roles, sign-ins, each in a line. Call them inside an app context."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock, config
from portal.accounts import sessions
from portal.accounts.models import Account
from portal.accounts.scopes import scopes as known_scopes
from portal.accounts.services.tokens import create_token
from portal.db import db, transact
from portal.jurisdictions.models import Jurisdiction
from portal.jurisdictions.tree import TREE, Place
from portal.organisations.models import Organisation
from portal.persons.models import Person
from portal.plugin.models import PluginSwitch
from portal.proposals.models import Proposal
from portal.roles.models import RoleAssignment, RoleTemplate
from portal.web.sessions import COOKIE

_serial = count(1)


def make_place(slug: str, *, parent: Place | None = None, **values: Any) -> Place:
    """Make a place (a community that takes proposals unless said otherwise) and return it."""

    def work() -> int:
        row = Jurisdiction(
            parent_id=parent.id if parent else None,
            path="",
            slug=slug,
            **{
                "code": slug.upper(),
                "level": "community",
                "names": {"en": slug.title(), "zh_Hans": slug.title(), "zh_Hant": slug.title()},
                "takes_proposals": True,
                **values,
            },
        )
        db.session.add(row)
        db.session.flush()
        row.path = f"{parent.path if parent else '/'}{row.id}/"
        config.touch()
        return row.id

    place_id = transact(work)
    return TREE().by_id[place_id]


def make_person(name: str = "", **values: Any) -> int:
    """Enter a verified person in the register and return their id."""
    serial = next(_serial)

    def work() -> int:
        moment = clock.now()
        person = Person(
            ref=f"p{serial:06}",
            **{"name": name or f"Person {serial}", "created_at": moment, "verified_at": moment, **values},
        )
        db.session.add(person)
        db.session.flush()
        return person.id

    return transact(work)


def make_account(person_id: int, login: str = "", **values: Any) -> int:
    """Give a person a sign-in without a usable password and return the account's id."""
    login = login or f"login{person_id}"

    def work() -> int:
        account = Account(
            person_id=person_id,
            login=login,
            **{"login_skeleton": login, "password_hash": "!", "created_at": clock.now(), **values},
        )
        db.session.add(account)
        db.session.flush()
        return account.id

    return transact(work)


def make_role(key: str, permissions: Sequence[str], **values: Any) -> str:
    """Make a role template, or give an existing one exactly these permissions; return its key."""

    def work() -> str:
        row = db.session.get(RoleTemplate, key) or RoleTemplate(key=key, names={"en": key})
        row.permissions = list(permissions)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.add(row)
        config.touch()
        return key

    return transact(work)


def give_role(person_id: int, role: str, place: Place, *, organisation_id: int | None = None) -> None:
    """Give a person a role at a place, without end."""
    transact(
        lambda: db.session.add(
            RoleAssignment(
                person_id=person_id,
                role=role,
                place_id=place.id,
                organisation_id=organisation_id,
                starts=date(2020, 1, 1),
                given_at=clock.now(),
            )
        )
    )


def make_organisation(place: Place, name: str = "Property company", kind: str = "property") -> int:
    """Register an organisation at a place and return its id."""

    def work() -> int:
        row = Organisation(place_id=place.id, kind=kind, names={"en": name}, created_at=clock.now())
        db.session.add(row)
        db.session.flush()
        return row.id

    return transact(work)


def make_proposal(home: Place, proposer_id: int, **values: Any) -> int:
    """Write down an open proposal without a procedure and return its id."""
    serial = next(_serial)

    def work() -> int:
        moment = clock.now()
        row = Proposal(
            **{
                "number": f"{home.code}-{moment.year}-{serial:04}",
                "home_id": home.id,
                "seat_id": home.id,
                "state": "open",
                "title": f"Proposal {serial}",
                "body": "…",
                "proposer_id": proposer_id,
                "entered_by_id": proposer_id,
                "created_at": moment,
                "changed_at": moment,
                "submitted_at": moment,
                **values,
            }
        )
        db.session.add(row)
        db.session.flush()
        return row.id

    return transact(work)


def switch(plugin: str, place: Place, *, on: bool = True) -> None:
    """Switch a plugin on or off at a place and below."""

    def work() -> None:
        db.session.merge(PluginSwitch(place_id=place.id, plugin=plugin, on=on))
        config.touch()

    transact(work)


def make_token(person_id: int, *scopes: str) -> str:
    """Give a person a token for the API with these scopes, or with all there are, and return it."""
    account_id = _account_of(person_id)
    chosen = scopes or tuple(known_scopes())
    return transact(lambda: create_token(account_id=account_id, name="test", scopes=chosen, days=30))


def sign_in(client: FlaskClient, person_id: int) -> None:
    """Sign a person in on a test client, through a real session; an account is made when there is none."""
    account_id = _account_of(person_id)
    token = transact(lambda: sessions.open_session(account_id=account_id, device="test", address="127.0.0.1"))
    client.set_cookie(COOKIE, token)


def _account_of(person_id: int) -> int:
    account_id = db.session.scalar(select(Account.id).where(Account.person_id == person_id))
    return make_account(person_id) if account_id is None else account_id

"""Open accounts: by signing up, by claiming an entry of the register, or from the command line."""

import secrets

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account
from portal.db import db, upsert
from portal.events import Actor
from portal.jurisdictions.tree import TREE
from portal.persons.codes import hash_code
from portal.persons.events import PersonClaimed
from portal.persons.models import Person
from portal.persons.names import UnsafeName, clean_login_name, skeleton
from portal.persons.services.register import add_person
from portal.publishing import publish

FALLBACK_LOGIN = "neighbour"
_TRIES = 20


class LoginTaken(Exception):
    """Somebody has this login name, or one that looks like it."""


class CodeNotValid(Exception):
    """The code is mistyped, used or past its end: which of them, nobody is told."""


def sign_up(
    *, name: str, shown_name: str, phone: str | None, email: str | None, login: str, password_hash: str, language: str
) -> int:
    """Enter somebody new, not yet verified, and return their account's id.

    A phone number or address that somebody else gave is taken all the same, see `candidates`: so nobody learns here
    who is registered. `login` may be empty: one is made from the name. Raises `LoginTaken`.
    """
    person = add_person(name=name, shown_name=shown_name, phone=phone or "")
    return open_account(
        person_id=person.id, login=login, phone=phone, email=email, password_hash=password_hash, language=language
    )


def claim_person(
    *,
    code: str,
    secret: str,
    phone: str | None,
    email: str | None,
    login: str,
    password_hash: str,
    language: str,
) -> int:
    """Give the person whom a printed code names an account, and return its id (rule 6).

    Whatever was entered for them stays theirs, because they are the same person. The code opens once. Raises
    `CodeNotValid` and `LoginTaken`.
    """
    person = db.session.scalar(
        select(Person)
        .where(
            Person.claim_code_hash == hash_code(code, secret),
            Person.claim_code_until > clock.now(),
            Person.erased_at.is_(None),
        )
        .with_for_update()
    )
    if person is None or _has_account(person.id):
        raise CodeNotValid
    person.claim_code_hash = person.claim_code_until = None
    account_id = open_account(
        person_id=person.id,
        login=login,
        phone=phone or person.phone or None,
        email=email,
        password_hash=password_hash,
        language=language,
    )
    if person.place_id is not None:
        place = TREE().by_id[person.place_id]
        home = TREE().locality(place.id) or place
        publish(PersonClaimed(home_id=home.id, subject_id=person.id, actor=Actor(person.id), persons=[person.id]))
    return account_id


def open_account(
    *,
    person_id: int,
    login: str,
    phone: str | None,
    email: str | None,
    password_hash: str,
    language: str | None,
) -> int:
    """Give a person a sign-in and return the account's id. An empty `login` is made from their name.

    Raises `LoginTaken` when the name is taken, looks like another's, or the person has an account.
    """
    chosen = login or free_login(db.session.get_one(Person, person_id).name)
    account_id: int | None = db.session.execute(
        upsert(Account)
        .values(
            person_id=person_id,
            login=chosen,
            login_skeleton=skeleton(chosen),
            phone=phone,
            email=email,
            password_hash=password_hash,
            language=language,
            created_at=clock.now(),
            blocked_reason="",
        )
        .on_conflict_do_nothing()
        .returning(Account.id)
    ).scalar_one_or_none()
    if account_id is None:
        raise LoginTaken
    return account_id


def free_login(name: str) -> str:
    """Make a login name from a person's: 李桂英-4821. The number tells nobody how many there are."""
    try:
        base = clean_login_name("".join(name.split()))[:30]
    except UnsafeName:
        base = FALLBACK_LOGIN
    for _try in range(_TRIES):
        login = f"{base}-{secrets.randbelow(9000) + 1000}"
        if db.session.scalar(select(Account.id).where(Account.login_skeleton == skeleton(login))) is None:
            return login
    return f"{base}-{secrets.token_hex(4)}"


def _has_account(person_id: int) -> bool:
    return db.session.scalar(select(Account.id).where(Account.person_id == person_id)) is not None

"""Read accounts: whom a typed name means, which sessions and tokens there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Account, AccountSession, ApiToken, RecoveryCode
from portal.db import db
from portal.persons.codes import hash_code, hash_token
from portal.persons.contacts import BadContact, clean_email, clean_phone
from portal.persons.models import Person
from portal.persons.names import UnsafeName, clean_login_name

CANDIDATES = 2
"""How many accounts one phone number or address may mean at sign-in; each try checks exactly as many passwords."""


@dataclass(frozen=True)
class TypedName:
    """What somebody typed to say who they are: `kind` is `login`, `phone` or `email`, or `nothing` we know."""

    kind: str
    value: str


def read_name(typed: str) -> TypedName:
    """Tell a login name, a phone number and an e-mail address apart; anything may be typed."""
    if "@" in typed:
        try:
            return TypedName("email", clean_email(typed))
        except BadContact:
            return TypedName("nothing", typed[:254])
    try:
        return TypedName("phone", clean_phone(typed))
    except BadContact:
        pass
    try:
        return TypedName("login", clean_login_name(typed))
    except UnsafeName:
        return TypedName("nothing", typed[:254])


def candidates(name: TypedName) -> Sequence[Account]:
    """Return the accounts a typed name may mean, at most `CANDIDATES`.

    A phone number several people gave means whoever a worker has verified first, then the newest, so that nobody can
    push a neighbour out by giving the neighbour's number.
    """
    columns = {"login": Account.login, "phone": Account.phone, "email": Account.email}
    if name.kind not in columns:
        return ()
    rows = db.session.scalars(
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(columns[name.kind] == name.value)
        .order_by(Person.verified_at.is_(None), Account.id.desc())
        .limit(CANDIDATES)
    )
    return rows.all()


REACHED = 5
"""How many accounts may share a confirmed phone and still be signed in to with a code."""


def reached_at(contact: TypedName) -> Sequence[tuple[Account, Person]]:
    """Return the accounts whose owners have confirmed a phone number or address, at most `REACHED`. One query."""
    columns = {
        "phone": (Account.phone, Account.phone_confirmed_at),
        "email": (Account.email, Account.email_confirmed_at),
    }
    if contact.kind not in columns:
        return ()
    value, confirmed_at = columns[contact.kind]
    rows = db.session.execute(
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(value == contact.value, confirmed_at.is_not(None), Account.blocked_at.is_(None))
        .order_by(Person.verified_at.is_(None), Account.id)
        .limit(REACHED)
    )
    return [(account, person) for account, person in rows]


def account_of(person_id: int) -> Account | None:
    """Return a person's account, if they have one."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def account_named(login: str) -> Account | None:
    """Return the account with a login name, as commands get it."""
    return db.session.scalar(select(Account).where(Account.login == login))


def sessions_of(account_id: int) -> Sequence[AccountSession]:
    """Return the devices an account is signed in on, the one used last first."""
    return db.session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.entered, AccountSession.ends_at > clock.now())
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
        .limit(100)
    ).all()


def tokens_of(account_id: int) -> Sequence[ApiToken]:
    """Return an account's tokens for the API that can be used, the newest first."""
    return db.session.scalars(
        select(ApiToken)
        .where(
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.ends_at > clock.now(),
        )
        .order_by(ApiToken.id.desc())
        .limit(100)
    ).all()


@dataclass(frozen=True)
class TokenHolder:
    """Whom a token for the API stands for, and what it may do."""

    token_id: int
    account_id: int
    person_id: int
    name: str
    language: str | None
    verified: bool
    scopes: frozenset[str]
    used_at: datetime | None


def holder_of(token: str) -> TokenHolder | None:
    """Return whom a token stands for; None when it is unknown, revoked, past its end, or its owner blocked."""
    row = db.session.execute(
        select(
            ApiToken.id,
            ApiToken.scopes,
            ApiToken.used_at,
            Account.id.label("account_id"),
            Account.language,
            Person.id.label("person_id"),
            Person.name,
            Person.verified_at,
        )
        .join(Account, Account.id == ApiToken.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            ApiToken.token_hash == hash_token(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.ends_at > clock.now(),
            Account.blocked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return TokenHolder(
        token_id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        name=row.name,
        language=row.language,
        verified=row.verified_at is not None,
        scopes=frozenset(row.scopes),
        used_at=row.used_at,
    )


def recoverable(code: str, *, secret: str) -> Account | None:
    """Return the account a recovery code opens; None when it is unknown, used or past its hour."""
    return db.session.scalar(
        select(Account)
        .join(RecoveryCode, RecoveryCode.account_id == Account.id)
        .where(
            RecoveryCode.code_hash == hash_code(code, secret),
            RecoveryCode.used_at.is_(None),
            RecoveryCode.ends_at > clock.now(),
            Account.blocked_at.is_(None),
        )
    )


def claimable(code: str, *, secret: str) -> Person | None:
    """Return the person a claim code hands their entry to; None when it is unknown, used or past its end."""
    return db.session.scalar(
        select(Person).where(
            Person.claim_code_hash == hash_code(code, secret),
            Person.claim_code_until > clock.now(),
            Person.erased_at.is_(None),
        )
    )

"""Sessions of an account: opened at sign-in, seen, listed and ended."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import Account, AccountSession
from portal.db import db
from portal.persons.codes import hash_token, new_token
from portal.persons.models import Person

SESSION_LENGTH = timedelta(days=60)
HALF_OPEN = timedelta(minutes=15)
"""How long a session waits for its second factor."""
SEEN_EVERY = timedelta(minutes=10)
SURE_FOR = timedelta(minutes=10)
"""How long after a password or a code something that matters may be done without asking again."""


@dataclass(frozen=True)
class SignedIn:
    """What a request needs of the account behind its cookie."""

    session_id: int
    account_id: int
    person_id: int
    name: str
    language: str | None
    verified: bool
    stale: bool


def signed_in(token: str) -> SignedIn | None:
    """Return the account behind a session token, or None when the session has ended. One query."""
    row = db.session.execute(
        select(
            AccountSession.id,
            AccountSession.seen_at,
            Account.id.label("account_id"),
            Account.language,
            Person.id.label("person_id"),
            Person.name,
            Person.verified_at,
        )
        .join(Account, Account.id == AccountSession.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            AccountSession.token_hash == hash_token(token),
            AccountSession.ends_at > clock.now(),
            AccountSession.entered,
            Account.blocked_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return SignedIn(
        session_id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        name=row.name,
        language=row.language,
        verified=row.verified_at is not None,
        stale=clock.now() - row.seen_at > SEEN_EVERY,
    )


@dataclass(frozen=True)
class HalfOpen:
    """A session that waits for its second factor."""

    session_id: int
    account_id: int


def half_open(token: str) -> HalfOpen | None:
    """Return the session behind a token while it waits for its second factor. One query."""
    row = db.session.execute(
        select(AccountSession.id, AccountSession.account_id)
        .join(Account, Account.id == AccountSession.account_id)
        .where(
            AccountSession.token_hash == hash_token(token),
            AccountSession.ends_at > clock.now(),
            AccountSession.entered.is_(False),
            Account.blocked_at.is_(None),
        )
    ).first()
    return HalfOpen(row.id, row.account_id) if row else None


def is_sure(session_id: int) -> bool:
    """Tell whether a session's owner showed who they are in the last minutes. One query."""
    recent = select(AccountSession.id).where(
        AccountSession.id == session_id, AccountSession.sure_at > clock.now() - SURE_FOR
    )
    return db.session.scalar(recent) is not None


def note_sure(session_id: int) -> None:
    """Remember that a session's owner has just shown who they are."""
    db.session.execute(update(AccountSession).where(AccountSession.id == session_id).values(sure_at=clock.now()))


def open_session(*, account_id: int, device: str, address: str, entered: bool = True) -> str:
    """Open a session and return its token, which is shown to nobody but the browser.

    One that is not `entered` waits some minutes for its second factor.
    """
    token = new_token()
    moment = clock.now()
    db.session.add(
        AccountSession(
            account_id=account_id,
            token_hash=hash_token(token),
            created_at=moment,
            seen_at=moment,
            ends_at=moment + (SESSION_LENGTH if entered else HALF_OPEN),
            entered=entered,
            sure_at=moment,
            device=device[:200],
            address=address[:45],
        )
    )
    return token


def note_seen(token: str) -> None:
    """Remember that a session is in use, and let it last from now."""
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.token_hash == hash_token(token))
        .values(seen_at=clock.now(), ends_at=clock.now() + SESSION_LENGTH)
    )


def end_session(*, account_id: int, session_id: int) -> bool:
    """End one session of an account; False when it has none of that id."""
    ended = db.session.execute(
        delete(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.account_id == account_id)
        .returning(AccountSession.id)
    )
    return ended.first() is not None


def end_session_of(token: str) -> None:
    """End the session that holds a token: signing out."""
    db.session.execute(delete(AccountSession).where(AccountSession.token_hash == hash_token(token)))


def end_sessions_of_person(person_id: int) -> None:
    """End every session of a person: what they may do has changed."""
    accounts = select(Account.id).where(Account.person_id == person_id).scalar_subquery()
    db.session.execute(delete(AccountSession).where(AccountSession.account_id == accounts))


def end_sessions(*, account_id: int, except_token: str | None = None) -> None:
    """End an account's sessions, except the one that asks."""
    kept = hash_token(except_token) if except_token else ""
    db.session.execute(
        delete(AccountSession).where(AccountSession.account_id == account_id, AccountSession.token_hash != kept)
    )

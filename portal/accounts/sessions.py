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
SEEN_EVERY = timedelta(minutes=10)


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


def open_session(*, account_id: int, device: str, address: str) -> str:
    """Open a session and return its token, which is shown to nobody but the browser."""
    token = new_token()
    moment = clock.now()
    db.session.add(
        AccountSession(
            account_id=account_id,
            token_hash=hash_token(token),
            created_at=moment,
            seen_at=moment,
            ends_at=moment + SESSION_LENGTH,
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

"""Sign in, with a brake against guessing that every process shares.

The same answer after the same time for an unknown name and a wrong password: each try checks as many password hashes
as a name may have accounts. The functions here that hash call `transact` themselves, so that hashing stays outside.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import Account, SignInTries
from portal.accounts.passwords import hash_password, needs_rehash, spend_time_as_if, verify_password
from portal.accounts.queries import CANDIDATES, TypedName, candidates, read_name
from portal.accounts.services.entering import begin_session
from portal.db import db, transact, upsert
from portal.persons.codes import hash_token

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(days=1)


class WrongCredentials(Exception):
    """No such account, or not its password: which of them, nobody is told."""


class Blocked(Exception):
    """The account is blocked; told only to whoever knows its password."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyTries(Exception):
    """The next try under this name counts from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def sign_in(
    *,
    typed: str,
    password: str,
    device: str,
    address: str,
    known_by: str,
    known_accounts: Collection[int],
    required: bool,
) -> tuple[int, str]:
    """Begin a session and return the account's id and the session's token; see `begin_session` for the rest.

    `known_accounts` were signed in to in this browser before: tries at one of them are counted apart, so that a
    stranger who guesses elsewhere can't keep the owner out. Raises `TooManyTries`, `WrongCredentials`, `Blocked`.
    """
    name = read_name(typed)
    found = candidates(name)
    known_account = next((account.id for account in found if account.id in known_accounts), None)
    counted_as = _counted_as(name, known_account)
    transact(lambda: count_try(counted_as))
    match = _matching(found, password)
    if match is None:
        raise WrongCredentials
    if match.blocked_at is not None:
        raise Blocked(match.blocked_reason)
    account_id, kept = match.id, match.password_hash
    renewed = hash_password(password) if needs_rehash(kept) else kept

    def work() -> str:
        account = db.session.get_one(Account, account_id, with_for_update=True)
        if account.password_hash != kept or account.blocked_at is not None:
            raise WrongCredentials  # changed while we were hashing
        account.password_hash = renewed
        forget_tries(counted_as)
        return begin_session(
            account_id=account_id, device=device, address=address, known_by=known_by, required=required
        )

    return account_id, transact(work)


def forget_tries(*counted_as: str) -> None:
    """Let somebody try afresh: they have shown that they know the password, or set a new one."""
    db.session.execute(delete(SignInTries).where(SignInTries.name_hash.in_(counted_as)))


def forget_tries_of(account: Account) -> None:
    """Let an account be tried afresh under each of its names."""
    names = (("login", account.login), ("phone", account.phone), ("email", account.email))
    forget_tries(
        _counted_as(TypedName("", ""), account.id),
        *(_counted_as(TypedName(kind, value), None) for kind, value in names if value),
    )


def _counted_as(name: TypedName, known_account: int | None) -> str:
    return hash_token(f"account:{known_account}" if known_account else f"{name.kind}:{name.value}")


def count_try(counted_as: str) -> None:
    """Count a try before its password is looked at, so that many at once count as many."""
    moment = clock.now()
    db.session.execute(delete(SignInTries).where(SignInTries.last_at < moment - FORGET_AFTER))
    db.session.execute(
        upsert(SignInTries)
        .values(name_hash=counted_as, tries=0, last_at=moment, wait_until=moment)
        .on_conflict_do_nothing()
    )
    row = db.session.scalars(select(SignInTries).where(SignInTries.name_hash == counted_as).with_for_update()).one()
    moment = clock.now()  # not when we began to wait for the row
    if row.wait_until > moment:
        raise TooManyTries(row.wait_until)
    row.tries += 1
    row.last_at = moment
    row.wait_until = moment + _wait_after(row.tries)


def _wait_after(tries: int) -> timedelta:
    if tries < FREE_TRIES:
        return timedelta(0)
    doubled = FIRST_WAIT * (1 << min(tries - FREE_TRIES, 10))
    return min(doubled, LONGEST_WAIT)


def _matching(found: Sequence[Account], password: str) -> Account | None:
    """Return the account whose password it is, after the same time whether there are none, one or two."""
    match = None
    for account in found:
        if verify_password(account.password_hash, password) and match is None:
            match = account
    for _missing in range(CANDIDATES - len(found)):
        spend_time_as_if()
    return match

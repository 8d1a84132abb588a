"""Set a forgotten password anew, with a code that was sent or printed: once, within the hour."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from portal import clock
from portal.accounts.models import Account, RecoveryCode
from portal.accounts.queries import candidates, read_name
from portal.accounts.services.opening import CodeNotValid
from portal.accounts.services.signing_in import forget_tries_of
from portal.accounts.sessions import end_sessions
from portal.db import db
from portal.outbox import enqueue
from portal.persons.codes import hash_code, new_claim_code

CODE_LASTS = timedelta(hours=1)
CODES_AN_HOUR = 5
"""How many codes one account is sent in an hour: whoever asks for more annoys its owner."""


def request_recovery(*, typed: str, link_to: Callable[[str], str], secret: str) -> None:
    """Send a code to whomever the typed name means, by mail or SMS; nobody is told whether there is such an account.

    `link_to` makes the address of the page where a code is used. The code stands in the outbox until it is sent; the
    worker blanks the row then.
    """
    for account in candidates(read_name(typed)):
        reachable = account.blocked_at is None and (account.email or account.phone)
        if reachable and _codes_of_this_hour(account.id) < CODES_AN_HOUR:
            code = issue_code(account_id=account.id, secret=secret)
            enqueue("message", {"account": account.id, "template": "recovery", "values": {"link": link_to(code)}})


def issue_code(*, account_id: int, secret: str) -> str:
    """Make a new code and return it, to be sent or printed; those made before open nothing any more."""
    moment = clock.now()
    db.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        .values(used_at=moment)
    )
    code = new_claim_code()
    db.session.add(
        RecoveryCode(
            account_id=account_id, code_hash=hash_code(code, secret), created_at=moment, ends_at=moment + CODE_LASTS
        )
    )
    return code


def recover(*, code: str, secret: str, password_hash: str) -> int:
    """Set the new password, end every session, and return the account's id. Raises `CodeNotValid`."""
    moment = clock.now()
    row = db.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.code_hash == hash_code(code, secret),
            RecoveryCode.used_at.is_(None),
            RecoveryCode.ends_at > moment,
        )
        .with_for_update()
    )
    account = db.session.get(Account, row.account_id) if row else None
    if row is None or account is None or account.blocked_at is not None:
        raise CodeNotValid
    row.used_at = moment
    account.password_hash = password_hash
    end_sessions(account_id=account.id)
    forget_tries_of(account)
    return account.id


def _codes_of_this_hour(account_id: int) -> int:
    recent = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.created_at > clock.now() - CODE_LASTS
    )
    return db.session.scalar(recent) or 0

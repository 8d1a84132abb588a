"""Six digits sent to a phone or an e-mail address: for signing in, for confirming a contact, for being sure.

A code works once, within ten minutes, and a few wrong tries end it. Only a hash is kept.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select

from portal import clock
from portal.accounts.models import Account, OneTimeCode
from portal.accounts.queries import TypedName
from portal.db import db
from portal.outbox import enqueue
from portal.persons.codes import hash_token

DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 5
"""How many codes one contact is sent in an hour: with `TRIES`, 25 guesses at a million codes."""


class Purpose(StrEnum):
    """What a code is for; one made for another purpose doesn't work."""

    SIGN_IN = "sign_in"
    CONFIRM = "confirm"
    BE_SURE = "be_sure"


class TooManyCodes(Exception):
    """A contact was sent enough codes for now, whether anybody has it or not; the next from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def send_code(*, purpose: Purpose, contact: TypedName, to: Account | None, bound: bool, secret: str) -> None:
    """Make a code for a contact, in place of one made before, and send it where there is an account `to` send it for.

    `bound` says that it is for that account alone. Raises `TooManyCodes`.
    """
    moment = clock.now()
    contact_hash = _hash_contact(contact)
    made = db.session.scalars(
        select(OneTimeCode.created_at)
        .where(
            OneTimeCode.contact_hash == contact_hash,
            OneTimeCode.purpose == purpose,
            OneTimeCode.created_at > moment - timedelta(hours=1),
        )
        .order_by(OneTimeCode.id.desc())
        .limit(CODES_AN_HOUR)
    ).all()
    if len(made) == CODES_AN_HOUR:
        raise TooManyCodes(made[-1] + timedelta(hours=1))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    account_id = to.id if to is not None and bound else None
    db.session.add(
        OneTimeCode(
            purpose=purpose,
            account_id=account_id,
            contact_hash=contact_hash,
            code_hash=_hash_code(code, contact_hash, secret),
            created_at=moment,
            ends_at=moment + CODE_LASTS,
        )
    )
    if to is not None:
        values = {"code": code}
        enqueue("message", {"account": to.id, "template": "code", "values": values, "by": contact.kind})


def use_code(*, purpose: Purpose, contact: TypedName, account_id: int | None, typed: str, secret: str) -> bool:
    """Count a try, and tell whether it is the code; from then on it is used. Runs inside `transact()`.

    Returning False rather than raising lets the count of tries be committed.
    """
    row = _newest(purpose, contact, account_id)
    if row is None or not _fits(row, contact, typed, secret):
        return False
    row.used_at = clock.now()
    return True


def try_code(*, purpose: Purpose, contact: TypedName, account_id: int | None, typed: str, secret: str) -> bool:
    """Count a try, and tell whether it is the code, which stays unused: there is a choice to make first."""
    row = _newest(purpose, contact, account_id)
    return row is not None and _fits(row, contact, typed, secret)


def contact_of(account: Account, kind: str) -> TypedName | None:
    """Return an account's phone number or e-mail address, as something that was typed."""
    value = account.phone if kind == "phone" else account.email
    return TypedName(kind, value) if value else None


def confirmed_contacts(account: Account) -> list[TypedName]:
    """Return where an account gets codes: what its owner has confirmed."""
    found = []
    if account.phone and account.phone_confirmed_at:
        found.append(TypedName("phone", account.phone))
    if account.email and account.email_confirmed_at:
        found.append(TypedName("email", account.email))
    return found


def forget_codes_to(account: Account) -> None:
    """Delete the codes that were made for an account's phone number and address."""
    contacts = [contact_of(account, kind) for kind in ("phone", "email")]
    hashes = [_hash_contact(contact) for contact in contacts if contact]
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.contact_hash.in_(hashes)))


def forget_old_codes() -> None:
    """Delete the codes of yesterday and before: they open nothing, and count no more."""
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.created_at < clock.now() - timedelta(days=1)))


def _newest(purpose: Purpose, contact: TypedName, account_id: int | None) -> OneTimeCode | None:
    """Return the last code made for a contact while it may be tried, locked."""
    mine = (
        OneTimeCode.contact_hash == _hash_contact(contact),
        OneTimeCode.purpose == purpose,
        OneTimeCode.account_id.is_(None) if account_id is None else OneTimeCode.account_id == account_id,
    )
    newest = select(func.max(OneTimeCode.id)).where(*mine).scalar_subquery()
    row = db.session.scalar(select(OneTimeCode).where(OneTimeCode.id == newest).with_for_update())
    if row is None or row.used_at is not None or row.ends_at <= clock.now() or row.tries >= TRIES:
        return None
    row.tries += 1
    return row


def _fits(row: OneTimeCode, contact: TypedName, typed: str, secret: str) -> bool:
    return hmac.compare_digest(row.code_hash, _hash_code(typed, _hash_contact(contact), secret))


def _hash_contact(contact: TypedName) -> str:
    return hash_token(f"{contact.kind}:{contact.value}")


def _hash_code(code: str, contact_hash: str, secret: str) -> str:
    """HMAC-SHA256 in hex: without the portal's own secret nobody can try a million codes against a stolen table."""
    return hmac.new(secret.encode(), f"one-time:{contact_hash}:{code}".encode(), hashlib.sha256).hexdigest()

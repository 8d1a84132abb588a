"""A second factor beside the password: six digits of an authenticator app (TOTP, RFC 6238), and spare codes on paper.

Each half minute's digits and each spare code work once, however many use them at the same time.
"""

import base64
import hmac
import unicodedata
from collections.abc import Sequence

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, select, update

from portal import clock
from portal.accounts.models import SecondFactor, SpareCode
from portal.accounts.services.signing_in import count_try, forget_tries
from portal.db import db, transact
from portal.persons.codes import hash_code, hash_token, new_claim_code

STEP_SECONDS = 30
SPARE_CODES = 10


def new_secret() -> str:
    """Return a secret for an authenticator app, in base32."""
    return pyotp.random_base32()


def app_address(*, secret: str, login: str, issuer: str) -> str:
    """Return the `otpauth:` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def seal(secret: str, *, key: str) -> str:
    """Return a secret that only the portal's own key opens, to be kept or to be sent along with a form."""
    return _box(key).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, key: str) -> str | None:
    """Return what was sealed; None when it is not ours."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        return None


def fits_now(secret: str, typed: str) -> int | None:
    """Return the half minute whose digits were typed, this one or a neighbour's; None when they fit none."""
    digits, totp, now = _plain(typed), pyotp.TOTP(secret), int(clock.outside().timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(totp.at(step * STEP_SECONDS), digits):
            return step
    return None


def set_up(*, account_id: int, secret: str, step: int, key: str) -> Sequence[str]:
    """Ask for the app's digits from now on, in place of an app set up before, and return fresh spare codes.

    `step` is the half minute of the digits that showed that the app works; they don't work again.
    """
    db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    db.session.execute(delete(SpareCode).where(SpareCode.account_id == account_id))
    db.session.add(
        SecondFactor(account_id=account_id, sealed_secret=seal(secret, key=key), last_step=step, set_up_at=clock.now())
    )
    codes = [new_claim_code() for _number in range(SPARE_CODES)]
    db.session.add_all([SpareCode(account_id=account_id, code_hash=hash_code(code, key)) for code in codes])
    db.session.flush()
    return codes


def pass_second_factor(*, account_id: int, typed: str, key: str) -> bool:
    """Tell whether it is the app's digits or a spare code, and use it up. Calls `transact` itself: tries are counted.

    Raises `TooManyTries`.
    """
    counted_as = hash_token(f"second factor:{account_id}")
    transact(lambda: count_try(counted_as))
    return transact(lambda: _use(account_id, typed, key, counted_as))


def spare_codes_left(account_id: int) -> int:
    """Return how many spare codes were not used yet. One query."""
    left = select(func.count()).where(SpareCode.account_id == account_id, SpareCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def has_second_factor(account_id: int) -> bool:
    """Tell whether an account has one. One query."""
    return db.session.scalar(select(SecondFactor.account_id).where(SecondFactor.account_id == account_id)) is not None


def take_away(*, account_id: int) -> None:
    """Ask for no second factor any more."""
    db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    db.session.execute(delete(SpareCode).where(SpareCode.account_id == account_id))


def _use(account_id: int, typed: str, key: str, counted_as: str) -> bool:
    row = db.session.get(SecondFactor, account_id, with_for_update=True)
    secret = unseal(row.sealed_secret, key=key) if row else None
    step = fits_now(secret, typed) if secret else None
    if row is not None and step is not None and step > row.last_step:
        row.last_step = step
    elif not _use_spare(account_id, typed, key):
        return False
    forget_tries(counted_as)
    return True


def _use_spare(account_id: int, typed: str, key: str) -> bool:
    used = db.session.execute(
        update(SpareCode)
        .where(
            SpareCode.account_id == account_id,
            SpareCode.code_hash == hash_code(typed, key),
            SpareCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(SpareCode.id)
    )
    return used.first() is not None


def _plain(typed: str) -> str:
    """Return the digits alone: apps show them in two groups, and some keyboards type full-width ones."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed[:64]) if char.isascii() and char.isdigit())


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

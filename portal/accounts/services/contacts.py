"""Confirm that a phone number or an address is one's own, with a code that is sent there."""

from portal import clock
from portal.accounts.models import Account
from portal.accounts.services.one_time_codes import Purpose, contact_of, send_code, use_code
from portal.db import db


class NoContact(Exception):
    """The account has no such phone number or address, or it is confirmed already."""


def ask_to_confirm(*, account_id: int, kind: str, secret: str) -> None:
    """Send a code to an account's phone or address. Raises `NoContact`, `TooManyCodes`."""
    account = db.session.get_one(Account, account_id)
    contact = contact_of(account, kind)
    if contact is None or is_confirmed(account, kind):
        raise NoContact
    send_code(purpose=Purpose.CONFIRM, contact=contact, to=account, bound=True, secret=secret)


def confirm_contact(*, account_id: int, kind: str, typed: str, secret: str) -> bool:
    """Note a phone number or address as confirmed; False when the code doesn't fit. Raises `NoContact`."""
    account = db.session.get_one(Account, account_id, with_for_update=True)
    contact = contact_of(account, kind)
    if contact is None:
        raise NoContact
    if not use_code(purpose=Purpose.CONFIRM, contact=contact, account_id=account_id, typed=typed, secret=secret):
        return False
    if kind == "phone":
        account.phone_confirmed_at = clock.now()
    else:
        account.email_confirmed_at = clock.now()
    return True


def is_confirmed(account: Account, kind: str) -> bool:
    """Tell whether an account's owner has confirmed that the phone number or address is theirs."""
    return (account.phone_confirmed_at if kind == "phone" else account.email_confirmed_at) is not None

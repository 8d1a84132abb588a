"""Show once more who one is with a code, where no password is at hand."""

from portal.accounts.models import Account
from portal.accounts.services.one_time_codes import Purpose, confirmed_contacts, send_code, use_code
from portal.db import db


class NowhereToSend(Exception):
    """The account has no confirmed phone number or address."""


def send_sure_code(*, account_id: int, secret: str) -> None:
    """Send a code to an account's confirmed phone or address. Raises `NowhereToSend`, `TooManyCodes`."""
    account = db.session.get_one(Account, account_id)
    contacts = confirmed_contacts(account)
    if not contacts:
        raise NowhereToSend
    send_code(purpose=Purpose.BE_SURE, contact=contacts[0], to=account, bound=True, secret=secret)


def be_sure_by_code(*, account_id: int, typed: str, secret: str) -> bool:
    """Tell whether it is the code, and use it up."""
    contacts = confirmed_contacts(db.session.get_one(Account, account_id))
    return bool(contacts) and use_code(
        purpose=Purpose.BE_SURE, contact=contacts[0], account_id=account_id, typed=typed, secret=secret
    )

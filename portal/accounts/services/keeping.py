"""What people change about their own account; a new password ends their other sessions."""

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, verify_password
from portal.accounts.services.entering import forget_devices
from portal.accounts.services.tokens import revoke_tokens
from portal.accounts.sessions import end_sessions
from portal.db import db, transact
from portal.persons.models import Person


class WrongPassword(Exception):
    """The password asked for to be sure is not the account's."""


def change_password(*, account_id: int, old: str, new: str, session_token: str) -> None:
    """Set a new password and end the account's other sessions. Hashes, so it calls `transact` itself.

    Raises `WrongPassword`.
    """
    kept = check_password(account_id=account_id, password=old)
    password_hash = hash_password(new)

    def work() -> None:
        account = db.session.get_one(Account, account_id, with_for_update=True)
        if account.password_hash != kept:
            raise WrongPassword  # changed from another device meanwhile
        account.password_hash = password_hash
        end_sessions(account_id=account_id, except_token=session_token)

    transact(work)


def secure_account(*, account_id: int, new: str, session_token: str) -> None:
    """Set a new password after somebody else got in: other sessions, tokens and known devices end.

    The caller has made sure who asks. Hashes, so it calls `transact` itself.
    """
    password_hash = hash_password(new)

    def work() -> None:
        account = db.session.get_one(Account, account_id, with_for_update=True)
        account.password_hash = password_hash
        end_sessions(account_id=account_id, except_token=session_token)
        revoke_tokens(account_id=account_id)
        forget_devices(account_id=account_id)

    transact(work)


def check_password(*, account_id: int, password: str) -> str:
    """Return the hash the password fits, outside any transaction. Raises `WrongPassword`."""
    kept = db.session.get_one(Account, account_id).password_hash
    if not verify_password(kept, password):
        raise WrongPassword
    return kept


def change_contacts(*, account_id: int, phone: str | None, email: str | None) -> None:
    """Set the phone number and address an account signs in with and is recovered by; staff see the number too.

    One that is new is not confirmed.
    """
    account = db.session.get_one(Account, account_id, with_for_update=True)
    if phone != account.phone:
        account.phone_confirmed_at = None
    if email != account.email:
        account.email_confirmed_at = None
    account.phone, account.email = phone, email
    db.session.get_one(Person, account.person_id).phone = phone or ""


def change_names(*, person_id: int, name: str, shown_name: str) -> None:
    """Set somebody's name and what of it others read (rule 5); a verified name is changed by staff only."""
    person = db.session.get_one(Person, person_id)
    if person.verified_at is None:
        person.name = name
    person.shown_name = shown_name


def change_language(*, account_id: int, language: str | None) -> None:
    """Set the language of pages and messages; None leaves it to the browser and the place."""
    db.session.get_one(Account, account_id).language = language

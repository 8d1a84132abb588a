"""Sign in with a one-time code: nobody learns who is registered, and who shares a phone chooses the account."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.models import Account
from portal.accounts.queries import TypedName, reached_at
from portal.accounts.services.one_time_codes import Purpose, send_code, try_code, use_code
from portal.persons.models import Person


@dataclass(frozen=True)
class Choice:
    """An account that may be meant, as its owner knows it."""

    account_id: int
    name: str
    login: str


@dataclass(frozen=True)
class CodeFits:
    """What a typed code opens: one account, a choice of several, or nothing."""

    account_id: int | None = None
    person_id: int | None = None
    choices: Sequence[Choice] = ()


def request_sign_in_code(*, contact: TypedName, secret: str) -> None:
    """Send a code to a confirmed phone number or address; for any other the same happens, but nothing is sent.

    Raises `TooManyCodes`.
    """
    first = next((account for account, _person in reached_at(contact)), None)
    send_code(purpose=Purpose.SIGN_IN, contact=contact, to=first, bound=False, secret=secret)


def check_sign_in_code(*, contact: TypedName, typed: str, secret: str) -> CodeFits:
    """Use a code where one account has the contact; where several do, leave it unused and return the choice."""
    found = reached_at(contact)
    if len(found) > 1:
        if try_code(purpose=Purpose.SIGN_IN, contact=contact, account_id=None, typed=typed, secret=secret):
            return CodeFits(choices=[Choice(account.id, person.name, account.login) for account, person in found])
        return CodeFits()
    if use_code(purpose=Purpose.SIGN_IN, contact=contact, account_id=None, typed=typed, secret=secret) and found:
        return _opens(*found[0])
    return CodeFits()


def spend_sign_in_code(*, contact: TypedName, typed: str, account_id: int, secret: str) -> CodeFits:
    """Use a code for the account that was chosen among those that have the contact."""
    chosen = next((row for row in reached_at(contact) if row[0].id == account_id), None)
    if use_code(purpose=Purpose.SIGN_IN, contact=contact, account_id=None, typed=typed, secret=secret) and chosen:
        return _opens(*chosen)
    return CodeFits()


def _opens(account: Account, person: Person) -> CodeFits:
    return CodeFits(account_id=account.id, person_id=person.id)

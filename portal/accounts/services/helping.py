"""What workers do about somebody's account: block it, let it in again, print a code for a forgotten password.

Only about people who may do no more than they themselves: a code for an administrator's account would make the
worker an administrator.
"""

from sqlalchemy import select

from portal import clock
from portal.accounts.events import SecondFactorReset
from portal.accounts.models import Account
from portal.accounts.services.recovery import issue_code
from portal.accounts.services.second_factor import has_second_factor, take_away
from portal.accounts.sessions import end_sessions
from portal.db import db
from portal.events import Actor
from portal.jurisdictions.tree import Place
from portal.persons.events import AccountBlocked, AccountUnblocked
from portal.publishing import publish
from portal.roles.services import outranks
from portal.roles.standing import standing_of


class NoAccount(Exception):
    """The person has no sign-in."""


class NotBelow(Exception):
    """The person may do something the worker may not, or is the worker."""


def block_account(*, person_id: int, place: Place, reason: str, actor: Actor) -> None:
    """Keep somebody from signing in, and end every session; the reason is told to whoever knows the password.

    Raises `NoAccount`, `NotBelow`.
    """
    account = _account_below(person_id, actor)
    if account.blocked_at is not None:
        return
    account.blocked_at = clock.now()
    account.blocked_reason = reason
    end_sessions(account_id=account.id)
    publish(AccountBlocked(home_id=place.id, subject_id=person_id, actor=actor, persons=[person_id]))


def unblock_account(*, person_id: int, place: Place, actor: Actor) -> None:
    """Let somebody sign in again. Raises `NoAccount`, `NotBelow`."""
    account = _account_below(person_id, actor)
    if account.blocked_at is None:
        return
    account.blocked_at = None
    account.blocked_reason = ""
    publish(AccountUnblocked(home_id=place.id, subject_id=person_id, actor=actor, persons=[person_id]))


def print_recovery_code(*, person_id: int, actor: Actor, secret: str) -> str:
    """Return a code for a new password, to be handed over in person. Raises `NoAccount`, `NotBelow`."""
    return issue_code(account_id=_account_below(person_id, actor).id, secret=secret)


def reset_second_factor(*, person_id: int, place: Place, actor: Actor) -> None:
    """Take away the second factor of somebody who lost their app, and end every session of theirs.

    Raises `NoAccount`, `NotBelow`.
    """
    account = _account_below(person_id, actor)
    if not has_second_factor(account.id):
        return
    take_away(account_id=account.id)
    end_sessions(account_id=account.id)
    publish(SecondFactorReset(home_id=place.id, subject_id=person_id, actor=actor, persons=[person_id]))


def _account_below(person_id: int, actor: Actor) -> Account:
    account = db.session.scalar(select(Account).where(Account.person_id == person_id).with_for_update())
    if account is None:
        raise NoAccount
    if actor.person_id is None:
        return account
    if actor.person_id == person_id or not outranks(standing_of(actor.person_id), standing_of(person_id)):
        raise NotBelow
    return account

"""Let somebody in who has shown who they are: at once, or after a second factor; and tell them of a new device."""

from sqlalchemy import delete, func, select

from portal import clock
from portal.accounts.events import NewDeviceUsed
from portal.accounts.models import Account, AccountSession, KnownDevice, SecondFactor
from portal.accounts.sessions import SESSION_LENGTH, open_session
from portal.db import db, upsert
from portal.events import CLOCK
from portal.jurisdictions.tree import TREE
from portal.persons.codes import hash_token
from portal.persons.models import Person
from portal.publishing import publish
from portal.roles.standing import standing_of


def begin_session(*, account_id: int, device: str, address: str, known_by: str, required: bool) -> str:
    """Open a session and return its token; it waits for a second factor where one is set up or `required`.

    `known_by` is the long-lived token of the browser; `required` asks everybody with duties for a second factor.
    """
    waits = needs_second_step(account_id, required=required)
    token = open_session(account_id=account_id, device=device, address=address, entered=not waits)
    if not waits:
        _note_device(account_id=account_id, token=token, known_by=known_by)
    return token


def complete_session(*, token: str, known_by: str) -> None:
    """Let a session in that has waited for its second factor."""
    row = db.session.scalars(
        select(AccountSession).where(AccountSession.token_hash == hash_token(token)).with_for_update()
    ).one()
    row.entered = True
    row.sure_at = row.seen_at = clock.now()
    row.ends_at = clock.now() + SESSION_LENGTH
    db.session.flush()
    _note_device(account_id=row.account_id, token=token, known_by=known_by)


def needs_second_step(account_id: int, *, required: bool) -> bool:
    """Tell whether more than a password or a code is asked of an account: it has a second factor, or must have one."""
    if db.session.get(SecondFactor, account_id) is not None:
        return True
    return required and standing_of(db.session.get_one(Account, account_id).person_id).works


def accounts_known_by(known_by: str) -> frozenset[int]:
    """Return the accounts that were used in the browser with this long-lived token."""
    if not known_by:
        return frozenset()
    rows = db.session.scalars(select(KnownDevice.account_id).where(KnownDevice.token_hash == hash_token(known_by)))
    return frozenset(rows)


def forget_devices(*, account_id: int) -> None:
    """Know none of an account's browsers any more: the next sign-in from each is told of."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.account_id == account_id))


def _note_device(*, account_id: int, token: str, known_by: str) -> None:
    """Know a browser from now on, and tell the owner when it is new; the very first one needs no telling."""
    mine = KnownDevice.account_id == account_id
    first = not db.session.scalar(select(func.count()).select_from(KnownDevice).where(mine))
    known = db.session.get(KnownDevice, (account_id, hash_token(known_by)))
    if known is not None:
        known.seen_at = clock.now()
        return
    db.session.execute(
        upsert(KnownDevice)
        .values(account_id=account_id, token_hash=hash_token(known_by), seen_at=clock.now())
        .on_conflict_do_nothing()
    )
    home_id = _home_of(account_id)
    if first or home_id is None:
        return
    session_id, person_id = db.session.execute(
        select(AccountSession.id, Account.person_id)
        .join(Account, Account.id == AccountSession.account_id)
        .where(AccountSession.token_hash == hash_token(token))
    ).one()
    publish(NewDeviceUsed(home_id=home_id, subject_id=session_id, actor=CLOCK, persons=[person_id]))


def _home_of(account_id: int) -> int | None:
    """Return the place an account's facts are written down at: the person's locality, or else the topmost place."""
    place_id = db.session.scalar(
        select(Person.place_id).join(Account, Account.person_id == Person.id).where(Account.id == account_id)
    )
    place = TREE().by_id.get(place_id or 0) or next(iter(TREE().children(None)), None)
    return (TREE().locality(place.id) or place).id if place else None

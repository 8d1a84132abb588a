"""Who somebody is at the OpenID Connect provider, linked to their account.

An identity is linked by its owner alone, signed in and minutes after a password or a code. An address the provider
vouches for links nothing by itself: mailboxes change hands, and whoever has the confirmed one signs in with a code in
the same minute anyway.
"""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from portal import clock
from portal.accounts.models import Account, Identity
from portal.accounts.passwords import NO_PASSWORD, has_password
from portal.accounts.services.one_time_codes import confirmed_contacts
from portal.accounts.services.opening import open_account
from portal.db import db, upsert
from portal.persons.services.register import add_person


class AnothersIdentity(Exception):
    """The identity signs in to another account already."""


class OnlyWayIn(Exception):
    """Without the identity nobody could sign in to the account any more."""


def account_behind(*, issuer: str, subject: str) -> Account | None:
    """Return the account an identity signs in to. One query."""
    return db.session.scalar(
        select(Account)
        .join(Identity, Identity.account_id == Account.id)
        .where(Identity.issuer == issuer, Identity.subject == subject)
    )


def identities_of(account_id: int) -> Sequence[Identity]:
    """Return the identities that sign in to an account. One query."""
    return db.session.scalars(select(Identity).where(Identity.account_id == account_id).order_by(Identity.id)).all()


def link_identity(*, account_id: int, issuer: str, subject: str, name: str) -> None:
    """Let an identity sign in to an account; linked twice it stays one. Raises `AnothersIdentity`."""
    db.session.execute(
        upsert(Identity)
        .values(account_id=account_id, issuer=issuer, subject=subject, name=name, linked_at=clock.now())
        .on_conflict_do_nothing(index_elements=["issuer", "subject"])
    )
    owner = account_behind(issuer=issuer, subject=subject)
    if owner is None or owner.id != account_id:
        raise AnothersIdentity


def unlink_identity(*, account_id: int, identity_id: int) -> bool:
    """Let an identity sign in no more; False when the account has none of that id. Raises `OnlyWayIn`."""
    account = db.session.get_one(Account, account_id, with_for_update=True)
    others = db.session.scalar(
        select(func.count()).where(Identity.account_id == account_id, Identity.id != identity_id)
    )
    if not (others or has_password(account.password_hash) or confirmed_contacts(account)):
        raise OnlyWayIn
    gone = db.session.execute(
        delete(Identity).where(Identity.id == identity_id, Identity.account_id == account_id).returning(Identity.id)
    )
    return gone.first() is not None


def sign_up_with_identity(
    *, issuer: str, subject: str, known_as: str, name: str, shown_name: str, email: str, language: str
) -> int:
    """Enter somebody new whom the provider vouches for, and return their account's id; they have no password.

    `known_as` is their name at the provider, `email` an address the provider has verified: it counts as confirmed.
    Raises `AnothersIdentity`.
    """
    person = add_person(name=name, shown_name=shown_name)
    account_id = open_account(
        person_id=person.id, login="", phone=None, email=email or None, password_hash=NO_PASSWORD, language=language
    )
    if email:
        db.session.get_one(Account, account_id).email_confirmed_at = clock.now()
    link_identity(account_id=account_id, issuer=issuer, subject=subject, name=known_as)
    return account_id

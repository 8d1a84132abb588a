"""What accounts keep of a person: told in their export, gone with their erasure."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.accounts.models import (
    Account,
    AccountSession,
    ApiToken,
    Identity,
    KnownDevice,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    SpareCode,
)
from portal.accounts.services.one_time_codes import confirmed_contacts, forget_codes_to
from portal.accounts.services.signing_in import forget_tries_of
from portal.db import db
from portal.idempotency import Answer
from portal.plugin.contributions import ErasedPerson, PersonalData

OF_ACCOUNT = (AccountSession, ApiToken, Identity, KnownDevice, OneTimeCode, RecoveryCode, SecondFactor, SpareCode)


def export_person(person_id: int) -> Sequence[PersonalData]:
    """Return somebody's account, the devices it was used on, and what else opens it."""
    account = db.session.scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        return []
    sessions = select(
        AccountSession.device, AccountSession.address, AccountSession.created_at, AccountSession.seen_at
    ).where(AccountSession.account_id == account.id)
    tokens = select(ApiToken.name, ApiToken.created_at, ApiToken.ends_at, ApiToken.used_at).where(
        ApiToken.account_id == account.id
    )
    identities = select(Identity.issuer, Identity.name, Identity.linked_at).where(Identity.account_id == account.id)
    confirmed = " ".join(contact.value for contact in confirmed_contacts(account))
    own = (account.login, account.phone, account.email, confirmed, account.language, account.created_at)
    return [
        PersonalData.of(
            "account",
            _("Account"),
            {
                "login": _("Login name"),
                "phone": _("Phone number"),
                "email": _("E-mail"),
                "confirmed": _("Confirmed"),
                "language": _("Language"),
                "created_at": _("Made"),
            },
            [own],
        ),
        PersonalData.of(
            "sessions",
            _("Devices I am signed in on"),
            {
                "device": _("Device"),
                "address": _("Network address"),
                "created_at": _("Signed in"),
                "seen_at": _("Last used"),
            },
            db.session.execute(sessions).all(),
        ),
        PersonalData.of(
            "tokens",
            _("Tokens for programs"),
            {
                "name": _("What it is for"),
                "created_at": _("Made"),
                "ends_at": _("Works until"),
                "used_at": _("Last used"),
            },
            db.session.execute(tokens).all(),
        ),
        PersonalData.of(
            "identities",
            _("Sign-in elsewhere"),
            {"issuer": _("Where"), "name": _("Name"), "linked_at": _("Linked")},
            db.session.execute(identities).all(),
        ),
    ]


def erase_person(person: ErasedPerson) -> None:
    """Delete the account with everything that opens it, and the answers kept for its repeated requests."""
    db.session.execute(delete(Answer).where(Answer.scope == f"person:{person.person_id}"))
    account = db.session.scalar(select(Account).where(Account.person_id == person.person_id).with_for_update())
    if account is None:
        return
    forget_tries_of(account)
    forget_codes_to(account)
    for model in OF_ACCOUNT:
        db.session.execute(delete(model).where(model.account_id == account.id))
    db.session.delete(account)
    db.session.flush()

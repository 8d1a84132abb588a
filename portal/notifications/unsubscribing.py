"""The link in each mail that stops its kind without signing in.

It carries a message's random reference, signed: it tells nothing, can't be made from a Message-ID, and reaches one
account's one group (or its digest).
"""

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import select

from portal.db import db
from portal.notifications.models import SentMessage
from portal.settings import Settings


def token_of(ref: str) -> str:
    """Return the link's last part for a message."""
    return _signer().sign(ref).decode()


def message_of(token: str) -> SentMessage | None:
    """Return the message whose link was followed; nothing for a token that isn't ours. One query."""
    try:
        ref = _signer().unsign(token).decode()
    except BadSignature:
        return None
    return db.session.scalars(select(SentMessage).where(SentMessage.ref == ref)).one_or_none()


def _signer() -> Signer:
    settings: Settings = current_app.extensions["portal.settings"]
    return Signer(settings.secret_key, salt="linli.unsubscribe")

"""Personal tokens for the API: made by their owner, shown once, revoked at any time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from portal import clock
from portal.accounts.models import ApiToken
from portal.db import db
from portal.persons.codes import hash_token, new_token

PREFIX = "linli_"
"""So that a token that got into a file or a log can be found by searching."""


def create_token(*, account_id: int, name: str, scopes: Sequence[str], days: int) -> str:
    """Make a token that lasts `days` and return it; only its hash is kept."""
    token = PREFIX + new_token()
    moment = clock.now()
    db.session.add(
        ApiToken(
            account_id=account_id,
            name=name,
            token_hash=hash_token(token),
            scopes=sorted(set(scopes)),
            created_at=moment,
            ends_at=moment + timedelta(days=days),
        )
    )
    return token


def revoke_token(*, account_id: int, token_id: int) -> bool:
    """End a token at once; False when the account has none of that id that could be used."""
    revoked = db.session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(ApiToken.id)
    )
    return revoked.first() is not None


def revoke_tokens(*, account_id: int) -> None:
    """End all of an account's tokens at once."""
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def note_used(*, token_id: int) -> None:
    """Remember that a token is in use; its owner sees when it last was."""
    db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=clock.now()))

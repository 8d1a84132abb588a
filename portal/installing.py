"""Make a database ready: migrated, with what every portal needs from its first moment."""

from sqlalchemy import insert, select

from portal import migrating
from portal.config import Generation
from portal.db import check_connection, db, transact
from portal.roles.defaults import install_defaults


def install() -> None:
    """Create the database or bring it up to date; can be run any number of times.

    Raises `Unsafe` or `BrokenReferences`.
    """
    migrating.upgrade()
    check_connection(db.engine)
    transact(_complete)


def _complete() -> None:
    if db.session.scalar(select(Generation.id)) is None:
        db.session.execute(insert(Generation).values(id=1, number=1))
    install_defaults()

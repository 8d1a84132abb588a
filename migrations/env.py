"""Alembic's environment: the connection comes from `portal.migrating`, inside one transaction."""

import sqlalchemy as sa
from alembic import context

from portal.db import UTCDateTime
from portal.erased import OwnWords, PersonName
from portal.migrating import compared

connection = context.config.attributes["connection"]
owner = context.config.attributes.get("owner", "core")


def render_item(type_, item, _context):
    """Write our own column types by the names the revision's head gives them."""
    if type_ != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, PersonName):
        return f"sa.String(length={item.impl.length})"
    if isinstance(item, OwnWords):
        return "sa.Text()"
    if isinstance(item, sa.JSON):
        return "JSON"
    if isinstance(item, sa.String) and "postgresql" in item._variant_mapping:
        return f"bytewise({item.length})"
    return False


context.configure(
    connection=connection,
    **compared(owner),
    render_item=render_item,
    render_as_batch=context.config.attributes.get("batch", False),
    transaction_per_migration=False,
)
context.run_migrations()

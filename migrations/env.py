"""Alembic's environment: the connection comes from `portal.migrating`, inside one transaction."""

import sqlalchemy as sa
from alembic import context

from portal.db import Base, UTCDateTime
from portal.plugin.registry import plugins

connection = context.config.attributes["connection"]
owner = context.config.attributes.get("owner", "core")
prefixes = {f"{key}_": key for key in sorted(plugins().by_key, key=len, reverse=True)}


def owner_of(table: str) -> str:
    """Return the plugin a table belongs to by its prefix, or `core`."""
    return next((key for prefix, key in prefixes.items() if table.startswith(prefix)), "core")


def is_own(item, name, type_, _reflected, _compare_to):
    """Let autogenerate see only the tables of the owner whose revision is written, and none of the search index."""
    table = name if type_ == "table" else item.table.name
    return owner_of(table) == owner and not table.startswith("search_")


def render_item(type_, item, _context):
    """Write our own column types by the names the revision's head gives them."""
    if type_ != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.JSON):
        return "JSON"
    if isinstance(item, sa.String) and "postgresql" in item._variant_mapping:
        return f"bytewise({item.length})"
    return False


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=is_own,
    render_item=render_item,
    render_as_batch=context.config.attributes.get("batch", False),
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()

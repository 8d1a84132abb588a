"""The search index: FTS5 over the table's terms on SQLite, a tsvector column of them on PostgreSQL"""

import sqlalchemy as sa
from alembic import op

revision = "core_0002"
down_revision = "core_0001"
branch_labels = None
depends_on = None

IN_STEP = {
    "insert": "INSERT INTO search_fts (rowid, terms) VALUES (new.id, new.terms);",
    "delete": "INSERT INTO search_fts (search_fts, rowid, terms) VALUES ('delete', old.id, old.terms);",
}


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    kind = sa.String(80, collation="C" if postgresql else None)
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entry"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_search_entry_kind_subject_id"),
    )
    if postgresql:
        op.execute(
            "ALTER TABLE search_entry ADD COLUMN vector tsvector"
            " GENERATED ALWAYS AS (to_tsvector('simple', terms)) STORED"
        )
        op.execute("CREATE INDEX ix_search_entry_vector ON search_entry USING gin (vector)")
        return
    op.execute("CREATE VIRTUAL TABLE search_fts USING fts5(terms, content='search_entry', content_rowid='id')")
    for name, body in {
        "insert": IN_STEP["insert"],
        "delete": IN_STEP["delete"],
        "update": IN_STEP["delete"] + " " + IN_STEP["insert"],
    }.items():
        op.execute(f"CREATE TRIGGER search_entry_{name} AFTER {name.upper()} ON search_entry BEGIN {body} END")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE search_fts")
    op.drop_table("search_entry")

"""The plugin's table"""

import sqlalchemy as sa
from alembic import op

revision = "sample_plugin_0001"
down_revision = None
branch_labels = ("sample_plugin",)
depends_on = "core_0001"


def upgrade() -> None:
    op.create_table(
        "sample_plugin_accepted",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sample_plugin_accepted_event_id_event")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_sample_plugin_accepted_place_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sample_plugin_accepted")),
    )
    op.create_index(op.f("ix_sample_plugin_accepted_place_id"), "sample_plugin_accepted", ["place_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sample_plugin_accepted_place_id"), table_name="sample_plugin_accepted")
    op.drop_table("sample_plugin_accepted")

"""The round table's tables"""

import sqlalchemy as sa
from alembic import op

revision = "round_table_0001"
down_revision = None
branch_labels = ("round_table",)
depends_on = "core_0001"


def bytewise(length: int) -> sa.types.TypeEngine:
    """A key compared byte by byte on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "round_table_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("form", bytewise(80), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("venue", sa.String(length=120), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("outcome", bytewise(80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('solved', 'promised', 'next_session', 'not_taken_up')",
            name=op.f("ck_round_table_meeting_outcome"),
        ),
        sa.CheckConstraint("present > 0", name=op.f("ck_round_table_meeting_present")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_round_table_meeting_place_id_jurisdiction")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_round_table_meeting_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_round_table_meeting_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["stage_run.id"], name=op.f("fk_round_table_meeting_run_id_stage_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_meeting")),
    )
    op.create_index("ix_round_table_meeting_place", "round_table_meeting", ["place_id", "met_on", "id"], unique=False)
    op.create_index(op.f("ix_round_table_meeting_run_id"), "round_table_meeting", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_round_table_meeting_run_id"), table_name="round_table_meeting")
    op.drop_index("ix_round_table_meeting_place", table_name="round_table_meeting")
    op.drop_table("round_table_meeting")

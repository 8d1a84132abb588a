"""The core's tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def bytewise(length: int) -> sa.types.TypeEngine:
    """A key compared byte by byte on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "failing_address",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_failing_address")),
    )
    op.create_table(
        "generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clock_ahead_days", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generation")),
    )
    op.create_table(
        "idempotent_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", bytewise(80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotent_answer")),
        sa.UniqueConstraint("scope", "key", name=op.f("uq_idempotent_answer_scope_key")),
    )
    op.create_index(op.f("ix_idempotent_answer_at"), "idempotent_answer", ["at"], unique=False)
    op.create_table(
        "job_run",
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job_run")),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", bytewise(400), nullable=False),
        sa.Column("slug", bytewise(80), nullable=False),
        sa.Column("code", bytewise(80), nullable=True),
        sa.Column("level", bytewise(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("introduction", JSON, nullable=False),
        sa.Column("takes_proposals", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("opening_hours", JSON, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["jurisdiction.id"], name=op.f("fk_jurisdiction_parent_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction")),
        sa.UniqueConstraint("code", name=op.f("uq_jurisdiction_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_jurisdiction_slug")),
    )
    op.create_index(op.f("ix_jurisdiction_parent_id"), "jurisdiction", ["parent_id"], unique=False)
    op.create_index(op.f("ix_jurisdiction_path"), "jurisdiction", ["path"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", bytewise(80), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["done_at", "given_up_at", "try_at"], unique=False)
    op.create_table(
        "role_template",
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("permissions", JSON, nullable=False),
        sa.Column("for_organisation", sa.Boolean(), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_role_template")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_last_at"), "sign_in_tries", ["last_at"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_calendar_day_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("place_id", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_household_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("place_id", "door", name=op.f("uq_household_place_id_door")),
    )
    op.create_table(
        "level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_level_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level")),
        sa.UniqueConstraint("place_id", "key", name=op.f("uq_level_place_id_key")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kind", bytewise(80), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_organisation_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_place_id"), "organisation", ["place_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", bytewise(80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("shown_name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("claim_code_hash", sa.String(length=64), nullable=True),
        sa.Column("claim_code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_person_entered_by_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_person_place_id_jurisdiction")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["person.id"], name=op.f("fk_person_verified_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("claim_code_hash", name=op.f("uq_person_claim_code_hash")),
        sa.UniqueConstraint("ref", name=op.f("uq_person_ref")),
    )
    op.create_index(op.f("ix_person_place_id"), "person", ["place_id"], unique=False)
    op.create_table(
        "place_setting",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("owner", bytewise(80), nullable=False),
        sa.Column("name", bytewise(80), nullable=False),
        sa.Column("value", JSON, nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_place_setting_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("place_id", "owner", "name", name=op.f("pk_place_setting")),
    )
    op.create_table(
        "plugin_switch",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("plugin", bytewise(80), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_plugin_switch_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("place_id", "plugin", name=op.f("pk_plugin_switch")),
    )
    op.create_table(
        "proposal_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("explanation", JSON, nullable=False),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["proposal_category.id"], name=op.f("fk_proposal_category_parent_id_proposal_category")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_proposal_category_place_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_category")),
        sa.UniqueConstraint("place_id", "key", name=op.f("uq_proposal_category_place_id_key")),
    )
    op.create_table(
        "proposal_guide",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("category", bytewise(80), nullable=False),
        sa.Column("subtype", bytewise(80), nullable=False),
        sa.Column("hints", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_proposal_guide_place_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_guide")),
    )
    op.create_index(op.f("ix_proposal_guide_place_id"), "proposal_guide", ["place_id"], unique=False)
    op.create_table(
        "proposal_number",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_proposal_number_place_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("place_id", "year", name=op.f("pk_proposal_number")),
    )
    op.create_table(
        "sms_month",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_sms_month_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("place_id", "month", name=op.f("pk_sms_month")),
    )
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", bytewise(80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_record_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_access_record_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
    )
    op.create_index("ix_access_record_place", "access_record", ["place_id", "id"], unique=False)
    op.create_index("ix_access_record_subject", "access_record", ["subject_kind", "subject_id", "id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("login", bytewise(80), nullable=False),
        sa.Column("login_skeleton", bytewise(80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("phone_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("login_skeleton", name=op.f("uq_account_login_skeleton")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_index(op.f("ix_account_email"), "account", ["email"], unique=False)
    op.create_index(op.f("ix_account_phone"), "account", ["phone"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("titles", JSON, nullable=False),
        sa.Column("bodies", JSON, nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_announcement_place_id_jurisdiction")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_announcement_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_place", "announcement", ["place_id", "id"], unique=False)
    op.create_table(
        "erasure_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_request_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasure_request")),
    )
    op.create_index(op.f("ix_erasure_request_due_at"), "erasure_request", ["due_at"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", bytewise(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("parties", JSON, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("amounts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_event_actor_id_person")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_event_for_id_person")),
        sa.ForeignKeyConstraint(["home_id"], ["jurisdiction.id"], name=op.f("fk_event_home_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_home", "event", ["home_id", "id"], unique=False)
    op.create_index("ix_event_name", "event", ["name", "home_id", "at"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject_kind", "subject_id", "id"], unique=False)
    op.create_table(
        "home_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=40), nullable=False),
        sa.Column("as_head", sa.Boolean(), nullable=False),
        sa.Column("state", bytewise(80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'declined', 'withdrawn')", name=op.f("ck_home_claim_state")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_home_claim_decided_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_home_claim_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_home_claim_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_claim")),
    )
    op.create_index(op.f("ix_home_claim_person_id"), "home_claim", ["person_id"], unique=False)
    op.create_index(op.f("ix_home_claim_place_id"), "home_claim", ["place_id"], unique=False)
    op.create_index(
        "uq_home_claim_waiting",
        "home_claim",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "household_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_member_household_id_household")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
    )
    op.create_index(op.f("ix_household_member_household_id"), "household_member", ["household_id"], unique=False)
    op.create_index(op.f("ix_household_member_person_id"), "household_member", ["person_id"], unique=False)
    op.create_index(
        "uq_household_member_now",
        "household_member",
        ["household_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "jurisdiction_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("from_parent_id", sa.Integer(), nullable=True),
        sa.Column("to_parent_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_jurisdiction_move_by_id_person")),
        sa.ForeignKeyConstraint(
            ["from_parent_id"], ["jurisdiction.id"], name=op.f("fk_jurisdiction_move_from_parent_id_jurisdiction")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_jurisdiction_move_jurisdiction_id_jurisdiction")
        ),
        sa.ForeignKeyConstraint(
            ["to_parent_id"], ["jurisdiction.id"], name=op.f("fk_jurisdiction_move_to_parent_id_jurisdiction")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction_move")),
    )
    op.create_index(
        op.f("ix_jurisdiction_move_jurisdiction_id"), "jurisdiction_move", ["jurisdiction_id"], unique=False
    )
    op.create_table(
        "message_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group", bytewise(80), nullable=False),
        sa.Column("mail", bytewise(80), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.Column("mail_before", bytewise(80), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "group", name=op.f("pk_message_choice")),
    )
    op.create_table(
        "organisation_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("liaison", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_member_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_organisation_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_member")),
    )
    op.create_index(
        op.f("ix_organisation_member_organisation_id"), "organisation_member", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_organisation_member_person_id"), "organisation_member", ["person_id"], unique=False)
    op.create_table(
        "person_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", bytewise(80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_export_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_export")),
        sa.UniqueConstraint("ref", name=op.f("uq_person_export_ref")),
    )
    op.create_index(op.f("ix_person_export_ends_at"), "person_export", ["ends_at"], unique=False)
    op.create_index(op.f("ix_person_export_person_id"), "person_export", ["person_id"], unique=False)
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_procedure_version_place_id_jurisdiction")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_procedure_version_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_procedure_version_place_id_number")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quiet_hours_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", bytewise(80), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_role_assignment_ended_by_id_person")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_role_assignment_given_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_assignment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_assignment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["jurisdiction.id"], name=op.f("fk_role_assignment_place_id_jurisdiction")
        ),
        sa.ForeignKeyConstraint(["role"], ["role_template.key"], name=op.f("fk_role_assignment_role_role_template")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
    )
    op.create_index("ix_role_assignment_person", "role_assignment", ["person_id", "ended_at"], unique=False)
    op.create_index(op.f("ix_role_assignment_place_id"), "role_assignment", ["place_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", bytewise(80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_stored_file_uploaded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_stored_file_ref")),
    )
    op.create_index(op.f("ix_stored_file_digest"), "stored_file", ["digest"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", bytewise(80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("role", bytewise(80), nullable=True),
        sa.Column("permission", bytewise(80), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_task_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["jurisdiction.id"], name=op.f("fk_task_seat_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_person", "task", ["person_id", "done_at", "due"], unique=False)
    op.create_index("ix_task_seat", "task", ["seat_id", "role", "done_at", "due"], unique=False)
    op.create_index(
        "uq_task_open",
        "task",
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("texts", JSON, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_wording_by_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_wording_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_message", "wording", ["place_id", "language", "key", "id"], unique=False)
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("sure_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_identity_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_identity_account_id"), "identity", ["account_id"], unique=False)
    op.create_table(
        "known_device",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_known_device_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "token_hash", name=op.f("pk_known_device")),
    )
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", bytewise(80), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index(op.f("ix_one_time_code_account_id"), "one_time_code", ["account_id"], unique=False)
    op.create_index("ix_one_time_code_contact", "one_time_code", ["contact_hash", "purpose", "id"], unique=False)
    op.create_index(op.f("ix_one_time_code_created_at"), "one_time_code", ["created_at"], unique=False)
    op.create_table(
        "place_plan",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_place_plan_file_id_stored_file")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_place_plan_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_place_plan")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", bytewise(80), nullable=True),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("organisation_in_charge_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("state", bytewise(80), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("category", bytewise(80), nullable=False),
        sa.Column("subtype", bytewise(80), nullable=False),
        sa.Column("where", sa.String(length=200), nullable=False),
        sa.Column("pin_x", sa.Integer(), nullable=True),
        sa.Column("pin_y", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("proposer_kind", bytewise(80), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("together_as", sa.String(length=120), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("channel", bytewise(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_words", sa.Text(), nullable=False),
        sa.Column("merged_into", bytewise(80), nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'declined', 'merged', 'withdrawn')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_proposal_rating")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_proposal_entered_by_id_person")),
        sa.ForeignKeyConstraint(["home_id"], ["jurisdiction.id"], name=op.f("fk_proposal_home_id_jurisdiction")),
        sa.ForeignKeyConstraint(["merged_into"], ["proposal.number"], name=op.f("fk_proposal_merged_into_proposal")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_in_charge_id"],
            ["organisation.id"],
            name=op.f("fk_proposal_organisation_in_charge_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["stored_file.id"], name=op.f("fk_proposal_plan_id_stored_file")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_proposal_proposer_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["jurisdiction.id"], name=op.f("fk_proposal_seat_id_jurisdiction")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["procedure_version.id"], name=op.f("fk_proposal_version_id_procedure_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_proposal_number")),
    )
    op.create_index("ix_proposal_home_state", "proposal", ["home_id", "state", "submitted_at"], unique=False)
    op.create_index("ix_proposal_home_submitted", "proposal", ["home_id", "submitted_at", "id"], unique=False)
    op.create_index("ix_proposal_proposer", "proposal", ["proposer_id", "id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=400), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_second_factor_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "sent_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("kind", bytewise(80), nullable=False),
        sa.Column("medium", bytewise(80), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", bytewise(80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("sms_parts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sent_message_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sent_message_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_sent_message_place_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_message")),
        sa.UniqueConstraint("ref", name=op.f("uq_sent_message_ref")),
    )
    op.create_index("ix_sent_message_place", "sent_message", ["place_id", "id"], unique=False)
    op.create_index(
        "uq_sent_message_digest",
        "sent_message",
        ["person_id", "digest_day"],
        unique=True,
        sqlite_where=sa.text("digest_day IS NOT NULL"),
        postgresql_where=sa.text("digest_day IS NOT NULL"),
    )
    op.create_table(
        "spare_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_spare_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_code")),
    )
    op.create_index(op.f("ix_spare_code_account_id"), "spare_code", ["account_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("for_digest", sa.Boolean(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["sent_message.id"], name=op.f("fk_notification_digest_id_sent_message")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_notification_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("person_id", "event_id", name=op.f("uq_notification_person_id_event_id")),
    )
    op.create_index(op.f("ix_notification_digest_id"), "notification", ["digest_id"], unique=False)
    op.create_index(
        "ix_notification_for_digest",
        "notification",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("for_digest"),
        postgresql_where=sa.text("for_digest"),
    )
    op.create_index("ix_notification_unread", "notification", ["person_id", "read_at"], unique=False)
    op.create_table(
        "proposal_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=120), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_proposal_attachment_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_attachment_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_attachment")),
        sa.UniqueConstraint("file_id", name=op.f("uq_proposal_attachment_file_id")),
    )
    op.create_index(op.f("ix_proposal_attachment_proposal_id"), "proposal_attachment", ["proposal_id"], unique=False)
    op.create_table(
        "proposal_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", bytewise(80), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_proposal_comment_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["person.id"], name=op.f("fk_proposal_comment_hidden_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_comment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_comment_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_comment")),
    )
    op.create_index("ix_proposal_comment_proposal", "proposal_comment", ["proposal_id", "id"], unique=False)
    op.create_table(
        "proposal_follow",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_follow_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_follow_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_follow")),
    )
    op.create_index(op.f("ix_proposal_follow_person_id"), "proposal_follow", ["person_id"], unique=False)
    op.create_table(
        "proposal_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["proposal.id"], name=op.f("fk_proposal_merge_source_id_proposal")),
        sa.ForeignKeyConstraint(["target_id"], ["proposal.id"], name=op.f("fk_proposal_merge_target_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_merge")),
    )
    op.create_index(op.f("ix_proposal_merge_target_id"), "proposal_merge", ["target_id"], unique=False)
    op.create_index(
        "uq_proposal_merge_standing",
        "proposal_merge",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "stage_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("kind", bytewise(80), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("role", bytewise(80), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", bytewise(80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kept", JSON, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stage_run_by_id_person")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_stage_run_for_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stage_run_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_stage_run_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["seat_id"], ["jurisdiction.id"], name=op.f("fk_stage_run_seat_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_run")),
        sa.UniqueConstraint("proposal_id", "seq", name=op.f("uq_stage_run_proposal_id_seq")),
    )
    op.create_index("ix_stage_run_due", "stage_run", ["left_at", "due"], unique=False)
    op.create_index(
        "uq_stage_run_open",
        "stage_run",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("state", bytewise(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Date(), nullable=True),
        sa.Column("postpone_to", sa.Date(), nullable=True),
        sa.Column("postponed", sa.Boolean(), nullable=False),
        sa.Column("follow_ups", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'promised', 'done', 'accepted', 'ended', 'refused', 'dropped')",
            name=op.f("ck_commitment_state"),
        ),
        sa.ForeignKeyConstraint(["home_id"], ["jurisdiction.id"], name=op.f("fk_commitment_home_id_jurisdiction")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_commitment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_commitment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["run_id"], ["stage_run.id"], name=op.f("fk_commitment_run_id_stage_run")),
        sa.ForeignKeyConstraint(["seat_id"], ["jurisdiction.id"], name=op.f("fk_commitment_seat_id_jurisdiction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index("ix_commitment_home", "commitment", ["home_id", "state", "done_by"], unique=False)
    op.create_index(op.f("ix_commitment_proposal_id"), "commitment", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_commitment_run_id"), "commitment", ["run_id"], unique=False)
    op.create_index("ix_commitment_unit", "commitment", ["organisation_id", "state"], unique=False)
    op.create_table(
        "proposal_support",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("channel", bytewise(80), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_proposal_support_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["proposal_merge.id"], name=op.f("fk_proposal_support_merge_id_proposal_merge")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_support_person_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_support_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_support")),
    )
    op.create_index(op.f("ix_proposal_support_merge_id"), "proposal_support", ["merge_id"], unique=False)
    op.create_table(
        "public_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", bytewise(80), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'ended', 'stopped')", name=op.f("ck_public_notice_state")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_public_notice_opened_by_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["jurisdiction.id"], name=op.f("fk_public_notice_place_id_jurisdiction")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_public_notice_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["run_id"], ["stage_run.id"], name=op.f("fk_public_notice_run_id_stage_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        sa.UniqueConstraint("run_id", name=op.f("uq_public_notice_run_id")),
    )
    op.create_index("ix_public_notice_place", "public_notice", ["place_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_public_notice_proposal_id"), "public_notice", ["proposal_id"], unique=False)
    op.create_table(
        "commitment_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("key", bytewise(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_commitment_step_by_id_person")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_step_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_commitment_step_for_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_step")),
    )
    op.create_index(op.f("ix_commitment_step_commitment_id"), "commitment_step", ["commitment_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", bytewise(80), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_objection_answered_by_id_person")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_objection_entered_by_id_person")),
        sa.ForeignKeyConstraint(["notice_id"], ["public_notice.id"], name=op.f("fk_objection_notice_id_public_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_notice_id"), "objection", ["notice_id"], unique=False)
    op.create_table(
        "commitment_step_file",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_commitment_step_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["commitment_step.id"], name=op.f("fk_commitment_step_file_step_id_commitment_step")
        ),
        sa.PrimaryKeyConstraint("step_id", "file_id", name=op.f("pk_commitment_step_file")),
    )
    op.create_index(op.f("ix_commitment_step_file_file_id"), "commitment_step_file", ["file_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_commitment_step_file_file_id"), table_name="commitment_step_file")
    op.drop_table("commitment_step_file")
    op.drop_index(op.f("ix_objection_notice_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index(op.f("ix_commitment_step_commitment_id"), table_name="commitment_step")
    op.drop_table("commitment_step")
    op.drop_index(op.f("ix_public_notice_proposal_id"), table_name="public_notice")
    op.drop_index("ix_public_notice_place", table_name="public_notice")
    op.drop_table("public_notice")
    op.drop_index(op.f("ix_proposal_support_merge_id"), table_name="proposal_support")
    op.drop_table("proposal_support")
    op.drop_index("ix_commitment_unit", table_name="commitment")
    op.drop_index(op.f("ix_commitment_run_id"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_proposal_id"), table_name="commitment")
    op.drop_index("ix_commitment_home", table_name="commitment")
    op.drop_table("commitment")
    op.drop_index(
        "uq_stage_run_open",
        table_name="stage_run",
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.drop_index("ix_stage_run_due", table_name="stage_run")
    op.drop_table("stage_run")
    op.drop_index(
        "uq_proposal_merge_standing",
        table_name="proposal_merge",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index(op.f("ix_proposal_merge_target_id"), table_name="proposal_merge")
    op.drop_table("proposal_merge")
    op.drop_index(op.f("ix_proposal_follow_person_id"), table_name="proposal_follow")
    op.drop_table("proposal_follow")
    op.drop_index("ix_proposal_comment_proposal", table_name="proposal_comment")
    op.drop_table("proposal_comment")
    op.drop_index(op.f("ix_proposal_attachment_proposal_id"), table_name="proposal_attachment")
    op.drop_table("proposal_attachment")
    op.drop_index("ix_notification_unread", table_name="notification")
    op.drop_index(
        "ix_notification_for_digest",
        table_name="notification",
        sqlite_where=sa.text("for_digest"),
        postgresql_where=sa.text("for_digest"),
    )
    op.drop_index(op.f("ix_notification_digest_id"), table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("ix_spare_code_account_id"), table_name="spare_code")
    op.drop_table("spare_code")
    op.drop_index(
        "uq_sent_message_digest",
        table_name="sent_message",
        sqlite_where=sa.text("digest_day IS NOT NULL"),
        postgresql_where=sa.text("digest_day IS NOT NULL"),
    )
    op.drop_index("ix_sent_message_place", table_name="sent_message")
    op.drop_table("sent_message")
    op.drop_table("second_factor")
    op.drop_index(op.f("ix_recovery_code_account_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index("ix_proposal_proposer", table_name="proposal")
    op.drop_index("ix_proposal_home_submitted", table_name="proposal")
    op.drop_index("ix_proposal_home_state", table_name="proposal")
    op.drop_table("proposal")
    op.drop_table("place_plan")
    op.drop_index(op.f("ix_one_time_code_created_at"), table_name="one_time_code")
    op.drop_index("ix_one_time_code_contact", table_name="one_time_code")
    op.drop_index(op.f("ix_one_time_code_account_id"), table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_table("known_device")
    op.drop_index(op.f("ix_identity_account_id"), table_name="identity")
    op.drop_table("identity")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_account_session_account_id"), table_name="account_session")
    op.drop_table("account_session")
    op.drop_index("ix_wording_message", table_name="wording")
    op.drop_table("wording")
    op.drop_index(
        "uq_task_open",
        table_name="task",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index("ix_task_seat", table_name="task")
    op.drop_index("ix_task_person", table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_stored_file_digest"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_role_assignment_place_id"), table_name="role_assignment")
    op.drop_index("ix_role_assignment_person", table_name="role_assignment")
    op.drop_table("role_assignment")
    op.drop_table("quiet_hours")
    op.drop_table("procedure_version")
    op.drop_index(op.f("ix_person_export_person_id"), table_name="person_export")
    op.drop_index(op.f("ix_person_export_ends_at"), table_name="person_export")
    op.drop_table("person_export")
    op.drop_index(op.f("ix_organisation_member_person_id"), table_name="organisation_member")
    op.drop_index(op.f("ix_organisation_member_organisation_id"), table_name="organisation_member")
    op.drop_table("organisation_member")
    op.drop_table("message_choice")
    op.drop_index(op.f("ix_jurisdiction_move_jurisdiction_id"), table_name="jurisdiction_move")
    op.drop_table("jurisdiction_move")
    op.drop_index(
        "uq_household_member_now",
        table_name="household_member",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(op.f("ix_household_member_person_id"), table_name="household_member")
    op.drop_index(op.f("ix_household_member_household_id"), table_name="household_member")
    op.drop_table("household_member")
    op.drop_index(
        "uq_home_claim_waiting",
        table_name="home_claim",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_home_claim_place_id"), table_name="home_claim")
    op.drop_index(op.f("ix_home_claim_person_id"), table_name="home_claim")
    op.drop_table("home_claim")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_event_name", table_name="event")
    op.drop_index("ix_event_home", table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_erasure_request_due_at"), table_name="erasure_request")
    op.drop_table("erasure_request")
    op.drop_index("ix_announcement_place", table_name="announcement")
    op.drop_table("announcement")
    op.drop_index(op.f("ix_account_phone"), table_name="account")
    op.drop_index(op.f("ix_account_email"), table_name="account")
    op.drop_table("account")
    op.drop_index("ix_access_record_subject", table_name="access_record")
    op.drop_index("ix_access_record_place", table_name="access_record")
    op.drop_table("access_record")
    op.drop_table("sms_month")
    op.drop_table("proposal_number")
    op.drop_index(op.f("ix_proposal_guide_place_id"), table_name="proposal_guide")
    op.drop_table("proposal_guide")
    op.drop_table("proposal_category")
    op.drop_table("plugin_switch")
    op.drop_table("place_setting")
    op.drop_index(op.f("ix_person_place_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_organisation_place_id"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("level")
    op.drop_table("household")
    op.drop_table("calendar_day")
    op.drop_index(op.f("ix_sign_in_tries_last_at"), table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_table("role_template")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_jurisdiction_path"), table_name="jurisdiction")
    op.drop_index(op.f("ix_jurisdiction_parent_id"), table_name="jurisdiction")
    op.drop_table("jurisdiction")
    op.drop_table("job_run")
    op.drop_index(op.f("ix_idempotent_answer_at"), table_name="idempotent_answer")
    op.drop_table("idempotent_answer")
    op.drop_table("generation")
    op.drop_table("failing_address")

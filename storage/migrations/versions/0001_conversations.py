"""Conversations, their turns, slates, impressions and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("catalogue", sa.String, nullable=False),
        sa.Column("catalogue_version", sa.String, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("request_id", sa.Text),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("utterance", sa.Text, nullable=False),
        sa.Column("edit", sa.Text, nullable=False),
        sa.Column("acts", sa.Text, nullable=False),
        sa.Column("move", sa.String),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("reply", sa.Text),
        sa.Column("timings", sa.Text, nullable=False),
        sa.Column("failure", sa.Text),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("conversation_id", "request_id", name="one_turn_a_request"),
    )
    is_open = sa.text("status = 'open'")
    op.create_index(
        "one_open_turn", "turns", ["conversation_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "slates",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("catalogue_version", sa.String, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "turn"], ["turns.conversation_id", "turns.number"], ondelete="CASCADE"
        ),
    )
    op.create_index("slates_of_turn", "slates", ["conversation_id", "turn"])
    op.create_table(
        "impressions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("slate_id", sa.Text, sa.ForeignKey("slates.id", ondelete="CASCADE"), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sa.Column("scored_by", sa.String, nullable=False),
        sa.Column("scorer_version", sa.String, nullable=False),
        sa.Column("propensity", sa.Float, nullable=False),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.UniqueConstraint("slate_id", "rank", name="one_impression_a_rank"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("impression_id", sa.Text, sa.ForeignKey("impressions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_feedback_impression_id", "feedback", ["impression_id"])

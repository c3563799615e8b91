"""Who opened a conversation and through which door; keys, threads of clients that keep no ids, requests sent twice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("conversations", sa.Column("key_id", sa.String, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("person", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("channel", sa.String, nullable=False, server_default="page"))
    op.create_index("conversations_of_person", "conversations", ["key_id", "person", "opened_at"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False, unique=True),
        sa.Column("prefix", sa.String, nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("catalogues", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("last_used_at", MOMENT),
    )
    op.create_table(
        "threads",
        sa.Column("key_id", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_threads_conversation_id", "threads", ["conversation_id"])
    op.create_table(
        "requests",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body_hash", sa.String, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_requests_at", "requests", ["at"])

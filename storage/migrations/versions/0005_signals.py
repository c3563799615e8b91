"""Consent, where feedback came from and in which order, duels and policies of slates, judgements of a model."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("conversations", sa.Column("consent", sa.String, nullable=False, server_default="unsaid"))
    op.add_column("slates", sa.Column("duel", sa.String, nullable=False, server_default=""))
    op.add_column("slates", sa.Column("policy", sa.String, nullable=False, server_default=""))
    op.add_column("feedback", sa.Column("source", sa.String, nullable=False, server_default="tap"))
    _receive()
    op.create_table(
        "judgements",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.Column("relevance", sa.Float, nullable=False),
        sa.Column("judge", sa.Text, nullable=False),
        sa.Column("prompt", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.Column("money", sa.Float, nullable=False),
    )
    op.create_index("ix_judgements_conversation_id", "judgements", ["conversation_id"])


def _receive() -> None:
    """What is there was received when it was given, in that order."""
    op.add_column("feedback", sa.Column("received_at", MOMENT))
    op.add_column("feedback", sa.Column("number", sa.BigInteger))
    op.execute(
        "UPDATE feedback SET received_at = at, number = ordered.number FROM "
        "(SELECT id, row_number() OVER (ORDER BY at, id) AS number FROM feedback) AS ordered "
        "WHERE ordered.id = feedback.id"
    )
    with op.batch_alter_table("feedback") as feedback:
        feedback.alter_column("received_at", existing_type=MOMENT, nullable=False)
        feedback.alter_column("number", existing_type=sa.BigInteger, nullable=False)
    op.create_index("ix_feedback_number", "feedback", ["number"])

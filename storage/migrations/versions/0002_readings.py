"""How an utterance was read, where a language model was there to read it too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("turns", sa.Column("reading", sa.Text))

"""How often somebody may still ask, known to all processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "buckets",
        sa.Column(
            "key",
            sa.String(length=32),
            nullable=False,
            comment="a person's or a server's Discord id, hashed with the bot's token: who it was cannot be told without that",
        ),
        sa.Column("level", sa.Double(), nullable=False, comment="how many checks are left"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when the last was asked for; a minute or two later all of this is deleted"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_buckets")),
    )
    op.create_index(op.f("ix_buckets_at"), "buckets", ["at"], unique=False)

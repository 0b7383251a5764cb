"""Alembic's entry: the connection is handed in by `bot.store.upgrade`, which holds the lock and the transaction."""

from __future__ import annotations

from alembic import context

from bot.store.tables import Table
from bot.store.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, version_table=VERSION_TABLE, render_as_batch=True, compare_type=True
)
context.run_migrations()

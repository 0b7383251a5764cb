"""Bring a database to the program's schema: one process at a time, never backwards.

A change of `tables.py` needs a new file in migrations/versions; a test shows the difference until it has one. What is released is never edited.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store.errors import StoreNewer

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

VERSION_TABLE = "honmono_version"
"""Named for the program: a database may be shared with another one that uses Alembic too."""
_LOCK = 0x686F6E6D6F6E6F
"""The advisory lock of this program's upgrades ("honmono")."""


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of `connection`. Raises StoreNewer when the database is ahead of the program.

    On SQLite the transaction is a writing one from its first word (BEGIN IMMEDIATE), which is the lock already; a second process waits there.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    present = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    newest = scripts.get_current_head()
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreNewer(f"the store was written by a newer version of this program (schema {present}; this one knows {newest} at most): update the program")
    if present != newest:
        command.upgrade(config, "head")

"""What the bot keeps between starts: settings of servers, warnings, counts, and fingerprints of campaigns. Never a mail, never who asked.

`Store.open(url)` brings the database to the program's schema; the modules beside it each do one table's work in a transaction of their own.
"""

from __future__ import annotations

from bot.store.errors import StoreAway, StoreError, StoreNewer, StoreRefused
from bot.store.store import Store

__all__ = ("Store", "StoreAway", "StoreError", "StoreNewer", "StoreRefused")

"""What can go wrong with the store.

StoreError
├── StoreAway         the database cannot be reached, or does not answer
│   └── StoreRefused  it is there, and does not let us in
└── StoreNewer        it was written by a newer version of the program
"""

from __future__ import annotations


class StoreError(Exception):
    """Something is wrong with the store; the message is one line for the operator, without passwords."""


class StoreAway(StoreError):
    """The database cannot be used now. Checks go on without it; a later operation may work again."""


class StoreRefused(StoreAway):
    """The database is there and refuses: a wrong name or password, or no such database. Somebody must mend that; then it works again."""


class StoreNewer(StoreError):
    """The database has a schema that this version of the program does not know."""

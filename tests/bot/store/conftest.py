"""The same tests on SQLite and on a real PostgreSQL, with a clock that stands still until it is moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.store import Store
from tests.bot.conftest import new_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.bot.conftest import Clock

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    return f"sqlite:///{tmp_path}/data/honmono.db" if backend == "sqlite" else new_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def store(url: str, clock: Clock) -> AsyncIterator[Store]:
    store = await Store.open(url, clock)
    yield store
    await store.close()

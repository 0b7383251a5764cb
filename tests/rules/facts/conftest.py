"""One way for every test of facts to read a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.engine import default
from rules.facts.model import Context
from rules.mail import read_text
from rules.mail.model import Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.facts.model import Facts


@pytest.fixture
def gathered() -> Callable[[Mail | str], Facts]:
    """Everything observed in a mail or a pasted text, signals among it."""

    def gather(mail: Mail | str) -> Facts:
        engine = default()
        facts, _ = engine.read(Context(mail if isinstance(mail, Mail) else read_text(mail), engine.pack))
        return facts

    return gather

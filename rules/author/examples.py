"""Do a record's own examples behave? A hit must fire it, a miss must not, and a genuine notice must stay quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.facts.model import Context
from rules.mail import read_eml, read_ocr, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.engine import Engine
    from rules.mail.model import Mail
    from rules.packs import Example, Rule, Signal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example of a record: what was wanted, and what was wrong ("" when it behaved)."""

    record: Rule | Signal
    example: Example
    wanted: str
    wrong: str


def mail_of(example: Example) -> Mail:
    """The mail of an example, read as its form says."""
    if example.form == "eml":
        return read_eml(example.text.encode("utf-8"), my_address=example.my_address)
    return (read_ocr if example.form == "ocr" else read_text)(example.text, my_address=example.my_address)


def of_rule(rule: Rule, engine: Engine) -> Iterator[Outcome]:
    """Run a point's examples. `engine` must run experimental rules too."""
    for example in rule.hits:
        fired = [point.id for point in engine.check(mail_of(example)).points]
        wrong = "" if rule.id in fired else f"a hit that does not fire it (fired: {', '.join(fired) or 'nothing'})"
        yield Outcome(rule, example, "hit", wrong)
    for example in rule.misses:
        report = engine.check(mail_of(example))
        fired = [point.id for point in report.points]
        wrong = f"a miss that fires it: “{next(point.quote for point in report.points if point.id == rule.id)}”" if rule.id in fired else ""
        if not wrong and example.genuine and (report.level in ("strong", "caution") or len(fired) > 1):
            wrong = f"a genuine notice that gets {report.level} ({', '.join(fired)})"
        yield Outcome(rule, example, "genuine" if example.genuine else "miss", wrong)


def of_signal(signal: Signal, engine: Engine) -> Iterator[Outcome]:
    """Run a signal's examples."""
    for wanted, examples in (("hit", signal.hits), ("miss", signal.misses)):
        for example in examples:
            facts, _ = engine.read(Context(mail_of(example), engine.pack))
            wrong = ""
            if (signal.id in facts) != (wanted == "hit"):
                wrong = "a hit that does not match" if wanted == "hit" else f"a miss that matches: “{facts.first(signal.id).quote}”"
            yield Outcome(signal, example, wanted, wrong)

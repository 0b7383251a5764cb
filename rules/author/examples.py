"""Do a record's own examples behave? A hit must fire it, a miss must not, and a genuine notice must stay quiet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.facts.model import Context
from rules.mail import read_eml, read_ocr, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.engine import Engine
    from rules.mail.model import Mail
    from rules.packs import Example, Rule, Signal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example of a record: what was wanted ("hit", "miss" or "genuine"), what it gave, and what was wrong ("" when it behaved).

    `slots` are those of the record's own point, where it fired; `alarm` marks a genuine notice that did not stay quiet.
    """

    record: Rule | Signal
    example: Example
    wanted: str
    gave: str
    wrong: str
    slots: Mapping[str, str] = field(default_factory=dict)
    alarm: bool = False


def mail_of(example: Example) -> Mail:
    """The mail of an example, read as its form says."""
    if example.form == "eml":
        return read_eml(example.text.encode("utf-8"), my_address=example.my_address)
    return (read_ocr if example.form == "ocr" else read_text)(example.text, my_address=example.my_address)


def of_rule(rule: Rule, engine: Engine) -> Iterator[Outcome]:
    """Run a point's examples. `engine` must run experimental rules too."""
    for wanted, example in (*(("hit", hit) for hit in rule.hits), *(("genuine" if miss.genuine else "miss", miss) for miss in rule.misses)):
        report = engine.check(mail_of(example))
        fired = [point.id for point in report.points]
        own = next((point for point in report.points if point.id == rule.id), None)
        wrong, alarm = "", False
        if wanted == "hit" and own is None:
            wrong = f"a hit that does not fire it (fired: {', '.join(fired) or 'nothing'})"
        elif wanted != "hit" and own is not None:
            wrong = f"a miss that fires it: “{own.quote}”"
        elif wanted == "genuine" and (report.level in ("strong", "caution") or len(fired) > 1):
            wrong, alarm = f"a genuine notice that gets {report.level} ({', '.join(fired)})", True
        yield Outcome(rule, example, wanted, f"{report.level}: {', '.join(fired) or 'nothing'}", wrong, own.slots if own else {}, alarm)


def of_signal(signal: Signal, engine: Engine) -> Iterator[Outcome]:
    """Run a signal's examples."""
    for wanted, examples in (("hit", signal.hits), ("miss", signal.misses)):
        for example in examples:
            facts, _ = engine.read(Context(mail_of(example), engine.pack))
            quote = facts.first(signal.id).quote if signal.id in facts else ""
            wrong = ""
            if (signal.id in facts) != (wanted == "hit"):
                wrong = "a hit that does not match" if wanted == "hit" else f"a miss that matches: “{quote}”"
            yield Outcome(signal, example, wanted, f"“{quote}”" if signal.id in facts else "nothing", wrong)

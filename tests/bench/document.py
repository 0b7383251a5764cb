"""docs/benchmarks.md, from figures alone: no clock, no mail, no process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.figures import FEWEST, GROUPS, LABELS
from tests.bench.side import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rules.author.score import Rate
    from tests.bench.figures import Cost, Shares
    from tests.bench.speed import Speed

OURS = "honmono"

DETECTORS = (
    ("phishguard 1.0.1", "judges sender, subject and text with a score from 0 to 100; used here, without its network look-ups"),
    ("phishscan 1.0.4", "has a verdict, but does not start: the list of words it opens is not in the package"),
    ("phishsage 2.5.0", "lists findings about headers and links and gives no verdict; its domain checks need DNS and WHOIS"),
    ("antispam", "a Bayesian classifier with a model of its own; its documentation exists, but the package index offered no release"),
    ("spamfilter 2.2.0", "by its documentation a kit for building one's own filters, with nothing that judges a mail as it comes; not installed"),
)
"""Python packages that were looked at as the open detector, and what came of each (November 2026)."""

SEEN = """\
**Ours has seen these mails.** Its rules were written, and their scores fitted, on mails that include these; the other filters have never seen
them. Read its shares as what it reaches on known mail, not as what it will reach on tomorrow's."""
UNSEEN = "**None of these mails was used to write or fit the rules of ours**, says whoever ran this."


@dataclass(frozen=True, slots=True)
class Group:
    """How many mails a group has, of how many campaigns and sources."""

    name: str
    mails: int
    campaigns: int
    sources: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that ran: its version and settings."""

    name: str
    version: str
    settings: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page says."""

    date: str
    machine: str
    load: float
    cut_off: bool
    sample: int
    unseen: bool
    groups: Sequence[Group]
    filters: Sequence[Filter]
    missing: Sequence[str]
    shares: Sequence[Shares]
    costs: Sequence[Cost]
    speed: Speed


def percent(share: float) -> str:
    """A share as people write it.

    >>> percent(1.0), percent(0.0123)
    ('100 %', '1.2 %')
    """
    shown = f"{share * 100:.1f}"
    return f"{shown.removesuffix('.0')} %"


def cell(rate: Rate | None) -> str:
    """A rate with its interval."""
    if rate is None:
        return "–"
    return f"{percent(rate.share)} ({rate.low * 100:.1f}–{rate.high * 100:.1f})"


def row(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def render(page: Page) -> str:
    """The whole page."""
    return "\n".join([*_top(page), *_accuracy(page), *_cost(page), *_filters(page), *_care(page)]) + "\n"


def _top(page: Page) -> Iterator[str]:
    total = sum(group.mails for group in page.groups)
    yield "# Side by side with other filters"
    yield ""
    sample = f", a sample of at most {page.sample} a group" if page.sample else ""
    yield f"{page.date} · {total:,} mails{sample} · {page.machine}."
    yield "Written by `make bench MAILS=DIR`; do not edit by hand. DIR holds the mails as files and `index.jsonl`, one object a line with id, label (phish or"
    yield "ham), lang, source, format (eml or text), campaign and path. Only eml mails are used: pasted text has no headers, which the other filters need."
    yield ""
    yield f"Every filter judges the same mail files in one run, in blocks of {BLOCK}, each block starting with another filter, so that whatever else the machine does"
    how = "and in a network of their own that leads nowhere" if page.cut_off else "by their settings (here no process can be cut off from the network)"
    yield f"hits all alike. All run with local checks only {how}:"
    yield "no block lists, no DNS, no shared hashes, nothing learnt."
    yield ""
    yield SEEN if not page.unseen else UNSEEN
    yield ""
    yield row(("mails", "number", "campaigns", "sources"))
    yield "|---|---:|---:|---:|"
    for group in page.groups:
        yield row((group.name, f"{group.mails:,}", f"{group.campaigns:,}", str(group.sources)))
    yield ""
    for line in page.missing:
        yield f"Not in this run: {line}."
        yield ""


def _accuracy(page: Page) -> Iterator[str]:
    present = {group.name for group in page.groups}
    phishing, genuine = ([name for name in GROUPS if name.endswith(kind) and name in present] for kind in ("phishing", "genuine"))
    for title, names, campaigns in (
        ("Recall: phishing mails flagged", phishing, False),
        ("False alarms: genuine mails flagged", genuine, False),
        ("The same with each campaign counting once", [*phishing, *genuine], True),
    ):
        if not names:
            continue
        yield f"## {title}"
        yield ""
        yield "In brackets: the 95 % Wilson interval."
        yield ""
        yield row(("filter", "flagged from", *names))
        yield f"|---|---|{'---:|' * len(names)}"
        for shares in page.shares:
            rates = shares.by_campaign if campaigns else shares.plain
            yield row((shares.judge, shares.line, *(cell(rates.get(name)) for name in names)))
        yield ""
    yield from _languages(page)


def _languages(page: Page) -> Iterator[str]:
    yield "## By language"
    yield ""
    yield f"Shares flagged, with the 95 % Wilson interval; a language with fewer than {FEWEST} mails of a kind is among the others."
    yield ""
    yield row(("mails", "number", *(f"{shares.judge}, {shares.line}" for shares in page.shares)))
    yield f"|---|---:|{'---:|' * len(page.shares)}"
    for label, name in page.shares[0].by_language if page.shares else ():
        rates = [shares.by_language[label, name] for shares in page.shares]
        yield row((f"{LABELS[label]}, {name}", f"{rates[0].total:,.0f}", *map(cell, rates)))
    yield ""


def _cost(page: Page) -> Iterator[str]:
    ours = next((cost.cpu_mean for cost in page.costs if cost.judge == OURS), 0.0)
    yield "## Time and memory"
    yield ""
    yield row(("filter", "median", "p95", "mails a second a core", "against ours", "wait: median", "p95", "memory", "ready after", "unanswered"))
    yield f"|---|{'---:|' * 9}"
    for cost in page.costs:
        per_second = f"{1000 / cost.cpu_mean:,.0f}" if cost.cpu_mean else "–"
        against = f"× {cost.cpu_mean / ours:.1f}" if ours else "–"
        times = (f"{cost.cpu_median:.2f} ms", f"{cost.cpu_p95:.2f} ms", per_second, against, f"{cost.median:.2f} ms", f"{cost.p95:.2f} ms")
        yield row((cost.judge, *times, f"{cost.memory:.0f} MB", f"{cost.ready:.1f} s", str(cost.unanswered)))
    yield ""
    yield "Median and p95 are processor time of the process that judges, a mail; mails a second a core follow from its mean. Other work on the machine changes these"
    yield "little. The wait is what a client of that resident process sees for one mail, exchange included (a socket file for SpamAssassin and rspamd, a pipe for the"
    yield f"Python ones), with all other work on the machine: {page.load:.1f} processes wanted a processor when the run ended, ours among them. Memory is what the process"
    yield "holds after the run (RSS). Ready after: from start to the first answer, with nothing compiled or cached beforehand, except that ours keeps its pack as read"
    yield "between starts. Unanswered mails count as not flagged."
    yield ""
    speed = page.speed
    yield f"Ours without any exchange, in the program itself, {speed.mails:,} mails: median {speed.median:.2f} ms, p95 {speed.p95:.2f} ms,"
    yield f"{speed.per_second:,.0f} mails a second on one core, all in processor time. A whole `honmono check` process, from start to end, takes {speed.start:.0f} ms by the"
    yield f"clock, {speed.start_cpu:.0f} ms of the processor (medians)."
    yield ""


def _filters(page: Page) -> Iterator[str]:
    yield "## Versions and settings"
    yield ""
    for used in page.filters:
        yield f"- **{used.name} {used.version}**: {used.settings}."
    yield ""
    yield "The open Python detector was chosen among these packages:"
    yield ""
    for name, found in DETECTORS:
        yield f"- {name}: {found}."
    yield ""


def _care(page: Page) -> Iterator[str]:
    names = {used.name for used in page.filters}
    yield "## Read with care"
    yield ""
    yield "- SpamAssassin and rspamd are made to run with the network: block lists, DNS, learning and reports of others are a large part of what they know. These"
    yield "  figures say what each can tell from the mail alone, which is all that somebody who pastes a mail can give."
    yield "- They look for spam, of which phishing is a part; 5 is SpamAssassin's own threshold; rspamd's usual ones are 4 (greylist) and 6 (add a header)."
    if "rspamd" in names:
        yield "- rspamd's scores hold about 2.5 for an unknown client host (nobody can ask DNS) and 1 for an old date on many mails, phishing and genuine alike."
    yield "- Mails of one campaign resemble each other, so the plain intervals are narrower than the truth; the table by campaign is the more careful one."
    yield "- Some genuine mails of a collection may be ones another filter was made with (SpamAssassin's public corpus is a usual part)."

"""The scorecard as people read it in a terminal: at most 100 columns wide."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rules.author.score import Rate, form_rows, rows, rule_rows, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.author.corpus import InputForm
    from rules.author.score import Result, Row

WIDTH = 100
FEW = 5
"""Brands and sources with fewer mails than this share one line at the end of their block."""
ENOUGH = 30
"""Campaigns from which leaving one out says something."""
TITLES = {"phish": "Phishing found (recall)", "ham": "Honest mail flagged (false alarms)"}


def show(by_form: dict[InputForm, list[Result]], names: Sequence[str], *, misses: bool, alarms: bool, rules: bool, held_out: bool = False) -> None:
    """Print the card, and the lists that were asked for. `held_out` says how the mails were judged."""
    out = Console(highlight=False, width=min(Console().width, WIDTH) if Console().is_terminal else WIDTH)
    several = len(by_form) > 1
    results = [result for held in by_form.values() for result in held]
    table_rows = list(form_rows(by_form) if several else rows(results))
    for label, title in TITLES.items():
        if mine := [row for row in table_rows if row.label == label]:
            seen = " · each campaign as if new" if held_out else ""
            out.print(_card(f"{title} · {'each form' if several else next(iter(by_form))}{seen}", mine))
    _foot(out, results, timed=not held_out)
    campaigns = len({result.entry.campaign for result in results if result.entry.label == "phish"})
    if held_out and campaigns < ENOUGH:
        out.print(f"[yellow]{campaigns} campaigns of phishing are too few: where there are not dozens, nearly every point is shown by one alone.[/]")
    for form, held in by_form.items():
        listed = [result for result in held if wrong(result, misses=misses, alarms=alarms)]
        if misses or alarms:
            _list(out, listed, f"Mails that went wrong · {form}")
    if rules:
        _rules(out, results, names)


def _share(rate: Rate) -> str:
    interval = f"{rate.low * 100:.0f}–{rate.high * 100:.0f}"
    return f"{rate.share * 100:.1f} [dim]{interval:<6}[/]"


def _card(title: str, mine: list[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=0, show_edge=False, header_style="dim")
    table.add_column("%, 95 %\ninterval", no_wrap=True, min_width=8)
    table.add_column("", no_wrap=True, overflow="ellipsis", width=19)
    table.add_column("\nmails", justify="right", min_width=5)
    table.add_column("caution\nor more", justify="right", no_wrap=True, min_width=12)
    table.add_column("\nstrong", justify="right", no_wrap=True, min_width=12)
    table.add_column("cam-\npaigns", justify="right", min_width=6)
    table.add_column("each once:\ncaution", justify="right", no_wrap=True, min_width=12)
    table.add_column("\nstrong", justify="right", no_wrap=True, min_width=12)
    last = None
    hidden: list[Row] = []
    for row in [*mine, None]:
        if last is not None and (row is None or row.by != last):
            if hidden:
                table.add_row("", f"[dim]{len(hidden)} under {FEW} mails[/]", f"[dim]{sum(held.caution.total for held in hidden):.0f}[/]")
                hidden = []
            table.add_section()
        if row is None:
            break
        if row.caution.total < FEW and row.by == last:
            hidden.append(row)
            continue
        plain = (_share(rate) for rate in (row.caution, row.strong))
        once = (_share(rate) for rate in (row.caution_by_campaign, row.strong_by_campaign))
        table.add_row(row.by if row.by != last else "", escape(row.name), f"{row.caution.total:.0f}", *plain, f"{row.caution_by_campaign.total:.0f}", *once)
        last = row.by
    return table


def _foot(out: Console, results: list[Result], *, timed: bool) -> None:
    times = sorted(result.seconds for result in results if timed and not result.error)
    if times:
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        out.print(f"[dim]Reading and judging one mail: median {median(times) * 1000:.1f} ms, 95 % under {p95 * 1000:.1f} ms.[/]")
    if broken := [result for result in results if result.error]:
        out.print(f"[red]{len(broken)} mails could not be judged:[/] " + "; ".join(escape(f"{result.entry.id} {result.error}") for result in broken[:5]))


def _list(out: Console, results: list[Result], title: str) -> None:
    out.print(f"\n[bold]{title}[/] · {len(results)}")
    for result in results:
        entry = result.entry
        head = f"{entry.id}  {entry.label}  {entry.lang}  {entry.source}  {result.level}" + (f"  {result.brand}" if result.brand else "")
        out.print(head, style="red" if entry.label == "ham" else "yellow", markup=False)
        if entry.subject:
            out.print(f"    {entry.subject[:80]}", style="dim", markup=False, no_wrap=True, overflow="ellipsis")
        for name, quote in result.points:
            out.print(f"    {name}  {quote[:70]}", markup=False, no_wrap=True, overflow="ellipsis")
        if result.without:
            out.print(f"    judged without {', '.join(result.without)}", style="dim", markup=False)


def _rules(out: Console, results: Iterable[Result], names: Sequence[str]) -> None:
    table = Table(title="What each rule hits", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("rule", no_wrap=True, overflow="ellipsis", max_width=44)
    for name in ("phish", "ham", "alone:\nphish", "alone:\nham"):
        table.add_column(name, justify="right")
    table.add_column("")
    found = rule_rows(results, names)
    for row in sorted(found, key=lambda row: (row.ham <= row.phish, -row.phish, row.id)):
        if row.phish or row.ham:
            doubtful = row.ham > row.phish
            note = "mostly honest mail" if doubtful else ""
            table.add_row(row.id, *map(str, (row.phish, row.ham, row.phish_alone, row.ham_alone)), note, style="red" if doubtful else "")
    out.print(table)
    if idle := [row.id for row in found if not row.phish and not row.ham]:
        out.print(f"[yellow]{len(idle)} hit nothing here:[/] {', '.join(idle)}")

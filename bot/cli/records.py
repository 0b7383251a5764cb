"""Records of the pack as people read them in a terminal."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.author.trial import users
from rules.facts import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.author.corpus import Entry
    from rules.author.trial import Hit
    from rules.packs import Brand, Campaign, Match, Pack, Rule, Signal

WIDTH = 100
_COLOURS = {"decisive": "red", "strong": "yellow", "hint": ""}


def console() -> Console:
    """The terminal, or a file of fixed width."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=WIDTH)


def names(pack: Pack) -> set[str]:
    """Everything that `show` can show."""
    records: list[Rule | Signal | Campaign] = [*pack.rules, *pack.signals, *pack.campaigns]
    return {record.id for record in records} | set(pack.brands) | set(CATALOGUE)


def show_list(pack: Pack, rules: Sequence[Rule]) -> None:
    """The points as a table."""
    table = Table(title=f"{len(rules)} points · pack {pack.version}", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in ("id", "group", "weight", "status"):
        table.add_column(name, no_wrap=True)
    table.add_column("title", overflow="fold")
    for rule in rules:
        colour = "dim" if rule.status != "stable" else _COLOURS[rule.weight]
        table.add_row(rule.id, rule.group, rule.weight, rule.status, rule.title["ja"], style=colour)
    console().print(table)


def show_facts(pack: Pack, *, json: bool) -> None:
    """The facts and signals as a table, with how many points speak of each."""
    meanings = {**CATALOGUE, **{signal.id: _first_words(signal.match) for signal in pack.signals}}
    if json:
        print(json_module.dumps([{"id": name, "meaning": meaning} for name, meaning in meanings.items()], ensure_ascii=False, indent=1))
        return
    table = Table(title=f"{len(meanings)} facts and signals", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("points", justify="right")
    table.add_column("what it says", overflow="fold")
    for name, meaning in meanings.items():
        table.add_row(name, str(len(users(pack, name)) or ""), meaning)
    console().print(table)


def _first_words(match: Match) -> str:
    return f"wording in {', '.join(match.fields)}: {len(match.patterns)} phrases and patterns"


def show(pack: Pack, name: str) -> None:
    """Everything about one record."""
    out = console()
    for rule in pack.rules:
        if rule.id == name:
            _rule(out, pack, rule)
    for signal in pack.signals:
        if signal.id == name:
            _head(out, signal.id, "a wording with a name", f"{signal.path}:{signal.line}")
            _match(out, signal.match)
            _users(out, pack, name)
            _examples(out, signal)
    for campaign in pack.campaigns:
        if campaign.id == name:
            _campaign(out, campaign)
    if name in CATALOGUE:
        _head(out, name, "a fact", "")
        out.print(CATALOGUE[name], markup=False)
        _users(out, pack, name)
    if name in pack.brands:
        _brand(out, pack.brands[name])


def _head(out: Console, name: str, what: str, place: str) -> None:
    out.print(f"[bold]{name}[/]  [dim]{what}[/]")
    if place:
        out.print(place, style="dim", markup=False, soft_wrap=True)
    out.print()


def _fields(out: Console, pairs: Sequence[tuple[str, Any]]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for key, value in pairs:
        if value:
            grid.add_row(key, Text("\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)))
    out.print(grid)


def _rule(out: Console, pack: Pack, rule: Rule) -> None:
    _head(
        out,
        rule.id,
        f"{pack.groups[rule.group]['ja']} · {pack.groups[rule.group]['en']}" if rule.group in pack.groups else rule.group,
        f"{rule.path}:{rule.line}",
    )
    forms = "".join(f", {weight} in {form}" for form, weight in rule.weight_by_form.items())
    worth = f" (worth {rule.score})" if rule.score is not None else ""
    _fields(
        out,
        [
            ("weight", f"{rule.weight}{worth}{forms}"),
            ("status", f"{rule.status}, since {rule.since}, review by {rule.review_by}"),
            ("ja", f"{rule.title['ja']}\n{rule.why['ja']}"),
            ("en", f"{rule.title['en']}\n{rule.why['en']}"),
            ("fires on", f"{rule.fact}: {CATALOGUE.get(rule.fact, f'a wording, `honmono rules show {rule.fact}`')}" if rule.fact else ""),
            ("and all of", rule.all),
            ("and one of", rule.any),
            ("and none of", rule.none),
            ("only for", rule.brands),
            ("honest senders", rule.false_positives),
            ("references", rule.references),
        ],
    )
    if rule.match is not None:
        _match(out, rule.match)
    _examples(out, rule)


def _match(out: Console, match: Match) -> None:
    out.print(f"\n[dim]matches in {', '.join(match.fields)}[/]")
    for pattern in match.patterns:
        out.print(f"  {pattern}", markup=False)


def _users(out: Console, pack: Pack, name: str) -> None:
    out.print("\n[dim]points that speak of it[/]")
    for rule in users(pack, name):
        out.print(f"  {rule.id}{'  (must not hold)' if name in rule.none else ''}", markup=False)


def _examples(out: Console, record: Rule | Signal) -> None:
    for word, examples in (("must match", record.hits), ("must not", record.misses)):
        for example in examples:
            kind = ", ".join(filter(None, (example.form if example.form != "text" else "", "genuine" if example.genuine else "")))
            out.print(f"\n[dim]{word}{f' ({kind})' if kind else ''}[/]")
            for line in example.text.strip().splitlines():
                out.print(f"  {line}", markup=False)


def _campaign(out: Console, campaign: Campaign) -> None:
    _head(out, campaign.id, "a known fake", f"{campaign.path}:{campaign.line}")
    _fields(
        out,
        [
            ("brand", campaign.brand or "several"),
            ("ja", campaign.title["ja"]),
            ("en", campaign.title["en"]),
            ("announced", "by the organisation itself" if campaign.announced else "reported by others"),
            ("clone", "copies a genuine notice word for word" if campaign.clone else ""),
            ("source", f"{campaign.source} ({campaign.date})"),
            ("subjects", campaign.subjects),
            ("names", campaign.names),
            ("phrases", campaign.phrases),
        ],
    )


def _brand(out: Console, brand: Brand) -> None:
    _head(out, brand.id, brand.kind, "")
    _fields(
        out,
        [
            ("ja", brand.name["ja"]),
            ("en", brand.name["en"]),
            ("group", brand.group if brand.group != brand.id else ""),
            ("spellings", ", ".join(brand.spellings)),
            ("misspellings", ", ".join(brand.misspellings)),
            ("ambiguous", ", ".join(brand.ambiguous)),
            ("domains", [f"{domain.name}  {domain.evidence}, {domain.checked}" for domain in brand.sources if domain.name in brand.domains]),
            ("customers'", sorted(brand.customer_domains)),
            ("senders", sorted(brand.senders)),
            ("warning", f"{brand.warning.name['ja']}\n{brand.warning.url}" if brand.warning else "none known"),
            ("route", f"{brand.route['ja']}\n{brand.route['en']}\n{brand.route_url}"),
            ("genuine mail", f"{brand.genuine['ja']}\n{brand.genuine['en']}" if brand.genuine else ""),
        ],
    )


def show_trial(name: str, entries: Sequence[Entry], hits: Sequence[Hit], limit: int) -> None:
    """What a record hit, and the levels it changed."""
    out = console()
    phish, ham = ([hit for hit in hits if hit.entry.label == label] for label in ("phish", "ham"))
    totals = {label: sum(entry.label == label for entry in entries) for label in ("phish", "ham")}
    out.print(f"[bold]{name}[/] hits {len(phish)} of {totals['phish']} phish and {len(ham)} of {totals['ham']} ham")
    changes: dict[tuple[str, str, str], int] = {}
    for hit in hits:
        if hit.without != hit.level:
            key = (hit.entry.label, hit.without, hit.level)
            changes[key] = changes.get(key, 0) + 1
    for (label, before, after), count in sorted(changes.items()):
        out.print(f"  {count:4} {label}: {before} → {after}", style="red" if label == "ham" else "green")
    if hits and not changes:
        out.print("  and changes no level", style="dim")
    listed = [*ham, *phish[:limit]]
    wide = [max(map(len, column)) for column in zip(("id", "source"), *((hit.entry.id, hit.entry.source) for hit in listed), strict=True)]
    if listed:
        out.print(f"\nlabel  {'id':{wide[0]}}  {'source':{wide[1]}}  level (without → with it), and the words below", style="dim", markup=False)
    for hit in listed:
        entry, change = hit.entry, f"{hit.without} → {hit.level}" if hit.without != hit.level else hit.level
        line = f"{entry.label:5}  {entry.id:{wide[0]}}  {entry.source:{wide[1]}}  {change}"
        out.print(line, style="red" if entry.label == "ham" else "", markup=False)
        out.print(f"       {hit.quote[:80]}", style="dim", markup=False, no_wrap=True, overflow="ellipsis")
    if len(phish) > limit:
        out.print(f"and {len(phish) - limit} more phish (--limit)", style="dim")

"""A report becomes the card people see: level and first step on top, then the points, then what could not be seen.

Discord allows 4,000 characters and 40 components; a card is built to stay below both, whatever the report holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import discord
from discord import ui

from bot.cards.escape import code, file_name, plain
from bot.cards.ids import pack_id
from bot.cards.shots import doubt, fix_button, picks, read_button
from bot.cards.view import View
from bot.first_step import first_step
from bot.words import words
from rules.redact import defang

if TYPE_CHECKING:
    from datetime import date

    from bot.intake import Answer
    from bot.recall import Recall
    from bot.told import Done
    from rules.packs import Pack
    from rules.report import Lang, Level, Point, Report, Weight

POINTS = 5
"""Points shown on the card itself; the rest is behind a button."""
LETTERS = 3800
"""Characters of all texts together at most (Discord's limit is 4,000)."""
_COLOURS: dict[Level, int] = {"strong": 0xD83C3E, "caution": 0xE8A317, "none": 0x8A8F98, "unclear": 0x6B8FB3}
DONE_AT = 1001
"""The component that tells what the asker has done, by which it is left out of what is shared."""
URGENT = 0xD83C3E
"""The colour of first aid."""
_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HOME = "xserver"
"""The first brand: its warning page is always one tap away."""


class Card(View):
    """The card of one report. `public` leaves out what only the asker may press; `who` shared it; without `sharing` nobody may show it to everybody.

    `warn` adds the moderators' button. `done` is what the asker says they have done already: the help for that comes before everything else.
    """

    def __init__(
        self, answer: Answer, report: Report, lang: Lang, *, public: bool = False, who: str = "", sharing: bool = True, warn: bool = False, done: Done = ""
    ) -> None:
        super().__init__()
        first = words(lang)(f"aid.{done}") if done else ""
        texts = _texts(answer, report, lang, who, LETTERS - len(first))
        if first:
            self.add_item(ui.Container(ui.TextDisplay(first), accent_colour=discord.Colour(URGENT), id=DONE_AT))
        container: ui.Container[Card] = ui.Container(accent_colour=discord.Colour(_COLOURS[report.level]))
        for number, text in enumerate(texts):
            if number:
                container.add_item(ui.Separator(visible=number in (1, len(texts) - 1)))
            container.add_item(ui.TextDisplay(text))
        self.add_item(container)
        for row in _rows(answer, report, lang, public=public, sharing=sharing, warn=warn):
            self.add_item(row)


def _texts(answer: Answer, report: Report, lang: Lang, who: str, letters: int) -> list[str]:
    """The card's texts in order: head, points, foot. Points that would not fit into so many letters stay behind the button."""
    say = words(lang)
    head, foot = _head(report, lang), _foot(answer, report, lang, who)
    points = [doubt(answer.questions, lang)] if answer.questions else []
    points += [_raised(answer.recall, lang)] if answer.recall and answer.recall.raised else []
    room = letters - len(head) - len(foot) - sum(map(len, points)) - 120
    shown = 0
    for number, point in enumerate(report.points[:POINTS]):
        text = point_text(point, number, lang)
        if len(text) > room:
            break
        room -= len(text)
        shown += 1
        points.append(text)
    if (hidden := len(report.points) - shown) > 0:
        points.append("-# " + say("card.more", count=hidden))
    return [head, *points, foot]


def _head(report: Report, lang: Lang) -> str:
    say, brand = words(lang), report.brand
    line = say(f"level.{report.level}.brand", brand=brand.name[lang]) if brand else say(f"level.{report.level}.line")
    lines = [f"## {say(f'level.{report.level}.icon')} {say(f'level.{report.level}.name')}", line, say("card.first", step=first_step(report, lang))]
    if report.level in ("strong", "caution"):
        lines.append("-# " + say("card.kind"))
    return "\n".join(lines)


def point_text(point: Point, number: int, lang: Lang) -> str:
    """One point: its title, the words that gave it away, and why it matters."""
    quote = f"\n{code(point.quote)}" if point.quote else ""
    return f"{point_line(point.title(lang), point.weight, number, lang)}{quote}\n{plain(point.why(lang))}"


def point_line(title: str, weight: Weight, number: int, lang: Lang) -> str:
    """A point's first line; `number` counts from 0."""
    say = words(lang)
    sign = _NUMBERS[number] if number < len(_NUMBERS) else f"({number + 1})"
    return say("card.point", number=sign, title=plain(title), weight=say(f"weight.{weight}"))


def _foot(answer: Answer, report: Report, lang: Lang, who: str) -> str:
    say = words(lang)
    lines = _memory(answer.recall, report, lang) if answer.recall else []
    if report.unseen:
        lines.append(say("card.unseen", things=("・" if lang == "ja" else ", ").join(say(f"unseen.{name}") for name in report.unseen)))
    if (ask := report.ask(lang)) and report.level != "strong":
        lines.append(say("card.ask", ask=ask))
    if report.level in ("caution", "none") and report.brand and report.brand.genuine:
        lines.append(say("card.genuine", genuine=report.brand.genuine[lang]))
    for reason in dict.fromkeys(answer.unread[:5]):
        lines.append(say("picture.unread", reason=say(f"picture.problem.{reason}")))
    if "animated-first-frame" in answer.notes:
        lines.append("-# " + say("picture.animated"))
    if answer.skipped:
        lines.append(say("card.skipped", names=" ".join(file_name(name) for name in answer.skipped[:5])))
    nothing = say.several("proves_nothing")
    lines.append("-# " + nothing[int(report.id, 16) % len(nothing)])
    if who:
        lines.append("-# " + say("card.shared_by", who=plain(defang(who))))
    lines.append("-# " + say("card.footer", pack=report.pack.version, id=report.id))
    return "\n".join(lines)


def _raised(recall: Recall, lang: Lang) -> str:
    """The point that the server's moderators added."""
    say = words(lang)
    if recall.confirmed:
        return say("memory.raised", day=_day(recall.confirmed, lang))
    return say("memory.raised_to", level=say(f"level.{recall.ruled}.name"))


def _memory(recall: Recall, report: Report, lang: Lang) -> list[str]:
    """What the server's memory has to say beside the points."""
    say = words(lang)
    lines: list[str] = []
    if recall.week > 1:
        lines.append(say("memory.week", count=recall.week))
    if recall.confirmed and not recall.raised:
        lines.append(say("memory.confirmed" if report.level == "strong" else "memory.unused", day=_day(recall.confirmed, lang)))
    elif recall.ruled and recall.ruled != report.level:
        lines.append(say("memory.ruled", level=say(f"level.{recall.ruled}.name")))
    if recall.elsewhere:
        lines.append(say("memory.elsewhere", count=recall.elsewhere))
    return lines


def _day(moment: date, lang: Lang) -> str:
    return words(lang)("memory.day", year=moment.year, month=moment.month, day=moment.day)


def _rows(answer: Answer, report: Report, lang: Lang, *, public: bool, sharing: bool, warn: bool) -> list[ui.ActionRow[Card]]:
    say = words(lang)
    links = [official_button(report.official.url, report.pack, lang)]
    home = report.pack.brands.get(_HOME)
    if report.brand is None and home and home.warning and home.warning.url != report.official.url:
        links.append(_link("button.xserver", home.warning.url, lang))
    campaign = answer.recall.campaign if answer.recall else None
    presses: list[ui.Button[Card]] = [ui.Button(label=say("button.aid"), style=discord.ButtonStyle.danger, custom_id="hm-aid:start")]
    if report.points:
        presses.append(ui.Button(label=say("button.all"), style=discord.ButtonStyle.secondary, custom_id=pack_id("a", report, campaign)))
    if sharing and not public:
        presses.append(ui.Button(label=say("button.share"), style=discord.ButtonStyle.secondary, custom_id=pack_id("s", report, campaign)))
    if warn:
        presses.append(warn_button(pack_id("p", report, campaign), lang))
    links.append(ui.Button(label=say("button.wrong"), style=discord.ButtonStyle.secondary, custom_id=pack_id("w", report, campaign)))
    rows: list[ui.ActionRow[Card]] = [ui.ActionRow(*presses), ui.ActionRow(*links)]
    reading: list[ui.Button[Card]] = [read_button(answer.shot_key, lang), fix_button(answer.shot_key, lang)] if answer.shot_key else []
    if answer.unread:
        reading.append(ui.Button(label=say("button.copy"), style=discord.ButtonStyle.secondary, custom_id="hm-copy"))
    if reading:
        rows = [*(picks(answer, lang) if answer.shot_key else ()), rows[0], ui.ActionRow(*reading), rows[1]]
    if report.strangers and not public:
        rows.append(ui.ActionRow(_strangers(report, lang)))
    return rows


def warn_button(custom_id: str, lang: Lang) -> ui.Button[Any]:
    """「警告をピン留め」: everybody sees it, moderators can use it."""
    return ui.Button(label=words(lang)("button.warn"), style=discord.ButtonStyle.secondary, custom_id=custom_id)


def official_button(url: str, pack: Pack, lang: Lang) -> ui.Button[Any]:
    """The link to a company's warning page, or to where one may ask without one, with the host it leads to."""
    return _link("button.council" if url == pack.official.url else "button.official", url, lang)


def _link(key: str, url: str, lang: Lang) -> ui.Button[Any]:
    return ui.Button(label=words(lang)(key, host=urlsplit(url).hostname or url)[:80], url=url)


def _strangers(report: Report, lang: Lang) -> ui.Select[Card]:
    """The question whether the unrelated companies are used at all."""
    options = [discord.SelectOption(label=report.pack.brands[name].name[lang][:100], value=name) for name in report.strangers[:25]]
    return ui.Select(custom_id="hm-unused", placeholder=words(lang)("button.unused"), options=options, min_values=1, max_values=len(options))

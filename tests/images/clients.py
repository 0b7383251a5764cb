"""The mail apps whose screens are drawn: one template each in clients/, with words in the reader's language."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from string import Template
from typing import TYPE_CHECKING

from tests.images.written import HERE, letter

if TYPE_CHECKING:
    from datetime import datetime

    from tests.images.written import Written

FOLDER = HERE / "clients"
WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
CLOCKS = ("9:41", "12:07", "18:30", "7:55", "21:16")
OTHERS = {
    "ja": (("社内報", "11月号をお届けします", "9:02"), ("町内会", "清掃活動の日程について", "8:47"), ("田中", "Re: 打ち合わせの件", "8:15")),
    "en": (("Book club", "Next month's meeting", "9:02"), ("Riverside Gym", "New opening hours", "8:47"), ("Dana", "Re: Lunch on Thursday", "8:15")),
}
FRIENDS = {"ja": ("山田 花子", "hanako.yamada@example.net", "これって本物かな？"), "en": ("Dana Miller", "dana.miller@example.net", "Is this one real?")}
"""Who forwards a mail: the name, the address, and the words above it."""
_FIELD = re.compile(r' data-field="(?!body)\w+"')


@dataclass(frozen=True)
class Client:
    """One app: `forward` is how it marks a mail that is forwarded, `desk` at desktop width, `langs` the languages it is drawn in, `brief` whether its header can be folded."""

    name: str
    forward: str = "dashes"
    desk: bool = False
    langs: tuple[str, ...] = ("ja", "en")
    brief: bool = True


CLIENTS = {
    client.name: client
    for client in (
        Client("gmail-android"),
        Client("gmail-ios"),
        Client("ios-mail", "words"),
        Client("outlook-ios", "rule"),
        Client("yahoo-app", "original", langs=("ja",)),
        Client("docomo-mail", "original", langs=("ja",)),
        Client("gmail-web", desk=True, brief=False),
        Client("outlook-web", "rule", desk=True, brief=False),
        Client("outlook-desktop", "rule", desk=True, brief=False),
        Client("pc", "words", desk=True, brief=False),
        Client("au-mail", "original", langs=("ja",)),
        Client("softbank-mail", "original", langs=("ja",)),
        Client("thunderbird", "words", desk=True, brief=False),
    )
}


def page(client: Client, mail: Written, *, theme: str, brief: bool, long: bool, forward: bool, turn: int) -> str:
    """The HTML page of one mail in one app. `turn` varies the clock and the battery. Forwarded, the fields are those of the mail inside."""
    drawn = _read(f"{client.name}.html")
    body = letter(mail)
    if forward:
        drawn, body = _FIELD.sub("", drawn), _forwarded(client, mail) + body
        mail = _wrapper(mail)
    others = "".join(f'<div class="{"now" if now else ""}"><b>{name}</b>{subject} {when}</div>' for name, subject, when, now in _list(mail))
    words = {f"w_{key}": value for key, value in _words()[mail.lang].items()}
    return Template(drawn).substitute(
        words,
        base=_read("base.css"),
        icons=_read("_icons.html"),
        status_ios=Template(_read("_status_ios.html")).substitute(clock=CLOCKS[turn % len(CLOCKS)]),
        status_android=Template(_read("_status_android.html")).substitute(clock=CLOCKS[turn % len(CLOCKS)], battery=34 + turn * 7 % 60),
        lang=mail.lang,
        theme=theme,
        mode="long" if long else "screen",
        header="collapsed" if brief else "open",
        initial=html.escape(mail.display.strip()[:1]),
        display=html.escape(mail.display),
        address=html.escape(mail.address),
        to=html.escape(mail.to),
        subject=html.escape(mail.subject),
        letter=body,
        others=others,
        **_dates(mail.date, mail.lang),
    )


def _wrapper(mail: Written) -> Written:
    """The mail that somebody forwarded it with."""
    name, address, _ = FRIENDS[mail.lang]
    return replace(mail, display=name, address=address, subject=f"Fwd: {mail.subject}", date=mail.date + timedelta(hours=3))


def _forwarded(client: Client, mail: Written) -> str:
    """What stands in the text above a mail that was forwarded: a word to the reader, a mark, and the mail's header."""
    words, dates = _words()[mail.lang], _dates(mail.date, mail.lang)
    sender = f'<span data-field="display">{html.escape(mail.display)}</span> &lt;<span data-field="address">{html.escape(mail.address)}</span>&gt;'
    subject, date = (f'<span data-field="{name}">{html.escape(text)}</span>' for name, text in (("subject", mail.subject), ("date", dates["date_long"])))
    fields = [
        f"{words['from']}: {sender}",
        f"{words['date']}: {date}",
        f"{words['subject']}: {subject}",
        f'{words["to"]}: <span data-field="to">{mail.to}</span>',
    ]
    if client.forward == "rule":
        fields[1:] = [f"{words['sent_on']}: {date}", fields[3], fields[2]]
    mark = words["original"] if client.forward == "original" else {"dashes": "---------- Forwarded message ---------", "rule": "_" * 32}.get(client.forward, "")
    lines = [FRIENDS[mail.lang][2], "", mark or words["forwarded"], *fields, ""]
    return "".join(f"<div>{line or '&nbsp;'}</div>" for line in lines)


def _list(mail: Written) -> list[tuple[str, str, str, bool]]:
    """The folder's list beside the mail: the mail itself, cut short as apps do, and some that are none of its business."""
    own = (html.escape(mail.display[:12]), html.escape(mail.subject[:14]) + "…", f"{mail.date:%-H:%M}", True)
    return [own, *((name, subject, when, False) for name, subject, when in OTHERS[mail.lang])]


def _dates(date: datetime, lang: str) -> dict[str, str]:
    day = WEEKDAYS[lang][date.weekday()]
    time = f"{date:%-H:%M}"
    if lang == "ja":
        return {
            "date_short": f"{date.month}月{date.day}日",
            "date_long": f"{date.year}年{date.month}月{date.day}日({day}) {time}",
            "date_slash": f"{date:%Y/%m/%d} ({day}) {time}",
        }
    month = f"{date:%b}"
    return {"date_short": f"{month} {date.day}", "date_long": f"{day}, {month} {date.day}, {date.year}, {time}", "date_slash": f"{day} {date:%m/%d/%Y} {time}"}


def _read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8").strip()


def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_read("words.toml"))

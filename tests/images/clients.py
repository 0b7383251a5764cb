"""The mail apps whose screens are drawn: one template each in clients/, with words in the reader's language."""

from __future__ import annotations

import html
import tomllib
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Client:
    """One app: `desk` at desktop width, `langs` the languages it is drawn in, `brief` whether its header can be folded."""

    name: str
    desk: bool = False
    langs: tuple[str, ...] = ("ja", "en")
    brief: bool = True


CLIENTS = {
    client.name: client
    for client in (
        Client("gmail-android"),
        Client("gmail-ios"),
        Client("ios-mail"),
        Client("outlook-ios"),
        Client("yahoo-app", langs=("ja",)),
        Client("docomo-mail", langs=("ja",)),
        Client("gmail-web", desk=True, brief=False),
        Client("outlook-web", desk=True, brief=False),
        Client("outlook-desktop", desk=True, brief=False),
        Client("pc", desk=True, brief=False),
    )
}


def page(client: Client, mail: Written, *, theme: str, brief: bool, long: bool, turn: int) -> str:
    """The HTML page of one mail in one app. `turn` varies the clock and the battery."""
    others = "".join(f'<div class="{"now" if now else ""}"><b>{name}</b>{subject} {when}</div>' for name, subject, when, now in _list(mail))
    words = {f"w_{key}": value for key, value in _words()[mail.lang].items()}
    return Template(_read(f"{client.name}.html")).substitute(
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
        letter=letter(mail),
        others=others,
        **_dates(mail.date, mail.lang),
    )


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

"""Official announcements of fakes, read from the few pages that notices.toml names, and proposed to the operator as campaign records.

Nothing changes the rules by itself: what is new is written as TOML beside the pages' state, for a person to read, complete and put into the pack. A page is asked
for only what is new (ETag, Last-Modified), within a size and a time, without redirects to other hosts. How pages are built changes; what cannot be read is told.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from selectolax.lexbor import LexborHTMLParser

from rules import shipped
from rules.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGES = Path(__file__).with_name("notices.toml")
SIZE = 2 << 20
"""Bytes of a page at most."""
SECONDS = 20.0
"""Seconds that a page may take."""
MOST = 50
"""Notices taken of a page at most, the newest first."""
SEEN = 2000
_DATE = re.compile(r"(20\d\d)\s?[/.年-]\s?(\d{1,2})\s?[/.月-]\s?(\d{1,2})")
_SPACE = re.compile(r"[^\S\n]+")


class Unread(Exception):
    """A page could not be read; says why in one line."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One announcement: `name` whom the fake pretends to be, or `subject` and `sender` of it; "" where the page does not say."""

    page: str
    url: str
    title: str
    day: date | None = None
    name: str = ""
    brand: str = ""
    subject: str = ""
    sender: str = ""


@dataclass(slots=True)
class State:
    """What is known of the pages: validators to ask with, and the notices seen."""

    validators: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> State:
        """The state in a file; an empty one where there is none, or none that can be read."""
        try:
            data = json.loads(path.read_text("utf-8"))
            return cls(
                {str(key): {str(name): str(value) for name, value in found.items()} for key, found in data["validators"].items()},
                [str(one) for one in data["seen"]],
            )
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps({"validators": self.validators, "seen": self.seen[-SEEN:]}, ensure_ascii=False), "utf-8")
        draft.replace(path)

    def new(self, notices: Iterable[Notice]) -> list[Notice]:
        """The notices that were not seen before; they are from now on."""
        known, fresh = set(self.seen), []
        for notice in notices:
            key = f"{notice.page} {notice.title} {notice.subject} {notice.day or ''}"
            if key not in known:
                known.add(key)
                self.seen.append(key)
                fresh.append(notice)
        return fresh


def pages(path: Path = PAGES) -> list[dict[str, Any]]:
    """The pages that are read."""
    return list(tomllib.loads(path.read_text("utf-8"))["page"])


async def fetch(session: aiohttp.ClientSession, page: dict[str, Any], state: State) -> str | None:
    """A page's HTML; None when it has not changed. Raises Unread."""
    headers = {"Accept-Language": "ja", "User-Agent": "Honmono notices (once a day)", **state.validators.get(page["id"], {})}
    try:
        async with session.get(page["url"], headers=headers, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=SECONDS)) as response:
            if response.status == 304:
                return None
            if response.status != 200:
                raise Unread(f"{page['url']} answered {response.status}")
            data = bytearray()
            async for chunk in response.content.iter_chunked(64 << 10):
                data += chunk
                if len(data) > SIZE:
                    raise Unread(f"{page['url']} is larger than {SIZE >> 20} MiB")
            told = {"If-None-Match": response.headers.get("ETag", ""), "If-Modified-Since": response.headers.get("Last-Modified", "")}
            state.validators[page["id"]] = {name: value for name, value in told.items() if value}
            return data.decode(response.charset or "utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError, LookupError) as error:
        raise Unread(f"{page['url']} could not be read ({type(error).__name__})") from error


def read(page: dict[str, Any], html: str) -> list[Notice]:
    """The notices on a page. Raises Unread when there is none: then the page is built otherwise than before."""
    found = (_entries if page["list"] == "entries" else _subjects)(page, LexborHTMLParser(html[:SIZE]))
    if not found:
        raise Unread(f"{page['url']} has no notice that could be read; it may be built otherwise now")
    return found[:MOST]


def _entries(page: dict[str, Any], tree: LexborHTMLParser) -> list[Notice]:
    """Links whose words announce a fake, with the date in them, beside them or just before."""
    title = re.compile(page["title"])
    notices = []
    for link in tree.css("a[href]"):
        words = _plain(link.text())
        match = title.search(words)
        if match is None:
            continue
        url = urljoin(page["url"], link.attributes.get("href") or "")
        if urlsplit(url).hostname == urlsplit(page["url"]).hostname:
            notices.append(Notice(page["id"], url, words[:200], _day(words) or _day_near(link), _plain(match["name"]), page.get("brand", "")))
    return notices


def _day_near(link: Any) -> date | None:
    node = link
    for _ in range(3):
        before = node.prev
        for _ in range(4):
            if before is None:
                break
            if (found := _day(_plain(before.text() or ""))) is not None:
                return found
            before = before.prev
        node = node.parent
        if node is None:
            return None
        if node.tag in ("li", "tr", "dd", "dt", "p") and (found := _day(_plain(node.text()))) is not None:
            return found
    return None


def _subjects(page: dict[str, Any], tree: LexborHTMLParser) -> list[Notice]:
    """Subjects written out, each with the sender that stands nearest before the next subject."""
    text = "\n".join(_plain(line) for line in (tree.body.text(separator="\n") if tree.body else "").splitlines())
    text = re.sub(r"([：:])\s*\n\s*", r"\1", text)
    subjects = list(re.compile(page["subject"]).finditer(text))
    sender = re.compile(page["sender"])
    notices = []
    for number, match in enumerate(subjects):
        end = subjects[number + 1].start() if number + 1 < len(subjects) else len(text)
        found = sender.search(text, match.end(), end) or sender.search(text, subjects[number - 1].end() if number else 0, match.start())
        subject = match["subject"].strip("「」『』 ")
        notices.append(
            Notice(page["id"], page["url"], subject[:200], None, "", page.get("brand", ""), subject, found["sender"].strip("「」『』 ") if found else "")
        )
    return notices


def _plain(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def _day(text: str) -> date | None:
    match = _DATE.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def proposal(notices: Sequence[Notice], now: datetime) -> str:
    """Campaign records in TOML for a person to complete: what the page did not say is left empty, and lint says so."""
    names = {fold(name).text: brand.id for brand in shipped().brands.values() for name in (*brand.spellings, *brand.ambiguous, brand.name["ja"])}
    lines = [f"# Proposed from official pages on {now:%Y-%m-%d}. Read each page, complete the record (or drop it), and put it into rules/pack/campaigns/.", ""]
    for notice in notices:
        brand = notice.brand or names.get(fold(notice.name).text, "")
        day = notice.day or now.date()
        lines += [
            "[[campaign]]",
            f'id = "{brand or "unknown"}.{day:%Y%m%d}-{hashlib.blake2s((notice.title + notice.subject).encode(), digest_size=2).hexdigest()}"',
            f"brand = {_toml(brand)}" + (f"  # the page says: {_comment(notice.name)}" if notice.name and not brand else ""),
            f'title = {{ ja = {_toml(notice.title)}, en = "" }}',
            f"subjects = [{_toml(notice.subject) if notice.subject else ''}]",
            *([f"# sender on the page: {_comment(notice.sender)}"] if notice.sender else []),
            "announced = true",
            f"source = {_toml(notice.url)}",
            f'date = "{day:%Y-%m}"',
            "",
        ]
    return "\n".join(lines)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())


async def update(folder: Path, now: datetime, *, listed: Sequence[dict[str, Any]] | None = None) -> tuple[Path | None, int, list[str]]:
    """Read every page and write what is new; the file written (None when there is nothing), how many notices, and what went wrong."""
    state_file = folder / "state.json"
    state = State.read(state_file)
    fresh: list[Notice] = []
    troubles: list[str] = []
    async with aiohttp.ClientSession() as session:
        for page in pages() if listed is None else listed:
            try:
                html = await fetch(session, page, state)
                fresh += state.new(read(page, html)) if html is not None else []
            except Unread as error:
                troubles.append(str(error))
    written = None
    if fresh:
        written = _write(folder / f"proposed-{now:%Y%m%d-%H%M%S}.toml", proposal(fresh, now))
    state.write(state_file)
    return written, len(fresh), troubles


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path

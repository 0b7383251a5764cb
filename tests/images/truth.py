"""What a picture truly shows: the lines of the mail, where they stand, and what follows from them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.images.written import mails, urls

if TYPE_CHECKING:
    from pathlib import Path

    from tests.images.cases import Case

Box = tuple[float, float, float, float]
HEADER = {"ja": {"subject": "件名", "from": "差出人", "to": "宛先", "date": "日時"}, "en": {"subject": "Subject", "from": "From", "to": "To", "date": "Date"}}


@dataclass(frozen=True)
class Line:
    """One drawn line: its field, which element of the page it belongs to, where in that element it begins, and its box in pixels of picture number `picture`."""

    field: str
    part: int
    start: int
    gap: bool
    text: str
    box: Box
    picture: int = 0


@dataclass(frozen=True)
class Truth:
    """One case and what its pictures show. A field that is not in sight is ""."""

    name: str
    mail: str
    client: str
    theme: str
    scale: int
    mode: str
    kind: str
    files: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    lang: str
    label: str
    lines: tuple[Line, ...]
    codes: tuple[tuple[str, Box], ...] = ()

    def shown(self, name: str) -> str:
        """A header field as far as it is in sight."""
        return "\n".join(_unwrapped(self.lines, name))

    @property
    def display(self) -> str:
        """The display name."""
        return self.shown("display")

    @property
    def address(self) -> str:
        """The sender's address."""
        return self.shown("address")

    @property
    def subject(self) -> str:
        """The subject."""
        return self.shown("subject")

    @property
    def body(self) -> str:
        """The body, its lines as they were written and not as the screen broke them."""
        return "\n".join(_unwrapped(self.lines, "body")).strip()

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses that the body shows whole."""
        whole = urls(mails()[self.mail].body)
        return tuple(url for url in urls(self.body) if url in whole)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of the links that the body shows whole."""
        return tuple(dict.fromkeys(host(url) for url in self.urls))

    @property
    def qr(self) -> tuple[str, ...]:
        """What the QR codes in sight hold."""
        return tuple(url for url, _ in self.codes)

    @property
    def pasted(self) -> str:
        """What somebody would paste who could copy this mail's text out of the app: the same words, as text."""
        words = HEADER[self.lang]
        sender = f"{self.display} <{self.address}>".strip() if self.address else self.display
        header = {"subject": self.subject, "from": sender, "to": self.shown("to"), "date": self.shown("date")}
        return "\n".join([*(f"{words[key]}: {value}" for key, value in header.items() if value), "", self.body]).strip()

    def to_dict(self) -> dict[str, Any]:
        """The truth as its file holds it: the lines, and what follows from them for whoever reads the file."""
        derived = {name: getattr(self, name) for name in ("display", "address", "subject", "body", "urls", "hosts", "qr", "pasted")}
        return {**asdict(self), **derived}


def load(path: Path) -> Truth:
    """Read a truth file."""
    record = json.loads(path.read_text("utf-8"))
    names = {name: record[name] for name in Truth.__dataclass_fields__}
    lines = tuple(Line(**{**line, "box": tuple(line["box"])}) for line in record["lines"])
    codes = tuple((url, tuple(box)) for url, box in record["codes"])
    return Truth(**{**names, "lines": lines, "codes": codes, "files": tuple(record["files"]), "sizes": tuple(map(tuple, record["sizes"]))})


def of(case: Case, shots: list[dict[str, Any]], sizes: list[tuple[int, int]]) -> Truth:
    """The truth of a case from what each of its pages told (extract.js). A line that two pictures show counts once."""
    mail = mails()[case.mail]
    lines: dict[tuple[int, int], Line] = {}
    codes: dict[str, Box] = {}
    for number, shot in enumerate(shots):
        for line in shot["lines"]:
            box = _pixels(line["box"], case.scale)
            lines.setdefault((line["part"], line["start"]), Line(line["field"], line["part"], line["start"], line["gap"], line["text"], box, number))
        for code in shot["codes"]:
            codes.setdefault(code["url"], _pixels(code["box"], case.scale))
    files = file_names(case.name, len(shots))
    ordered = tuple(lines[key] for key in sorted(lines))
    return Truth(
        case.name, mail.id, case.client, case.theme, case.scale, case.mode, "", files, tuple(sizes), mail.lang, mail.label, ordered, tuple(codes.items())
    )


def file_names(name: str, count: int, ending: str = "png") -> tuple[str, ...]:
    """The files of a case of `count` pictures.

    >>> file_names("a", 2)
    ('a.png', 'a-2.png')
    """
    return tuple(f"{name}-{number + 1}.{ending}" if number else f"{name}.{ending}" for number in range(count))


def clipped(truth: Truth, top: int, bottom: int) -> Truth:
    """The truth of what is left when the (only) picture is cut to the rows from `top` to `bottom`."""

    def keeps(box: Box) -> bool:
        return box[1] >= top and box[3] <= bottom

    def moved(box: Box) -> Box:
        return (box[0], box[1] - top, box[2], box[3] - top)

    lines = tuple(replace(line, box=moved(line.box)) for line in truth.lines if keeps(line.box))
    codes = tuple((url, moved(box)) for url, box in truth.codes if keeps(box))
    return replace(truth, lines=lines, codes=codes, sizes=((truth.sizes[0][0], bottom - top),))


def host(url: str) -> str:
    """The host of an address as it stands in a text.

    >>> host("http://login.example.cfd/a")
    'login.example.cfd'
    """
    return re.sub(r"^https?://", "", url).partition("/")[0].partition("?")[0].lower()


def letters(text: str) -> str:
    """A text as letters are counted: widths folded (NFKC), without blanks.

    >>> letters("Ａ b\\n％")
    'Ab%'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def _pixels(box: list[float], scale: int) -> Box:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def _unwrapped(lines: tuple[Line, ...], name: str) -> list[str]:
    """The written lines of a field: what one element holds is one line, however the screen broke it; a blank that the break swallowed is put back."""
    written: list[str] = []
    last: Line | None = None
    for line in lines:
        if line.field != name:
            continue
        if last is not None and last.part == line.part:
            swallowed = line.start > last.start + len(last.text)
            written[-1] += (" " if swallowed else "") + line.text
        else:
            written += ["", line.text] if line.gap and written else [line.text]
        last = line
    return [" ".join(text.split()) for text in written]

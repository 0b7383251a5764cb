"""A folder of mails with an index: what the scorecard is measured on.

`index.jsonl` holds one object a line: id, label ("phish" or "ham"), lang, source and path (relative to the folder) are needed; format ("eml" if not
said, or "text"), campaign (a mail without one is one of its own) and subject are not. Other fields are left alone.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rules.mail import read_eml, read_ocr, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from rules.mail.model import Mail

InputForm = Literal["eml", "text", "body", "ocr"]
NEEDED = ("id", "label", "lang", "source", "path")
"""What a line of the index cannot do without."""
FORMS: tuple[InputForm, ...] = ("eml", "text", "body", "ocr")


class CorpusError(ValueError):
    """The folder is no corpus; the message is one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail of a corpus."""

    id: str
    label: str
    lang: str
    source: str
    format: str
    campaign: str
    path: Path
    subject: str = ""


def entries(folder: Path) -> list[Entry]:
    """The index of a corpus. Raises CorpusError."""
    index = folder / "index.jsonl"
    try:
        lines = index.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CorpusError(
            f'{folder} holds no readable index.jsonl; it needs one line a mail: {{"id", "label": "phish" or "ham", "lang", "source", "path"}}'
        ) from error
    found: list[Entry] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_entry(folder, _record(line)))
        except ValueError as error:
            raise CorpusError(f"{index}:{number}: {error}") from error
        if found[-1].id in seen:
            raise CorpusError(f"{index}:{number}: the id {found[-1].id!r} stands above already")
        seen.add(found[-1].id)
    if not found:
        raise CorpusError(f"{index} is empty")
    return found


def _record(line: str) -> dict[str, Any]:
    """One line of the index. ValueError says which field is wrong."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError("not an object with " + ", ".join(NEEDED))
    for key in NEEDED:
        if key not in record:
            raise ValueError(f"{key!r} is missing; needed are {', '.join(NEEDED)}")
    for key, words in (("label", ("phish", "ham")), ("format", ("eml", "text"))):
        if key in record and record[key] not in words:
            raise ValueError(f"{key!r} is {record[key]!r}; it must be {' or '.join(words)}")
    if not isinstance(record["path"], str):
        raise ValueError(f"'path' is {record['path']!r}; it must be a text")
    return record


def _entry(folder: Path, record: dict[str, Any]) -> Entry:
    name, label, lang, source, path = (record[key] for key in NEEDED)
    return Entry(
        str(name),
        label,
        str(lang),
        str(source),
        str(record.get("format", "eml")),
        str(record.get("campaign") or name),
        folder / path,
        str(record.get("subject", "")),
    )


def mail_of(entry: Entry, form: InputForm) -> Mail:
    """The mail as a person would hand it over.

    `eml`: the file itself; `text`: subject, sender and text pasted from a phone (links by what they show, where they lead is lost); `body`: the text
    alone; `ocr`: the pasted text as it might be read off a picture.
    """
    data = entry.path.read_bytes()
    mail = read_eml(data) if entry.format == "eml" else read_text(data.decode("utf-8", "replace"))
    if form == "eml":
        return mail
    if form == "body":
        return read_text(mail.body)
    sender = f"{mail.sender.display} <{mail.sender.address}>" if mail.sender.display else mail.sender.address
    pasted = f"件名: {mail.subject}\n差出人: {sender}\n\n{mail.body}"
    if form == "text":
        return read_text(pasted)
    return read_ocr(damaged(pasted, entry.id))


_KANA_GAP = re.compile(r"(?<=[ぁ-んァ-ヶ])(?=[ぁ-んァ-ヶ])")
_MISREAD = ((0.3, "ー", "一"), (0.15, "カ", "力"), (0.1, "l", "I"), (0.05, "I", "l"), (0.03, "1", "l"), (0.05, "0", "O"), (0.05, "@", "©"), (0.02, ".", " "))
"""How often an engine reads a letter as another."""
_LOST = ((0.03, "@"), (0.02, "."))


def damaged(text: str, seed: str) -> str:
    """A text as an engine might read it off a screenshot: the same damage every time for the same seed.

    >>> damaged("カード情報を確認", "a") == damaged("カード情報を確認", "a")
    True
    """
    chance = random.Random(seed)  # noqa: S311 -- repeatable damage, no secret

    def maybe(share: float, old: str, new: str, line: str) -> str:
        return "".join(new if letter == old and chance.random() < share else letter for letter in line)

    lines = ["12:34 5G 87%"]
    for line in text.split("\n"):
        read = _KANA_GAP.sub(lambda _: " " if chance.random() < 0.08 else "", line)
        for share, old, new in (*_MISREAD, *((share, old, "") for share, old in _LOST)):
            read = maybe(share, old, new, read)
        while len(read) > 24:
            cut = chance.randint(16, 24)
            lines.append(read[:cut])
            read = read[cut:]
        lines.append(read)
    return "\n".join([*lines, "返信", "転送"])

"""A folder of mails with an index: what the scorecard is measured on.

`index.jsonl` holds one object a line: id, label ("phish" or "ham"), lang, source, format, kind, campaign, n_urls, path (relative to the folder).
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rules.mail import read_eml, read_ocr, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from rules.mail.model import Mail

InputForm = Literal["eml", "text", "body", "ocr"]
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


def entries(folder: Path) -> list[Entry]:
    """The index of a corpus. Raises CorpusError."""
    index = folder / "index.jsonl"
    try:
        lines = index.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{folder} holds no readable index.jsonl") from error
    found: list[Entry] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            path = folder / record["path"]
            found.append(
                Entry(
                    record["id"],
                    record["label"],
                    record["lang"],
                    record["source"],
                    record.get("format", "eml"),
                    str(record.get("campaign") or record["id"]),
                    path,
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{index}:{number}: not a record with id, label, lang, source and path") from error
        if found[-1].label not in ("phish", "ham"):
            raise CorpusError(f"{index}:{number}: label {found[-1].label!r} is neither phish nor ham")
    if not found:
        raise CorpusError(f"{index} is empty")
    return found


def mail_of(entry: Entry, form: InputForm) -> Mail:
    """The mail as a person would hand it over: the raw file; subject, sender and text pasted from a phone; the text alone; or read off a picture."""
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
        for share, old, new in ((0.3, "ー", "一"), (0.15, "カ", "力"), (0.1, "l", "I"), (0.05, "I", "l"), (0.05, "0", "O"), (0.05, "@", "©"), (0.02, ".", " ")):
            read = maybe(share, old, new, read)
        while len(read) > 24:
            cut = chance.randint(16, 24)
            lines.append(read[:cut])
            read = read[cut:]
        lines.append(read)
    return "\n".join([*lines, "返信", "転送"])

"""What holds of every mail, report and card, whatever was handed over. Each function raises AssertionError with what does not."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from jsonschema import Draft202012Validator

from rules.mail.eml import ATTACHMENTS, FIELDS, RECIPIENTS
from rules.mail.html import BODY
from rules.mail.mime import FIELD
from rules.mail.model import Form, LinkKind, Trait, Unseen
from rules.mail.urls import MOST
from rules.redact import LONGEST
from rules.report import LANGS
from tests.fuzz.discord import acts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from discord.ui import LayoutView

    from rules.mail.model import Mail
    from rules.packs import Pack
    from rules.report import Report

_LIVE = re.compile(r"(?i)(?:https?|ftp)[:：](?://|／／)")
_DOTTED = re.compile(r"(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?!\w)", re.IGNORECASE)
_SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Letters that Unicode counts as format and that show all the same."""
_STACKED = re.compile("[\u0300-\u036f]{5,}")


def mail(read: Mail) -> None:
    """A reader's bounds: nothing is longer than it says, and every word is one the model knows."""
    assert len(read.body) <= BODY
    assert len(read.hidden) <= BODY
    assert len(read.links) <= MOST
    assert len(read.attachments) <= ATTACHMENTS
    assert len(read.headers) <= FIELDS
    assert len(read.to) <= RECIPIENTS
    assert all(len(value) <= FIELD * 4 for _, value in read.headers)
    assert read.form in get_args(Form)
    assert read.traits <= set(get_args(Trait))
    assert read.unseen <= set(get_args(Unseen))
    assert all(link.kind in get_args(LinkKind) for link in read.links)
    assert all(size >= 0 for size in (file.size for file in read.attachments))
    assert "body" in read.unseen or read.body.strip(), "no body, and it does not say so"


@lru_cache(maxsize=1)
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(Path(__file__).parents[2].joinpath("docs", "report.schema.json").read_text("utf-8")))


def shown(text: str, own: Iterable[str] = ()) -> None:
    """A text that left the rule set: short, on one line, visible, not to be pressed, and without the reader's addresses."""
    assert len(text) <= LONGEST, "too long"
    text.encode("utf-8")
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in _SEEN for letter in text), "holds what shows nothing"
    assert not _STACKED.search(text), "marks are piled up"
    assert not _LIVE.search(text), "holds a live link"
    assert not _DOTTED.search(text), "holds a live host"
    unmasked(text, own)


def unmasked(text: str, own: Iterable[str]) -> None:
    """The reader's addresses do not stand in a text, in whatever width or spelling."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("[.]", ".").replace("%40", "@")
    for address in own:
        local, _, domain = address.lower().rpartition("@")
        if len(local) > 2 and "." in domain:
            assert f"{local}@{domain}" not in plain, "the reader's address is shown"


def report(judged: Report, own: Iterable[str] = ()) -> None:
    """A report is what its schema says, in both languages, and everything quoted in it may be shown."""
    for lang in LANGS:
        document = judged.to_dict(lang)
        json.dumps(document, ensure_ascii=False).encode("utf-8")
        _schema().validate(document)
    for text in (judged.mail.subject, judged.mail.sender, *(point.quote for point in judged.points)):
        shown(text, own)


def card(view: LayoutView, pack: Pack, own: Iterable[str] = ()) -> None:
    """A card fits, nothing of a mail acts in it, its buttons lead to pages of the pack alone, and no address of the reader's is in it."""
    nodes = list(_nodes(view.to_components()))
    texts = [str(node["content"]) for node in nodes if "content" in node]
    assert len(nodes) <= 40, "too many components"
    assert sum(map(len, texts)) <= 4000, "too many characters"
    for text in texts:
        text.encode("utf-8")
        assert text.strip(), "an empty text, which Discord refuses"
        assert not (found := acts(text)), f"{', '.join(found)} in {text!r}"
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text), "direction or nothing"
        unmasked(text, own)
    pages = _pages(pack)
    for node in nodes:
        assert len(str(node.get("custom_id") or "")) <= 100
        assert len(str(node.get("label") or "")) <= 80
        assert not node.get("url") or node["url"] in pages, "a button that leads where a mail wants"
        assert len(node.get("options") or ()) <= 25


def _pages(pack: Pack) -> frozenset[str]:
    from bot.cards.notes import FAQ, REPORT

    return frozenset({pack.official.url, FAQ, REPORT, *(brand.warning.url for brand in pack.brands.values() if brand.warning)})


def _nodes(payload: Any) -> Iterator[dict[str, Any]]:
    stack = list(payload)
    while stack:
        node = stack.pop()
        yield node
        stack += node.get("components") or []
        if accessory := node.get("accessory"):
            stack.append(accessory)

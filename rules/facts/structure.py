"""How the mail is made: hidden text, forms, pictures instead of words, slots that nobody filled.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="{{ name }} 様のアカウント %EMAIL% を確認"), shipped()), facts)
>>> facts.first("structure.unfilled-slot").quote
'{{ name }}'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.fold import INVISIBLE
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.facts.model import Context, Facts
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "structure.hidden-text": "text that the style hides from the reader (many honest mails hide a preview line)",
    "structure.hidden-filler": "a long text that the style hides, and that the reader sees nowhere else",
    "structure.form": "the mail itself asks for input",
    "structure.image-only": "pictures and next to no words",
    "structure.charset-mislabelled": "the text is in another charset than the mail names",
    "structure.unfilled-slot": "a slot of a template that nobody filled",
    "structure.randomizer": "the marks of a tool that makes every copy of a mail different",
    "structure.unbalanced-subject": "the subject's brackets do not match",
    "structure.random-subject": "a random token in the subject",
    "structure.only-link": "next to nothing but a link",
    "structure.no-recipient": "the mail is addressed to nobody, or to the sender",
    "structure.address-in-subject": "the reader's own address stands in the subject",
    "structure.fake-reply": "the subject says that it answers or forwards, the mail does neither",
    "structure.short": "a very short text",
    "structure.no-way": "nothing in the text leads on: no link or place of one, no button, nothing enclosed, no number to ring and no answer wanted",
    "structure.no-way-whole": "such a text, long enough to be more than a piece of a mail",
}

_TOKEN = regex(
    r"(?:[\[(#（〖]|no[:.]\s?|ref[:.]\s?|sz=|番号[:：「]?\s?|コード[:： ]?)[A-Za-z]{0,4}\d[A-Za-z0-9_-]{4,}|(?<![\w])[a-z]{1,3}\d{4,}[a-z]+\d*(?![\w])|#\d{3,4}-\d{5,}|◉\w{2,4}-\d{6,}"
    r"|(?<![\w-])(?=[A-Za-z0-9]{9,}(?![\w-]))(?=[A-Za-z0-9]*\d[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]+",
    re.IGNORECASE,
)
_DIGIT = regex(r"\d")
_INVITATION = regex(r"(?: @ [^@]*\d| - \d{4}年 ?\d{1,2}月 ?\d{1,2}日)[^@]*\(\S+@\S+\)\s*$")
"""How calendars end the subject of an invitation: what, @ when, and whose calendar it is for."""
_PAIRS = (("【", "】"), ("「", "」"), ("[", "]"), ("（", "）"), ("『", "』"), ("《", "》"))
_BRACKET = regex("[【】「」\\[\\]（）『』《》]")
_REPLY = regex(r"(?i)^\s*(?:re|fw|fwd|aw|wg|sv|回复|答复|转发)\s?[:：]")
_QUOTED = regex(r"(?m)^\s*>|^\s*(?:-{2,}|_{5,})\s*\w|^\s*(?:From|De|Von|差出人|On .{5,80}wrote)\s?[:：]?")
_BLANKS = regex(r"\s+")
_MEANINGLESS = regex(r"https?://\S+|[\W_]+|\d{4,}")
_SHORT = 60
"""Letters that say next to nothing."""
_CUT = 10
"""Letters at most that seem to mean something because a link or a number was cut."""
_LONG = 1500
"""Letters from which a body says something, whatever it is."""
_BRACKETS = (
    (r"\{\{", r"\}\}"),
    (r"\{|\$\{", r"\}"),
    ("%", "%"),
    (r"\[\[-?", r"-?\]\]"),
    (r"\[-?/?", r"-?\]"),
    ("【", r"】\s?様"),
    ("##", "##"),
    ("<%=?", "%>"),
)
"""The brackets that bulk mailers put around a slot's name."""
_OPENING = regex(r"[{\[%#【$<]")
_FILLER = 200
"""Letters of hidden text from which it is more than a preview line."""
_SAMPLES = 5
_WAYS = frozenset(
    ("link.anything", "link.qr", "button.any", "signal.asks-press", "signal.phone-number", "signal.asks-call", "signal.asks-reply-password", "signal.messenger")
)
"""Facts of a text that leads somewhere. One that only names what happens, and the reader's own way to the company, gains a fake nothing."""


def read(context: Context, facts: Facts) -> None:
    """Leave how the mail is made."""
    mail = context.mail
    traits = mail.traits
    if "hidden-text" in traits:
        _hidden(facts, mail.hidden, mail.body)
    if "html-form" in traits:
        facts.add("structure.form", next((link.target for link in mail.links if link.kind == "form"), mail.body[:60]), "body")
    if "image-only" in traits:
        facts.add("structure.image-only", mail.body[:60], "body")
    if "charset-mislabelled" in traits:
        facts.add("structure.charset-mislabelled", mail.header("content-type")[:100], "header")
    slots, randomizers = context.pack.made(_slots)
    for text, where in ((mail.subject, "subject"), (mail.body[:20_000], "body")):
        if (slot := _first(slots, text)) is not None:
            facts.add("structure.unfilled-slot", slot[0], "subject" if where == "subject" else "body")
            if (made := _first(randomizers, text)) is not None:  # whose names are slots, too
                facts.add("structure.randomizer", made[0], "subject" if where == "subject" else "body")
    _subject(context, facts)
    meaning = _meaning(mail.body)
    if mail.links and meaning < _SHORT:
        facts.add("structure.only-link", mail.body.strip()[:200] or mail.links[0].target, "body")
    if mail.body and meaning < 2 * _SHORT:
        facts.add("structure.short", mail.body.strip()[:200], "body")
    if mail.body and not mail.attachments and _WAYS.isdisjoint(facts):
        facts.add("structure.no-way", "", "body")
        if len(context.body.text) >= 2 * _SHORT:
            facts.add("structure.no-way-whole", "", "body")
    if mail.form == "eml" and mail.headers:
        if not mail.to or any(address.address.lower() == mail.sender.address.lower() for address in mail.to):
            facts.add("structure.no-recipient", mail.header("to") or mail.sender.address, "header")
        if _REPLY.match(mail.subject) and not mail.header("in-reply-to") and not mail.header("references") and not _QUOTED.search(mail.body[:4000]):
            facts.add("structure.fake-reply", mail.subject, "subject")


def _meaning(body: str) -> int:
    """How many letters of a body say something; of one that says enough, no more are counted than that takes."""
    if len(body) >= _LONG:
        return len(body)
    start = len(_MEANINGLESS.sub("", body[: 5 * _SHORT]))
    return start if start > 2 * _SHORT + _CUT else len(_MEANINGLESS.sub("", body))


def _subject(context: Context, facts: Facts) -> None:
    subject = context.mail.subject
    whole = "..." not in subject and "…" not in subject and "\ufffd" not in subject
    if whole and _BRACKET.search(subject) and any(subject.count(opening) != subject.count(closing) for opening, closing in _PAIRS):
        facts.add("structure.unbalanced-subject", subject, "subject")
    if _DIGIT.search(subject) and (token := _TOKEN.search(subject[:300])) is not None:
        facts.add("structure.random-subject", token[0], "subject")
    if any(own in context.subject.text for own in context.own_addresses) and not _INVITATION.search(subject):
        facts.add("structure.address-in-subject", subject, "subject")


def _hidden(facts: Facts, hidden: str, body: str) -> None:
    """Hidden text: a preview line, the same words for another screen, or filler."""
    plain = _BLANKS.sub(" ", INVISIBLE.sub("", hidden)).strip()
    facts.add("structure.hidden-text", plain[:120], "body")
    if len(plain) < _FILLER:
        return
    seen = _BLANKS.sub("", body)
    step = max(1, len(plain) // _SAMPLES)
    samples = [_BLANKS.sub("", plain[start : start + 16]) for start in range(0, step * _SAMPLES, step)]
    if sum(1 for sample in samples if sample and sample in seen) * 2 < _SAMPLES:
        facts.add("structure.hidden-filler", plain[:120], "body")


def _slots(pack: Pack) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pack's slot names, and the names that only tools for making copies differ use, in any of the brackets of bulk mailers."""
    book = pack.lists["templates"]
    return _bracketed(book["slots"] | book["randomizers"]), _bracketed(book["randomizers"])


def _first(slots: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first slot of a text, tried only where a bracket opens."""
    return next((found for bracket in _OPENING.finditer(text) if (found := slots.match(text, bracket.start())) is not None), None)


def _bracketed(words: Iterable[str]) -> re.Pattern[str]:
    """One of the words in any of the brackets; they stand in the pattern once, since every time costs a millisecond to compile."""
    names = "|".join(sorted(map(re.escape, words), key=lambda name: (-len(name), name)))
    name = rf"\s?(?:{names})\w{{0,3}}(?:[_-]\w{{1,20}})*\s?"
    opening = "|".join(f"({bracket})" for bracket, _ in _BRACKETS)
    closing = "(?!)"
    for number, (_, bracket) in reversed([*enumerate(_BRACKETS, 1)]):
        closing = f"(?({number}){bracket}|{closing})"
    return re.compile(f"(?i)(?:{opening}){name}{closing}")

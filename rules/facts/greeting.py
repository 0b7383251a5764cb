"""How the mail addresses its reader.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="taro@example.co.jp 様\\n\\nご確認ください"), shipped()), facts)
>>> facts.first("greeting.address").quote
'taro@example.co.jp 様'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rules.fold import fold
from rules.patterns import any_of, place
from rules.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.facts.model import Context, Facts
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "greeting.address": "the reader is greeted by a mail address instead of a name",
    "greeting.local-part": "the reader is greeted by the part before the @ of their address",
    "greeting.generic": "the reader is greeted as anybody",
    "greeting.unfilled": "the place of the name was left empty or holds a placeholder",
    "greeting.named": "the reader is greeted by a name",
    "greeting.nameless": "neither a name nor a contract or member number of the reader stands in the text",
}

_TOP = 1500
"""Letters at the start of the body where a greeting stands."""
_LINE = 100
"""Letters of a line that could be a greeting."""
_LEAST = 30
"""With fewer letters than this the body is too little to miss a name in."""
_HONORIFICS = regex("様|さま|殿|さん|御中|こんにちは")
_HELLOS = (
    "dear",
    "hello",
    "hi",
    "hey",
    "attn",
    "attention",
    "hallo",
    "guten tag",
    "bonjour",
    "olá",
    "ola",
    "hola",
    "prezad",
    "caro",
    "cara",
    "beste",
    "geachte",
)
_HONORIFIC = r"(?:(?:お客|会員|ユーザー)?(?:様|さま)|殿|さん|御中)"
_ADDRESS = regex(r"(?:^|[^\w.+@＠-])([\w.+-]{1,64}[@＠][\w.-]{1,100})", re.ASCII)
"""A mail address, and not a name of the fediverse: @taro@example.social."""
_AFTER = regex(rf"[\s>＞)）」』】]{{0,3}}(?:{_HONORIFIC}|[、,]?\s?こんにちは)(?!が|から|の(?:返答|予定|カレンダー))")
_BEFORE = regex(
    r"(?i)^\W{0,4}(?:dear|hello|hi|hey|attn|attention|hallo|guten tag|bonjour|ol[áa]|hola|prezad\w{0,3}(?:\(a\))?|beste|caro|cara|お客様|こんにちは)[\s,:：、]{0,3}[<＜]?$"
)
_PLACEHOLDER = regex(
    rf"^\s*(?:[\[{{<【〔%#$(]{{1,3}}[^\]}}>】〕\n]{{1,30}}[\]}}>】〕%#$)]{{1,3}}|_{{2,}}|＿{{2,}}|\*{{3,}})\s?{_HONORIFIC}|(?i:^dear\s+(?:\[\w+\]|\{{\w+\}}|%\w+%|<\w+>))"
)
_EMPTY = regex(r"^\s*(?:客?様|さま|殿)\s*[,、。]?$|(?i:^dear\s*,$)")
_NAME = r"[^\s@＠<>\d、。:：]{1,12}(?:[ \u3000][^\s@＠<>\d、。:：]{1,12}){0,3}"
_NAMED = regex(
    rf"^\s*{_NAME}[ \u3000]?{_HONORIFIC}(?![子式相々方]|から|より)"
    r"|(?i:^(?:dear|hello|hi|hallo|bonjour|hola|ol[áa])) (?P<latin>(?:Mr\.? |Ms\.? )?[A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{1,20}){0,2})[,:! ]*$"
)
_SHORT = 20
"""Letters of a line that could be a name whose 様 stands on the next line."""


def read(context: Context, facts: Facts) -> None:
    """Leave how the reader is greeted."""
    top = context.mail.body[:_TOP]
    book = context.pack.lists["greetings"]
    locals_ = [own.partition("@")[0] for own in context.own_addresses]
    named = False
    before = ""
    for line in filter(str.strip, top.splitlines()):
        last, before = before, line
        head = line[:_LINE]
        if not ((not head.isascii() and _HONORIFICS.search(head)) or line.lstrip(" \t\u3000>").lower().startswith(_HELLOS)):
            continue
        if _EMPTY.match(line) and last and len(last.strip()) <= _SHORT:
            line = f"{last.strip()} {line.strip()}"  # noqa: PLW2901 -- the name and its 様 were on two lines
        if ("@" in head or "＠" in head) and (found := _ADDRESS.search(head)) is not None:
            after = _AFTER.match(head, found.end())
            if after or _BEFORE.match(head[: found.start(1)]):
                facts.add("greeting.address", head[: after.end() if after and len(line) > _LINE else _LINE].strip(), "body")
            continue
        if len(line) > _LINE:
            continue
        if _PLACEHOLDER.match(line) or _EMPTY.match(line):
            facts.add("greeting.unfilled", line.strip(), "body")
            continue
        if (local := next((word for word in locals_ if len(word) >= 4 and _greets(line, word)), "")) != "":
            facts.add("greeting.local-part", line.strip(), "body", local=local)
        elif (found := _NAMED.match(line)) is not None and not _nobody(fold(found["latin"] or found[0]).text, book["nobody"]):
            named = True
            facts.add("greeting.named", found[0].strip(), "body")
    folded_top = context.body.text[:_TOP]
    if place(context.pack.made(_generic), folded_top.encode("utf-8", "surrogatepass")) is not None:
        places = [(at, -len(word), word) for word in book["generic"] if (at := folded_top.find(word)) >= 0]
        at, length, _ = min(places)
        facts.add("greeting.generic", context.body.quote(at, at - length), "body")
    if not named and "signal.contract-data" not in facts and len(context.body.text) >= _LEAST:
        facts.add("greeting.nameless", "", "body")


def _generic(pack: Pack) -> Any:
    return any_of(map(re.escape, pack.lists["greetings"]["generic"]))


def _nobody(greeted: str, words: Iterable[str]) -> bool:
    """Whether a greeting names no person: "customer", 会員."""
    return any(word in greeted.split() if word.isascii() else word in greeted for word in words)


def _plain(line: str) -> str:
    """A line without regard to case, as patterns disregard it."""
    return line.casefold().replace("ı", "i").replace("\u0307", "")


def _greets(line: str, word: str) -> bool:
    """Whether a line is nothing but a greeting of that word."""
    return word in _plain(line) and re.match(rf"(?i)\W{{0,4}}(?:dear|hello|hi|hey)?\s?{re.escape(word)}\s?(?:{_HONORIFIC}|[,:!]|$)", line.strip()) is not None

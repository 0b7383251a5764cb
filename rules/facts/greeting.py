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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "greeting.address": "the reader is greeted by a mail address instead of a name",
    "greeting.local-part": "the reader is greeted by the part before the @ of their address",
    "greeting.generic": "the reader is greeted as anybody",
    "greeting.unfilled": "the place of the name was left empty or holds a placeholder",
    "greeting.named": "the reader is greeted by a name",
}

_TOP = 1500
"""Letters at the start of the body where a greeting stands."""
_HONORIFIC = r"(?:様|さま|殿|さん|御中|님)"
_ADDRESS = re.compile(
    rf"(?im)(?:^.{{0,12}}?(?:dear|hello|hi|hey|attn|attention|hallo|bonjour|olá|hola|お客様|こんにちは)[\s,:：]{{0,3}})?[\w.+-]+[@＠][\w.-]+\.\w+[ \u3000>)）」』】]{{0,3}}{_HONORIFIC}"
    r"|^[ \t\u3000>]*(?:dear|hello|hi|hey|attn|attention|hallo|bonjour|olá|ola|hola|greetings|liebe[rs]?|beste|caro|お客様|こんにちは)[\s,:：]{1,3}[<]?[\w.+-]+@[\w.-]+\.\w+"
)
_PLACEHOLDER = re.compile(
    rf"(?im)^[ \t\u3000]*(?:[\[{{<【〔%#$(]{{1,3}}[^\]}}>】〕\n]{{1,30}}[\]}}>】〕%#$)]{{1,3}}|_{{2,}}|＿{{2,}}|\*{{3,}})[ \u3000]?{_HONORIFIC}|(?im:^dear\s+(?:\[\w+\]|\{{\w+\}}|%\w+%|<\w+>))"
)
_EMPTY = re.compile(r"(?m)^[ \t\u3000]*(?:様|さま|殿)[ \t\u3000]*[,、。]?$|(?i:^[ \t]*dear\s*,\s*$)")
_NAMED = re.compile(
    rf"(?m)^[ \t\u3000]*(?!.{{0,12}}(?:お客|会員|皆|各位|ユーザ|利用者|契約者|カード|アカウント|@|＠))[^\s@<>\d、。]{{1,12}}[ \u3000]?[^\s@<>\d、。]{{0,12}}[ \u3000]?{_HONORIFIC}"
)


def read(context: Context, facts: Facts) -> None:
    """Leave how the reader is greeted."""
    top = context.mail.body[:_TOP]
    if (found := _ADDRESS.search(top)) is not None:
        facts.add("greeting.address", found[0].strip(), "body")
    if (found := _PLACEHOLDER.search(top)) is not None or (found := _EMPTY.search(top)) is not None:
        facts.add("greeting.unfilled", found[0].strip(), "body")
    for own in context.own_addresses:
        local = own.partition("@")[0]
        if len(local) >= 4 and (hit := re.search(rf"(?im)^[ \t\u3000]*(?:dear |hello |hi )?{re.escape(local)}[ \u3000]?(?:{_HONORIFIC}|[,:!]|$)", top)):
            facts.add("greeting.local-part", hit[0].strip(), "body")
    if (found := _NAMED.search(top)) is not None:
        facts.add("greeting.named", found[0].strip(), "body")
    book = context.pack.lists["greetings"]
    folded = context.body.text[:_TOP]
    for word in book["generic"]:
        if (place := folded.find(word)) >= 0:
            facts.add("greeting.generic", context.body.quote(place, place + len(word)), "body")
            break

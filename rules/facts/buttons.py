"""Lines that were a button before the mail was pasted: a few words of their own that end in something to do.

What a button leads to is lost when a mail is pasted; that there was one, and for what errand, stands in its words.

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Mail
>>> from rules.packs import shipped
>>> facts = Facts()
>>> read(Context(Mail(body="不審な出金がありました。\\n\\n▶ 出金を取り消す\\n\\nサポート"), shipped()), facts)
>>> facts.first("button.undo").quote
'▶ 出金を取り消す'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.fold import fold
from rules.regex import regex

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts
    from rules.packs import Pack

NAMES: dict[str, str] = {
    "button.any": "a line of its own that reads like a button",
    "button.blind": "such a line in a text that was handed over, and no address beside it: where it leads was lost",
    "button.here": "such a line, or words that ask to press a link or to sign in",
    "button.undo": "such a line that undoes something: a payment, an order, a transfer",
    "button.take": "such a line that takes something: points, a gift, money",
    "button.pay": "such a line that pays",
    "button.worried": "a button in a text that tells of two troubles and more",
    "button.only": "such a line, and hardly a sentence beside it",
}

_ERRANDS = ("undo", "take", "pay", "act")
_MOST_LINES = 300
_LONGEST = 26
"""Letters of a button at most, folded."""
_TERSE = 50
"""Letters of a whole body, its addresses aside, that hold a word of alarm and a button and nothing else."""
_TROUBLES = 2
"""Different words of trouble that worry."""
_VERB = regex(r"^[^・]{1,14}[をにへ][^\s・]{1,8}[うくすつぬむるぐぶ]$")
"""A thing, its particle and a verb as the dictionary has it: how buttons speak and business letters do not."""
_WRAPPED = 20
"""Letters from which a line without a sentence mark at its end goes on in the next one."""
_ADDRESS = regex(r"https?://\S+|[（(]?(?:リンク|URL)[）)]?\s*$")
_DECORATION = " \t　▶►⇒→➡▼↓>＞≫»《》〈〉「」【】『』[]［］|｜-–—=＝_*"
_NO_BUTTON = regex(r"[。、,:：@]|^[・※◇◆●○■□★☆#]|^\d+[.)）．]|(?:ます|です|ました|ません)$")
_ENDS = tuple("。.!！?？:：」』】）)>＞;；~〜")
_TAIL = (
    r"(?:する|しない)?(?:の)?(?:お?手続き?)?(?:専用)?(?:ページ|フォーム|画面|サイト|センター)?"
    r"(?:へ(?:進む)?|は?(?:こちら|コチラ)(?:から|へ)?|を(?:開始|はじめる|始める|する|行う|開く|希望する|完了する))?(?:[(（][^)）]{1,8}[)）])?[!！]?$"
)


def read(context: Context, facts: Facts) -> None:
    """Leave the buttons that the body shows as words."""
    japanese, latin = context.pack.made(_shapes)
    leave = context.pack.lists["buttons"]["leave"]
    before = ""
    lines = context.mail.body.splitlines()[:_MOST_LINES]
    for number, raw in enumerate(lines):
        line = (_ADDRESS.sub("", raw) if "://" in raw or "リンク" in raw or "URL" in raw else raw).strip()
        bare = line.strip(_DECORATION)
        goes_on = len(before) >= _WRAPPED and not before.endswith(_ENDS)
        whole = before == "" or before.endswith(_ENDS) if context.mail.form == "ocr" else not goes_on
        before = raw.strip()
        if not 1 < len(bare) <= _LONGEST or not whole or _NO_BUTTON.search(bare) or any(word in bare for word in leave):
            continue
        text = fold(bare).text
        if (found := japanese.search(text)) is not None:
            facts.add("button.any", line, "body")
            if found.lastgroup != "act":
                facts.add(f"button.{found.lastgroup}", line, "body")
        elif (started := latin.match(text)) is not None or _VERB.match(text) is not None:
            facts.add("button.any", line, "body")
            if started is not None and started.lastgroup is not None:
                facts.add(f"button.{started.lastgroup}", line, "body")
        else:
            continue
        if context.mail.form != "eml" and not any("://" in near for near in (raw, next(filter(str.strip, lines[number + 1 :]), ""))):
            facts.add("button.blind", line, "body")
    if "button.any" in facts:
        first = facts.first("button.any").quote
        if len({found[0] for found in context.pack.made(_worries).finditer(context.body.text)}) >= _TROUBLES:
            facts.add("button.worried", first, "body")
        if len(_ADDRESS.sub("", context.mail.body)) <= _TERSE:
            facts.add("button.only", first, "body")
    for name in ("button.any", "signal.asks-press", "signal.asks-login"):
        if name in facts:
            facts.add("button.here", facts.first(name).quote, "body")


def _shapes(pack: Pack) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The endings of Japanese buttons, one group an errand, and the beginnings of English ones (five words at most)."""
    book = pack.lists["buttons"]
    kinds = "|".join(f"(?P<{kind}>{_any(book[kind])})" for kind in _ERRANDS)
    starts = "|".join((*(f"(?P<{kind}>{_any(book[f'latin_{kind}'])})" for kind in _ERRANDS if kind != "act"), _any(book["latin"])))
    return re.compile(f"(?:{kinds}){_TAIL}"), re.compile(rf"(?:{starts})(?: [\w'&-]{{1,16}}){{0,4}}!?$")


def _worries(pack: Pack) -> re.Pattern[str]:
    return re.compile(_any(pack.lists["buttons"]["worry"]))


def _any(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

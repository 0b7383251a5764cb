"""A few words about an address, and no mail: 「support@example.cfd から来たけど、本物？」. The address that is asked about is the sender's.

A text of which the address is a part (「ご連絡は support@example.com まで」) is another thing: there the address says where to answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.mail import addresses
from rules.regex import regex

if TYPE_CHECKING:
    from rules.mail.model import Address

LONGEST = 300
"""Letters that somebody writes about an address at most; with more the mail itself is there."""

_MAILBOX = regex(
    r"(?:(?P<name>[^\s<>@:：、。「」][^<>@:：、。「」\n]{0,60}?)\s?<)?(?P<address>[A-Za-z0-9][\w.+=-]{0,63}@(?:[\w-]{1,63}\.){1,9}[A-Za-z][\w-]{1,62})>?(?![\w@])",
    re.ASCII,
)
_LABEL = regex(r"(?i)(?:差出人|送信元|送信者|発信元|発信者|送り主|\bsender)(?:の?(?:メール)?アドレス)?(?:が|は|の|を見たら|:)?\s?[「『(\[\"]?\s?\Z")
"""What stands before a sender's address."""
_LOOSE = regex(r"(?i)(?:アドレス|\bfrom|\baddress)(?:が|は|:)?\s?[「『(\[\"]?\s?\Z")
"""The same, but only where somebody asks: notices name their reader's address so."""
_FROM = regex(
    r"(?i)[」』)\]\"]?\s?(?:さん)?(?:から|より|って|という|との?アドレス|と(?:書|表示|なって)|から?名乗|を名乗|は(?:本物|偽|詐欺|公式|正規|怪|大丈夫|安全)|が(?:本物|送信元|差出人)|の(?:アドレス|メール|ドメイン|差出人)"
    r"|これ|この|本物|偽物|詐欺|大丈夫|怪し|な(?:ん|の)|だ(?:けど|った)|です|[?？]|\bis (?:this|it|that)\b|is (?:real|fake|legit|safe|a scam)|(?:real|fake|legit|scam)\b|sent me\b)"
)
"""What stands after an address that something came from, or that is asked about; only where somebody asks."""
_ASIDE = regex(
    r"(?i)本物|偽物|詐欺|怪し|あやし|大丈夫|安全|フィッシング|迷惑メール|スパム|公式|正規|名乗|来(?:た|て|ま)|きた|届(?:い|き)|なんだけど|[?？]|\b(?:real|fake|legit|scam|phishing|safe)\b"
)
"""Words of somebody who asks; they are not the mail's."""


def sender(text: str) -> tuple[Address, str] | None:
    """The sender in a few words about an address, and which of the words are the mail's ("" when all are said about it); None for anything else.

    >>> sender("support[at]example.cfd からメールが来た。本物？")
    (Address(display='', address='support@example.cfd'), '')
    >>> sender("サンプル銀行 <support@example.cfd>\\n口座を確認してください")
    (Address(display='サンプル銀行', address='support@example.cfd'), '口座を確認してください')
    >>> sender("ご返信は support@example.cfd まで") is None
    True
    """
    if len(text) > LONGEST:
        return None
    plain = addresses.refang(text).strip()
    found = list(_MAILBOX.finditer(plain))
    if not found or len({mailbox["address"].lower() for mailbox in found}) > 1:
        return None
    first = found[0]
    before, after = plain[: first.start()], plain[first.end() :]
    named = first["name"] is not None and not before.strip(" \t\u3000「『(")
    alone = not before and (not after or after[0] == "\n")
    rest = f"{before}\n{after}".strip()
    asks = _ASIDE.search(rest) is not None
    if not (named or alone or _LABEL.search(before) or (asks and (_LOOSE.search(before) or _FROM.match(after)))):
        return None
    return addresses.parse(first[0]), "" if asks else rest

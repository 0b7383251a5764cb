"""What may be shown of a mail: links that cannot be pressed, and nothing that tells who the reader is.

Everything that leaves the rule set passes through `Redactor.show`: the reader's own addresses and name, long numbers (order, member, card,
telephone) and what follows the `?` of a link are masked; addresses and hosts are defanged; what cannot be seen is taken out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.fold import INVISIBLE
from rules.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from rules.mail.model import Address, Mail

LONGEST = 160
"""Letters of one quote at most; what is longer is cut with an ellipsis."""

_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]")
"""What controls, or is half a letter: some of it cannot even be sent."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = regex(f"([{_MARKS}]{{2}})[{_MARKS}]+")
"""Marks piled on one letter, which reach over the lines above and below; no language needs three."""
_URL = regex(r"(?i)(h(?:tt|xx)ps?|ftp)(:|\[:\]|：)(//|／／)([^\s<>\"「」『』（）、。]+)")
_LIVE = regex(r"(?i)(?:http(s?)|ftp)(?=[:：](?://|／／))")
_NARROW = {letter: letter - 0xFEE0 for letter in range(0xFF01, 0xFF5F)}
_INNER_DOT = regex(r"\.\w")
_DOTTED = regex(r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:[A-Za-z][\w-]+|xn--[\w-]+)(?![\w])|\b\d{1,3}(?:\.\d{1,3}){3}\b")
_NUMBER = regex(r"(?<![\w])[+]?\d(?:[- ]?\d){6,}(?![\w])|\d{7,}")
_DIGITS = regex(r"\d(?:[- ]?\d){6}")
_DATE = regex(r"(?:19|20)\d\d[-/ ]?(?:0?[1-9]|1[0-2])[-/ ]?(?:0?[1-9]|[12]\d|3[01])")
_NAME = r"[^\s\d、。,.!?@<>()（）「」【】:：]{1,12}"
_HONORIFIC = regex("様|さま|殿")
_GREETING = regex(rf"[ \t\u3000]*({_NAME}(?:[ \u3000]{_NAME})?)[ \u3000]?(?:様|さま|殿)(?![方々子式相])")
_TOP = 4000
"""Letters at the start of a body where its reader is greeted."""
_JOINTS = frozenset("-_.=+@")
"""What fakes put in the place of an address's @."""
_NOBODY = regex(
    "客|会員|皆|各位|ユーザ|利用者|契約者|担当|関係者|お取引|加入者|カード|アカウント|メール|名義|本人|家族|相手|先方|申込|受取人|保護者|管理者|オーナー|を|より|から|ので|ため|ます|です"
)
"""What a name before 様 does not hold: whom a company speaks to, and words of a sentence."""


class Redactor:
    """Masks one mail's quotes. Made once a mail.

    >>> from rules.mail.model import Address, Mail
    >>> redactor = Redactor(Mail(my_address="taro@example.co.jp", body="山田 太郎 様\\n会員番号 1234567890"))
    >>> redactor.show("山田 太郎 様 taro@example.co.jp 会員番号 1234567890")
    '＊＊＊ 様 t***@e*** 会員番号 12********'
    >>> redactor.show("https://login.example.cfd/x?mail=dGFybw")
    'hxxps://login[.]example[.]cfd/x?…'
    """

    def __init__(self, mail: Mail) -> None:
        own = {mail.my_address, *(address.address for address in mail.to)}
        self._own = [_Own(address) for address in sorted(own, key=len, reverse=True) if "@" in address]
        names = {address.display.strip() for address in mail.to if len(address.display.strip()) > 1 and "@" not in address.display}
        names.update(_greeted(mail.body[:_TOP]))
        self._shown: dict[tuple[str, int], str] = {}
        self._names = sorted((name for name in names if len(name) > 1), key=len, reverse=True)

    def show(self, text: str, longest: int = LONGEST) -> str:
        """The text on one line, masked, defanged and cut to so many letters. What many points quote is worked out once."""
        if not text:
            return ""
        if (shown := self._shown.get((text, longest))) is None:
            shown = self._shown[text, longest] = self._show(text, longest)
        return shown

    def _show(self, text: str, longest: int) -> str:
        text = text[: longest * 8]
        if not text.isascii():
            text = _PILE.sub(r"\1", INVISIBLE.sub("", text))
        text = " ".join(text.split())
        if not text.isprintable():
            text = " ".join(_CONTROL.sub(" ", text).split())
        if self._own:
            text = _masked(text, self._own)
        for name in self._names:
            text = text.replace(name, "＊＊＊")
        if "//" in text or "／／" in text:
            text = _URL.sub(_url, text)
        text = _undotted(_NUMBER.sub(_digits, text) if _DIGITS.search(text) else text)
        return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

    def sender(self, address: Address) -> str:
        """A sender as `name <address>`, masked and defanged."""
        if not address.address:
            return self.show(address.display)
        return self.show(f"{address.display} <{address.address}>" if address.display else address.address)


def defang(text: str) -> str:
    """Links and hosts in words that a person wrote, so that they cannot be pressed. Line ends stay, and so does what was defanged before.

    >>> defang("リンク先は https://login.example.cfd/x です\\nexample.cfd は会社のものではありません")
    'リンク先は hxxps://login[.]example[.]cfd/x です\\nexample[.]cfd は会社のものではありません'
    """
    return _undotted(_URL.sub(lambda found: found[0] if found[1].lower().startswith("hxx") else _url(found), text))


def _undotted(text: str) -> str:
    """The text with no scheme and no host that Discord would make a link of."""
    if "//" in text or "／／" in text:
        text = _LIVE.sub(r"hxxp\1", text)
    return _DOTTED.sub(lambda found: found[0].replace(".", "[.]"), text) if _INNER_DOT.search(text) else text


def _greeted(top: str) -> Iterator[str]:
    """The names that stand before a 様 at the start of a line."""
    place = 0
    while (honorific := _HONORIFIC.search(top, place)) is not None:
        found = _GREETING.match(top, top.rfind("\n", 0, honorific.start()) + 1)
        if found is not None and not _NOBODY.search(found[1]):
            yield found[1]
        place = top.find("\n", honorific.end()) + 1 or len(top)


def _masked(text: str, owns: list[_Own]) -> str:
    """A text without any of the reader's addresses."""
    alike = _alike(text)
    for own in owns:
        masked = own.mask(text, alike)
        if masked is not text:
            text, alike = masked, _alike(masked)
    return text


def _alike(text: str) -> str:
    """Text without regard to case and width, letter for letter."""
    if text.isascii():
        return text.lower()
    alike = text.translate(_NARROW).casefold().replace("ı", "i")
    return alike if len(alike) == len(text) else "".join(letter.casefold()[:1] for letter in text.translate(_NARROW))


class _Own:
    """An address of the reader's, also as fakes build it into their own and into links: `taro-example.co.jp`, `taro_example`, `taro%40example.co.jp`.

    >>> _masked("TARO@example.co.jp, taro-example.co.jp, taro%40example9, taro", [_Own("taro@example.co.jp")])
    't***@e***, t***-e***, t***%40e***9, taro'
    """

    __slots__ = ("_ending", "_label", "_local", "_masked")

    def __init__(self, address: str) -> None:
        local, _, domain = address.rpartition("@")
        label, dot, ending = domain.partition(".")
        self._local, self._label, self._ending = _alike(local), _alike(label), _alike(dot + ending)
        self._masked = f"{local[:1]}***", f"{domain[:1]}***"

    def mask(self, text: str, alike: str) -> str:
        """The text with the address masked wherever it stands; `alike` is the same text without regard to case and width."""
        place, kept, pieces = alike.find(self._local), 0, list[str]()
        while 0 <= place < len(alike):
            end = place + len(self._local)
            joint = 3 if alike.startswith("%40", end) else 1 if alike[end : end + 1] in _JOINTS else 0
            if joint and alike.startswith(self._label, end + joint):
                pieces += text[kept:place], self._masked[0], alike[end : end + joint], self._masked[1]
                end += joint + len(self._label)
                end += len(self._ending) if alike.startswith(self._ending, end) else 0
                kept = end
            else:
                end = place + 1
            place = alike.find(self._local, end)
        return "".join((*pieces, text[kept:])) if pieces else text


def _digits(found: re.Match[str]) -> str:
    number = found[0]
    return number if _DATE.fullmatch(number) else number[:2] + "*" * (len(number) - 2)


def _url(found: re.Match[str]) -> str:
    rest = found[4]
    rest, query, _ = rest.partition("?")
    rest, fragment, _ = rest.partition("#")
    host, slash, path = rest.partition("/")
    if len(path) > 40:
        path = path[:39] + "…"
    tail = "?…" if query or fragment else ""
    return f"hxxp{'s' if found[1].lower().endswith('s') else ''}://{host.replace('.', '[.]')}{slash}{path.replace('.', '[.]')}{tail}"

"""Repair what reading a picture does to a mail: the phone's own lines, blanks between kana, letters that engines confuse.

Only what is plain is repaired: inside addresses and hosts, and kana beside kana. Everything else stays as it was read, so that quotes are honest.
"""

from __future__ import annotations

import re

from rules.hosts import exists
from rules.mail import addresses
from rules.mail.model import Address
from rules.mail.quoted import SPOKEN
from rules.regex import regex

_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff、。・「」『』【】（）！？：＜＞"
_SPACED = regex(rf"(?<=[{_CJK}])[ \u3000](?=[{_CJK}])")
_TWINS = (
    (regex(r"(?<=[ァ-ヺ])力(?=[ァ-ヺー一])|(?<![一-龥])力(?=[ァ-ヺー一][ァ-ヺー])|力(?=一[ァ-ヺ]|ー)"), "カ"),
    (regex(r"(?<=[ァ-ヺー])[一—－](?=[ァ-ヺー\s]|$)"), "ー"),
    (regex(r"(?<=[ァ-ヺー])口(?=[ァ-ヺー])|(?<![一-龥])口(?=グイン)"), "ロ"),
    (regex(r"(?<=[ァ-ヺー])二(?=[ァ-ヺー])"), "ニ"),
    (regex(r"(?<=[ァ-ヺー])工(?=[ァ-ヺー])"), "エ"),
    (regex(r"(?<=[入出協努圧権能効有無電動協])カ(?![ァ-ヺー])"), "力"),
    (regex(r"(?<=[入出窓改])ロ(?![ァ-ヺー])"), "口"),
    (regex(r"(?<=[ぁ-ん一-龥])ヘ(?=[ぁ-ん一-龥、。])"), "へ"),
    (regex(r"(?<=[をはがにのでともへ、。])ー(?=[一-龥])"), "一"),
    (regex(r"(?<=[ぁ-んァ-ヺー一-龥])·(?=[ぁ-んァ-ヺ一-龥])|^·(?=\s?[【「『ぁ-んァ-ヺ一-龥])"), "・"),
)
_STATUS = regex(
    r"^[\s◀▶<>‹›・●○.…]*(?:午前|午後)?\s?\d{1,2}[:：]\d{2}(?!\d)[^@ぁ-んァ-ヶ一-龥]{0,30}$|^\s*\d{1,3}\s?%\s*$|^\s*(?:5G|4G|LTE|Wi-?Fi|docomo|SoftBank|KDDI|au|Rakuten|povo|ahamo)(?:\s+(?:4G|5G|LTE|[\d:]+|\d+%))*\s*$"
)
_FURNITURE = regex(
    r"^\s*(?:[<＜‹←〈]\s*)?(?:返信|全員に返信|転送|アーカイブ|削除|迷惑メール(?:を報告)?|受信トレイ|受信ボックス|受信|フォルダ|未読|詳細を?表示|すべて表示|編集|戻る|完了|ラベル|スター付き|その他|"
    r"(?:To|宛先)[:：]?\s?(?:自分|me|あなた)\s?[>∨v﹀⌄]?|自分\s?[>∨v﹀⌄]?|reply(?: all)?|forward|archive|inbox|delete|details?|メッセージ全体を表示|画像を表示(?:する)?|翻訳)\s*[>∨⌄]?\s*$",
    re.IGNORECASE,
)
_ADDRESS_SHAPE = regex(r"[A-Za-z0-9._%+-]{1,64}\s?[@©®◎＠]\s?[A-Za-z0-9][A-Za-z0-9 .\-_]{2,80}")
_ANGLE = regex(r"[<＜〈(（]\s?([A-Za-z0-9._%+\-]{1,64})\s?([@©®◎＠Q]|\s)\s?([A-Za-z0-9][A-Za-z0-9.\-]{2,80}\s?[.,]\s?[A-Za-z]{2,12})\s?[>＞〉)）]?")
_HOST = regex(r"(?i)(?<![\w@])((?:https?\s?[:;]\s?/\s?/\s?)(?:[a-z0-9\-_]+\s?[.,·]\s?)+[a-z0-9\-_]{2,}|(?:www\s?[.,]\s?)(?:[a-z0-9\-_]+[.,])+[a-z]{2,})")
_REST = regex(r"[^\s>＞)）」』\]⌄∨v﹀.]{3}")
"""Behind an address: the sentence goes on."""
_OPEN_ADDRESS = regex(r"[<＜][A-Za-z0-9._%+\-]{1,64}(?:[@©®◎＠][A-Za-z0-9.\-]{0,80})?$")
_CLOSE_ADDRESS = regex(r"[A-Za-z0-9._%+\-@©®◎＠]{1,100}\s?[>＞]\s*$")
_MORE_ADDRESS = regex(r"(?=[^\s]*[@©®◎＠.])[A-Za-z0-9._%+\-@©®◎＠]{1,100}$")
_OPEN_END = regex(r"(?:https?\s?:\s?//|www\.)[!-~]{0,300}$|[A-Za-z0-9._%+\-]{1,64}[@©®◎＠][A-Za-z0-9.\-]{0,80}$")
_GOES_ON = regex(r"[./?&=_\-@][!-~]{1,300}$|(?=[!-~]*[./=?&])[a-z0-9][!-~]{1,300}$")
_LOST_DOT = regex(r"(?i)(?<=[a-z0-9])\.?(co|ne|or|ac|ad|go|lg|ed|gr)\.?jp$|(?<=[a-z0-9])(com|net|org|jp)$")
_LABEL = regex(r"(?i)https?:|www\.|[\w.+-]+@|[a-z]+:")
_WIDEST = 400
"""Letters of a line at most to which another is joined."""


def _joined(lines: list[str]) -> list[str]:
    """Lines with the addresses and URLs put together again that a narrow screen broke in two.

    >>> _joined(["XSERVER <support@xserv", "er.ne.jp>", "詳細は https://www.example.co", ".jp/a/b", "をご覧ください"])
    ['XSERVER <support@xserver.ne.jp>', '詳細は https://www.example.co.jp/a/b', 'をご覧ください']
    >>> _joined(["差出人: XSERVER <inf", "o@mail.login-form.exa", "mple.cfd>", "本文"])
    ['差出人: XSERVER <info@mail.login-form.example.cfd>', '本文']
    """
    whole: list[str] = []
    for line in lines:
        piece = line.strip()
        last = whole[-1].rstrip() if whole else ""
        bracket = (_OPEN_ADDRESS.search(last) and (_CLOSE_ADDRESS.match(piece) or _MORE_ADDRESS.match(piece))) is not None
        if last and len(last) < _WIDEST and (bracket or (_OPEN_END.search(last) and _GOES_ON.match(piece) and not _LABEL.match(piece))):
            whole[-1] = last + piece
        else:
            whole.append(line)
    return whole


def repair(text: str) -> list[str]:
    """The lines of the mail alone, with the plain mistakes of reading undone."""
    lines: list[str] = []
    for line in _joined(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if len(line) < 200 and (_STATUS.match(line) or _FURNITURE.match(line)):
            continue
        fixed = _ANGLE.sub(_address, letters(_SPACED.sub("", line))[:5000])
        fixed = _HOST.sub(lambda found: host(found[0]), fixed)
        lines.append(fixed)
    return lines


def letters(line: str) -> str:
    """A line with kana and signs that engines confuse put right where their neighbours leave no doubt.

    >>> letters("三井住友力一ド 入カしてください")
    '三井住友カード 入力してください'
    """
    for pattern, letter in _TWINS:
        line = pattern.sub(letter, line)
    return line


def sender(lines: list[str]) -> tuple[int, Address] | None:
    """A line near the top that holds an address, as apps show the sender; its number and the mailbox."""
    for number, line in enumerate(lines[:12]):
        if len(line) < 200 and (found := _ADDRESS_SHAPE.search(line)) and not SPOKEN.search(line[: found.start()]) and not _REST.search(line[found.end() :]):
            name = line[: found.start()].strip() or (lines[number - 1].strip() if number else "")
            mailbox = addresses.parse(found[0].replace("©", "@").replace("®", "@").replace("◎", "@").replace(" ", ""))
            if mailbox.address:
                local, _, domain = mailbox.address.rpartition("@")
                return number, Address(addresses.parse(name).display, f"{local}@{dotted(domain)}")
    return None


def _address(found: re.Match[str]) -> str:
    """`<info©mail.example.cfd>`, or with the @ lost, as an address, when that gives a host that can exist."""
    domain = host(found[3]).lower()
    if not exists(domain) or (not found[2].strip() and "." not in found[3]):
        return found[0]
    return f"<{found[1]}@{domain}>"


def host(text: str) -> str:
    """A host or URL as it was read, with blanks and commas out, and with l and 0 back where letters or digits surround them.

    >>> host("https: //www. examp1e-Iogin,co.jp")
    'https://www.examp1e-login.co.jp'
    """
    text = re.sub(r"\s+", "", text).replace(";//", "://").replace("·", ".")
    text = re.sub(r"(?<=[A-Za-z0-9]),(?=[A-Za-z])", ".", text)
    text = re.sub(r"(?<=[a-z\-./])I(?=[a-z])", "l", text)
    text = re.sub(r"(?<=\d)[Oo](?=\d)", "0", text)
    return dotted(re.sub(r"\.lnfo\b", ".info", text))


def dotted(name: str) -> str:
    """A host, or a URL without a path, with the dot back that reading lost before its ending, when as it was read it cannot exist.

    >>> dotted("mail.examplecom"), dotted("https://www.example.cojp"), dotted("exampleco.jp"), dotted("mail.example.com")
    ('mail.example.com', 'https://www.example.co.jp', 'exampleco.jp', 'mail.example.com')
    """
    if exists(name.rpartition("/")[2]):
        return name
    found = _LOST_DOT.search(name)
    better = name if found is None else f"{name[: found.start()]}.{found[1]}.jp" if found[1] else f"{name[: found.start()]}.{found[2]}"
    return better if exists(better.rpartition("/")[2]) else name

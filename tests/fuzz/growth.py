"""How processor time grows with the length of hostile input: `python -m tests.fuzz.growth [--letters N] [--pairs N] [READER…]`.

Each input is one short piece, or two in turn, repeated. Shown is what takes long, with the exponent of its growth: 1 is linear, 2 quadratic. A measurement,
not a test: what it finds becomes a test that counts work.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import random
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from rules import Unusable, check, read_eml, read_text
from rules.fold import fold
from rules.mail import addresses, authentication, mimehead, read_html, read_ocr, urls
from rules.mail.model import Address, Attachment, Mail
from rules.redact import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 0.3
"""Seconds from which an input is shown."""
STEEP = 1.5
"""Exponent from which growth counts as more than linear."""

PIECES = (
    *(
        "a",
        ".",
        "a.",
        "@",
        "a@",
        "a@b.",
        "<",
        ">",
        "<a",
        "<a ",
        "<a b=",
        "<div>",
        "</div>",
        "<!--",
        "<![CDATA[",
        "&",
        "&amp",
        "[",
        "[]",
        "](",
        "[a](",
        "(",
        ")",
    ),
    *(
        "[a](http://b.cfd",
        "http",
        "http://",
        "http:// ",
        "http://a.",
        "http://a@",
        "http://a:",
        "a-",
        "xn--",
        "http://a.cfd/x ",
        "http://a.cfd/x\n",
        "http://a.cfd/",
    ),
    *(
        "あhttp://a.cfd/x",
        "(リンク)",
        "\n",
        "\r",
        " ",
        "\u3000",
        "\t",
        " \n",
        "\n ",
        "> ",
        ">\n",
        "件名：",
        "件名: a\n",
        "差出人　",
        "From: a\n",
        "From:",
        "```\n",
    ),
    *('"', '"a', "=?", "=?utf-8?b?", "=?utf-8?b?YQ==?=", "=?utf-8?b?YQ==?= ", "=", "=E3", ";", '; a="', "a=b;", "; a*0*=x", "1", "1-", "1 ", "1:", "2026/11/"),
    *(
        "2026年11月25日 ",
        "11月",
        "\u200b",
        "\u0301",
        "a\u0301",
        "ア",
        "力",
        "ア力",
        "漢",
        "あ ",
        "😀",
        "\u202e",
        "％",
        "_",
        "*",
        "|",
        "`",
        "-",
        "—",
        "-- \n",
        "様",
    ),
    *(
        "あ様\n",
        "dkim=pass ",
        "spf=",
        "(comment",
        "X-A: b\n",
        "Fwd: ",
        " via ",
        "mailto:",
        "ログイン",
        "XSERVER ",
        "Amazon ",
        "0x",
        "%",
        "%41",
        "©",
        "a©b.",
        "5G ",
    ),
    *(
        "12:34 ",
        "https;//",
        "www.",
        "I",
        "lI",
        " .",
        "。a",
        "［",
        "【",
        "\\",
        "{",
        "\0",
        "\x1b$B",
        "hxxps[:]//",
        "[.]",
        "a[.]",
        "Dear ",
        "会員番号: 1",
        "?",
        "/",
        "#",
    ),
    *("____________\n", "taro@example.co.jp", "example.co.jp ", "Copyright ©", "<td>", "<a href=x>", "style=", "font-size:0;", "1,234円\n", "株式会社"),
)


def _eml(text: str) -> object:
    return read_eml(f"From: a@b.cfd\nSubject: {text[:400]}\nTo: x@y.jp\n\n{text}".encode("utf-8", "surrogatepass"))


def _head(text: str) -> object:
    fields = "".join(f"{name}: {text}\n" for name in ("From", "Subject", "To", "Reply-To", "Authentication-Results", "Content-Type", "Content-Disposition"))
    return read_eml(f"{fields}\nx".encode("utf-8", "surrogatepass"))


READERS: dict[str, Callable[[str], object]] = {
    "text": read_text,
    "ocr": read_ocr,
    "html": read_html,
    "attribute": lambda text: read_html(f'<p title="{text}" style="{text}">x'),
    "eml": _eml,
    "head": _head,
    "links": urls.find,
    "addresses": lambda text: (addresses.parse(text), addresses.parse_list(text)),
    "authentication": authentication.parse,
    "field": lambda text: (mimehead.field(text), mimehead.parameters(text.encode())),
    "fold": lambda text: fold(text).quote(0, 10),
    "redact": lambda text: Redactor(Mail(my_address="taro@example.co.jp", body=text)).show(text),
    "check": lambda text: check(Mail(subject=text[:1000], body=text, links=())),
    "check-text": lambda text: check(read_text(text)),
    "check-html": lambda text: check(read_html(f"<p>{text}")),
    "check-href": lambda text: check(read_html(f'<a href="https://a.example.cfd/{text}">x</a><a href="http://{text}">{text}</a>')),
    "check-head": lambda text: check(read_eml(f"From: {text} <a@b.cfd>\nReply-To: {text}\nTo: {text}\nSubject: {text}\nDate: {text}\n\nx".encode())),
    "check-name": lambda text: check(Mail(form="eml", sender=Address(text[:2000], text[:300]), subject=text, date=text, attachments=(Attachment(text),))),
}


def seconds(run: Callable[[str], object], text: str) -> float:
    """Processor time of one run."""
    start = time.process_time()
    with contextlib.suppress(Unusable):
        run(text)
    return time.process_time() - start


def growth(run: Callable[[str], object], piece: str, letters: int) -> tuple[float, float]:
    """Seconds for so many letters, and the exponent of growth from a quarter of them; the larger run is left out when the smaller says it would be endless."""
    texts = [(piece * (length // len(piece) + 1))[:length] for length in (letters // 16, letters // 4, letters)]
    times: list[float] = []
    for text in texts:
        times.append(seconds(run, text))
        if times[-1] > LONG * 8:
            break
    if len(times) == 1:
        return times[0] * 16, 2.0
    return times[-1], math.log(max(times[-1], 1e-4) / max(times[-2], 1e-4), 4)


def main() -> None:
    """Measure, and print what is long."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.growth", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(READERS)}; default: all")
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=0, metavar="N", help="so many pairs of pieces, drawn at random, too")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    draw = random.Random(given.seed)  # noqa: S311 -- the same pairs every time
    pieces = [*PIECES, *("".join(draw.sample(PIECES, 2)) for _ in range(given.pairs))]
    console = Console()
    check("From: a@b.cfd\nSubject: x\n\nhello")
    found = []
    for name in given.readers or READERS:
        for piece in track(pieces, name, console=console, transient=True):
            long, exponent = growth(READERS[name], piece, given.letters)
            if long > LONG:
                found.append((name, piece, long, exponent))
    shown = Table(title=f"longer than {LONG} s for {given.letters:,} letters, of {len(pieces)} inputs a reader")
    for column in ("reader", "piece", "seconds", "exponent"):
        shown.add_column(column, justify="left" if column in ("reader", "piece") else "right")
    for name, piece, long, exponent in sorted(found, key=lambda row: -row[3]):
        shown.add_row(name, repr(piece), f"{long:.2f}", f"{exponent:.1f}{' !' if exponent > STEEP else ''}")
    console.print(shown)


if __name__ == "__main__":
    main()

"""Words that moderators wrote, made harmless, and the examples of mails that stand in the posted message and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.cards.escape import code
from bot.store.fingerprint import subject_skeleton
from bot.words import words
from rules.redact import defang

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.report import Lang, Report

TITLE, FACTS, ADVICE, URL = 120, 1400, 800, 300
"""Characters of each part of a warning at most."""
EXAMPLES, EXAMPLE = 6, 110
"""Examples shown at most, and characters of one."""
JOINER = "\u2060"
"""A mark that nobody sees, between the letters of what would be a mention."""

_DIRECTION = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MENTION = re.compile(r"<(?=[@#][!&]?\d|/[^>\n]*:\d|a?:\w+:\d)|@(?=everyone\b|here\b)")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPAN = re.compile(r"^`(.+)`$", re.MULTILINE)
_BULLETS = "・*-•　 "


def neutral(text: str, longest: int) -> str:
    """Words for everybody: markdown stands, but nothing in them can be pressed, names a member or calls anybody.

    >>> neutral("**注意** https://a.example/x\\n<@123> @everyone", 80).replace(JOINER, "_")
    '**注意** hxxps://a[.]example/x\\n<_@123> @_everyone'
    """
    lines = "\n".join(line.rstrip() for line in _DIRECTION.sub("", text).replace("\r", "").strip().split("\n"))
    harmless = _BLANK_LINES.sub("\n\n", defang(_MENTION.sub(lambda found: found[0] + JOINER, lines)))
    return harmless if len(harmless) <= longest else harmless[: longest - 1].rstrip() + "…"


def examples_of(report: Report, lang: Lang) -> tuple[str, ...]:
    """What tells the mail again at a glance: its subject and the name it is sent under, masked by the rule set."""
    say = words(lang)
    name, bracket, _ = report.mail.sender.partition(" <")
    shown = [say("warning.subject", text=report.mail.subject)] if report.mail.subject else []
    if bracket and name:
        shown.append(say("warning.sender", text=name))
    return tuple(_short(example) for example in shown)


def merged(standing: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    """Examples with new ones added: what differs in numbers only is no new one, and the oldest make room.

    >>> merged(["件名：保留中のメール9件"], ["件名：保留中のメール12件", "件名：パスワードの期限"])
    ('件名：保留中のメール9件', '件名：パスワードの期限')
    """
    kept = {subject_skeleton(example): example for example in standing}
    for example in new:
        kept.setdefault(subject_skeleton(example), example)
    return tuple(kept.values())[-EXAMPLES:]


def retold(examples: Iterable[str], before: Lang, after: Lang) -> tuple[str, ...]:
    """Examples with what stands before them (件名：) in another language."""
    told = {words(before)(key, text=""): words(after)(key, text="") for key in ("warning.subject", "warning.sender")}
    return tuple(next((new + example[len(old) :] for old, new in told.items() if example.startswith(old)), example) for example in examples)


def written_examples(text: str) -> tuple[str, ...]:
    """The examples that a moderator left or wrote in the form, one a line."""
    lines = (_short(defang(line.strip(_BULLETS).strip("`"))) for line in _DIRECTION.sub("", text).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))[:EXAMPLES]


def shown_examples(examples: Iterable[str]) -> str:
    """Examples as the message has them: nothing in them is interpreted."""
    return "\n".join(code(example, EXAMPLE) for example in examples)


def read_examples(content: str) -> tuple[str, ...]:
    """The examples that a message shows."""
    return tuple(_SPAN.findall(content))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1].rstrip() + "…"

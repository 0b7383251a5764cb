"""A submission becomes a report: files are fetched within limits, the parts are read and joined, the rule set judges."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord

from bot.intake.submission import FILES
from bot.store.fingerprint import trace
from rules import Unusable, check, read
from rules.mail import join
from rules.mail.sniff import LIMIT

if TYPE_CHECKING:
    from bot.intake.submission import Submission
    from bot.recall import Recall
    from bot.store.fingerprint import Trace
    from rules.report import Report

TIMEOUT = 20.0
"""Seconds that fetching one file from Discord may take."""
INLINE = 30_000
"""Characters that are judged on the event loop itself (a few milliseconds); more goes to a thread."""
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(slots=True)
class Answer:
    """What came of a submission: a report, or the reasons (keys of the words under `say`) why there is none.

    `trace` tells the kind of mail again without its text; `recall` is what the server's memory added.
    """

    report: Report | None = None
    trace: Trace | None = None
    recall: Recall | None = None
    problems: list[str] = field(default_factory=list)
    pictures: int = 0
    skipped: list[str] = field(default_factory=list)


async def judge(submission: Submission) -> Answer:
    """Read and judge. Never raises for what a person handed over."""
    answer = Answer()
    parts: list[tuple[str | bytes, str]] = [(text, "") for text in submission.texts]
    files = submission.files
    if len(files) > FILES:
        answer.problems.append("too_many")
        files = files[:FILES]
    for file in files:
        if _is_picture(file):
            answer.pictures += 1
            continue
        if file.size > LIMIT:
            answer.problems.append("too_large")
            answer.skipped.append(file.filename)
            continue
        try:
            parts.append((await asyncio.wait_for(file.read(), TIMEOUT), file.filename))
        except (discord.HTTPException, TimeoutError):
            answer.problems.append("fetch")
            answer.skipped.append(file.filename)
    if sum(len(data) for data, _ in parts) > INLINE:
        await asyncio.to_thread(_judge, parts, submission.my_address, answer)
    else:
        _judge(parts, submission.my_address, answer)
    return answer


def _is_picture(file: discord.Attachment) -> bool:
    return (file.content_type or "").startswith("image/") or file.filename.lower().endswith(_PICTURES)


def _judge(parts: list[tuple[str | bytes, str]], my_address: str, answer: Answer) -> None:
    mails = []
    for data, name in parts:
        try:
            mails.append(read(data, name=name, my_address=my_address))
        except Unusable as problem:
            answer.problems.append(problem.reason.replace("-", "_"))
            if name:
                answer.skipped.append(name)
    if mails:
        mail = join(mails)
        answer.report = check(mail)
        answer.trace = trace(mail, answer.report.brand.id if answer.report.brand else "")

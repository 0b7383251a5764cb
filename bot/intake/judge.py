"""A submission becomes a report: files are fetched within limits, the parts are read and joined, the rule set judges."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import discord

from bot.intake.submission import FILES
from bot.pacing import Pacer
from bot.pictures.contract import FILE_BYTES, PictureError
from bot.pictures.pool import NotRead, Picture
from bot.pictures.shot import Question, Shot, questions, whole
from bot.store.fingerprint import trace
from rules import Unusable, check, read
from rules.mail import join
from rules.mail.sniff import LIMIT, is_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from bot.intake.submission import Submission
    from bot.pictures.contract import Reading
    from bot.pictures.pool import Pictures, Reply
    from bot.recall import Recall
    from bot.store.fingerprint import Trace
    from bot.told import Done
    from rules.mail.model import Mail
    from rules.report import Report

TIMEOUT = 20.0
"""Seconds that fetching one file from Discord may take."""
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(slots=True)
class Answer:
    """What came of a submission: a report, or the reasons (keys of the words under `say`) why there is none.

    `trace` tells the kind of mail again without its text; `recall` is what the server's memory added. `unread` are the reasons (keys under
    `picture.problem`) why pictures were not read. `shot` is what the others say, until it is put where it can be found by `shot_key`; `questions` are what it
    leaves open. `done` is what the asker says they have done with the mail already.
    """

    report: Report | None = None
    trace: Trace | None = None
    recall: Recall | None = None
    problems: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    shot: Shot | None = None
    shot_key: str = ""
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    done: Done = ""


async def judge(
    submission: Submission,
    pictures: Pictures | None = None,
    on_place: Callable[[int], None] = lambda _place: None,
    pacer: Pacer | None = None,
    whose: Hashable = None,
) -> Answer:
    """Read and judge. Never raises for what a person handed over. Without `pictures` no picture is read; `on_place` is told the place in their line.

    `pacer` says when this may take the event loop, `whose` for whom.
    """
    answer, pacer = Answer(), pacer or Pacer()
    files = submission.files
    if len(files) > FILES:
        answer.problems.append("too_many")
        files = files[:FILES]
    shots = [file for file in files if _is_picture(file)]
    reading = await _read_pictures(shots, pictures, on_place, answer, submission.reply)
    # what is small is fetched when the line is behind us: whoever waits in it holds nothing
    parts: list[tuple[str | bytes, str]] = [(text, "") for text in submission.texts]
    for file in files:
        if file in shots:
            continue
        if file.size > LIMIT:
            answer.problems.append("too_large")
            answer.skipped.append(file.filename)
        elif (data := await _fetch(file)) is None:
            answer.problems.append("fetch")
            answer.skipped.append(file.filename)
        elif is_picture(data) and not shots:
            shots.append(file)  # a picture under another name; several of them are too much of a puzzle
            reading = await _read_pictures([file], pictures, on_place, answer, submission.reply)
        else:
            parts.append((data, file.filename))

    def joined() -> None:
        mails = _mails(parts, submission.my_address, answer)
        if reading is not None:
            answer.shot = Shot(reading, tuple(mails), submission.my_address)
            answer.notes = reading.notes
            _weigh_shot(answer)
        elif mails:
            _weigh(join(mails), answer)

    letters = sum(len(data) for data, _ in parts) + (len(reading.text) if reading is not None else 0)
    await pacer.run(joined, letters=letters, whose=whose)
    return answer


async def judge_shot(answer: Answer, pacer: Pacer | None = None, whose: Hashable = None) -> Answer:
    """Judge what the pictures of an answer say, with what stood beside them."""
    if (shot := answer.shot) is not None:
        letters = len(shot.reading.text) + sum(len(part.body) for part in shot.others)
        await (pacer or Pacer()).run(lambda: _weigh_shot(answer), letters=letters, whose=whose)
    return answer


def _weigh_shot(answer: Answer) -> None:
    if answer.shot is not None:
        answer.questions = questions(answer.shot)
        _weigh(whole(answer.shot), answer)


def _weigh(mail: Mail, answer: Answer) -> None:
    answer.report = check(mail)
    answer.trace = trace(mail, answer.report.brand.id if answer.report.brand else "")


def _is_picture(file: discord.Attachment) -> bool:
    return (file.content_type or "").startswith("image/") or file.filename.lower().endswith(_PICTURES)


async def _fetch(file: discord.Attachment) -> bytes | None:
    try:
        return await asyncio.wait_for(file.read(), TIMEOUT)
    except (discord.HTTPException, TimeoutError):
        return None


async def _read_pictures(
    files: Sequence[discord.Attachment], pictures: Pictures | None, on_place: Callable[[int], None], answer: Answer, reply: Reply | None
) -> Reading | None:
    """What the pictures say, None when nothing could be read; the reasons, and the names where there are several, go into the answer."""
    there: dict[int, discord.Attachment] = {}

    def unread(reason: str, file: discord.Attachment | None) -> None:
        answer.unread.append(reason)
        if file is not None and len(files) > 1:
            answer.skipped.append(file.filename)

    def picture(number: int, file: discord.Attachment) -> Picture:
        async def fetch() -> bytes | None:
            if (data := await _fetch(file)) is not None:
                there[number] = file
            elif file.filename not in answer.skipped:
                unread("nothing", file)
            return data

        return Picture(file.filename, fetch, file.url)

    def nth(number: int) -> discord.Attachment | None:
        return there[sorted(there)[number]] if 0 <= number < len(there) else None

    shots = []
    for number, file in enumerate(files):
        if 0 < file.size <= FILE_BYTES:
            shots.append(picture(number, file))
        else:
            unread("too-large" if file.size else "empty", file)
    if not shots:
        return None
    try:
        if pictures is None:
            raise NotRead("off")
        reading = await pictures.read(shots, on_place, reply)
    except PictureError as problem:
        unread(problem.reason, nth(problem.number))
    except NotRead as problem:
        unread(problem.reason, None)
    else:
        for lost in reading.problems:
            unread(lost.reason, nth(lost.number))
        return reading
    return None


def _mails(parts: Sequence[tuple[str | bytes, str]], my_address: str, answer: Answer) -> list[Mail]:
    mails = []
    for data, name in parts:
        try:
            mails.append(read(data, name=name, my_address=my_address))
        except Unusable as problem:
            answer.problems.append(problem.reason.replace("-", "_"))
            if name:
                answer.skipped.append(name)
    return mails

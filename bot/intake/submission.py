"""Everything a person handed over in one go: texts and files, wherever Discord keeps them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.told import done

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import discord

    from bot.pictures.pool import Reply
    from bot.told import Done

FILES = 10
"""Files of one submission at most."""
_MENTION = re.compile(r"<@[!&]?\d+>")
_LEAST = 12
"""Letters of a bare text that could be part of a mail; shorter is talk."""


@dataclass(slots=True)
class Submission:
    """Texts and attachments of one mail, the asker's own address if they told it, and whether some of it was forwarded."""

    texts: list[str] = field(default_factory=list)
    files: list[discord.Attachment] = field(default_factory=list)
    my_address: str = ""
    forwards: bool = False
    reply: Reply | None = None
    """How its asker can be answered by another process."""
    own_words: str = ""
    speaker: int | None = None
    """Whose own words they are; None when they are the asker's."""

    @property
    def is_talk(self) -> bool:
        """Whether there is nothing here that could be a mail."""
        return not self.files and sum(len(text) for text in self.texts) < _LEAST

    def done(self, asker: int) -> Done:
        """What the asker says they have done with the mail already."""
        return done(self.own_words) if self.speaker in (None, asker) else ""


def from_modal(text: str, files: Sequence[discord.Attachment], my_address: str) -> Submission:
    """What the form of /check holds."""
    return Submission([text] if text.strip() else [], list(files), my_address.strip(), own_words=text)


def from_message(message: discord.Message, also: discord.Message | None = None) -> Submission:
    """What a message holds: its text, what it forwards, its embeds and files; `also` is the message it answers."""
    submission = Submission(own_words=message.content, speaker=message.author.id)
    for source in (also, message):
        if source is None:
            continue
        _add(submission, source.content, source.attachments, source.embeds if source.author.bot else ())
        for snapshot in source.message_snapshots:
            submission.forwards = True
            _add(submission, snapshot.content, snapshot.attachments, snapshot.embeds)
    return submission


def _add(submission: Submission, content: str, files: Iterable[discord.Attachment], embeds: Iterable[discord.Embed]) -> None:
    text = _MENTION.sub("", content).strip()
    if text:
        submission.texts.append(text)
    for embed in embeds:
        if words := "\n".join(part for part in (embed.title, embed.description) if part):
            submission.texts.append(words)
    submission.files.extend(files)

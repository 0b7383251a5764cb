"""A reading as data and back: what passes between a worker and the bot is JSON, and every field of it is looked at before it is believed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from bot.pictures.contract import Note, PictureError, PictureReason, Reading, Uncertain
from rules.mail.model import Mail  # noqa: TC001 -- the shape is read at run time

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LETTERS = 40_000
"""Letters of the text, and of the body, that are handed over at most; no picture within the limits holds as many that could be read."""


class Garbled(Exception):
    """An answer that holds no reading; says what it holds instead, without a word of the mail."""


def pack(reading: Reading) -> dict[str, Any]:
    """A reading as what JSON can hold."""
    mail = reading.mail
    if len(mail.body) > LETTERS:
        mail = replace(mail, body=mail.body[:LETTERS], traits=mail.traits | {"truncated"})
    record = asdict(replace(reading, mail=mail, text=reading.text[:LETTERS], problems=()))
    record["mail"]["traits"], record["mail"]["unseen"] = sorted(mail.traits), sorted(mail.unseen)
    record["problems"] = [pack_error(error) for error in reading.problems]
    return record


def pack_error(error: PictureError) -> dict[str, Any]:
    """An error as what JSON can hold."""
    return {"reason": error.reason, "sentence": error.sentence, "number": error.number}


def unpack(answer: dict[str, Any]) -> Reading:
    """The reading in a worker's answer. Raises PictureError when the pictures could not be read, Garbled when the answer is neither."""
    if "error" in answer:
        raise _error(answer["error"])
    if "reading" not in answer:
        raise Garbled(str(answer.get("fault", "nothing"))[:80])
    record = answer["reading"]
    try:
        found = _shape().validate_python({name: record[name] for name in _Fields.__dataclass_fields__})
        problems = tuple(_error(problem) for problem in record["problems"])
    except (ValueError, TypeError, KeyError) as error:
        raise Garbled(f"no reading ({type(error).__name__})") from None
    return Reading(found.mail, found.text, found.uncertain, found.codes, found.notes, problems)


def prepare() -> None:
    """Get ready to unpack, which the first time takes longer than an event loop should be held."""
    _shape()


@dataclass
class _Fields:
    """The fields of a reading that are data by themselves."""

    mail: Mail
    text: str
    uncertain: tuple[Uncertain, ...]
    codes: tuple[str, ...]
    notes: tuple[Note, ...]


@cache
def _shape() -> TypeAdapter[_Fields]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Fields)


def _error(record: dict[str, Any]) -> PictureError:
    try:
        reason, sentence, number = record["reason"], str(record["sentence"])[:200], int(record["number"])
    except (TypeError, KeyError, ValueError) as error:
        raise Garbled(f"no error ({type(error).__name__})") from None
    if reason not in get_args(PictureReason):
        raise Garbled("an unknown reason")
    return PictureError(reason, sentence, number)

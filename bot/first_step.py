"""The first thing to do about a mail, the same words wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.words import words

if TYPE_CHECKING:
    from rules.report import Lang, Report


def first_step(report: Report, lang: Lang) -> str:
    """Where the company it claims to come from is found without the mail; else what the strongest point calls for; else the advice for any mail. The same at every level."""
    say = words(lang)
    if report.brand is not None:
        return say("step.route", route=report.brand.route[lang].rstrip("。."))
    return report.step(lang) or say("step.any")

"""What Discord hands over becomes one mail for the rule set."""

from __future__ import annotations

from bot.intake.judge import Answer, judge
from bot.intake.submission import Submission, from_message, from_modal

__all__ = ("Answer", "Submission", "from_message", "from_modal", "judge")

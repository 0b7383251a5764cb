"""What the picture shows, as plain words and numbers in the reader's language."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.store import statistics
from bot.store.days import day
from bot.words import words
from rules import shipped

if TYPE_CHECKING:
    from bot.store import Store
    from bot.store.tables import Campaign
    from rules.report import Lang, Level

WEEKS = 8
LEVELS: tuple[Level, ...] = ("strong", "caution", "none", "unclear")
ALT = 1000
"""Letters of a picture's description (Discord takes 1,024)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Weeks (by their Mondays) with the answers of each level, and the companies and kinds of mail asked about most, each with its count."""

    title: str
    weeks: list[str]
    levels: list[tuple[str, str, list[int]]]
    """Level, its name, its counts week by week."""
    brands_title: str
    brands: list[tuple[str, int]]
    campaigns_title: str
    campaigns: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """Answers in all these weeks."""
        return sum(sum(counts) for _, _, counts in self.levels)

    def to_dict(self) -> dict[str, Any]:
        """For the drawing process."""
        return asdict(self)


async def numbers(store: Store, guild_id: int, lang: Lang) -> Numbers:
    """Count. Raises StoreAway."""
    say = words(lang)
    weeks = await statistics.by_level(store, guild_id, WEEKS)
    brands = await statistics.top_brands(store, guild_id, WEEKS)
    campaigns = await statistics.top_campaigns(store, guild_id, WEEKS)
    return Numbers(
        say("stats.title", weeks=WEEKS),
        [f"{monday.month}/{monday.day}" for monday in weeks],
        [(level, say(f"level.{level}.name"), [counts.get(level, 0) for counts in weeks.values()]) for level in LEVELS],
        say("stats.brands"),
        [(_brand(name, lang), count) for name, count in brands],
        say("stats.campaigns"),
        [(_campaign(campaign, lang), count) for campaign, count in campaigns],
    )


def described(found: Numbers, lang: Lang) -> str:
    """The picture in words, for those who do not see it: the same numbers, the newest week first."""
    say = words(lang)
    parts = [found.title]
    for place in range(len(found.weeks) - 1, -1, -1):
        counted = [f"{name} {counts[place]}" for _, name, counts in found.levels if counts[place]]
        if counted:
            parts.append(say("stats.week", week=found.weeks[place], counts=", ".join(counted)))
    for title, ranked in ((found.brands_title, found.brands), (found.campaigns_title, found.campaigns)):
        if ranked:
            parts.append(f"{title}: " + ", ".join(f"{name} {count}" for name, count in ranked))
    text = "\n".join(parts)
    return text if len(text) <= ALT else text[: ALT - 1] + "…"


def _brand(name: str, lang: Lang) -> str:
    brand = shipped().brands.get(name)
    return brand.name[lang] if brand else name


def _campaign(campaign: Campaign, lang: Lang) -> str:
    """A kind of mail has no words of its own that could be shown: its number, company and first day tell it apart."""
    first = day(campaign.first_seen)
    brand = _brand(campaign.brand, lang) if campaign.brand else words(lang)("stats.no_brand")
    return words(lang)("stats.campaign", id=campaign.id, brand=brand, day=f"{first.month}/{first.day}")

"""Post, pin, change and end a warning. Discord may refuse at every step; what it refused is Trouble, and what was begun is put right first."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot import oplog
from bot.store import StoreError, campaigns, warnings
from bot.store.tables import PinnedWarning
from bot.warnings.notice import Ended, Notice, link_to, title_of
from bot.warnings.rights import Place, bot_lacks, person_lacks, place
from bot.warnings.trouble import GONE, Trouble, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.app import Honmono
    from bot.store.warnings import Words
    from bot.warnings.editor import Draft

log = logging.getLogger(__name__)

Ending = Literal["expired", "removed"]


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a press on 「投稿」: the warning that stands (`won`: this draft), and what kept it from being pinned, if anything did.

    Not won and no warning: the draft is gone.
    """

    won: bool
    warning: PinnedWarning | None
    unpinned: Trouble | None = None


async def channel_of(guild: discord.Guild, channel_id: int) -> Place:
    """A channel or thread (an archived one too). Raises Trouble when it is gone, closed to the bot, or no place for a warning."""
    found: Any = guild.get_channel_or_thread(channel_id)
    if found is None:
        with told():
            found = await guild.fetch_channel(channel_id)
    channel = place(found)
    if channel is None:
        raise Trouble("no_place")
    return channel


async def allowed(bot: Honmono, channel: Place, member: discord.Member) -> None:
    """Raises Trouble that names what the person lacks in the channel, or else what the bot lacks."""
    if missing := await person_lacks(bot, channel, member):
        raise Trouble("you_lack", missing)
    if missing := bot_lacks(channel):
        raise Trouble("bot_lacks", missing)


async def post(bot: Honmono, guild: discord.Guild, member: discord.Member, draft: Draft) -> Posted:
    """Post a draft and pin it, unless another warning of its kind stands already. Raises Trouble and StoreAway; the draft is a draft again then."""
    channel = await channel_of(guild, draft.warning.channel_id)
    await allowed(bot, channel, member)
    await counted(bot, draft.warning)
    claim = await warnings.claim(bot.store, guild.id, draft.warning.id)
    if not claim.won or claim.warning is None:
        return Posted(False, claim.warning)
    try:
        with told():  # Discord takes the number for the same message when a request is repeated
            message = await channel.send(view=Notice(claim.warning, draft.examples), nonce=f"hm-w{claim.warning.id}")
    except BaseException:
        await warnings.release(bot.store, guild.id, claim.warning.id)
        raise
    stands = await _noted(bot, guild, claim.warning, message)
    if stands is None:
        return Posted(False, None)
    unpinned = await pin(bot, guild, stands, message, member)
    if stands.campaign_id is not None:
        await campaigns.confirm(bot.store, guild.id, stands.campaign_id)
    await oplog.note(bot, guild, "warning.log.posted", who=member.mention, where=channel.mention, title=title_of(stands), link=link_to(stands))
    if unpinned is not None:
        await oplog.note(bot, guild, "warning.log.unpinned", title=title_of(stands), link=link_to(stands))
    return Posted(True, stands, unpinned)


async def _noted(bot: Honmono, guild: discord.Guild, warning: PinnedWarning, message: discord.Message) -> PinnedWarning | None:
    """Note where a warning stands. When that fails, or somebody else took the draft meanwhile, the message is one too many, and goes."""
    try:
        stands = await warnings.posted(bot.store, guild.id, warning.id, message.channel.id, message.id)
    except StoreError:
        await _take_back(message)
        raise
    if stands is None:
        await _take_back(message)
    return stands


async def _take_back(message: discord.Message) -> None:
    try:
        with told():
            await message.delete()
    except Trouble as trouble:
        log.warning("could not take a message back: %s", trouble.key)


async def counted(bot: Honmono, warning: PinnedWarning) -> None:
    """Bring a draft's count and date to what is known of its campaign now."""
    campaign = await campaigns.get(bot.store, warning.guild_id, warning.campaign_id) if warning.campaign_id else None
    if campaign is not None and campaign.count != warning.count:
        warning.count, warning.last_seen = campaign.count, campaign.last_seen
        await warnings.edit(bot.store, warning.guild_id, warning.id, count=campaign.count, last_seen=campaign.last_seen)


async def pin(
    bot: Honmono, guild: discord.Guild, warning: PinnedWarning, message: discord.Message | discord.PartialMessage, member: discord.Member
) -> Trouble | None:
    """Pin a posted warning; what kept it from that, if anything did. Raises Trouble when the message is gone."""
    try:
        with told():
            await message.pin(reason=str(member))
    except Trouble as trouble:
        if trouble.key in GONE:
            await gone(bot, guild, warning)
            raise
        return trouble
    return None


async def change(bot: Honmono, guild: discord.Guild, member: discord.Member, draft: Draft) -> Trouble | None:
    """Give a posted warning the draft's words and examples, and pin it again if somebody had unpinned it; what kept it from being pinned, if anything did.

    Raises Trouble; when the message is gone the warning is noted as removed, and the draft stays.
    """
    target, warning = draft.target, draft.warning
    if target is None or target.message_id is None:
        raise Trouble("message_gone")
    channel = await channel_of(guild, target.channel_id)
    await allowed(bot, channel, member)
    await counted(bot, warning)
    words = words_of(warning)
    changed = like(target, words)
    try:
        with told():
            message = await channel.fetch_message(target.message_id)
            await message.edit(view=Notice(changed, draft.examples))
    except Trouble as trouble:
        if trouble.key in GONE:
            await gone(bot, guild, target)
        raise
    if warning.expires_at == target.expires_at:
        words.pop("expires_at", None)  # a new date answers the question whether it still holds
    await warnings.edit(bot.store, guild.id, target.id, **words)
    await warnings.discard(bot.store, guild.id, warning.id)
    unpinned = None if message.pinned else await pin(bot, guild, target, message, member)
    await oplog.note(bot, guild, "warning.log.changed", who=member.mention, where=channel.mention, title=title_of(changed), link=link_to(target))
    return unpinned


async def end(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Unpin a posted warning, and leave in its place that its time is up. The store is the caller's. Raises Trouble."""
    channel = await channel_of(guild, warning.channel_id)
    if missing := bot_lacks(channel, ("view_channel", "pin_messages")):
        raise Trouble("bot_lacks", missing)
    message = channel.get_partial_message(warning.message_id or 0)
    with told():
        await message.unpin()
        await message.edit(view=Ended(warning, bot.store.now()))


async def ended_by(bot: Honmono, guild: discord.Guild, member: discord.Member, warning: PinnedWarning) -> None:
    """End a posted warning at a moderator's word. Raises Trouble when it stands on."""
    try:
        channel = await channel_of(guild, warning.channel_id)
        if missing := await person_lacks(bot, channel, member):
            raise Trouble("you_lack", missing)
        await end(bot, guild, warning)
    except Trouble as trouble:
        if trouble.key not in GONE:
            raise
        await gone(bot, guild, warning)
        return
    await warnings.ended(bot.store, guild.id, warning.id, "expired")
    await oplog.note(bot, guild, "warning.log.ended", who=member.mention, title=title_of(warning), link=link_to(warning))


async def gone(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> None:
    """Note that a warning's message or channel is no more, once."""
    now = await warnings.get(bot.store, guild.id, warning.id)
    if now is None or now.status == "removed":
        return
    await warnings.ended(bot.store, guild.id, warning.id, "removed")
    await oplog.note(bot, guild, "warning.log.gone", title=title_of(warning))


async def oldest_in(bot: Honmono, guild: discord.Guild, warning: PinnedWarning) -> PinnedWarning | None:
    """The oldest other warning of ours in the same channel: its pin could make room."""
    standing: Sequence[PinnedWarning] = await warnings.listed(bot.store, guild.id)
    return next((one for one in reversed(standing) if one.channel_id == warning.channel_id and one.id != warning.id), None)


def words_of(warning: PinnedWarning) -> Words:
    """All that can be edited of a warning but where it stands."""
    return {
        "title": warning.title,
        "facts": warning.facts,
        "advice": warning.advice,
        "official_url": warning.official_url,
        "language": "ja" if warning.language == "ja" else "en",
        **({"expires_at": warning.expires_at} if warning.expires_at else {}),
        "count": warning.count,
        "last_seen": warning.last_seen,
    }


def like(warning: PinnedWarning, words: Words) -> PinnedWarning:
    """A warning with other words, not stored."""
    same = {name: getattr(warning, name) for name in ("id", "guild_id", "campaign_id", "channel_id", "message_id", "status", "created_at")}
    return PinnedWarning(**{**same, **words_of(warning), **words})

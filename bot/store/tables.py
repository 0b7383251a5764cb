"""The tables. Every column says what it holds and why; docs/privacy.md is held against these words by a test.

Nothing here holds a mail's text, or who asked.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, Index, MetaData, String, TypeDecorator, text
from sqlalchemy import DateTime as _DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

Status = Literal["draft", "posting", "posted", "expired", "removed"]
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment, always UTC; SQLite knows no time zones, so they are put back on reading."""

    impl = _DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, bare for SQLite."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMING)


class Server(Table):
    """One Discord server's settings."""

    __tablename__ = "servers"

    guild_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="the server's Discord id, to know whose settings these are"
    )
    check_channel_id: Mapped[int | None] = mapped_column(BigInteger, comment="the channel in which the bot answers mails unasked, if the moderators chose one")
    log_channel_id: Mapped[int | None] = mapped_column(BigInteger, comment="the moderators' channel in which the bot reports what was done, if they chose one")
    moderator_role_id: Mapped[int | None] = mapped_column(BigInteger, comment="the role that may post warnings besides those who may manage messages")
    language: Mapped[str | None] = mapped_column(String(2), comment="the language of public answers, ja or en; empty: the server's own as Discord says")
    sharing: Mapped[bool] = mapped_column(default=True, server_default=text("true"), comment="whether members may show their card to everybody")
    cross_note: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), comment="whether cards note that moderators of other servers confirmed the same kind of mail"
    )
    quiet: Mapped[bool] = mapped_column(default=False, server_default=text("false"), comment="whether public answers are no more than a button")
    left_at: Mapped[datetime | None] = mapped_column(Moment, comment="when the bot left the server; 30 days later everything of the server is deleted")


class Campaign(Table):
    """One kind of mail as one server has met it: no text, only what tells it again."""

    __tablename__ = "campaigns"
    __table_args__ = (
        Index("ix_campaigns_confirmed", "confirmed_at", sqlite_where=text("confirmed"), postgresql_where=text("confirmed")),
        {"sqlite_autoincrement": True},  # a deleted campaign's id never comes back: buttons on old cards carry it
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="a running number")
    guild_id: Mapped[int] = mapped_column(BigInteger, index=True, comment="the server that met it; campaigns are each server's own")
    fingerprint: Mapped[int] = mapped_column(
        BigInteger, comment="64 bits that texts of one kind share, to know the kind again; the text cannot be read back from them; 0: too little text"
    )
    subject_skeleton_hash: Mapped[str] = mapped_column(String(16), comment="a hash of the subject without numbers, addresses and names; empty: too short")
    sender_domain: Mapped[str] = mapped_column(String(253), comment="the registrable domain of the sender's address, never the address")
    link_domains: Mapped[list[str]] = mapped_column(JSON, comment="the registrable domains that the links lead to, never the links; ten at most")
    brand: Mapped[str | None] = mapped_column(String(64), comment="the id of the company that the mail claims to be from, if one was recognised")
    level: Mapped[str] = mapped_column(String(8), comment="the highest level that the rules gave to a mail of this kind")
    rules: Mapped[list[str]] = mapped_column(JSON, comment="the ids of the rules that fired for that level")
    count: Mapped[int] = mapped_column(comment="how many mails of this kind were checked here")
    first_seen: Mapped[datetime] = mapped_column(Moment, comment="when the first of them was checked")
    last_seen: Mapped[datetime] = mapped_column(Moment, index=True, comment="when the last of them was checked; 180 days later all of this is deleted")
    confirmed: Mapped[bool] = mapped_column(default=False, server_default=text("false"), comment="whether this server's moderators confirmed that it is fake")
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, comment="when they did")
    overruled_level: Mapped[str | None] = mapped_column(String(8), comment="the level that this server's moderators gave instead of the rules', if they did")


class Sighting(Table):
    """How many mails of one kind were checked on one day, for 「今週 3 件」."""

    __tablename__ = "sightings"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True, comment="the kind of mail, by its running number"
    )
    day: Mapped[date] = mapped_column(primary_key=True, comment="the day in Japan; kept for 180 days")
    count: Mapped[int] = mapped_column(comment="how many were checked on it")


class Check(Table):
    """How many checks a server asked for in a week: numbers only."""

    __tablename__ = "checks"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, comment="the server in which was asked")
    week: Mapped[date] = mapped_column(primary_key=True, comment="the Monday of the week, in Japan; kept for 180 days")
    level: Mapped[str] = mapped_column(String(8), primary_key=True, comment="the level of the answers counted here")
    brand: Mapped[str] = mapped_column(String(64), primary_key=True, comment="the id of the company that the mails claimed to be from; empty: none recognised")
    count: Mapped[int] = mapped_column(comment="how many answers")


class Bucket(Table):
    """How often somebody may still ask, where several processes answer for one bot: otherwise it is known in memory only, and this is empty."""

    __tablename__ = "buckets"

    key: Mapped[str] = mapped_column(
        String(32), primary_key=True, comment="a person's or a server's Discord id, hashed with the bot's token: who it was cannot be told without that"
    )
    level: Mapped[float] = mapped_column(Double, comment="how many checks are left")
    at: Mapped[datetime] = mapped_column(Moment, index=True, comment="when the last was asked for; a minute or two later all of this is deleted")


class PinnedWarning(Table):
    """A warning that moderators drafted or posted. Its words are theirs, not a mail's."""

    __tablename__ = "warnings"
    __table_args__ = (
        Index(
            "uq_warnings_live",
            "guild_id",
            "campaign_id",
            unique=True,  # one pin for one campaign, whoever presses when
            sqlite_where=text("status IN ('posting', 'posted')"),
            postgresql_where=text("status IN ('posting', 'posted')"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="a running number")
    guild_id: Mapped[int] = mapped_column(BigInteger, index=True, comment="the server whose moderators wrote it")
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaigns.id", ondelete="SET NULL"), index=True, comment="the kind of mail it warns of, if known"
    )
    channel_id: Mapped[int] = mapped_column(BigInteger, comment="the channel in which it is posted, or is to be")
    message_id: Mapped[int | None] = mapped_column(BigInteger, comment="the bot's own posted message, to edit and unpin it; empty while it is a draft")
    status: Mapped[str] = mapped_column(
        String(8), comment="draft, posting, posted, expired or removed; a draft is deleted after 7 days, an expired or removed warning after 180"
    )
    title: Mapped[str] = mapped_column(String(256), comment="the title that the moderators approved")
    facts: Mapped[str] = mapped_column(
        String(4000),
        comment="what gives the mail away: names of rules, domains, moderators' own words; the mail's subject stands in the bot's messages only",
    )
    advice: Mapped[str] = mapped_column(String(4000), comment="what to do, as the moderators approved it")
    official_url: Mapped[str] = mapped_column(String(1000), comment="the address of the official warning page")
    language: Mapped[str] = mapped_column(String(2), comment="the language it is written in, ja or en")
    expires_at: Mapped[datetime | None] = mapped_column(Moment, index=True, comment="when the moderators are asked whether it still holds")
    asked_at: Mapped[datetime | None] = mapped_column(Moment, comment="when they were asked; without an answer it is unpinned 3 days later")
    created_at: Mapped[datetime] = mapped_column(Moment, comment="when it was drafted")
    updated_at: Mapped[datetime] = mapped_column(Moment, comment="when it was last changed")
    count: Mapped[int] = mapped_column(default=0, server_default=text("0"), comment="how many mails of this kind the posted message speaks of")
    last_seen: Mapped[datetime | None] = mapped_column(Moment, comment="when the last of them was checked")


class Feedback(Table):
    """Somebody found an answer wrong: which rules had fired, and where the moderators were told. No text, and not who."""

    __tablename__ = "feedback"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, comment="a running number")
    guild_id: Mapped[int] = mapped_column(BigInteger, index=True, comment="the server in which it was said; 0: in a direct message")
    channel_id: Mapped[int | None] = mapped_column(BigInteger, comment="the moderators' channel in which they were told, if they have one")
    message_id: Mapped[int | None] = mapped_column(BigInteger, comment="the bot's message there, to mark it as handled")
    report_id: Mapped[str] = mapped_column(String(32), comment="the id of the answer; it says nothing about the mail")
    rules: Mapped[list[str]] = mapped_column(JSON, comment="the ids of the rules that had fired")
    reason: Mapped[str] = mapped_column(String(32), comment="what was found wrong, one of the choices offered")
    created_at: Mapped[datetime] = mapped_column(Moment, index=True, comment="when it was said; 180 days later it is deleted")
    handled: Mapped[bool] = mapped_column(default=False, server_default=text("false"), comment="whether the moderators marked it as handled")

"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False, comment="a running number"),
        sa.Column("guild_id", sa.BigInteger(), nullable=False, comment="the server that met it; campaigns are each server's own"),
        sa.Column(
            "fingerprint",
            sa.BigInteger(),
            nullable=False,
            comment="64 bits that texts of one kind share, to know the kind again; the text cannot be read back from them; 0: too little text",
        ),
        sa.Column(
            "subject_skeleton_hash",
            sa.String(length=16),
            nullable=False,
            comment="a hash of the subject without numbers, addresses and names; empty: too short",
        ),
        sa.Column("sender_domain", sa.String(length=253), nullable=False, comment="the registrable domain of the sender's address, never the address"),
        sa.Column("link_domains", sa.JSON(), nullable=False, comment="the registrable domains that the links lead to, never the links; ten at most"),
        sa.Column("brand", sa.String(length=64), nullable=True, comment="the id of the company that the mail claims to be from, if one was recognised"),
        sa.Column("level", sa.String(length=8), nullable=False, comment="the highest level that the rules gave to a mail of this kind"),
        sa.Column("rules", sa.JSON(), nullable=False, comment="the ids of the rules that fired for that level"),
        sa.Column("count", sa.Integer(), nullable=False, comment="how many mails of this kind were checked here"),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False, comment="when the first of them was checked"),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, comment="when the last of them was checked; 180 days later all of this is deleted"),
        sa.Column(
            "confirmed", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="whether this server's moderators confirmed that it is fake"
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True, comment="when they did"),
        sa.Column(
            "overruled_level", sa.String(length=8), nullable=True, comment="the level that this server's moderators gave instead of the rules', if they did"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_campaigns_confirmed", "campaigns", ["confirmed_at"], unique=False, sqlite_where=sa.text("confirmed"), postgresql_where=sa.text("confirmed")
    )
    op.create_index(op.f("ix_campaigns_guild_id"), "campaigns", ["guild_id"], unique=False)
    op.create_index(op.f("ix_campaigns_last_seen"), "campaigns", ["last_seen"], unique=False)
    op.create_table(
        "checks",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the server in which was asked"),
        sa.Column("week", sa.Date(), nullable=False, comment="the Monday of the week, in Japan; kept for 180 days"),
        sa.Column("level", sa.String(length=8), nullable=False, comment="the level of the answers counted here"),
        sa.Column("brand", sa.String(length=64), nullable=False, comment="the id of the company that the mails claimed to be from; empty: none recognised"),
        sa.Column("count", sa.Integer(), nullable=False, comment="how many answers"),
        sa.PrimaryKeyConstraint("guild_id", "week", "level", "brand", name=op.f("pk_checks")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False, comment="a running number"),
        sa.Column("guild_id", sa.BigInteger(), nullable=False, comment="the server in which it was said; 0: in a direct message"),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="the moderators' channel in which they were told, if they have one"),
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="the bot's message there, to mark it as handled"),
        sa.Column("report_id", sa.String(length=32), nullable=False, comment="the id of the answer; it says nothing about the mail"),
        sa.Column("rules", sa.JSON(), nullable=False, comment="the ids of the rules that had fired"),
        sa.Column("reason", sa.String(length=32), nullable=False, comment="what was found wrong, one of the choices offered"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="when it was said; 180 days later it is deleted"),
        sa.Column("handled", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="whether the moderators marked it as handled"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feedback_created_at"), "feedback", ["created_at"], unique=False)
    op.create_index(op.f("ix_feedback_guild_id"), "feedback", ["guild_id"], unique=False)
    op.create_table(
        "servers",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the server's Discord id, to know whose settings these are"),
        sa.Column(
            "check_channel_id", sa.BigInteger(), nullable=True, comment="the channel in which the bot answers mails unasked, if the moderators chose one"
        ),
        sa.Column(
            "log_channel_id", sa.BigInteger(), nullable=True, comment="the moderators' channel in which the bot reports what was done, if they chose one"
        ),
        sa.Column("moderator_role_id", sa.BigInteger(), nullable=True, comment="the role that may post warnings besides those who may manage messages"),
        sa.Column("language", sa.String(length=2), nullable=True, comment="the language of public answers, ja or en; empty: the server's own as Discord says"),
        sa.Column("sharing", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="whether members may show their card to everybody"),
        sa.Column(
            "cross_note",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether cards note that moderators of other servers confirmed the same kind of mail",
        ),
        sa.Column("quiet", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="whether public answers are no more than a button"),
        sa.Column(
            "left_at", sa.DateTime(timezone=True), nullable=True, comment="when the bot left the server; 30 days later everything of the server is deleted"
        ),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_servers")),
    )
    op.create_table(
        "sightings",
        sa.Column("campaign_id", sa.Integer(), nullable=False, comment="the kind of mail, by its running number"),
        sa.Column("day", sa.Date(), nullable=False, comment="the day in Japan; kept for 180 days"),
        sa.Column("count", sa.Integer(), nullable=False, comment="how many were checked on it"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_sightings_campaign_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "day", name=op.f("pk_sightings")),
    )
    op.create_table(
        "warnings",
        sa.Column("id", sa.Integer(), nullable=False, comment="a running number"),
        sa.Column("guild_id", sa.BigInteger(), nullable=False, comment="the server whose moderators wrote it"),
        sa.Column("campaign_id", sa.Integer(), nullable=True, comment="the kind of mail it warns of, if known"),
        sa.Column("channel_id", sa.BigInteger(), nullable=False, comment="the channel in which it is posted, or is to be"),
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="the bot's own posted message, to edit and unpin it; empty while it is a draft"),
        sa.Column(
            "status",
            sa.String(length=8),
            nullable=False,
            comment="draft, posting, posted, expired or removed; a draft is deleted after 7 days, an expired or removed warning after 180",
        ),
        sa.Column("title", sa.String(length=256), nullable=False, comment="the title that the moderators approved"),
        sa.Column(
            "facts",
            sa.String(length=4000),
            nullable=False,
            comment="what gives the mail away: names of rules, domains, moderators' own words; the mail's subject stands in the bot's messages only",
        ),
        sa.Column("advice", sa.String(length=4000), nullable=False, comment="what to do, as the moderators approved it"),
        sa.Column("official_url", sa.String(length=1000), nullable=False, comment="the address of the official warning page"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="the language it is written in, ja or en"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True, comment="when the moderators are asked whether it still holds"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True, comment="when they were asked; without an answer it is unpinned 3 days later"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="when it was drafted"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="when it was last changed"),
        sa.Column("count", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="how many mails of this kind the posted message speaks of"),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True, comment="when the last of them was checked"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_warnings_campaign_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warnings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_warnings_campaign_id"), "warnings", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_warnings_expires_at"), "warnings", ["expires_at"], unique=False)
    op.create_index(op.f("ix_warnings_guild_id"), "warnings", ["guild_id"], unique=False)
    op.create_index(
        "uq_warnings_live",
        "warnings",
        ["guild_id", "campaign_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('posting', 'posted')"),
        postgresql_where=sa.text("status IN ('posting', 'posted')"),
    )

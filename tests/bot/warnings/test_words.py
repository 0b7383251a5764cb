"""What stands in a warning: the moderators' words made harmless, the two languages, the limits, and nothing that accuses or is kept."""

from __future__ import annotations

import itertools
import re

import pytest
from sqlalchemy import text

from bot.store.tables import PinnedWarning
from bot.warnings.editor import DAYS, Draft, Editor
from bot.warnings.notice import Ended, Notice
from bot.warnings.proposal import Found, found, propose
from bot.warnings.wording import ADVICE, EXAMPLE, EXAMPLES, FACTS, TITLE, merged, neutral, retold, written_examples
from rules import shipped
from rules.report import LANGS
from tests.bot.conftest import MAIL, Clock, World, both, buttons, said, texts
from tests.bot.test_cards import count
from tests.bot.warnings.conftest import LIKE_IT, MENU, Desk

EVIL = "@everyone <@1234567890123456789> <@&1234567890123456789> <#1234567890123456789> </x:1234567890123456789> https://login.example.cfd/x [公式](https://login.example.cfd) <https://a.example.top> discord.gg/abc\u202egnp"


async def test_the_form_changes_every_word(desk: Desk) -> None:
    message = await desk.preview()
    await desk.form(
        message,
        title="題名です",
        facts="- 事実だけ",
        examples="・件名：例その1\n件名：例その2\n\n",
        advice="- 落ち着く",
        official="https://www.antiphishing.jp/news/",
    )
    shown = desk.text(message)
    for line in ("### ⚠️ 題名です", "- 事実だけ", "`件名：例その1`", "`件名：例その2`", "- 落ち着く"):
        assert line in shown
    assert "差出人のアドレスが会社のものではありません" not in shown
    assert any(button.get("url") == "https://www.antiphishing.jp/news/" for button in buttons(desk.now(message).components).values())
    await desk.press(message, "post")
    assert desk.text(desk.channel.pinned_messages()[0]) in shown


async def test_the_form_holds_what_stands_now(desk: Desk) -> None:
    message = await desk.preview()
    shown = await desk.press(message, "words")
    fields = {label["component"]["custom_id"]: label["component"].get("value") for label in shown.modal["components"]}
    assert fields["examples"] == "件名：メールアドレスの保留中のメール9件\n差出人名：XSERVER SUPPORT"
    assert fields["official"] == "https://www.xserver.ne.jp/support/information_phishing.php"


async def test_facts_and_examples_can_be_left_out(desk: Desk) -> None:
    message = await desk.preview()
    await desk.form(message, facts="", examples="")
    await desk.press(message, "post")
    shown = desk.text(desk.channel.pinned_messages()[0])
    assert "このメールに見られた点" not in shown
    assert "届いているメールの例" not in shown


async def test_what_moderators_write_cannot_be_pressed_and_calls_nobody(desk: Desk) -> None:
    message = await desk.preview()
    await desk.form(message, title=EVIL[:TITLE], facts=EVIL, examples=EVIL, advice=EVIL)
    await desk.press(message, "post")
    shown = re.sub(r"`[^`]*`", "", desk.text(desk.channel.pinned_messages()[0]))  # nothing in code spans is live
    for live in ("https://login", "https://a.example", "discord.gg/", "<@1", "<@&1", "<#1", "</x:", "@everyone", "\u202e"):
        assert live not in shown, live
    sent = [request.json for request in desk.env.http_requests if request.method == "POST" and request.path.endswith("/messages")]
    assert all(not body["allowed_mentions"]["parse"] for body in sent if "allowed_mentions" in body)
    posted = [body for body in sent if "どうすればよいか" in texts(body["components"])]
    assert posted
    assert all(body["allowed_mentions"] == {"parse": []} for body in posted)


@pytest.mark.parametrize(
    "link", ["http://www.xserver.ne.jp/", "https://login.example.cfd/x", "https://example.cfd/", "javascript:alert(1)", "公式サイト", "https://localhost/"]
)
async def test_only_an_official_page_may_be_linked(desk: Desk, link: str) -> None:
    message = await desk.preview()
    await desk.form(message, title="直した題名", official=link)
    assert "公式サイトのアドレスだけです" in desk.text(message)
    assert "直した題名" in desk.text(message)  # the rest is taken all the same
    assert any(button.get("url") == "https://www.xserver.ne.jp/support/information_phishing.php" for button in buttons(desk.now(message).components).values())


async def test_the_other_language_and_back(desk: Desk) -> None:
    message = await desk.preview()
    before = desk.text(message)
    await desk.press(message, "en")
    english = desk.text(message)
    assert "Beware of mail in the name of Xserver" in english
    assert "- The address is not the company's" in english
    assert "`Subject: メールアドレスの保留中のメール9件`" in english
    assert "警告の下書き" in english  # the moderator's own language stays
    await desk.press(message, "ja")
    assert desk.text(message) == before


async def test_words_that_somebody_wrote_are_not_translated(desk: Desk) -> None:
    message = await desk.preview()
    await desk.form(message, title="自分の題名")
    await desk.press(message, "en")
    shown = desk.text(message)
    assert "自分の題名" in shown
    assert "- The address is not the company's" in shown
    assert "自分で書いた文面は、そのままにしてあります" in shown


async def test_english_for_those_who_speak_it(english: World) -> None:
    desk = Desk(english)
    message = await english.taro.send(english.channel, MAIL)
    result = await desk.midori.context_menu(english.channel, MENU, message)
    assert "Draft of a warning" in said(result)
    assert "Beware of mail in the name of Xserver" in said(result)


async def test_a_server_without_a_language_gets_the_moderators(env: object) -> None:
    world = World(env, env.bot, "en-US")  # type: ignore[arg-type, attr-defined]
    desk = Desk(world)
    result = await desk.midori.context_menu(world.channel, MENU, await world.taro.send(world.channel, MAIL))
    assert "Xserver（エックスサーバー）を名乗るメールにご注意ください" in said(result)
    await world.bot.servers.change(world.guild.id, language="en")
    result = await desk.midori.context_menu(world.channel, MENU, await world.taro.send(world.channel, MAIL))
    assert "Beware of mail in the name of Xserver" in said(result)


@pytest.mark.parametrize("count", DAYS)
async def test_how_long_it_stands(desk: Desk, clock: Clock, count: int) -> None:
    message = await desk.preview()
    await desk.press_select(message, "until", [str(count)])
    await desk.press(message, "post")
    (standing,) = await desk.standing()
    assert standing.expires_at is not None
    assert (standing.expires_at - clock()).days == count


async def test_thirty_days_when_nothing_is_chosen(desk: Desk, clock: Clock) -> None:
    await desk.posted()
    (standing,) = await desk.standing()
    assert standing.expires_at is not None
    assert (standing.expires_at - clock()).days == 30


@both
async def test_the_store_holds_no_words_of_the_mail(desk: Desk) -> None:
    message = await desk.preview(f"{LIKE_IT}\n合言葉は ZX-77312 です")
    await desk.press(message, "post")
    async with desk.bot.store.reading() as session:
        rows = [str(row) for row in await session.execute(text("SELECT * FROM warnings"))]
    assert rows
    for word in ("保留中のメール", "XSERVER SUPPORT", "ZX-77312", "hanako", "login.example"):
        assert word not in "".join(rows)


# Pure parts


def longest(language: str) -> PinnedWarning:
    now = Clock()()
    return PinnedWarning(
        id=10**18,
        guild_id=10**18,
        campaign_id=None,
        channel_id=10**18,
        message_id=10**18,
        status="posted",
        title="題" * TITLE,
        facts="事" * FACTS,
        advice="助" * ADVICE,
        official_url="https://www.xserver.ne.jp/" + "a" * 250,
        language=language,
        expires_at=now,
        created_at=now,
        updated_at=now,
        count=10**6,
        last_seen=now,
    )


class Nowhere:
    def get_channel_or_thread(self, _number: int) -> None:
        return None


@pytest.mark.parametrize(("language", "reader"), [*itertools.product(LANGS, LANGS)])
def test_the_longest_warning_fits(language: str, reader: str) -> None:
    warning, examples = longest(language), ["`例" * (EXAMPLE // 2)] * EXAMPLES
    notes = ["no_points", "same_kind", "own_words", "bad_link"]
    for draft in (Draft(warning, examples), Draft(warning, examples, longest(language))):
        components, letters = count(Editor(draft, Nowhere(), reader, notes).to_components())  # type: ignore[arg-type]
        assert components <= 40
        assert letters <= 4000
    for view in (Notice(warning, examples), Ended(warning, Clock()())):
        components, letters = count(view.to_components())
        assert components <= 40
        assert letters <= 4000
    for item in Editor(Draft(warning, examples, warning), Nowhere(), reader).walk_children():  # type: ignore[arg-type]
        assert len(getattr(item, "custom_id", None) or "") <= 100


def test_a_companys_own_domains_and_shared_ones_are_not_named() -> None:
    seen = found(shipped(), [], "xserver", "xserver.ne.jp", ["gmail.com", "pages.dev", "shop.pages.dev", "bit.ly", "example.cfd"])
    assert seen.domains == ("shop.pages.dev", "example.cfd")


@pytest.mark.parametrize("lang", LANGS)
def test_every_brand_makes_a_title_and_a_link(lang: str) -> None:
    pack = shipped()
    for brand in pack.brands.values():
        words = propose(Found(brand, pack.rules[:5]), pack, lang)  # type: ignore[arg-type]
        assert brand.name[lang] in words.title  # type: ignore[index]
        assert len(words.title) <= TITLE
        assert words.official_url.startswith(("https://", "http://"))
        assert len(words.advice) < ADVICE


def test_harmless_words_stay_harmless() -> None:
    once = neutral(EVIL, 2000)
    assert neutral(once, 2000) == once
    assert neutral("a\r\n\n\n\n\nb  \n", 100) == "a\n\nb"
    assert neutral("あ" * 50, 10) == "あ" * 9 + "…"


def test_examples_are_few_and_the_newest() -> None:
    many = [f"件名：{name}のお知らせです" for name in "あいうえおかきく"]
    assert merged(many[:4], many[4:]) == tuple(many[2:])
    assert written_examples("`件名：x`\n件名：x\n" + "y" * 300) == ("件名：x", "y" * (EXAMPLE - 1) + "…")
    assert retold(["件名：x", "差出人名：y", "z"], "ja", "en") == ("Subject: x", "Sender's name: y", "z")


def test_the_advice_fits_what_was_found_where_no_company_is_named() -> None:
    pack = shipped()
    assert propose(found(pack, ["ask.group-code"], None), pack, "ja").advice.startswith("1. 返信せず、頼まれたこともせずに")
    assert "bookmark" in propose(found(pack, ["link.lookalike"], None), pack, "en").advice
    assert "Xserver" in propose(found(pack, ["ask.group-code"], "xserver"), pack, "ja").advice

"""Who says that they have pressed, typed or paid already gets the help for that first, and nobody else is told."""

from __future__ import annotations

import pytest

from bot.told import done
from bot.words import words
from tests.bot.conftest import GENUINE, MAIL, World, buttons, said, texts

TYPED = "リンク踏んでパスワード入れちゃった、どうしよう"


@pytest.mark.parametrize(
    ("branch", "text"),
    [
        ("paid", "カード番号入力してしまいました"),
        ("paid", "クレカ情報入れちゃったんだけど大丈夫？"),
        ("paid", "3万円振り込んじゃった"),
        ("paid", "もう払ってしまった"),
        ("paid", "住所と電話番号を入力しちゃった"),
        ("paid", "電子マネーを買って番号を送ってしまいました"),
        ("paid", "カードの番号と暗証番号を打ち込んでしまった"),
        ("paid", "I already gave my card number"),
        ("paid", "リンクを開いてパスワードとカード番号を入れちゃった"),
        ("typed", TYPED),
        ("typed", "ログインしちゃいました"),
        ("typed", "IDとパスワードを入力してしまいました。どうすればいいですか"),
        ("typed", "認証コードを教えてしまった"),
        ("typed", "パスワード打ったあとに気づいた"),
        ("typed", "I entered my password"),
        ("pressed", "リンク押しちゃった"),
        ("pressed", "URL踏んだんだけど"),
        ("pressed", "添付ファイルを開いてしまいました"),
        ("pressed", "QRコード読み取ったんだけど"),
        ("pressed", "アプリをインストールしてしまいました"),
        ("pressed", "リンクを開いたけど何も入力してない"),
        ("pressed", "I clicked the link"),
    ],
)
def test_what_people_say_they_have_done(branch: str, text: str) -> None:
    assert done(text) == branch


@pytest.mark.parametrize(
    "text",
    [
        "",
        "これ本物？",
        "入力してしまった場合は、カード会社へ",
        "万が一、リンクを押してしまった方は",
        "カード番号を入力してしまったお客様へ",
        "誤って入力されたお客様は",
        "パスワードを入力してください",
        "新しい端末からログインしました",
        "お支払いが完了しました",
        "3,300円をお支払いいただきました",
        "リンクは押してません",
        "踏んでないけど心配",
        "入力したほうがいいですか",
        "リンク押したらどうなる？",
        "If you clicked the link, call us",
        "I have not clicked anything",
        MAIL,
        GENUINE,
    ],
)
def test_what_nobody_has_done(text: str) -> None:
    assert done(text) == ""


@pytest.mark.parametrize("text", ["リンク" + "を" * 100_000, "パスワード" * 20_000, "お金" * 40_000 + "た", "i have " * 20_000, "1," * 20_000, "9" * 40_000])
def test_long_rubbish_is_read_to_the_end(text: str) -> None:
    assert done(text) == ""


async def test_the_help_stands_above_the_card(world: World) -> None:
    result = await world.ask(f"{TYPED}\n\n{MAIL}")
    first, card = texts(result.response.components[:1]), texts(result.response.components)
    assert first == words("ja")("aid.typed")
    assert "強い疑い" in card
    assert "もう押した・入力した" in buttons(result.response.components)
    assert words("ja")("aid.typed") not in texts((await world.ask(MAIL)).response.components)


async def test_what_is_shared_does_not_tell(world: World) -> None:
    result = await world.ask(f"{TYPED}\n\n{MAIL}")
    shared = await world.hanako.click(result.response.message, label="みんなに共有")
    card = texts(shared.followups[0].components)
    assert "hanako さんが共有" in card
    assert "強い疑い" in card
    assert "## パスワードを入力した" not in card


async def test_somebody_else_s_words_are_not_the_asker_s(world: World) -> None:
    message = await world.taro.send(world.channel, f"{TYPED}\n\n{MAIL}")
    asked = await world.hanako.context_menu(world.channel, "Is this real?", message)
    assert "## パスワードを入力した" not in texts(asked.response.components)
    own = await world.taro.context_menu(world.channel, "Is this real?", message)
    assert "## パスワードを入力した" in texts(own.response.components)


async def test_a_cry_for_help_without_a_mail_is_answered(world: World) -> None:
    await world.hanako.send(world.channel, f"<@{world.bot.user.id}> リンク押しちゃった")
    reply = world.channel.last_message
    assert "ページを閉じる" in texts(reply.components)
    more = await world.taro.click(reply, label="← ほかの場合")
    assert more.ephemeral
    assert list(buttons(more.response.components)) == ["カード・お金・個人情報を渡した", "パスワードを入力した", "リンクを押しただけ"]
    assert "ページを閉じる" in texts(world.channel.last_message.components)


async def test_a_quiet_answer_has_the_button_for_it_and_tells_nobody(world: World) -> None:
    await world.bot.servers.change(world.guild.id, quiet=True)
    await world.hanako.send(world.channel, f"{world.me} {TYPED}\n\n{MAIL}")
    door = world.channel.last_message
    assert list(buttons(door.components)) == ["答えを見る", "パスワードを入力した"]
    helped = await world.hanako.click(door, label="パスワードを入力した")
    assert helped.ephemeral
    assert "すぐ変える" in texts(helped.response.components)
    assert list(buttons(world.channel.last_message.components)) == ["答えを見る", "パスワードを入力した"]
    card = said(await world.taro.click(door, label="答えを見る"))
    assert "強い疑い" in card
    assert "## パスワードを入力した" not in card

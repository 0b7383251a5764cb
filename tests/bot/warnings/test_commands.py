"""/warning post, list, edit, expire（警告 投稿・一覧・編集・終了）."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.store import warnings
from bot.warnings.editor import Draft
from bot.warnings.listing import listing
from tests.bot.conftest import MAIL, buttons, said, texts
from tests.bot.test_cards import count
from tests.bot.warnings.conftest import LIKE_IT, OTHER, Desk
from tests.bot.warnings.test_words import longest

if TYPE_CHECKING:
    from collections.abc import Sequence


async def posting(desk: Desk, text: str = "", files: Sequence[tuple[str, bytes]] = ()) -> Any:
    shown = await desk.midori.slash(desk.channel, "warning post")
    body, upload = (label["component"]["custom_id"] for label in shown.modal["components"])
    return await desk.midori.submit_modal(shown, {**({body: text} if text else {}), **({upload: list(files)} if files else {})})


async def test_post_takes_the_facts_from_a_mail(desk: Desk) -> None:
    result = await posting(desk, MAIL)
    assert result.ephemeral
    assert "- 差出人のアドレスが会社のものではありません" in said(result)
    await desk.press(result.response.message, "post")
    assert len(desk.channel.pinned_messages()) == 1


async def test_post_takes_files(desk: Desk) -> None:
    assert "名乗るメールにご注意ください" in said(await posting(desk, files=[("mail.txt", MAIL.encode())]))


async def test_post_without_a_mail_is_written_by_hand(desk: Desk) -> None:
    message = (await posting(desk)).response.message
    assert "まだ事実が書かれていません" in desk.text(message)
    assert "管理者が確認済み" not in desk.text(message)  # there is no mail to confirm
    assert buttons(desk.now(message).components)["載せてピン留め"]["disabled"]
    assert "相談先 www.antiphishing.jp" in buttons(desk.now(message).components)
    await desk.form(message, title="学校を名乗るメールについて", facts="- 添付ファイルを開かせようとします")
    await desk.press(message, "post")
    assert "学校を名乗るメールについて" in desk.text(desk.channel.pinned_messages()[0])
    assert "このサーバーでの相談" not in desk.text(desk.channel.pinned_messages()[0])


async def test_a_warning_of_nothing_is_not_posted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(Draft, "says_something", True)  # drawn by a version that let it pass
        message = (await posting(desk)).response.message
    await desk.press(message, "post")
    assert "まだ事実が書かれていません" in desk.text(message)
    assert desk.channel.pinned_messages() == []


async def test_post_of_a_file_that_cannot_be_read(desk: Desk) -> None:
    assert "この種類のファイルは読めません" in said(await posting(desk, files=[("a.pdf", b"%PDF-1.4")]))


async def test_list_shows_what_stands(desk: Desk) -> None:
    assert "いま載せている警告はありません" in said(await desk.midori.slash(desk.channel, "warning list"))
    await desk.posted(room=desk.room)
    await desk.posted(OTHER, room=desk.channel)
    result = await desk.midori.slash(desk.channel, "warning list")
    assert result.ephemeral
    shown = said(result)
    assert "いま載せている警告（2 件）" in shown
    assert shown.index("三井住友銀行") < shown.index("Xserver")  # the newest first
    assert f"<#{desk.room.id}> ・ 相談 1 件 ・ <t:" in shown


async def test_list_opens_the_editor(desk: Desk) -> None:
    pinned = await desk.posted()
    result = await desk.midori.slash(desk.channel, "warning list")
    opened = await desk.midori.click(result.response.message, label="直す")
    assert opened.ephemeral
    message = opened.response.message
    await desk.form(message, title="直した題名")
    assert "直した題名" not in desk.text(pinned)
    await desk.press(message, "change")
    assert "直した題名" in desk.text(pinned)
    assert "`件名：メールアドレスの保留中のメール9件`" in desk.text(pinned)
    (standing,) = await desk.standing()
    assert standing.title == "直した題名"


async def test_list_turns_its_pages(desk: Desk) -> None:
    store, guild = desk.bot.store, desk.guild.id
    for number in range(11):
        draft = await warnings.draft(
            store,
            guild,
            None,
            channel_id=desk.channel.id,
            title=f"題名{number}",
            facts="",
            advice="a",
            official_url="https://x.example/",
            language="ja",
            expires_at=store.now(),
        )
        assert (await warnings.claim(store, guild, draft.id)).won
        await warnings.posted(store, guild, draft.id, desk.channel.id, 1000 + number)
    result = await desk.midori.slash(desk.channel, "warning list")
    message = result.response.message
    assert "題名10" in desk.text(message)
    assert "題名5" not in desk.text(message)
    await desk.midori.click(message, label="▶")
    await desk.midori.click(message, label="▶")
    assert "題名0" in desk.text(message)
    assert buttons(desk.now(message).components)["▶"]["disabled"]
    await desk.midori.click(message, label="◀")
    assert "題名5" in desk.text(message)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_longest_list_fits(lang: Any) -> None:
    components, letters = count(listing([longest(lang)] * 12, lang, 1).to_components())
    assert components <= 40
    assert letters <= 4000


async def test_edit_finds_a_warning_by_its_title(desk: Desk) -> None:
    pinned = await desk.posted()
    await desk.posted(OTHER)
    offered = await desk.midori.autocomplete(desk.channel, "warning edit", "warning", "xserver")
    assert [choice["name"].startswith("Xserver") for choice in offered] == [True]
    assert len(await desk.midori.autocomplete(desk.channel, "warning edit", "warning", "")) == 2
    result = await desk.midori.slash(desk.channel, "warning edit", warning=offered[0]["value"])
    assert f"/{pinned.id})がこの内容に変わります" in said(result)


async def test_an_edit_of_the_date_answers_nothing_else(desk: Desk, clock: Any) -> None:
    await desk.posted()
    message = (await desk.midori.slash(desk.channel, "warning edit", warning=str((await desk.standing())[0].id))).response.message
    clock.move(days=10)
    await desk.press_select(message, "until", ["60"])
    await desk.press(message, "change")
    (standing,) = await desk.standing()
    assert standing.expires_at is not None
    assert (standing.expires_at - clock()).days == 60


async def test_expire_unpins_and_says_so(desk: Desk) -> None:
    await desk.with_log()
    pinned = await desk.posted()
    (offered,) = await desk.midori.autocomplete(desk.channel, "warning expire", "warning", "")
    result = await desk.midori.slash(desk.channel, "warning expire", warning=offered["value"])
    assert "警告を終えました" in said(result)
    assert desk.channel.pinned_messages() == []
    assert "掲載を終えました" in desk.text(pinned)
    assert "警告を終えました" in desk.logged()[-1]
    assert await desk.standing() == []


async def test_the_same_kind_can_be_posted_again_after_its_end(desk: Desk) -> None:
    await desk.posted()
    message = await desk.preview(LIKE_IT)
    await desk.press(message, "end")
    assert "この警告を終えますか？" in desk.text(message)
    assert len(await desk.standing()) == 1
    await desk.press(message, "back")
    assert "終える（ピンを外す）" in buttons(desk.now(message).components)
    assert "届いているメールの例" in desk.text(message)  # what was prepared is still there
    await desk.end(message)
    message = await desk.preview()
    assert "警告の下書き" in desk.text(message)
    await desk.press(message, "post")
    assert len(desk.channel.pinned_messages()) == 1


@pytest.mark.parametrize("typed", ["999", "0", "-1", "題名", "²", "9" * 30])
async def test_what_is_no_warning_is_told(desk: Desk, typed: str) -> None:
    for command in ("warning edit", "warning expire"):
        assert "もう載っていません" in said(await desk.midori.slash(desk.channel, command, warning=typed))


async def test_a_warning_that_ended_while_it_was_edited_becomes_a_new_one(desk: Desk) -> None:
    await desk.posted()
    message = await desk.preview(LIKE_IT)
    await desk.midori.slash(desk.channel, "warning expire", warning=str((await desk.standing())[0].id))
    await desk.press(message, "change")
    assert "前の警告は、もう終わっています" in desk.text(message)
    await desk.press(message, "post")
    assert len(desk.channel.pinned_messages()) == 1
    assert texts(desk.now(desk.channel.pinned_messages()[0]).components).count("件名：") == 1

"""What the doctor finds, with Discord on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.ops import doctor
from tests.bot.conftest import settings
from tests.wire.server import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.wire.people import People
    from tests.wire.server import Wire


async def found(**values: Any) -> dict[str, doctor.Finding]:
    return {finding.what: finding async for finding in doctor.look(settings(**({"image_workers": 0} | values)))}


async def test_all_is_well(people: People, pointed: None) -> None:
    by_name = await found(discord_token=TOKEN)
    assert {name: finding.state for name, finding in by_name.items()} == {
        "rules": "good", "store": "good", "shards": "good", "queue": "off", "pictures": "off", "token": "good", "intents": "good", "invite": "good", "permissions": "good"
    }  # fmt: skip
    assert "scope=bot+applications.commands" in by_name["invite"].says


async def test_a_wrong_token_is_told(people: People, pointed: None) -> None:
    by_name = await found(discord_token="another.token.of-nobody")
    assert (by_name["token"].state, "Reset Token" in by_name["token"].says) == ("bad", True)


async def test_an_intent_that_is_off_and_a_permission_that_is_lacking_are_told(wire: Wire, people: People, pointed: None) -> None:
    for role in people.guild.roles.values():
        role.permissions = 0
    by_name = await found(discord_token=TOKEN, message_content=True)
    assert (by_name["intents"].state, "Developer Portal" in by_name["intents"].says) == ("bad", True)
    assert "メッセージ履歴を読む" in by_name["permissions"].says


async def test_a_look_makes_no_file(people: People, pointed: None, tmp_path: Path) -> None:
    file = tmp_path / "data" / "honmono.db"
    by_name = await found(discord_token=TOKEN, database_url=f"sqlite:///{file}")
    assert (by_name["store"].state, str(file) in by_name["store"].says) == ("good", True)
    assert not file.parent.exists()


async def test_discord_and_the_store_away_are_told(wire: Wire, pointed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    wire.rest.fault("GET", "*", times=20, cut=True)
    monkeypatch.setattr(doctor, "PATIENCE", 5.0)
    by_name = await found(discord_token=TOKEN, database_url=f"sqlite:///{tmp_path}/file/honmono.db")
    assert by_name["store"].state == "bad"
    assert "DATABASE_URL" in by_name["store"].says
    assert by_name["discord"].state == "bad"

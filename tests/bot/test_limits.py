"""Token buckets and settings."""

from __future__ import annotations

import os

import pytest

from bot.config import ConfigError, Settings, load_settings
from bot.limits import KEYS, Buckets


def test_a_bucket_refills_with_time() -> None:
    now = [0.0]
    buckets = Buckets(3, 60, lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.take("b") == 0
    now[0] = 20
    assert buckets.take("a") == 0
    assert buckets.take("a") == 20


def test_buckets_do_not_grow_without_end() -> None:
    buckets = Buckets(1, 60, lambda: 0.0)
    for key in range(KEYS + 100):
        buckets.take(key)
    assert len(buckets._levels) == KEYS


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "PORT" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_token_does_not_show() -> None:
    assert "secret" not in repr(Settings(_env_file=None, discord_token="secret"))


def test_the_systems_list_of_languages_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert load_settings().language == "ja"
    assert os.environ["LANGUAGE"] == "en_US:en", "it is for other programs, and stays"
    monkeypatch.setenv("LANGUAGE", "en")
    assert load_settings().language == "en"


def test_shards_are_named_in_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SHARD_IDS", "0"), ("SHARD_COUNT", "2"), ("SHARD_ORDINAL", "honmono-1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(ConfigError, match="not both"):
        load_settings()


@pytest.mark.parametrize(
    ("given", "ja", "en"),
    [
        ({"SHARD_IDS": "0"}, "SHARD_COUNT（", "SHARD_COUNT is needed"),
        ({"SHARD_IDS": "2", "SHARD_COUNT": "2"}, "0 から 1 まで", "from 0 to 1"),
        ({"SHARD_IDS": "a", "SHARD_COUNT": "2"}, "「a」", "“a”"),
        ({"SHARD_ORDINAL": "honmono", "SHARD_COUNT": "2"}, "数字で", "in a number"),
    ],
)
def test_shards_that_do_not_fit_are_told_in_the_readers_language(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], ja: str, en: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for language, words in (("ja", ja), ("en", en)):
        monkeypatch.setenv("LANGUAGE", language)
        with pytest.raises(ConfigError, match=words):
            load_settings()

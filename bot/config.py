"""Settings, from the environment and `.env`: read once in main(), frozen, passed on."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.language import chosen as spoken
from bot.language import ours
from bot.pictures.pool import RUNNING
from bot.shards import WrongShards, chosen
from bot.words import words


class ConfigError(ValueError):
    """A setting is wrong; the message is one line that says which and how."""


class _Environment(EnvSettingsSource):
    """The environment, without a LANGUAGE that is meant for others: then .env has its say."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name != "language" or ours(value)}


class Settings(BaseSettings):
    """Every setting, with its default. `.env.example` and the README list the same."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, frozen=True, extra="ignore")

    discord_token: SecretStr = Field(default=SecretStr(""), description="the bot's token; without it the playground opens")
    port: int = Field(default=8080, ge=1, le=65535, description="the playground's port on 127.0.0.1")
    language: Literal["ja", "en"] = Field(default="ja", description="the language where Discord does not tell the reader's (ja or en)")
    message_content: bool = Field(default=False, description="ask for the privileged message-content intent, to read the message that a mention answers")
    database_url: SecretStr = Field(default=SecretStr("sqlite:///honmono.db"), description="where settings, warnings and counts are kept: SQLite or PostgreSQL")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="how much is logged; never mail text or tokens")
    checks_per_minute: int = Field(default=6, ge=1, le=600, description="checks one person may ask for in a minute")
    server_checks_per_minute: int = Field(default=60, ge=1, le=6000, description="checks one server may ask for in a minute")
    shard_ids: str = Field(default="", description="the shards of this process, when there are several: 0-3,8")
    shard_count: int | None = Field(default=None, ge=1, le=4096, description="how many shards all processes run together; empty leaves it to Discord")
    shard_ordinal: str = Field(default="", description="instead of SHARD_IDS: a name that ends in this process's number, as a StatefulSet gives (honmono-2)")
    shards_per_process: int = Field(default=1, ge=1, le=64, description="shards of each process, with SHARD_ORDINAL")
    image_workers: int = Field(default=1, ge=0, le=RUNNING, description="processes that read pictures, up to 700 MB each; 0 reads none")
    image_warm_up: bool = Field(
        default=False, description="start them with the bot; else the first picture waits 2 seconds longer, and no memory is used before it"
    )
    queue_key: SecretStr = Field(
        default=SecretStr(""), description="a long random text, the same for all processes: pictures are then read by `honmono worker` over PostgreSQL"
    )
    fetch_hosts: str = Field(default="", description="hosts besides Discord's own from which a worker may fetch pictures, for tests")
    notices_dir: str = Field(default="", description="read the official announcements once a day, and write proposals into this folder; empty is off")
    ops_port: int = Field(default=0, ge=0, le=65535, description="the port for /healthz, /readyz and /metrics; 0 is off")
    ops_host: str = Field(default="127.0.0.1", description="the address they are served on")
    interactions_public_key: str = Field(
        default="", pattern="^([0-9a-fA-F]{64})?$", description="the application's public key: interactions are then taken at /interactions of the same server"
    )
    discord_proxy: str = Field(default="", description="an HTTP proxy for reaching Discord")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given, the environment, `.env`: the first that says something counts."""
        del env_settings, file_secret_settings
        return init_settings, _Environment(settings_cls), dotenv_settings


def load_settings() -> Settings:
    """Read the settings. Raises ConfigError with one line, in the operator's language, for the first that is wrong."""
    say = words(spoken())
    try:
        settings = Settings()
        chosen(settings)
        if key := settings.queue_key.get_secret_value():
            if len(key) < 32:
                raise ConfigError(say("refusal.short_key"))
            if not settings.database_url.get_secret_value().startswith("postgres"):
                raise ConfigError(say("refusal.key_alone"))
        if settings.interactions_public_key and not settings.ops_port:
            raise ConfigError(say("refusal.no_ops_port"))
    except ConfigError:
        raise
    except WrongShards as error:
        raise ConfigError(say(f"shards.{error.key}", **error.slots)) from error
    except ValueError as error:
        if not isinstance(error, ValidationError):
            raise ConfigError(say("refusal.settings", error=error)) from error
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(say("refusal.setting", name=name, error=first["msg"])) from error
    return settings

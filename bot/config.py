"""Settings, from the environment and `.env`: read once in main(), frozen, passed on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class ConfigError(ValueError):
    """A setting is wrong; the message is one line that says which and how."""


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
    discord_proxy: str = Field(default="", description="an HTTP proxy for reaching Discord")


def load_settings() -> Settings:
    """Read the settings. Raises ConfigError with one line for the first that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"setting {name} is wrong: {first['msg']}") from error

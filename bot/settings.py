"""What can be set by `BYLINE_*` variables. Read when a bot is made, never at import."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`BYLINE_READER`: an extractive question-answering model by folder or name. `BYLINE_MODEL`: a chat model."""

    model_config = SettingsConfigDict(env_prefix="BYLINE_")

    reader: str | None = None
    model: str | None = None

"""What can be set by `BYLINE_*` variables. Read when a bot is made, never at import."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index import ModelError


class Settings(BaseSettings):
    """`BYLINE_READER`: an extractive question-answering model by folder or name. `BYLINE_MODEL`: a chat model.

    `BYLINE_UNSUPPORTED`: whether a written sentence that the articles do not say is shown struck out, or dropped.
    """

    model_config = SettingsConfigDict(env_prefix="BYLINE_")

    reader: str | None = None
    model: str | None = None
    unsupported: Literal["strike", "drop"] = "strike"

    @classmethod
    def read(cls) -> Settings:
        """Read them. Raises ModelError when one has a value that it cannot have."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = f"BYLINE_{first['loc'][0]}".upper()
            raise ModelError(f"{name} is {first['input']!r}: {first['msg']}; set it so, or leave it unset") from error

"""What can be set by `BYLINE_*` variables. Read when a library or a bot is opened, never at import."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`BYLINE_HOME`: the folder the index lives in. `BYLINE_ENCODER`: a sentence-transformers name or folder.

    Without it, an index is opened with the encoder it was made with. `BYLINE_CHROMA`: the http address of a Chroma
    server that holds the articles in place of the folder.
    """

    model_config = SettingsConfigDict(env_prefix="BYLINE_")

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("byline")))
    encoder: str | None = None
    chroma: str | None = None

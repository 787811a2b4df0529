"""Plain text and Markdown: YAML front matter, a ` date 2024-01-25 ` line or a heading in front, then the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import yaml

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import read_text
from index.types import Article

_HEADING = re.compile(r"\s*# +(?P<title>[^\n]+?) *#*[ \t]*(?:\r?\n|\Z)\s*")


def read(path: Path) -> Iterator[Article | SourceError]:
    """Yield the one article of the file. A first-level heading on top becomes the title, and leaves the text."""
    raw = read_text(path)
    try:
        given, text = frontmatter.parse(raw)
    except yaml.YAMLError as error:
        problem = str(error).strip().splitlines()[0]
        raise SourceError(f"{path}: the front matter is not valid YAML ({problem}); mend it or take it out") from error
    title = None
    heading = _HEADING.match(text)
    if heading and text[heading.end() :].strip():
        title = heading["title"]
        text = text[heading.end() :]
    if not text.strip():
        raise SourceError(f"{path}: there is no text after the front matter")
    yield fields.article(given, text, path, title=title)

"""Plain text and Markdown: YAML front matter, a ` date 2024-01-25 ` line or a heading in front, then the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import read_text
from index.sources.document import Document
from index.types import Article

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\s*# +(?P<title>[^\n]+)(?:\n\s*|\Z)")
_CLOSING = re.compile(r"(?<=[ \t])#+\Z")
_WORDS = re.compile(
    r"""^(?P<field>\w[\w -]*:[ \t]+)(?![\[{&*|>!]|(?P<quote>["']).*(?P=quote)\s*$)(?P<words>\S.*?)\s*$""", re.MULTILINE
)
"""A field with words or a number on its line, neither in quotes from end to end nor in YAML's brackets."""


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the document. A first-level heading on top becomes the title, and leaves the text."""
    given, text = _front_matter(read_text(document), document.place)
    title = None
    heading = _HEADING.match(text)
    if heading and text[heading.end() :].strip():
        title = _CLOSING.sub("", heading["title"].rstrip()).rstrip()
        text = text[heading.end() :]
    if not text.strip():
        raise SourceError(f"{document.place}: there is no text after the front matter")
    yield fields.article(given, text, document, title=title)


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which a few lines can make into gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias, which Byline does not follow")
        return super().compose_node(parent, index)


def _front_matter(raw: str, place: str) -> tuple[dict[str, Any], str]:
    """Split YAML fields from the text below them. What stands between two rules but names no field is text."""
    match = _FRONT_MATTER.match(raw)
    if not match:
        return {}, raw.strip()
    try:
        given = _fields(match["yaml"])
    except (yaml.YAMLError, ValueError) as error:
        problem = str(error).strip().splitlines()[0]
        raise SourceError(f"{place}: the front matter is not valid YAML ({problem}); mend it or take it out") from error
    if given is not None and not isinstance(given, dict):
        return {}, raw.strip()
    return given or {}, raw[match.end() :].strip()


def _fields(spelled: str) -> Any:  # whatever the YAML holds
    """Read YAML; where it is not valid, a title such as `Trial: day two` or `"No", she said` is taken by its letter."""
    try:
        return yaml.load(spelled, _Loader)  # noqa: S506  # a safe one
    except yaml.MarkedYAMLError:
        quoted = _WORDS.sub(lambda line: line["field"] + json.dumps(line["words"]), spelled)
        return yaml.load(quoted, _Loader)  # noqa: S506  # a safe one

"""Streamed pieces of a model's text -> finished sentences, each with the numbers it cites.

A sentence is finished when the next one has begun, so that a marker behind its full stop is still its own. Markers are
read as models write them: [1], [1, 2], [1][2], 【1】, 【1†source】, (1) is not one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index import sentences

_MARKER = r"[\[\u3010]\s*(?:passages?\s*)?\d{1,3}(?:\s*[,;&-]\s*\d{1,3})*\s*(?:\u2020[^\]\u3011]{0,40})?[\]\u3011]"
_MARKERS = re.compile(_MARKER, re.IGNORECASE)
_BEHIND = re.compile(rf"([.!?\u2026]+[\"'\u201d\u2019)*_]*)((?:\s*{_MARKER})+)", re.IGNORECASE)
"""A full stop with the markers behind it."""

_HALF = re.compile(r"\s*!?(?:[\[\u3010][^\]\u3011]{0,200}|\[[^\]]{0,200}\](?:\([^)]*)?)$")
"""What may become a marker or a link once the rest has come."""

_IMAGE = re.compile(r"!\[[^\]]{0,200}\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]{1,200})\]\([^)]*\)")

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_THINKING = re.compile(r"<think(?:ing)?>(?!.*</think(?:ing)?>)", re.DOTALL)
_SOURCES = re.compile(r"(?:^|\n)[ \t*_#]*(?:sources?|references?|citations?)[ \t*_]*:", re.IGNORECASE)
_ITEM = re.compile(r"[-*\u2022] |\d+[.)] ")
_LAYOUT = re.compile(r"^(?:#{1,6} |[-*\u2022] |\d+[.)] |> )+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.,!?])[*_](?!\w)|`")

_PREFACE = re.compile(
    r"^(?:according to (?:the |this )?passages?,? |(?:the |this )?passages? (?:says?|states?|notes?|reports?)"
    r"(?: that |: ?|, ))(\S)",
    re.IGNORECASE,
)
"""How a small model begins; what follows is what it says."""

BEGUN = 12
"""Characters of the next sentence after which the one before is taken as finished: "Lt." may have been its end."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, without markers and markup, and the numbers it cites; `item` of a list."""

    text: str
    cited: tuple[int, ...]
    item: bool = False


class Drafting:
    """Collects pieces; what a call returns is finished and not returned again."""

    def __init__(self) -> None:
        self._held = ""
        self._over = False

    def feed(self, piece: str) -> list[Draft]:
        """Take a piece and return the sentences that it finished."""
        if self._over:
            return []
        self._held += piece
        if _THINKING.search(self._held):
            return []
        if listed := _SOURCES.search(self._held):
            self._held = self._held[: listed.start()]
            return self.end()
        held = _tidied(self._held)
        text = _HALF.sub("", held).rstrip()
        spans = sentences(text)
        while spans and len(text) - spans[-1][0] < BEGUN:
            spans.pop()
        if len(spans) < 2:
            return []
        self._held = held[spans[-1][0] :]
        return _drafts(text, spans[:-1])

    def end(self) -> list[Draft]:
        """Return what is left when the model has stopped. A half marker is left out."""
        text = _HALF.sub("", _tidied(self._held))
        self._held, self._over = "", True
        return _drafts(text, sentences(text))


def _tidied(text: str) -> str:
    """Leave out thoughts, pictures and where links lead to, and put the markers behind a full stop before it."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _THOUGHT.sub("", text)))
    return _BEHIND.sub(lambda found: f" {' '.join(found[2].split())}{found[1]}", text)


def _drafts(text: str, spans: list[tuple[int, int]]) -> list[Draft]:
    made = []
    for low, high in spans:
        raw = text[low:high]
        cited = dict.fromkeys(
            int(digits) for mark in _MARKERS.findall(raw) for digits in re.findall(r"\d+", mark.split("\u2020")[0])
        )
        unmarked = _MARKERS.sub("", raw).strip()
        bare = _EMPHASIS.sub("", _LAYOUT.sub("", unmarked))
        bare = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(bare.split()))
        bare = _PREFACE.sub(lambda found: found[1].upper(), bare)
        if re.search(r"\w", bare):
            made.append(Draft(bare, tuple(cited), bool(_ITEM.match(unmarked))))
    return made

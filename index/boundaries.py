"""Where sentences begin and end, by rules that a reader would use.

A boundary is a blank line, a line that ends like a sentence, or closing punctuation followed by
space and something that can open a sentence. Abbreviations and initials are told apart by what
follows them, after the sentence-starter heuristic of Kiss and Strunk (2006), "Unsupervised
Multilingual Sentence Boundary Detection", section 4.
"""

from __future__ import annotations

import re
import unicodedata

# Possessive quantifiers and look-behinds keep the search linear in the longest run of spaces or dots.
_END = re.compile(
    r"""(?P<blank>(?<![ \t\r])[ \t\r]*+\n[ \t\r]*+\n\s*+)  # a blank line
      | (?P<line>(?<![ \t\r])[ \t\r]*+\n\s*+)              # one line break
      | (?P<stop>(?<![.!?\u2026])[.!?\u2026]++["'\u201d\u2019)\]*_]*+)\s++  # closing punctuation, then space
      | (?P<cjk>[\u3002\uff01\uff1f]["'\u201d\u300d\u300f]*+)\s*+""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\W_](?:[\w.&-]*\w)?$")
_CLOSED = re.compile(r"""[.!?:;\u2026\u3002]["'\u201d\u2019)\]*_]*$""")
_OPENS_BLOCK = re.compile(r"(?:#{1,6} |[-*\u2022] |\d+[.)] |> |\|)")
_OPENER = re.compile(r"""["'\u201c\u2018(\[*_]*""")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon gen col lt sgt capt cmdr adm gov sen rep pres supt st mt ft vs vol"
    " fig figs eds pp approx".split()
)
"""Words whose full stop does not end a sentence."""

_TRAILING = frozenset(
    "inc ltd co corp jr sr etc bros ave blvd rd a.m p.m no nos al ed est dept jan feb mar apr jun jul aug sep sept oct"
    " nov dec".split()
)
"""Abbreviations that may also stand at the end of a sentence."""

_STARTERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my in on at by for from with"
    " after before when while as but and so yet if although though however meanwhile then there here who what"
    " where why how now today yesterday both all some many most no not one two since until once later".split()
)
"""Capitalised after an abbreviation, these open a new sentence."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) character spans of the sentences of `text`, in order, without their spaces.

    Everything between two spans is white space, so the spans cover all that can be read. Line breaks
    inside a sentence (hard-wrapped text) stay inside it.
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        if match.start() < start or not _is_end(text, start, match):
            continue
        end = match.end(match.lastgroup) if match.lastgroup in ("stop", "cjk") else match.start()
        spans.append((start, end))
        start = match.end()
    spans.append((start, len(text)))
    stripped = []
    for low, high in spans:
        piece = text[low:high]
        left = low + len(piece) - len(piece.lstrip())
        right = low + len(piece.rstrip())
        if left < right:
            stripped.append((left, right))
    return stripped


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    """Decide whether the sentence that began at `start` ends at `match`."""
    if unicodedata.category(text[match.end() : match.end() + 1] or " ").startswith("M"):
        return False  # a mark belongs to the character before it, even to a space
    if match.lastgroup in ("blank", "cjk"):
        return True
    after = text[match.end() : match.end() + 40]
    if match.lastgroup == "line":
        line_start = text.rfind("\n", start, match.start()) + 1
        line = text[max(line_start, start) : match.start()][-200:]
        return bool(_CLOSED.search(line) or _OPENS_BLOCK.match(after) or _OPENS_BLOCK.match(line))
    opened = _OPENER.match(after)
    rest = after[opened.end() :] if opened else after
    if not rest or rest[0].islower():
        return "\n" in match.group() and not rest
    if match.group("stop")[0] != ".":
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 40), match.start())
    if word is None:
        return True
    return _stop_ends(word.group().lower(), rest)


def _stop_ends(word: str, rest: str) -> bool:
    """Decide whether the full stop after `word` ends a sentence when `rest` follows."""
    following = re.match(r"\w+", rest)
    starter = following is not None and following.group().lower() in _STARTERS
    if word in _TRAILING:
        return starter
    if word in _ABBREVIATIONS:
        return False
    if _INITIALS.fullmatch(word):  # J. Smith; P.D. The actor
        return starter
    return True

"""Names in a question that an article never says: whatever it tells, it does not tell it of them.

"Who is the architect of the library in Carrow?" is not answered by an article on a library that has no Carrow in it,
however well the sentence fits otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from bot.followup.names import names, unaccented
from index import content_words

PENALTY = 4.0
"""Taken from the score of what such an article answers. Of 568 answerable questions of squad2-dev one has a name that
its article never says, of 500 of squadshifts-newwiki none; of 500 of these asked of squad2-dev's articles 13% have a
name that none of the ten says (dev)."""

ALIKE, AKIN = 0.75, 0.6
"""Ratios (Ratcliff and Metzener 1988) from which two words count as one name: misspelt; with the same three letters
in front (Spain, Spanish)."""


def unnamed(question: str, texts: Iterable[str]) -> list[str]:
    """Return the names in `question` of which no word, nor one much like it, stands in the texts.

    Abbreviations are left out: an article may spell them out.
    """
    asked = {name: _capitalised(name) for name in names(question, inside=True)}
    asked = {name: words for name, words in asked.items() if words and not any(map(_abbreviates, words))}
    if not asked:
        return []
    said = unaccented(" ".join(texts))
    words, spelt = set(re.findall(r"\w+", said.lower())), {word.lower() for word in _capitalised(said)}
    return [name for name, parts in asked.items() if not any(_said(part.lower(), words, spelt) for part in parts)]


def _said(part: str, words: set[str], spelt: set[str]) -> bool:
    return part in words or any(_one_name(part, other) for other in spelt if other[0] == part[0])


def _one_name(part: str, other: str) -> bool:
    ratio = SequenceMatcher(None, part, other).ratio()
    return ratio >= ALIKE or (ratio >= AKIN and part[:3] == other[:3])


def _capitalised(text: str) -> list[str]:
    return [word for word in re.findall(r"\b[A-Z]\w+", unaccented(text)) if content_words(word)]


def _abbreviates(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1

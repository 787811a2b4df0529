"""The terms of a conversation: words that carry meaning, as stems, with where and how each was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.types import Turn

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_ENDS_SENTENCE = re.compile(r"[.!?:;\n]")
STOPS = frozenset(
    "a an the this that these those i me my mine we us our ours you your yours he him his she her hers it its they them"
    " their theirs himself herself itself themselves one ones who whom whose what which when where why how am is are"
    " was were be been being do does did doing done have has had having will would can could shall should may might"
    " must of in on at to for from by with about as into onto out over under up down off through during between among"
    " against within without after before since until while because and or but if than then so too also just only very"
    " not no nor yes ok okay well now here there again ever never always still yet already any anything anyone some"
    " something someone many much more most other others another else each every both all such same own few several"
    " s t d ll re ve m don didn doesn isn aren wasn weren won wouldn couldn shouldn haven hasn let please thank thanks"
    " tell know think like want get got go say said mean give interesting happen happened thing things article"
    " aspects important information fact facts".split()
)
"""Words that are never worth adding: they say how something is asked, or nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a turn. `start` and `end` are characters of the turn's content; `opens` marks the first of a sentence.

    `sentence` counts the sentences of the turn from 0.
    """

    word: str
    stem: str
    start: int
    end: int
    opens: bool
    sentence: int

    @property
    def capital(self) -> bool:
        """Written like a name: with a capital that the start of a sentence does not explain."""
        return self.word[0].isupper() and (not self.opens or self.word.isupper())


def tokens(text: str) -> list[Token]:
    """Cut `text` into its words."""
    found: list[Token] = []
    sentence = 0
    for match in _WORD.finditer(text):
        opens = not found or bool(_ENDS_SENTENCE.search(text, found[-1].end, match.start()))
        sentence += bool(found) and opens
        found.append(Token(match.group(), stem(match.group()), match.start(), match.end(), opens, sentence))
    return found


def stem(word: str) -> str:
    """Return a crude stem: lower case, without a possessive, a plural or the end of a verb.

    A shortened Porter stemmer (Porter 1980, steps 1a and 1b): enough to know a word again in another form.
    """
    low = re.sub(r"['\u2019].*", "", word.lower())
    if len(low) > 4 and low.endswith("ies"):
        low = low[:-3] + "y"
    elif len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    for ending in ("ing", "ed"):
        if len(low) > len(ending) + 3 and low.endswith(ending):
            low = low.removesuffix(ending)
            low = low[:-1] if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "ls" else low
    return low[:-1] if len(low) > 4 and low.endswith("e") else low


def is_content(token: Token) -> bool:
    """Tell whether a token carries meaning by itself."""
    low = token.word.lower()
    return low not in STOPS and low.split("'")[0].split("\u2019")[0] not in STOPS and len(token.stem) > 1


def stems(text: str) -> list[str]:
    """Return the stems of the content words of `text`, in order, each once."""
    return list(dict.fromkeys(token.stem for token in tokens(text) if is_content(token)))


def candidates(question: str, history: Sequence[Turn]) -> list[str]:
    """Return the stems said in `history` and not in `question`: what a follow-up may lack (QuReTeC, section 3)."""
    have = set(stems(question))
    said = dict.fromkeys(each for turn in history for each in stems(turn.content))
    return [each for each in said if each not in have]

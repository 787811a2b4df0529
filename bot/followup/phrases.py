"""What a question lacks, in the words in which it was said: from the selector, or from the last question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.followup.conversation import SoFar
from bot.followup.names import names
from bot.followup.selector import load_selector
from bot.followup.terms import Token, is_content, tokens
from bot.types import Turn
from index import content_words

MAX_LACKING = 1
"""A question with no name in it and at most this many content words is taken to lean on the one before. With 2, 5.4%
of the rewrites' dev questions that stand alone were changed, with 1 it is 2.2% (F1 of the terms 45.7 and 45.1)."""

_SEVERAL = frozenset("these those they them their".split())
"""What stands for several things. Of 12 misses of hit@5 on mtrag-un five are found with this rule, three without."""

_JOINS = frozenset("of the de van von da der la".split())


def from_last_question(question: str, so_far: SoFar) -> list[str]:
    """Return the words of the last question, and of a short reply that is a name, that a very short question lacks.

    One that speaks of several ("these", "they") lacks the names of the last question.
    """
    words = content_words(question)
    if _SEVERAL & set(question.lower().split()):
        return [name for name in names(so_far.asked, inside=True) if name.lower() not in question.lower()]
    if names(question, inside=True) or len(words) > MAX_LACKING or re.search(r"\d", question):
        return []
    said = so_far.said if so_far.brief and names(so_far.said, inside=False) else ""
    missing = [word for word in content_words(so_far.bare) + content_words(said) if word not in words]
    as_written = {word.lower(): word for word in re.findall(r"\w+", f"{said} {so_far.bare}")}
    return list(dict.fromkeys(as_written.get(word, word) for word in missing))


def from_selector(question: str, so_far: SoFar) -> list[str]:
    """Return the phrases that the selector finds lacking; of a question without content, the words of the last one."""
    if not content_words(question):
        return from_last_question(question, so_far)
    return as_said(load_selector().choose(question, so_far.turns), so_far.turns)


def as_said(chosen: Mapping[str, float], turns: Sequence[Turn]) -> list[str]:
    """Join chosen stems that were said together, likeliest first; each stem once, the longest phrase of it.

    A phrase is cut from one turn: content words that are all chosen, with at most "of the" between them.
    """
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for turn in turns:
        for text, held in _runs(turn.content, chosen):
            for stem in held:
                if stem not in found or len(held) > len(found[stem][1]):
                    found[stem] = (text, held)
    phrases: list[str] = []
    given: set[str] = set()
    for stem in chosen:
        if stem in found and stem not in given:
            phrases.append(found[stem][0])
            given |= found[stem][1]
    return phrases


def _runs(text: str, chosen: Mapping[str, float]) -> list[tuple[str, frozenset[str]]]:
    """Return the phrases of chosen words in `text`, with the stems that each holds."""
    runs: list[list[Token]] = []
    between: list[Token] = []
    for token in tokens(text):
        if is_content(token) and token.stem in chosen:
            if runs and _goes_on(text, runs[-1], between, token):
                runs[-1].append(token)
            else:
                runs.append([token])
            between = []
        else:
            between.append(token)
    return [
        (re.sub(r"['\u2019]s$", "", text[run[0].start : run[-1].end]), frozenset(each.stem for each in run))
        for run in runs
    ]


def _goes_on(text: str, run: Sequence[Token], between: Sequence[Token], token: Token) -> bool:
    """Tell whether a word goes on the phrase before it: a name goes on with a name, what is no name with such words."""
    return (
        all(each.word.lower() in _JOINS for each in between)
        and run[-1].word[0].isupper() == token.word[0].isupper()
        and token.stem not in {each.stem for each in run}
        and not re.search(r"[^\w\s.'-]|\n", text[run[-1].end : token.start])
    )

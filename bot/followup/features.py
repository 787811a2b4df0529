"""What the selector knows of a term that a question may lack: numbers, by name, from the words alone.

In the manner of QuReTeC (Voskarides et al. 2020), but for its encoder: where and how the term was said (gathered in
`said`), and what kind of question might lack it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from bot.followup.said import PRONOUNS, Said, gather, runs_of
from bot.followup.terms import Token, is_content, tokens
from bot.types import Turn

_WH = ("what", "who", "when", "where", "why", "how", "which")
_ASKS = ("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "would", "will")
_DONT_KNOW = re.compile(r"(?i)\b(?:don['\u2019]?t (?:know|say)|do not (?:know|have)|no information|sorry)\b")


ABOUT_QUESTION = (
    *(f"asks with {name}" for name in PRONOUNS),
    *("possessive", "words", "content words", "names", "numbers", "share told", "names told", "names of the opening"),
    *("words of the opening", "rarest", "commonness", "begins with wh", "begins with a verb", "leans"),
    *("turns before", "was not told"),
)
"""The features that are the same for all terms of one question."""


def features(
    question: str, history: Sequence[Turn], frequency: Mapping[str, int]
) -> tuple[list[str], list[dict[str, float]]]:
    """Return the candidate terms (stems) and, for each, its features by name.

    `frequency` gives the logarithm (times 10) of how many texts a common stem stands in; rarer ones are 0.
    """
    asked = tokens(question)
    said = gather(history, asked)
    about = _of_question(question, asked, history, frequency)
    said = {stem: each for stem, each in said.items() if _may_be_meant(each)}
    among = _among(said, history)
    return list(said), [_of_term(stem, each, frequency) | among[stem] | about for stem, each in said.items()]


def _may_be_meant(said: Said) -> bool:
    """Leave out what only an assistant's earlier turn said, unless it is written like a name: one in 18 is lacking."""
    return said.by["user"] > 0 or said.last["assistant"] == 0 or said.capitals > 0


def _among(said: Mapping[str, Said], history: Sequence[Turn]) -> dict[str, dict[str, float]]:
    """Compare each term with the others: how often and how lately it was said, and whether it leads a turn."""
    often = sorted(said, key=lambda stem: -sum(said[stem].by.values()))
    names = sorted((stem for stem in said if said[stem].capitals), key=lambda stem: -sum(said[stem].by.values()))
    rank = {stem: i for i, stem in enumerate(often)}
    name_rank = {stem: i for i, stem in enumerate(names)}
    leads = {
        "opening": _first_run(history[:1]),
        "reply": _first_run([t for t in history if t.role == "assistant"][-1:]),
    }
    asked = [turn for turn in history if turn.role == "user"]
    leads["question"] = _first_run(asked[-1:])
    crowd = sum(is_content(token) for token in tokens(history[0].content)) if history else 0
    return {
        stem: {
            "rank": min(20, rank[stem]),
            "rank among names": min(20, name_rank.get(stem, 20)),
            "content words of the opening": min(20, crowd),
            "terms": len(said),
            **{f"leads the {turn}": float(stem in run) for turn, run in leads.items()},
        }
        for stem in said
    }


def _first_run(turns: Sequence[Turn]) -> set[str]:
    """Return the stems of the first name of a turn; the first word of a sentence counts where more follows it."""
    spoken = tokens(turns[0].content) if turns else []
    runs = runs_of(spoken)
    for i, token in enumerate(spoken):
        if runs[i][0] and is_content(token) and (token.capital or runs[i][0] > 1):
            return {each.stem for each in spoken[i : i + runs[i][1] + 1]}
    return set()


def _of_term(stem: str, said: Said, frequency: Mapping[str, int]) -> dict[str, float]:
    count = said.by["user"] + said.by["assistant"]
    return {
        "said by the user": said.by["user"],
        "said by the assistant": said.by["assistant"],
        "since the user": said.last["user"],
        "since the assistant": said.last["assistant"],
        "since first": said.first,
        "turns": said.turns,
        "place in the opening": said.opening,
        "capitals": said.capitals / count,
        "run of capitals": said.run,
        "from the end of the run": said.from_end_of_run,
        "place in the sentence": said.place,
        "content words of the sentence": said.crowd,
        "words of the turn": said.reply,
        "after a determiner": said.determined / count,
        "after a preposition": said.prepositioned / count,
        "before of": said.before_of / count,
        "in quotes": said.quoted / count,
        "beside a word of the question": said.beside / count,
        "words of the question in its sentence": said.overlap,
        "before the pronoun": said.gendered / count,
        "frequency": frequency.get(stem, 0),
        "number": float(stem[0].isdigit()),
        "letters": len(stem),
        "ends like a verb": float(said.word.endswith(("ing", "ed"))),
        "plural": float(said.word.endswith("s")),
    }


def _of_question(
    question: str, asked: Sequence[Token], history: Sequence[Turn], frequency: Mapping[str, int]
) -> dict[str, float]:
    content = [token for token in asked if is_content(token)]
    words = [token.word.lower() for token in asked]
    told = {token.stem for turn in history for token in tokens(turn.content)}
    opening = {token.stem for token in tokens(history[0].content)} if history else set()
    last = history[-1] if history else None
    first = words[0] if words else ""
    return {
        **{f"asks with {name}": float(bool(set(words) & set(forms))) for name, forms in PRONOUNS.items()},
        "possessive": float(any(word in ("his", "her", "its", "their") for word in words)),
        "words": len(words),
        "content words": len(content),
        "names": sum(token.capital for token in asked),
        "numbers": sum(token.word[0].isdigit() for token in asked),
        "share told": sum(token.stem in told for token in content) / max(1, len(content)),
        "names told": sum(token.capital and token.stem in told for token in asked),
        "names of the opening": sum(token.capital and token.stem in opening for token in asked),
        "words of the opening": sum(token.stem in opening for token in content),
        "rarest": min((frequency.get(token.stem, 0) for token in content), default=100),
        "commonness": sum(frequency.get(token.stem, 0) for token in content) / max(1, len(content)),
        "begins with wh": float(_WH.index(first) + 1 if first in _WH else 0),
        "begins with a verb": float(first in _ASKS),
        "leans": float(bool(re.match(r"(?i)(?:and|what about|how about|but|so|or)\b", question))),
        "turns before": math.log1p(len(history)),
        "was not told": float(last is not None and last.role == "assistant" and bool(_DONT_KNOW.search(last.content))),
    }

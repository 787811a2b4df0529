"""A sentence with a name, number or date of its evidence in another's place: does the evidence say that more surely?

What a model that errs would have written is set against what it wrote, as in a choice of answers. The checker tells
which the evidence says, but it hardly sees who did it to whom; where two of the sentence's own are exchanged, the order
of its words is asked as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.checker import Checker, log_odds
from bot.writer.facts import exchanges, facts, kind_of, name_key

AHEAD = 2.0
"""How many log-odds a rival must be ahead. A sentence said with other words is often a little behind one of them."""


CLOSER = 2
"""How many words more of an exchanged sentence must stand in the evidence, in its order. Of 742 true sentences made
from squad2-dev (dev) 1.3% fail by this, of 599 with two exchanged 67%; by 1, 2.2% and 79%; by 3, 0.4% and 30%."""


def outdone(checker: Checker, sentence: str, evidence: str, probability: float) -> bool:
    """Tell whether the evidence says a rival far more surely than the sentence, whose probability is given."""
    if _is_turned(sentence, evidence):
        return True
    others = rivals(sentence, evidence)
    best = max(checker.said([(other, evidence) for other in others]), default=0.0)
    return log_odds(best) - log_odds(probability) > AHEAD


def rivals(sentence: str, evidence: str) -> list[str]:
    """Write the sentence with each fact replaced by each of that kind in the evidence, and with two exchanged."""
    mine = [fact for fact in facts(sentence) if fact.kind != "address"]
    said = {key for fact in mine for key in fact.keys} | {name_key(word) for word in re.findall(r"\w+", sentence)}
    made: dict[str, None] = {}
    for other in facts(evidence):
        new = re.sub(r"['\u2019]s?$", "", evidence[other.start : other.end])
        for fact in mine:
            if kind_of(sentence, fact) == kind_of(evidence, other) and not said & set(other.keys):
                made[sentence[: fact.start] + new + sentence[fact.end :]] = None
    return [*made, *exchanges(sentence)]


def _is_turned(sentence: str, evidence: str) -> bool:
    """Tell whether the words stand in the evidence rather as they do with two facts exchanged.

    Not where one of both says "by", and the order may be that of the other voice.
    """
    said, known = (re.findall(r"\w+", text.lower()) for text in (sentence, evidence))
    if ("by" in said) != ("by" in known):
        return False
    own = _in_order(said, known)
    return any(_in_order(re.findall(r"\w+", each.lower()), known) - own >= CLOSER for each in exchanges(sentence))


def _in_order(said: Sequence[str], known: Sequence[str]) -> int:
    """Count the words of the longest run of both, with gaps: their longest common subsequence."""
    row = [0] * (len(known) + 1)
    for word in said:
        new = [0]
        for i, other in enumerate(known):
            new.append(row[i] + 1 if word == other else max(row[i + 1], new[i]))
        row = new
    return row[-1]

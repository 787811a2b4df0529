"""What is gathered, term by term, of where and how it was said: counted in one pass over the history, turn by turn.

It judges nothing; `features` makes numbers of it that the selector compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.followup.terms import Token, is_content, tokens
from bot.types import Turn

FAR = 9
"""The distance, in turns, of what was never said; what lies farther back counts as this too."""

PRONOUNS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "it": ("it", "its", "itself"),
    "they": ("they", "them", "their", "theirs", "themselves"),
    "this": ("this", "that"),
    "these": ("these", "those", "ones", "one"),
    "there": ("there", "here", "then"),
    "other": ("other", "others", "another", "else", "more"),
    "the": ("the",),
    "you": ("you", "i", "my", "me", "we"),
}
_GENDERED = ("he", "she", "they", "it")
_PREPOSITIONS = frozenset("of in on at to for from by with about between".split())
_DETERMINERS = frozenset("the a an his her its their this that these those".split())


@dataclass(slots=True)
class Said:
    """What is gathered of one term over the history. Distances count turns of the same role from the end, from 0."""

    by: dict[str, int] = field(default_factory=lambda: {"user": 0, "assistant": 0})
    last: dict[str, int] = field(default_factory=lambda: {"user": FAR, "assistant": FAR})
    first: int = 0
    turns: int = 0
    capitals: int = 0
    run: int = 1
    from_end_of_run: int = 0
    opening: int = FAR
    place: float = 0.0
    crowd: int = 0
    reply: int = 0
    determined: int = 0
    prepositioned: int = 0
    before_of: int = 0
    quoted: int = 0
    beside: int = 0
    overlap: int = 0
    gendered: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a term is compared with: the question's stems, and all forms of those third persons it asks with."""

    stems: frozenset[str]
    persons: frozenset[str]

    @classmethod
    def of(cls, asked: Sequence[Token]) -> _Asked:
        words = {token.word.lower() for token in asked}
        persons = [PRONOUNS[name] for name in _GENDERED if words & set(PRONOUNS[name])]
        return cls(
            frozenset(token.stem for token in asked if is_content(token)),
            frozenset(form for forms in persons for form in forms),
        )


def gather(history: Sequence[Turn], asked: Sequence[Token]) -> dict[str, Said]:
    """Return, by stem and in the order they were first said, the terms of the history that the question lacks."""
    said: dict[str, Said] = {}
    question = _Asked.of(asked)
    for number, turn in enumerate(history):
        ago = min(FAR, sum(later.role == turn.role for later in history[number + 1 :]))
        spoken = tokens(turn.content)
        new: list[int] = []
        for order, i in enumerate((i for i, token in enumerate(spoken) if is_content(token)), start=1):
            if spoken[i].stem in question.stems:
                continue
            new.append(i)
            each = said.setdefault(spoken[i].stem, Said(first=ago))
            each.by[turn.role] += 1
            each.last[turn.role] = ago
            if number == 0:
                each.opening = min(each.opening, order)
        for stem in {spoken[i].stem for i in new}:
            said[stem].turns += 1
        _look_round(turn.content, spoken, new, question, said)
    return said


def _look_round(text: str, spoken: Sequence[Token], new: Sequence[int], asked: _Asked, said: dict[str, Said]) -> None:
    """Note of each new term of a turn how it is written there and what stands round it."""
    runs = runs_of(spoken)
    sentences: dict[int, list[int]] = {}
    for i, token in enumerate(spoken):
        sentences.setdefault(token.sentence, []).append(i)
    for i in new:
        token, each, sentence = spoken[i], said[spoken[i].stem], sentences[spoken[i].sentence]
        each.word = token.word
        each.capitals += token.capital
        if runs[i][0] >= each.run:
            each.run, each.from_end_of_run = runs[i]
        each.place = (i - sentence[0]) / len(sentence)
        each.crowd = sum(is_content(spoken[k]) for k in sentence)
        each.reply = len(spoken)
        before = spoken[i - 1].word.lower() if i else ""
        after = [other.word.lower() for other in spoken[i + 1 : i + 15]]
        each.determined += before in _DETERMINERS
        each.prepositioned += before in _PREPOSITIONS
        each.before_of += after[:1] == ["of"]
        each.quoted += text[token.start - 1 : token.start] in ('"', "\u201c")
        each.beside += len({other.stem for other in spoken[max(0, i - 2) : i + 3]} & asked.stems)
        each.overlap = max(each.overlap, len({spoken[k].stem for k in sentence} & asked.stems))
        each.gendered += not asked.persons.isdisjoint(after)


def runs_of(spoken: Sequence[Token]) -> list[tuple[int, int]]:
    """Return, for each token, the length of the run of capitalised words it stands in and its place from the end."""
    runs = [(0, 0)] * len(spoken)
    i = 0
    while i < len(spoken):
        j = i
        while j < len(spoken) and spoken[j].word[0].isupper() and (j == i or not spoken[j].opens):
            j += 1
        for k in range(i, j):
            runs[k] = (j - i, j - 1 - k)
        i = max(j, i + 1)
    return runs

"""Questions that a library surely answers, to show somebody who does not know yet what to ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.asking import MONTHS, PLAIN_FORMS, Asked, turned_round
from bot.chain import Bot
from index import Library, Passage, sentences

LOOKED_AT = 150
"""Passages that are read: the same few from a large library as from a small one."""

TRIED = 8
"""Questions asked of the bot to see whether it answers them: one or two seconds of work."""

SURE = 0.6
"""Confidence from which an answer is one to show. Of the 15 questions that 43 news and 10 reference articles and the
samples give, 13 were answered as their sentence does, with 0.76 and more; two were not, and are left out."""

_TOLD_WITH = " ".join(
    ["January February March April May June July August September October November December", *PLAIN_FORMS]
)
"""Words that the sentences which can be turned round hold."""

_NAMED = re.compile(rf"\b(?!the )[a-z]+,? (?!{MONTHS}|\w+day\b)([A-Z][a-z]{{2,}}(?: [A-Z][a-z]+)*)")
"""A name inside a sentence. One that takes "the" is left alone: without it the question would read badly."""

_OF_A_PEOPLE = re.compile(r"(?:[a-rt-z]s|ish|ese|[ei]an)$")
"""How the names of peoples, and what is theirs, mostly end. A place or a person is a better thing to ask after."""


def offers(bot: Bot, library: Library, *, limit: int = 4) -> tuple[str, ...]:
    """Return up to `limit` (1 or more) questions over the library of a bot; none where none can be made.

    The last asks which articles mention a name that they do mention; the others ask for what a sentence says, and the
    bot has answered them with its words. The same index gives the same questions. It takes a second or two.
    """
    passages = library.mentions(_TOLD_WITH, limit=LOOKED_AT)
    chosen: list[str] = []
    for asked in _in_turn(passages)[:TRIED]:
        if len(chosen) < limit - 1 and _answers(bot, asked):
            chosen.append(asked.question)
    return (*chosen, *(f"Which articles mention {name}?" for name in _names(passages)[:1]))


def _in_turn(passages: Sequence[Passage]) -> list[Asked]:
    """Make questions, and order them so that those next to each other are of different articles and ask differently."""
    of_article: Counter[str] = Counter()
    of_opening: Counter[str] = Counter()
    turns: list[tuple[int, int, Asked]] = []
    for passage in passages:
        for asked in _asked(passage.text):
            turns.append((of_article[passage.article_id], of_opening[asked.opening], asked))
            of_article[passage.article_id] += 1
            of_opening[asked.opening] += 1
    return [asked for _, _, asked in sorted(turns, key=lambda turn: turn[:2])]


def _asked(text: str) -> Iterator[Asked]:
    for start, end in sentences(text):
        yield from turned_round(text[start:end].strip(), within=text)


def _answers(bot: Bot, asked: Asked) -> bool:
    """Tell whether the bot answers with the words of the sentence that the question was made of."""
    answer = bot.ask(asked.question)
    words, wanted = ((answer.span or "").split(), asked.answer.split())
    return answer.confidence >= SURE and bool(words) and (words[-1] in wanted)


def _names(passages: Iterable[Passage]) -> list[str]:
    """List the names, those told in the most articles first, and the oftener told of them before the others."""
    articles: dict[str, set[str]] = {}
    told: Counter[str] = Counter()
    for passage in passages:
        for name in _NAMED.findall(passage.text):
            if _OF_A_PEOPLE.search(name):
                continue
            articles.setdefault(name, set()).add(passage.article_id)
            told[name] += 1
    return sorted(told, key=lambda name: (-len(articles[name]), -told[name], name))

"""Articles -> questions made by rules, so that an index can be measured before anyone has written a question.

A span of a sentence (a date, a year, a share, a sum, a count, the name it begins with) is held out, and the rest of
the sentence asks for it. Such questions share the words of their sentence, which people's do not: what is found of
them is an upper bound. Every UNANSWERABLE-th one names somebody or some place that is in no article, and should be
refused: by turns it is a look-alike, a made question in which a name was put in another's place, and a plain stranger.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.asking import MONTHS, NUMBERS, is_plain
from bot.evals.measure import Row
from index import Article, Library, content_words, sentences

UNANSWERABLE = 4
MAX_WORDS = 30
"""Of a sentence; a longer one says too many things to ask for one of them."""

MIN_CONTENT = 4
"""Content words of a question; a shorter one could be about anything."""

_SPANS = (
    (re.compile(rf"\bon ({MONTHS} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTHS}(?: \d{{4}})?)\b"), "on what date"),
    (re.compile(r"\bin ((?:1\d|20)\d\d)\b"), "in what year"),
    (re.compile(r"(?<!\w)(\d[\d.,]* ?(?:%|percent\b|per cent\b))"), "what percentage"),
    (re.compile(r"([$€£] ?\d[\d.,]*\d(?: (?:thousand|million|billion))?\b)"), "how much money"),
    (re.compile(rf"(?<![\w.,$€£\u2013-])({NUMBERS})(?= [a-z]{{3,}}s\b)(?! \w+ to \d)"), "how many"),
)
"""What is held out (group 1) and the words that ask for it."""

_CAPITALISED = r"[A-Z][a-z'\u2019]+"
_NAME = re.compile(
    r"(?!(?:The|When|Whether|While|After|Before|Since|If|As|In|On|At|For|From|Although|Though|Where|What|Why|How|No|Not"
    r"|Last|Next|Both|Many|Most|Some|All|Each|Every|One|Two|Three|Only|Even|Just|Now|Then|Today|Yesterday) )"
    rf"(?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{1,2}}) (?=(?:was|is|has|had|will|would|said|told|won|lost|left|took"
    r"|made|became|came|went|led|began|held|[a-z]+ed) )"
)
"""Two or three capitalised words that begin a sentence and do something."""

_AUXILIARY = re.compile(
    r"(?P<subject>(?:The |An? )?(?:[\w'\u2019-]+ ){1,6})(?P<verb>was|were|is|are|has|have|had|will|would|can|could) "
    r"(?P<rest>(?!an? |the |not ).+)"
)
_CLAUSE = re.compile(r",|\b(?:that|which|who|when|because|and|but|while|as)\b")
_PROPER = re.compile(rf"(?<=[a-z,] )(?!{MONTHS}|\w+day\b)[A-Z][a-z]{{2,}}(?: [A-Z][a-z]+)*")
_NOBODY = ("Orvandel Quist", "Tessamere", "Maribeth Oxenfoss", "Dravonia", "Philbrook Lunde", "Yarrowhaven")
_STRANGE = (
    "Who is {}?",
    "When was {} first heard of?",
    "How many people have met {}?",
    "Why is {} famous?",
    "What did the newspapers say about {}?",
    "Which prize was given to {} last year?",
)


def made(library: Library, limit: int, seed: int = 0) -> list[Row]:
    """Make up to `limit` questions, shared out over the articles; the same ones for the same index and seed."""
    rng = random.Random(seed)
    entries = library.entries()
    rng.shuffle(entries)
    quota = -(-limit // max(1, len(entries)))
    rows: list[Row] = []
    nobody = [name for name in _NOBODY if not _known(library, name)]
    for entry in entries:
        rows += _of_article(library.article(entry.id), quota, rng)
        if len(rows) >= limit:
            break
    return [_numbered(number, row, nobody, rng) for number, row in enumerate(rows[:limit], start=1)]


def _known(library: Library, name: str) -> bool:
    return any(name.lower() in passage.text.lower() for passage in library.mentions(name, limit=20))


def _of_article(article: Article, quota: int, rng: random.Random) -> list[Row]:
    """Make up to `quota` questions of one article, each of another sentence."""
    spans = sentences(article.text)
    rng.shuffle(spans)
    rows = []
    for start, end in spans:
        if asked := ask_for(article.text[start:end].strip()):
            question, answer = asked
            rows.append(Row("", "fact", question, (answer,), frozenset([article.id]), span=(start, end)))
        if len(rows) == quota:
            break
    return rows


def _numbered(number: int, row: Row, nobody: list[str], rng: random.Random) -> Row:
    """Give a question its id, and make it one that no article answers where its turn has come."""
    turn, left = divmod(number, UNANSWERABLE)
    names = list(_PROPER.finditer(row.question))
    if left or not nobody or (turn % 2 and not names):
        return replace(row, id=f"made-{number:03}")
    stranger = rng.choice(nobody)
    if turn % 2:
        name = rng.choice(names)
        question, kind = row.question[: name.start()] + stranger + row.question[name.end() :], "look-alike"
    else:
        question, kind = rng.choice(_STRANGE).format(stranger), "stranger"
    return Row(f"made-{number:03}", kind, question, answerable=False)


def ask_for(sentence: str) -> tuple[str, str] | None:
    """Turn a sentence into a question and its answer, a span of it; None where no rule fits or it leans on others."""
    if not is_plain(sentence) or len(sentence.split()) > MAX_WORDS:
        return None
    return next((made for made in _asked(sentence[:-1]) if len(content_words(made[0])) >= MIN_CONTENT), None)


def _asked(body: str) -> Iterator[tuple[str, str]]:
    for pattern, words in _SPANS:
        for found in pattern.finditer(body):
            yield _question(body, found, words), found[1]
    if named := _NAME.match(body):
        yield f"Who {body[named.end() :]}?", named["name"]


def _question(body: str, found: re.Match[str], words: str) -> str:
    """Ask for the span in front where the sentence is one clause that can be turned round, else in its place.

    What follows the next comma is left off.
    """
    tail = body[found.end() :].partition(",")[0]
    turned = _AUXILIARY.fullmatch(body)
    if turned and words.startswith(("on ", "in ")) and found.start() >= turned.start("rest"):
        rest = body[turned.start("rest") : found.start()].rstrip() + tail
        if not _CLAUSE.search(turned["subject"] + rest):
            return f"{words.capitalize()} {turned['verb']} {_lowered(turned['subject'])}{rest}?"
    return f"{body[: found.start()]}{words}{tail}?"


def _lowered(subject: str) -> str:
    first, rest = subject[0], subject[1:]
    return first.lower() + rest if subject.startswith(("The ", "A ", "An ")) else first + rest

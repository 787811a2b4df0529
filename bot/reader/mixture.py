"""The training mixture: which examples the reader is shown, how many of each, in what order."""

from __future__ import annotations

import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.context import Context, contexts
from bot.reader.asides import aside
from bot.reader.examples import Asked, Example, Paragraph, answerable, heading, paragraphs, sample, whole
from bot.reader.lookalikes import altered, likest
from bot.reader.pairs import paired
from index import Article, Byline, Library

SEARCHED_ARTICLES = 60
SEARCHED = 2200
"""Questions whose passages Byline's own search returned: the one that answers, and one above it or near it."""

PLAIN = 80_000
"""Other answerable questions, with their whole paragraph: all there are."""

REAL_TIMES = 3
"""How often squad2-train is shown, each time with and without its heading by chance."""

SPOKEN = 5_000
"""Questions of another domain: what people write to each other (squadshifts-reddit)."""

ELSEWHERE = 36_000
"""Plain questions that are also asked of another paragraph of the article."""

TEMPTING = 2
"""Likeliest other paragraphs of which one is drawn."""

ALTERED = 12_000
"""Plain questions that are also asked with another name, number or date, where they have one."""

PAIRED = 1_300
"""Sentences that tell the same of two (see `pairs`)."""

ASIDE = 2_000
"""Sentences that tell things in passing (see `asides`)."""

NEAR = 4
"""Ranks among which a passage that does not answer is drawn."""


def mixture(data: Path, seed: int) -> list[Example]:
    """Make the examples from the training sets in the folder `data`, shuffled by `seed`."""
    rng = random.Random(seed)
    real = paragraphs(data / "squad2-train.jsonl.gz")
    clean = paragraphs(data / "squad-train.jsonl.gz")
    titles = sorted({paragraph.title for paragraph in clean})
    searched = set(rng.sample(titles, SEARCHED_ARTICLES))
    inside = [paragraph for paragraph in clean if paragraph.title in searched]
    outside = [paragraph for paragraph in clean if paragraph.title not in searched]

    made = [whole(paragraph, asked, rng) for paragraph in REAL_TIMES * real for asked in paragraph.asked]
    plain = sample(answerable(outside), PLAIN, rng)
    spoken = sample(answerable(paragraphs(data / "squadshifts-reddit.jsonl.gz")), SPOKEN, rng)
    made += [whole(paragraph, asked, rng) for paragraph, asked in plain + spoken]
    made += _elsewhere(plain[:ELSEWHERE], outside, rng)
    made += _altered(plain[:ALTERED], rng)
    made += paired(outside, PAIRED, rng) + aside(outside, ASIDE, rng)
    made += _searched([*inside, *real], rng)
    rng.shuffle(made)
    return made


def _elsewhere(
    asked: Sequence[tuple[Paragraph, Asked]], of: Sequence[Paragraph], rng: random.Random
) -> Iterator[Example]:
    """Ask of another paragraph of the same article, one of those that share the most words with the question."""
    article = defaultdict(list)
    for each in of:
        article[each.title].append(each)
    for paragraph, question in asked:
        if question.answer and (
            others := likest(question.question, paragraph, question.answer, article[paragraph.title], TEMPTING)
        ):
            yield whole(rng.choice(others), Asked(question.question, None), rng)


def _altered(asked: Sequence[tuple[Paragraph, Asked]], rng: random.Random) -> Iterator[Example]:
    for paragraph, each in asked:
        if each.answer and (question := altered(each.question, paragraph, each.answer, rng)):
            yield whole(paragraph, Asked(question, None), rng)


def _tell(doing: str, number: int, of: int) -> None:
    if number % 500 == 0:
        print(f"{doing}: {number:,} of {of:,} questions", file=sys.stderr, flush=True)


def _searched(of: Sequence[Paragraph], rng: random.Random) -> list[Example]:
    """Ask an index of these paragraphs, and show what it finds as the bot does: passages, sentences beside them, title.

    For each question the passage that holds its answer, and one of the first that do not.
    """
    texts: dict[str, str] = {}
    placed: list[tuple[str, str, tuple[int, int]]] = []
    for paragraph in of:
        before = f"{texts[paragraph.title]}\n\n" if paragraph.title in texts else ""
        texts[paragraph.title] = before + paragraph.text
        for asked in paragraph.asked:
            if asked.answer:
                low, high = asked.answer
                placed.append((paragraph.title, asked.question, (len(before) + low, len(before) + high)))
    made = []
    with tempfile.TemporaryDirectory() as home:
        library = Library.open(home)
        library.add(Article(title, Byline(title), text) for title, text in texts.items())
        chosen = rng.sample(placed, min(SEARCHED, len(placed)))
        for number, (title, question, answer) in enumerate(chosen):
            _tell("searching", number, len(chosen))
            made += _found(library, title, question, answer, rng)
    return made


def _found(library: Library, title: str, question: str, answer: tuple[int, int], rng: random.Random) -> list[Example]:
    low, high = answer
    words = library.article(title).text[low:high].lower()
    seen = contexts(library, [hit.passage for hit in library.search(question)])
    made = []
    for context in seen:
        if context.passage.article_id == title and context.start <= low and high <= context.start + len(context.text):
            made.append(_shown(context, question, (low - context.start, high - context.start), rng))
            break
    if wrong := [context for context in seen[: NEAR + 1] if words not in context.text.lower()][:NEAR]:
        made.append(_shown(rng.choice(wrong), question, None, rng))
    return made


def _shown(context: Context, question: str, answer: tuple[int, int] | None, rng: random.Random) -> Example:
    return Example(question, heading(context.passage.byline.title, rng), context.text, answer)

"""Questions about whole articles: which of them mention something, and what an article says in short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from bot.citations import Footnotes, escape
from bot.kinds import Wanted
from bot.quoting import Asked, found, not_found
from bot.types import Answer
from index import Article, Hit, Library, Passage, Where, content_words, sentences

MAX_LISTED = 20
"""Articles named in one answer; more are counted."""

SUMMARY_SENTENCES = 4
SIMILAR = 0.75
"""Cosine from which two sentences count as saying the same."""

_YEAR = re.compile(r"(?:were |was )?(?:published|written|dated|from)? ?(?:in|from|during) (?P<year>(?:19|20)\d\d)")


class Surveyor:
    """Answers about whole articles from a library. Keeps nothing between questions."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def mentions(self, asked: Asked, want: Wanted, hits: Sequence[Hit], where: Where) -> Answer:
        """List the articles that hold every content word of the topic, each with a sentence that mentions it.

        Asked for the first or the latest, list only the dated articles of that day; asked how many, count them too.
        """
        year = _YEAR.fullmatch(want.topic)
        listed = self._published_in(int(year["year"]), where) if year else self._holding(want.topic, where)
        if want.pick != "all":
            listed = _picked(listed, first=want.pick == "first")
        if not listed:
            return not_found(asked, hits)
        notes = Footnotes()
        lines = []
        if want.counted:
            lines.append(f"{len(listed)} {'article' if len(listed) == 1 else 'articles'}:\n")
        for article, (start, end) in listed[:MAX_LISTED]:
            marker = notes.cite(article, start, end)
            published = f", {article.byline.published.isoformat()}" if article.byline.published else ""
            quote = escape(notes.all()[-1].quote)
            lines.append(f"- **{escape(article.byline.title)}**{published}: {quote} {marker}")
        if len(listed) > MAX_LISTED:
            lines.append(f"- and {len(listed) - MAX_LISTED} more")
        return found(asked, hits, notes, text="\n".join(lines), span=None, sure=1.0)

    def summary(self, asked: Asked, topic: str, where: Where) -> Answer:
        """Quote the sentences that stand for most of the article which fits the topic best.

        Sentences are chosen by centrality (Erkan and Radev 2004, "LexRank", section 3.1: degree
        centrality on cosine similarity) with the opening one always first, and given in their order.
        """
        hits = self._library.search(topic, where=where)
        wanted = content_words(topic)
        fitting = [hit for hit in hits if any(_holds(hit.passage, word) for word in wanted)]
        if not fitting:
            return not_found(asked, hits)
        notes = Footnotes()
        article = self._library.article(fitting[0].passage.article_id)
        lines = []
        for start, end in self._main_sentences(article):
            marker = notes.cite(article, start, end)
            lines.append(f"- {escape(article.text[start:end])} {marker}")
        return found(asked, hits, notes, text="\n".join(lines), span=None, sure=1.0)

    def _main_sentences(self, article: Article) -> list[tuple[int, int]]:
        spans = [span for span in sentences(article.text) if len(content_words(article.text[slice(*span)])) >= 4][:200]
        if len(spans) <= SUMMARY_SENTENCES:
            return spans or sentences(article.text)[:1]
        vectors = np.array(self._library.vectors([article.text[start:end] for start, end in spans]))
        likeness = vectors @ vectors.T
        chosen = [0]
        for candidate in np.argsort(-likeness.mean(axis=1)):
            if len(chosen) < SUMMARY_SENTENCES and likeness[candidate, chosen].max() < SIMILAR:
                chosen.append(int(candidate))
        return [spans[i] for i in sorted(chosen)]

    def _holding(self, topic: str, where: Where) -> list[tuple[Article, tuple[int, int]]]:
        """Find the articles that hold all words of the topic, best first, with the sentence that holds most of them."""
        wanted = content_words(topic)
        by_article: dict[str, list[Passage]] = {}
        for passage in self._library.mentions(topic, where=where):
            by_article.setdefault(passage.article_id, []).append(passage)
        listed = []
        for item, passages in by_article.items():
            if all(any(_holds(passage, word) for passage in passages) for word in wanted):
                article = self._library.article(item)
                spans = sentences(article.text)
                listed.append((article, max(spans, key=lambda span: held(article.text[slice(*span)], wanted))))
        return listed

    def _published_in(self, year: int, where: Where) -> list[tuple[Article, tuple[int, int]]]:
        """Find the articles of one year, by date, each with its first sentence."""
        listed = []
        for entry in self._library.entries():
            published = entry.byline.published
            if published and published.year == year and _inside(published, where):
                article = self._library.article(entry.id)
                listed.append((article, sentences(article.text)[0]))
        return listed


def _picked(listed: Sequence[tuple[Article, tuple[int, int]]], *, first: bool) -> list[tuple[Article, tuple[int, int]]]:
    """Keep the articles of the first, or of the last, day on which one was published."""
    dates = [article.byline.published for article, _ in listed if article.byline.published]
    wanted = (min if first else max)(dates, default=None)
    return [each for each in listed if wanted and each[0].byline.published == wanted]


def _inside(published: date, where: Where) -> bool:
    return (where.since is None or where.since <= published) and (where.until is None or published <= where.until)


def _holds(passage: Passage, word: str) -> bool:
    return held(f"{passage.byline.title}\n{passage.text}", [word]) > 0


def held(text: str, words: Sequence[str]) -> int:
    """Count which of the words stand in the text, whatever their ending (bee, bees; elect, elected)."""
    there = content_words(text)
    return sum(any(_alike(word, each) for each in there) for word in words)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(short) >= 3 and long[len(short) :] in ("", "s", "es", "ed", "ing", "'s")

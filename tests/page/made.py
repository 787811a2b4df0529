"""Two articles, one of them hostile, and answers that cite them."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.types import Answer, Citation
from index.types import Article, Byline

WEB = Article(
    "web",
    Byline("Bees & <b>honey</b>", ("Ada <i>Ray</i>", "Bo Lin"), date(2024, 3, 6), "https://example.org/a?b=1&c=2"),
    "First line.\n\nBees <make> honey & wax. They sleep.\nThe end.",
)
HOSTILE = Article(
    "hostile",
    Byline("<script>alert(1)</script>", ("<img src=x onerror=alert(1)>",), None, "javascript:alert(1)"),
    "A <script>alert(1)</script> and <img src=x onerror=alert(1)> and ![](http://evil.example/x.png).",
)


def cited(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(number, article, start, start + len(quote))


def answered(text: str, *citations: Citation, **changed: Any) -> Answer:
    fields = {"question": "q?", "searched_for": "q?", "span": None, "found": True, "confidence": 0.925} | changed
    return Answer(text=text, citations=citations, **fields)

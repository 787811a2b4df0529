"""The nouns of an answer. Frozen, slotted; nothing but the standard library and the index's own nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, asdict, dataclass, field
from typing import Any, Literal

from index.types import Article, Byline, Hit

Role = Literal["user", "assistant"]

NOT_FOUND = "The articles don't say."
"""The text of an answer that the articles do not give."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation, newest last in a history."""

    role: Role
    content: str

    @classmethod
    def of(cls, history: Iterable[Turn | Mapping[str, Any]]) -> tuple[Turn, ...]:
        """Take turns, or OpenAI/Gradio-style {"role", "content"} dicts. Turns of other roles are left out.

        Raises ValueError for anything else.
        """
        turns = []
        for each in history:
            if isinstance(each, Turn):
                turns.append(each)
            elif isinstance(each, Mapping) and "role" in each and "content" in each:
                if each["role"] in ("user", "assistant"):
                    turns.append(cls(each["role"], _text(each["content"])))
            else:
                raise ValueError(f'a turn of the history must be {{"role": ..., "content": ...}}, not {each!r:.80}')
        return tuple(turns)


def _text(content: object) -> str:
    """Read a content: a string, or OpenAI/Gradio-style parts of which the text ones count."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return str(content.get("text") or "")
    if isinstance(content, Iterable):
        return " ".join(part for part in map(_text, content) if part)
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one passage: the characters [start, end) of the text it was given.

    `score` is the null-adjusted logit (span minus "this passage does not say"; Devlin et al. 2019,
    section 4.3), comparable across passages. `probability` is the share of this reading once all
    passages and "none of them says" are normalised together (after Clark and Gardner 2018, section 4).
    It is not an answer: whether it is good enough to be one is for the chain to say.
    """

    passage: int
    start: int
    end: int
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of an article that prove an answer, with `article.text[start:end] == quote`.

    It is cut from the article itself, so one whose quote stands elsewhere cannot be made. `also` are the bylines
    of other articles that tell the same story. Raises ValueError when start and end do not enclose something that
    can be read.
    """

    number: int
    article: InitVar[Article]
    start: int
    end: int
    also: tuple[Byline, ...] = ()
    article_id: str = field(init=False)
    byline: Byline = field(init=False)
    quote: str = field(init=False)

    def __post_init__(self, article: Article) -> None:
        """Cut the quote."""
        if not 0 <= self.start < self.end <= len(article.text):
            raise ValueError(f"no characters {self.start} to {self.end} in article {article.id!r}")
        quote = article.text[self.start : self.end]
        if not quote.strip():
            raise ValueError(f"characters {self.start} to {self.end} of article {article.id!r} are white space")
        object.__setattr__(self, "article_id", article.id)
        object.__setattr__(self, "byline", article.byline)
        object.__setattr__(self, "quote", quote)


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model did for an answer.

    `passed` and `failed` count the sentences that the articles say and those they do not. `problem` says why nothing
    of it is used and the answer is quoted; "" where it is written. Tokens and `cost` (as the provider bills) are None
    where the model does not tell them.
    """

    model: str
    passed: int
    failed: int
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    problem: str = ""

    @property
    def note(self) -> str:
        """All of it in a line, for a person."""
        if self.problem:
            return f"Quoted, not written: {self.problem} ({self.model})."
        parts = [
            f"Written by {self.model}; the articles say {self.passed} of its {self.passed + self.failed} sentences"
        ]
        if self.output_tokens is not None:
            parts.append(f"{self.input_tokens or 0:,} + {self.output_tokens:,} tokens")
        if self.cost is not None:
            parts.append(f"cost {self.cost:.4f}")
        return f"{', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    `searched_for` is the stand-alone question that was asked of the index; `text` is Markdown with [1]
    markers that count `citations`; `span` is the exact words that answer, None where an answer is more
    than a span. `found` is False when the articles do not say: then `text` says so, `citations` is empty,
    and `hits` holds the nearest passages. `confidence` is a probability between 0 and 1. `written` tells what a
    chat model did, None where none was asked.
    """

    question: str
    searched_for: str
    text: str
    span: str | None
    found: bool
    confidence: float
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    written: Written | None = None

    def as_json(self, seconds: float) -> dict[str, Any]:
        """Return the fields that `python -m bot --json` prints."""
        return {
            "question": self.question,
            "searched_for": self.searched_for,
            "text": self.text,
            "span": self.span,
            "found": self.found,
            "confidence": round(self.confidence, 4),
            "seconds": round(seconds, 3),
            "citations": [
                {
                    "number": citation.number,
                    "quote": citation.quote,
                    "start": citation.start,
                    "end": citation.end,
                    "article_id": citation.article_id,
                    "title": citation.byline.title,
                    "published": citation.byline.published and citation.byline.published.isoformat(),
                    "source": citation.byline.source,
                    **({"also": [each.source or each.title for each in citation.also]} if citation.also else {}),
                }
                for citation in self.citations
            ],
            **({"written": asdict(self.written)} if self.written else {}),
        }

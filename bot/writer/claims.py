"""Paragraphs -> true sentences about them, worded as somebody would who had read them.

A question and its answer put into one sentence say in other words what the paragraph says; so does a sentence of its
own with a part moved or left out. The rules would rather make nothing than something nobody would write.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.asking import MONTHS, PLAIN_FORMS
from bot.reader.examples import Asked, Paragraph
from bot.writer.facts import Ground, facts
from index import sentences

_PASTS = {plain: past for past, plain in PLAIN_FORMS.items()}
_PLAIN = "|".join(_PASTS)
_BE = r"(?:is|was|are|were)"
_VERB = rf"(?:{_BE}|has|had|have|can|could|will|would|{'|'.join(PLAIN_FORMS)}|[a-z]+ed)"
_RULES = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        (rf"Who (?P<rest>{_VERB} .+)", "{answer} {rest}"),
        (rf"(?:What|Which) (?:[a-z]+ ){{1,2}}?(?P<rest>{_VERB} .+)", "{answer} {rest}"),
        (rf"What (?P<be>{_BE}) (?P<rest>the (?!.*\bof\b.*\bin\b).+)", "{rest} {be} {answer}"),
        (
            rf"(?:When|In what year|What year) did (?P<who>.+?) (?P<plain>{_PLAIN})\b(?P<rest>.*)",
            "{who} {past}{rest} {at}",
        ),
        (
            r"(?:When|In what year|What year) (?P<be>was|were) (?P<who>.+?) (?P<rest>[a-z]+ed\b.*)",
            "{who} {be} {rest} {at}",
        ),
        (rf"Where did (?P<who>.+?) (?P<plain>{_PLAIN})\b(?P<rest>.*)", "{who} {past}{rest} {in_}"),
        (
            rf"(?:What|Who) did (?P<who>.+?) (?P<plain>{_PLAIN})(?P<rest>(?: in .+| on .+| to .+)?)",
            "{who} {past} {answer}{rest}",
        ),
        (rf"How many (?P<what>[a-z]+(?: [a-z]+)?) (?P<rest>(?:{_BE}|{'|'.join(PLAIN_FORMS)}) .+)", "{counted} {rest}"),
        (
            rf"How many (?P<what>[a-z]+) did (?P<who>.+?) (?P<plain>{_PLAIN})\b(?P<rest>.*)",
            "{who} {past} {counted}{rest}",
        ),
        (rf"How (?:much|long|old|far|tall|high|large|big) (?P<be>{_BE}) (?P<who>.+)", "{who} {be} {answer}"),
    )
)
"""How a question begins, and the sentence that its answer makes of it."""

_TORN = re.compile(r"\b(?:known as|called|named|termed|by|of|in|to|for|with|from|at|on|the|a|as)\.?$|\bdid\b|\bdo\b")
"""What is left where a rule did not fit the question."""

_PLACED = frozenset("in on at by after before during since from around between until about to early late near".split())
MIN_WORDS, MAX_WORDS = 5, 32


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and the stretches of characters [start, end) of a paragraph that it was made from.

    `planted` is what was made wrong in it ("name", "number", "date", "negation"), "" where it is true.
    """

    text: str
    paragraph: Paragraph
    places: tuple[tuple[int, int], ...]
    planted: str = ""

    def evidence(self, extra: int, rng: random.Random) -> str:
        """Return the sentences it was made from with up to `extra` others, those first that hold its missing facts."""
        spans = sentences(self.paragraph.text)
        chosen = {i for i, span in enumerate(spans) if self.made_from(*span)}
        for fact in facts(self.text):
            held = Ground(self._words(spans, chosen))
            if extra > 0 and not held.holds(fact):
                holding = [i for i in range(len(spans)) if Ground(self._words(spans, {i})).holds(fact)]
                if holding:
                    chosen.add(min(holding, key=lambda i: abs(i - min(chosen))))
                    extra -= 1
        others = [i for i in range(max(0, min(chosen) - 1), min(len(spans), max(chosen) + 2)) if i not in chosen]
        chosen |= set(rng.sample(others, min(len(others), rng.randint(0, max(0, extra)))))
        return self._words(spans, chosen)

    def made_from(self, low: int, high: int) -> bool:
        """Tell whether it was made from some of the characters [low, high)."""
        return any(low < end and start < high for start, end in self.places)

    def _words(self, spans: list[tuple[int, int]], chosen: set[int]) -> str:
        return " ".join(self.paragraph.text[slice(*spans[i])].strip() for i in sorted(chosen))


def from_question(asked: Asked, paragraph: Paragraph) -> Claim | None:
    """Put a question and its answer into one sentence; None where no rule fits."""
    if asked.answer is None:
        return None
    answer = paragraph.text[slice(*asked.answer)].strip().rstrip(".,;")
    question = asked.question.strip().rstrip("?").strip()
    for rule, shape in _RULES:
        if answer and (found := rule.fullmatch(question)):
            text = " ".join(_said(shape, answer, found).split())
            whole = MIN_WORDS <= len(text.split()) <= MAX_WORDS and not _TORN.search(text)
            return Claim(text[0].upper() + text[1:] + ".", paragraph, (asked.answer,)) if whole else None
    return None


def _said(shape: str, answer: str, found: re.Match[str]) -> str:
    groups = found.groupdict()
    what = groups.get("what") or ""
    return shape.format(
        **{name: value for name, value in groups.items() if value is not None},
        answer=answer,
        past=_PASTS.get(groups.get("plain") or "", ""),
        at=_placed(answer, "on" if re.search(r"[a-z] \d{1,2}\b", answer) else "in"),
        in_=_placed(answer, "in"),
        counted=answer if what.split(" ")[0] in answer else f"{answer} {what}",
    )


def _placed(answer: str, preposition: str) -> str:
    return answer if answer.split(maxsplit=1)[0].lower() in _PLACED else f"{preposition} {answer}"


_OPENING = re.compile(rf"((?:In|On|By|During|After|Since|Until) (?:[^,]{{0,30}}\d{{4}}|{MONTHS}[^,]{{0,20}})), (.+)\.")
_ASIDE = re.compile(r" ?\([^()]*\)|, (?:which|who|where) [^,]+(?=,|\.$)|, [a-z]+ing [^,]+(?=\.$)")
_LEADING = re.compile(r"(?:However|Moreover|Also|Then|Additionally|Later|Finally|Furthermore|Instead|Thus), ")
_TAIL = re.compile(r",? (?:but|although|though|while|because|since|after which) [^,]+\.$")
_LEANS = re.compile(r"(?:He|She|It|They|We|I|You|This|That|These|Those|His|Her|Its|Their|But|And|Or|So)\b")


def from_sentences(paragraph: Paragraph, rng: random.Random) -> Iterator[Claim]:
    """Say each sentence of a paragraph again, with a part moved or left out where that can be done."""
    for low, high in sentences(paragraph.text):
        text = paragraph.text[low:high].strip()
        if not text.endswith(".") or not text[0].isupper() or re.search(r"[\n\"“”:;\[\]]", text):
            continue
        text = _LEADING.sub("", text)
        if rng.random() < 0.7:
            text = _ASIDE.sub("", text)
        if rng.random() < 0.5:
            text = _TAIL.sub(".", text)
        if (found := _OPENING.fullmatch(text)) and rng.random() < 0.7:
            text = f"{found[2]} {found[1][0].lower()}{found[1][1:]}."
        text = re.sub(r",+(?=\.)", "", text)
        text = text[0].upper() + text[1:]
        if MIN_WORDS <= len(text.split()) <= MAX_WORDS and (not _LEANS.match(text) or rng.random() < 0.2):
            yield Claim(text, paragraph, ((low, high),))


def joined(first: Claim, second: Claim) -> Claim:
    """Say two true sentences of a paragraph as one, "and" between them."""
    text = f"{first.text.rstrip('.')}, and {second.text}"
    return replace(first, text=text, places=first.places + second.places)

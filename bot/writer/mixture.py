"""What the checker is shown: sentences beside evidence, and whether the evidence says them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.reader.examples import Paragraph, paragraphs
from bot.writer.claims import Claim, from_question, from_sentences, joined
from bot.writer.facts import facts, kind_of
from bot.writer.planting import KINDS, denied, planted
from index import sentences

FROM_SENTENCES = 0.9
"""Sentences said again, for each paragraph; the rest is made from its questions."""

JOINED = 0.12
WRONG_PLACE = 0.25
"""Share of the true sentences that are also shown beside the sentences of their paragraph that do not say them."""

TURNED = 0.15
"""Share of the sentences said again whose evidence is changed too: with it, a strange name or a denial is right."""

LESS_OFTEN = 0.1
"""A denial can be put into every sentence, a date changed only in one that has a date: so it is tried later."""

SIZE = 42_000
"""Examples: about 45 minutes of two cores."""

SAID = 3
"""Sentences of evidence at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence beside evidence; `kind` is what is wrong with it, "" where the evidence says it."""

    text: str
    evidence: str
    kind: str


def mixture(data: Path, seed: int) -> list[Shown]:
    """Make the examples from squad-train in the folder `data`, shuffled by `seed`."""
    rng = random.Random(seed)
    of = paragraphs(data / "squad-train.jsonl.gz")
    made = [each for paragraph in of for each in _shown(paragraph, of, rng)]
    rng.shuffle(made)
    return made[:SIZE]


def _shown(paragraph: Paragraph, of: Sequence[Paragraph], rng: random.Random) -> Iterator[Shown]:
    asked = [claim for each in paragraph.asked if (claim := from_question(each, paragraph))]
    said = list(from_sentences(paragraph, rng))
    chosen = rng.sample(said, min(len(said), 1 if rng.random() < FROM_SENTENCES else 2))
    for claim in (*asked, *chosen):
        if claim in chosen and rng.random() < TURNED:
            yield from _turned(claim, of, rng)
            continue
        also = asked and claim in chosen and rng.random() < JOINED
        yield from _held(joined(claim, rng.choice(asked)) if also else claim, of, rng)


def _held(claim: Claim, of: Sequence[Paragraph], rng: random.Random) -> Iterator[Shown]:
    """Show a true sentence beside what says it, one made wrong, and at times the true one beside what does not."""
    yield Shown(claim.text, claim.evidence(SAID - 1, rng), "")
    kinds = sorted(KINDS, key=lambda kind: rng.random() + (kind == "negation") * LESS_OFTEN)
    if wrong := next((made for kind in kinds if (made := planted(claim, kind, rng, of))), None):
        yield Shown(wrong.text, wrong.evidence(SAID - 1, rng), wrong.planted)
    if rng.random() < WRONG_PLACE and (elsewhere := _elsewhere(claim, rng)):
        yield Shown(claim.text, elsewhere, "place")


def _elsewhere(claim: Claim, rng: random.Random) -> str:
    """Return the sentences that do not say a claim, those first that share the most words with it."""
    text = claim.paragraph.text
    words = set(claim.text.lower().split())
    others = [span for span in sentences(text) if not claim.made_from(*span)]
    others = [s for s in others if not any(text[slice(*p)].lower() in text[slice(*s)].lower() for p in claim.places)]
    others.sort(key=lambda span: -len(words & set(text[slice(*span)].lower().split())))
    return " ".join(text[slice(*span)].strip() for span in sorted(others[: rng.randint(1, SAID)]))


def _turned(claim: Claim, of: Sequence[Paragraph], rng: random.Random) -> Iterator[Shown]:
    """Change the evidence: it no longer says what it said, and says what it is changed to."""
    evidence = claim.evidence(SAID - 1, rng)
    names = [fact for fact in facts(claim.text) if kind_of(claim.text, fact) in ("name", "number", "date")]
    old = ""
    if names and rng.random() < 0.6:
        fact = rng.choice(names)
        old = claim.text[fact.start : fact.end]
        new = planted(replace(claim, text=old), kind_of(claim.text, fact), rng, of, near=0.0)
        if new is None or old not in evidence:
            return
        text, changed, kind = claim.text.replace(old, new.text), evidence.replace(old, new.text), new.planted
    else:
        state = rng.getstate()
        text = denied(claim.text, rng) or ""
        rng.setstate(state)
        spans = [span for span in sentences(evidence) if evidence[slice(*span)].strip() == claim.text]
        if not text or not spans:
            return
        changed, kind = evidence.replace(claim.text, text), "negation"
    yield Shown(text, changed, "")
    yield Shown(claim.text, changed, kind)
    if rng.random() < 0.3:
        yield Shown(text, evidence, kind)

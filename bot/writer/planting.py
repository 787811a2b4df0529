"""True sentences -> false ones: one thing of each is changed, as a model that errs would change it.

A name, a number or a date is put in another's place, taken from the same paragraph where there is one of that kind
(the harder case: it does stand there), else from another; or two of the sentence's own stand in each other's place; or
a denial is put in or taken out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.asking import PLAIN_FORMS
from bot.reader.examples import Paragraph
from bot.writer.claims import Claim
from bot.writer.facts import MONTH, exchanges, facts, kind_of, name_key
from index import sentences

KINDS = ("name", "number", "date", "negation")
"""What the checker is trained on. It was tried with exchanges too, and judged all else worse (`README.md`)."""
_SMALL = "two three four five six seven eight nine ten eleven twelve".split()


def planted(
    claim: Claim, kind: str, rng: random.Random, elsewhere: Sequence[Paragraph], near: float = 0.7
) -> Claim | None:
    """Change one thing of a true sentence; None where there is nothing of that kind to change.

    With probability `near` a name or number is taken from its own paragraph where there is one; else from `elsewhere`.
    """
    if kind == "negation":
        text = denied(claim.text, rng)
        return replace(claim, text=text, planted=kind) if text else None
    if kind == "exchange":
        pairs = list(exchanges(claim.text))
        return replace(claim, text=rng.choice(pairs), planted=kind) if pairs else None
    here = [fact for fact in facts(claim.text) if kind_of(claim.text, fact) == kind]
    if not here:
        return None
    fact = rng.choice(here)
    old = claim.text[fact.start : fact.end]
    others = _others(claim.paragraph.text, kind, claim.text) if rng.random() < near else []
    if not others and kind != "name":
        others = [_moved(old, rng)]
    if not others:
        drawn = rng.sample(elsewhere, min(6, len(elsewhere)))
        known = claim.text + claim.paragraph.text
        others = [each for paragraph in drawn for each in _others(paragraph.text, kind, known)]
    alike = [each for each in others if kind != "date" or _shape(each) == _shape(old)]
    if not alike:
        return None
    text = claim.text[: fact.start] + rng.choice(alike) + claim.text[fact.end :]
    return replace(claim, text=text[0].upper() + text[1:], planted=kind) if text != claim.text else None


def _others(passage: str, kind: str, said: str) -> list[str]:
    """List the names, numbers or dates of a passage that share nothing with what is said."""
    words = {name_key(word) for word in re.findall(r"\w+", said)} | {key for fact in facts(said) for key in fact.keys}
    found = []
    for low, high in sentences(passage):
        part = passage[low:high]
        for fact in facts(part):
            other = part[fact.start : fact.end]
            opens = kind == "name" and not part[: fact.start].strip() and len(fact.keys) < 2
            if kind_of(part, fact) == kind and not words & set(fact.keys) and not opens:
                found.append(re.sub(r"['\u2019]s?$", "", other))
    return found


def _shape(date: str) -> str:
    """Tell years, decades, months and weekdays apart, so that one takes the place of its like."""
    return "month" if MONTH.fullmatch(date) else re.sub(r"\d", "0", date) if date[0].isdigit() else "day"


def _moved(old: str, rng: random.Random) -> str:
    """Change a number a little, or a month or weekday for another."""
    digits = re.search(r"\d[\d,]*", old)
    if digits:
        value = int(digits[0].replace(",", ""))
        step = max(1, value // 8)
        new = value + rng.choice([-3, -2, -1, 1, 2, 3, 5]) * (step if value < 1000 or value > 2100 else 1)
        new = new if new > 0 and new != value else value + 4
        return old[: digits.start()] + (f"{new:,}" if "," in digits[0] else str(new)) + old[digits.end() :]
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday" if old.endswith("day") else ""
    names = names or "January February March April May June July August September October November December"
    if MONTH.fullmatch(old) or old.endswith("day"):
        return rng.choice([name for name in names.split() if name != old])
    return rng.choice([word for word in _SMALL if word != old.lower()])


_AUXILIARY = re.compile(r"\b(is|was|are|were|has|had|have|can|could|will|would|may|might|must|should)\b(?! not\b)")
_PAST = re.compile(rf" ({'|'.join(PLAIN_FORMS)})\b")
_NOT = re.compile(r" (?:not|never)\b|(?<=\w)n't\b")


def denied(text: str, rng: random.Random) -> str | None:
    """Deny what a sentence says, or say what it denies; None where there is no verb to do it at."""
    if _NOT.search(text):
        return _NOT.sub("", text, count=1)
    found = [each for each in (_AUXILIARY.search(text), _PAST.search(text)) if each]
    if not found:
        return None
    verb = min(found, key=lambda each: each.start())
    if verb.re is _AUXILIARY:
        return text[: verb.end()] + rng.choice((" not", " not", " never", " no longer")) + text[verb.end() :]
    plain = PLAIN_FORMS[verb[1]]
    said = rng.choice(
        (f"did not {plain}", f"did not {plain}", f"never {verb[1]}", f"declined to {plain}", f"failed to {plain}")
    )
    return f"{text[: verb.start()]} {said}{text[verb.end() :]}"

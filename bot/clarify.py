"""A question about "he" or "she" that nothing explains is asked back, not guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.followup.names import PEOPLE, called, names, untitled
from index import Hit, sentences

MAX_CHOICES = 4
"""People named in a question back; more make a list that nobody reads."""

_SUBJECT = re.compile(
    r"(?:^|\b(?:did|does|do|is|was|are|were|has|have|had|will|would|can|could|should) )"
    rf"(?P<pronoun>{'|'.join(PEOPLE)})\b"
)
"""A pronoun right after the verb that asks: nobody was named before it, in capitals or not."""


def clarification(searched_for: str, hits: Sequence[Hit], about: Sequence[str] = ()) -> str | None:
    """Return a question back when `searched_for` has a pronoun without its name, and the hits offer several people.

    Those of the articles `about` count alone, where some are under discussion. None where it names somebody, has no
    such pronoun, or where at most one person of the hits can be meant.
    """
    subject = _SUBJECT.search(searched_for.lower())
    if subject is None or names(searched_for, inside=True):
        return None
    choices = people(
        PEOPLE[subject["pronoun"]], [hit.passage.text for hit in hits if not about or hit.passage.article_id in about]
    )[:MAX_CHOICES]
    if len(choices) < 2:
        return None
    return f"Who do you mean: {', '.join(choices[:-1])} or {choices[-1]}?"


def people(pronoun: str, texts: Sequence[str]) -> list[str]:
    """Return the full names in `texts`, in order, of those whom the sentences there call by the pronoun.

    A person is told from a place or a show by the second mention: the last word of the name, by itself. What has an
    "of" in it is nobody.
    """
    whole = "\n".join(texts)
    found: dict[str, str] = {}
    for text in texts:
        for start, end in sentences(text):
            for name in map(untitled, names(text[start:end], inside=False)):
                last = name.rsplit(maxsplit=1)[-1]
                again = len(re.findall(rf"\b{re.escape(last)}\b", whole)) > len(re.findall(re.escape(name), whole))
                if 2 <= len(name.split()) <= 3 and again and last not in found and " of " not in name:
                    found[last] = name
    meant = 1 if pronoun == "he" else -1
    return [name for last, name in found.items() if len(last) > 1 and called(last, texts) * meant > 0]

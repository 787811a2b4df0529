"""Why-questions: the sentence that gives a cause, where the one that answers best gives none.

"Soffer left the show in season 10" says again what was asked. A reader that is shown no cause takes such a sentence for
the answer, though another, further down, says what he wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import whole_sentences
from bot.types import Reading
from index import content_words

_WHY = re.compile(r"(?i)(?:(?:but|and|so) )?(?:why|how come|for what reason)\b")
_CAUSE = re.compile(
    r"(?i)\b(?:because|since|due to|owing to|thanks to|as a result|so that|in order to|in protest|the reason"
    r"|want(?:s|ed) to|hop(?:e[sd]?|ing) to)\b"
)


def cause(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> Reading | None:
    """Return the best reading that gives a cause for what is asked and speaks of a name in the question.

    None where the question is no why-question, or the first of the readings (best first) gives a cause itself. Of 333
    why-questions of three public sets 11 get such a second sentence, one of them its right answer.
    """
    if not _WHY.match(question) or not readings or _CAUSE.search(_sentence(texts, readings[0])):
        return None
    names = [name for name in re.findall(r"\b[A-Z]\w+", question) if content_words(name)]
    for reading in readings[1:]:
        sentence = _sentence(texts, reading)
        named = not names or any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in names)
        if named and _CAUSE.search(sentence):
            return reading
    return None


def _sentence(texts: Sequence[str], reading: Reading) -> str:
    text = texts[reading.passage]
    return text[slice(*whole_sentences(text, reading.start, reading.end))]

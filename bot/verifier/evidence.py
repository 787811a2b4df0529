"""A span of a text -> the sentences around it that the verifier reads."""

from __future__ import annotations

from index import sentences

BEFORE, AFTER = 260, 130
"""Characters that the sentence before and the one after may have to be read with it."""

MOST = 700
"""Characters on either side of the span, in a sentence that is a page long."""


def around(text: str, start: int, end: int, heading: str = "") -> str:
    """Return the sentences that characters [start, end) stand in, and those beside them, under a heading."""
    spans = sentences(text)
    touched = [i for i, (low, high) in enumerate(spans) if low < end and start < high]
    low, high = (spans[touched[0]][0], spans[touched[-1]][1]) if touched else (start, end)
    if touched and touched[0] > 0 and low - spans[touched[0] - 1][0] <= BEFORE:
        low = spans[touched[0] - 1][0]
    if touched and touched[-1] + 1 < len(spans) and spans[touched[-1] + 1][1] - high <= AFTER:
        high = spans[touched[-1] + 1][1]
    said = " ".join(text[max(low, start - MOST) : min(high, end + MOST)].split())
    return f"{heading}\n{said}" if heading else said


def claimed(question: str, span: str) -> str:
    """Put a question and a span into the words of which the evidence is asked whether it says them."""
    return f"{question} {span}"

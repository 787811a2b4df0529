"""An extractive reader: where in each passage does the answer stand, and does it stand there at all?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.types import Reading
from index import Bert, ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights"
"""The folder of the reader that ships with Byline."""

MAX_TOKENS = 384
"""Question and passage together; a passage has at most 180, and two sentences beside it."""

MAX_QUESTION_TOKENS = 64
MAX_SPAN_TOKENS = 30
"""Of an answer, as in Devlin et al. 2019, section 4.2."""

SPANS_A_PASSAGE = 3
"""Best spans kept for each passage; they do not overlap."""


class Reader(Protocol):
    """Anything that finds the spans of texts that answer a question."""

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        """Return the best spans of all texts, best first; `Reading.passage` counts the texts from 0.

        A text has at most SPANS_A_PASSAGE readings, and none if it is empty. `headings`, one for each text,
        are read with it (what "the show" or "he" is often stands only there), but hold no answer.
        """


def load_reader(name: str | None = None) -> Reader:
    """Load the shipped reader, or an extractive question-answering model by folder or local name.

    Nothing is downloaded. Raises ModelError when there is no such model on this machine.
    """
    if name is None:
        return _SpanReader(_BertSpans(WEIGHTS), WEIGHTS / "tokenizer.json")
    try:
        spans = _LibrarySpans(name)
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"no reader {name!r} on this machine ({reason}); set BYLINE_READER to a folder that holds "
            "an extractive question-answering model, or leave it unset for the one that ships"
        ) from error
    return _SpanReader(spans, spans.tokenizer)


Logits = tuple[list[int], "NDArray[np.float32]", "NDArray[np.float32]"]
"""Positions of some texts, and their start and end logits, each of shape (texts, longest of them)."""


class _Spans(Protocol):
    """Runs token ids and types, batch by batch."""

    def logits(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> Iterator[Logits]: ...


class _BertSpans:
    """A BERT with a span head, run without transformers."""

    def __init__(self, folder: Path) -> None:
        self._bert = Bert(folder)
        self._head = (self._bert.head["qa_outputs.weight"], self._bert.head["qa_outputs.bias"])

    def logits(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> Iterator[Logits]:
        weight, bias = self._head
        for batch, hidden in self._bert.run(ids, types):
            scores = (hidden @ weight.T + bias).numpy()
            yield batch, scores[..., 0], scores[..., 1]


class _LibrarySpans:
    """Any extractive question-answering model that transformers can load, one text at a time."""

    def __init__(self, name: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._model = AutoModelForQuestionAnswering.from_pretrained(name, local_files_only=True).eval().float()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(name, local_files_only=True).backend_tokenizer
        self._typed = getattr(self._model.config, "type_vocab_size", 0) > 1

    def logits(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> Iterator[Logits]:
        import torch

        for i, (row, kinds) in enumerate(zip(ids, types, strict=True)):
            given = {"input_ids": torch.tensor([row])}
            if self._typed:
                given["token_type_ids"] = torch.tensor([kinds])
            with torch.inference_mode():
                out = self._model(**given)
            yield [i], out.start_logits.numpy(), out.end_logits.numpy()


class _SpanReader:
    """Turns logits into readings (Devlin et al. 2019, section 4.3: best span against the null at position 0)."""

    def __init__(self, spans: _Spans, tokenizer: Any) -> None:  # a path, or a tokenizers.Tokenizer
        from tokenizers import Tokenizer

        self._spans = spans
        self._tokenizer = Tokenizer.from_file(str(tokenizer)) if isinstance(tokenizer, Path) else tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        above = headings or [""] * len(texts)
        pairs = [self._pair(question, heading, text) for heading, text in zip(above, texts, strict=True)]
        found = []
        for batch, starts, ends in self._spans.logits([ids for ids, _, _ in pairs], [types for _, types, _ in pairs]):
            for row, i in enumerate(batch):
                offsets = pairs[i][2]
                null = float(starts[row, 0] + ends[row, 0])
                for low, high, score in _best_spans(starts[row], ends[row], offsets):
                    found.append(Reading(i, offsets[low][0], offsets[high][1], score - null, 0.0))
        return normalised(found)

    def _pair(self, question: str, heading: str, text: str) -> tuple[list[int], list[int], dict[int, tuple[int, int]]]:
        """Encode question, heading and text; also return the characters that each token of the text covers."""
        asked = self._tokenizer.encode(question)
        question = question[: asked.offsets[min(len(asked.ids) - 1, MAX_QUESTION_TOKENS)][1] or len(question)]
        before = f"{heading}\n" if heading else ""
        both = self._tokenizer.encode(question, before + text)
        kept = min(len(both.ids), MAX_TOKENS)
        spans, parts = both.offsets, both.sequence_ids  # each is made anew whenever it is read
        skip = len(before)
        offsets = {
            i: (spans[i][0] - skip, spans[i][1] - skip)
            for i in range(kept)
            if parts[i] == 1 and spans[i][1] > spans[i][0] >= skip
        }
        ids = both.ids if kept == len(both.ids) else [*both.ids[: kept - 1], both.ids[-1]]
        offsets.pop(kept - 1, None)
        return ids, both.type_ids[:kept], offsets


def _best_spans(
    starts: NDArray[np.float32], ends: NDArray[np.float32], offsets: dict[int, tuple[int, int]]
) -> list[tuple[int, int, float]]:
    """Return the best (first token, last token, logit) spans, best first, that do not overlap."""
    if not offsets:
        return []
    low, size = min(offsets), max(offsets) + 1 - min(offsets)
    scores = starts[low : low + size, None] + ends[None, low : low + size]
    scores = np.where(
        np.triu(np.ones((size, size), bool)) & ~np.triu(np.ones((size, size), bool), MAX_SPAN_TOKENS), scores, -np.inf
    )
    missing = [i for i in range(size) if low + i not in offsets]
    scores[missing, :] = scores[:, missing] = -np.inf
    best = []
    for _ in range(SPANS_A_PASSAGE):
        first, last = divmod(int(scores.argmax()), size)
        if scores[first, last] == -np.inf:
            break
        best.append((low + first, low + last, float(scores[first, last])))
        scores[: last + 1, first:] = -np.inf  # every span that starts before its end and ends after its start
    return best


def normalised(readings: Iterable[Reading]) -> list[Reading]:
    """Sort readings, best first, and give each its share of exp(score), over all of them and the null (score 0)."""
    ordered = sorted(readings, key=lambda reading: reading.score, reverse=True)
    if not ordered:
        return []
    peak = max(0.0, ordered[0].score)
    shares = np.exp(np.array([reading.score for reading in ordered]) - peak)
    shares /= shares.sum() + np.exp(-peak)
    return [replace(reading, probability=float(share)) for reading, share in zip(ordered, shares, strict=True)]

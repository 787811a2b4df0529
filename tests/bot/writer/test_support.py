"""Which sentences a written one may rest on: whom "he" means was told before, and what denies it speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.types import Reading
from bot.writer.support import Evidence, Support
from index import Article, Byline, Library


class Reads:
    """A reader that finds nothing."""

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        return []


class Says:
    """A checker that gives each evidence what it is told to."""

    def __init__(self, probability: Callable[[str], float]) -> None:
        self.probability = probability

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [self.probability(evidence) for _, evidence in pairs]


def support(library: Library, text: str, sentence: str, sure: Callable[[str], float] = lambda _: 0.9) -> Support | None:
    library.add([Article("a", Byline("A report"), text)])
    passages = [hit.passage for hit in library.search(sentence)]
    return Evidence(library, Reads(), Says(sure), passages).support(sentence)


CAST = "Jon Hale left the show in May. He joined the army. Mark Voss stayed behind with the others."


def joined(evidence: str) -> float:
    return 0.9 if "He joined" in evidence else 0.1


def test_whom_a_sentence_calls_he_was_named_before_it(library: Library) -> None:
    found = support(library, CAST, "Jon Hale joined the army.", joined)
    assert found is not None
    assert [quote.text for quote in found.quotes] == ["Jon Hale left the show in May.", "He joined the army."]


def test_who_is_named_only_afterwards_did_not_do_it(library: Library) -> None:
    assert support(library, CAST, "Mark Voss joined the army.", joined) is None


TRIAL = "Sandra Poll denied the claim in court. Sandra Poll was in court when the claim was read."
ADMITTED = "Sandra Poll admitted the claim in court."


def test_what_denies_a_sentence_and_is_more_about_it_speaks_against_it(library: Library) -> None:
    assert support(library, TRIAL, ADMITTED, lambda evidence: 0.95 if "denied" in evidence else 0.7) is None


def test_what_denies_something_else_does_not(library: Library) -> None:
    assert support(library, TRIAL, ADMITTED, lambda evidence: 0.1 if "denied" in evidence else 0.7) is not None

"""Questions over several articles: floors a little under what is measured, and at least ten of each kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import Answer, Bot
from index import Library

ROWS = [json.loads(line) for line in (Path(__file__).parent / "evals" / "several.jsonl").read_text().splitlines()]

FLOORS = {"which": 0.9, "count": 0.9, "order": 0.9, "compare": 0.9, "dated": 0.9, "bridge": 0.75}


def right(row: dict, answer: Answer, stems: dict[str, str]) -> bool:
    """Whether what was expected is said, and nothing but the expected articles cited where these are given."""
    if not row["answerable"]:
        return not answer.found
    cited = {stems[citation.article_id] for citation in answer.citations}
    return answer.found and all(each in answer.text for each in row["says"]) and cited == set(row["articles"] or cited)


@pytest.fixture(scope="module")
def results(sample_library: Library) -> list[tuple[dict, bool, str]]:
    from index import SAMPLES, Article
    from index.sources import files, read

    read_all = [(path.stem, each) for path in files(SAMPLES) for each in read(path)]
    stems = {each.id: stem for stem, each in read_all if isinstance(each, Article)}
    bot = Bot(sample_library)
    answers = [(row, bot.ask(row["question"])) for row in ROWS]
    return [(row, right(row, answer, stems), answer.text) for row, answer in answers]


@pytest.mark.parametrize("kind", FLOORS)
def test_questions_over_several_articles(results: list[tuple[dict, bool, str]], kind: str) -> None:
    of_kind = [each for each in results if each[0]["kind"] == kind]
    assert len(of_kind) >= 10
    wrong = [(row["question"], text) for row, good, text in of_kind if not good]
    assert 1 - len(wrong) / len(of_kind) >= FLOORS[kind], wrong

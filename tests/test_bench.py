"""The benchmark compares like with like: its articles are the same for both sides and answer its questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import bot.chain
from bot import Bot
from bot.types import Reading
from index import Library
from tests.bench import alone as by_itself
from tests.bench import scale
from tests.bench.__main__ import SLICE, add_in_turns, clean, measure
from tests.bench.hashed import FEW, Hashed
from tests.bench.machine import flop
from tests.bench.news import later, questions, stories
from tests.bench.table import Row, Taken, alone, table
from tests.bench.worker import Byline, reply_to
from tests.conftest import Double


def test_the_same_seed_makes_the_same_articles_and_another_makes_others() -> None:
    assert stories(5, seed=1) == stories(5, seed=1)
    assert stories(5, seed=1) != stories(5, seed=2)
    made = stories(400, seed=0)
    assert len({story.url for story in made}) == len({story.asked[2].question for story in made}) == 400


def test_articles_are_of_a_newspapers_length_and_hold_the_answers() -> None:
    made = stories(200, seed=0)
    assert all(300 <= len(story.text.split()) <= 720 for story in made)
    assert all(asked.answer in story.text for story in made for asked in story.asked)
    assert len(set(questions(made, 100))) == 100


def test_what_is_asked_later_is_about_the_same_article() -> None:
    made = stories(20, seed=1)
    for each, before in later(made, 40):
        assert each != before
        assert any({each, before} <= set(story.asked) for story in made)


class Turns:
    """Takes a second for every turn, and remembers them."""

    def __init__(self, name: str) -> None:
        self.name, self.got = name, []

    def tell(self, add: Sequence[int] = (), ask: Sequence[Sequence[str]] = ()) -> dict[str, object]:
        if add:
            self.got.append(tuple(add))
            return {"seconds": 1.0, "passages": 7 * len(self.got), "peak_mb": 100.0}
        return {"ms": [10.0 for _ in ask], "right": [True for _ in ask], "peak_mb": 100.0}


@pytest.mark.parametrize("count", [3, 10, 5 * SLICE + 1])
def test_both_sides_get_every_article_once_in_turns(count: int) -> None:
    sides = [Turns("one"), Turns("other")]
    order = [name for name, _ in add_in_turns(sides, count, "added")]
    assert sides[0].got == sides[1].got
    assert [at for low, high in sides[0].got for at in range(low, high)] == list(range(count))
    assert order[:4] == ["one", "other", "other", "one"]


def test_neither_side_is_helped_by_the_environment() -> None:
    kept = clean({"PATH": "/bin", "BYLINE_ENCODER": "other"})
    assert kept["PATH"] == "/bin"
    assert "BYLINE_ENCODER" not in kept
    assert kept["HF_HUB_OFFLINE"] == "1"


class FirstWord:
    """A reader for which the first word of the first text is always the answer."""

    def read(self, question: str, texts: Sequence[str], *, headings: Sequence[str] = ()) -> list[Reading]:
        return [Reading(0, 0, len(texts[0].split()[0]), 20.0, 1.0)]


def test_bylines_side_runs_from_articles_to_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.chain, "load_reader", lambda name: FirstWord())
    library = Library(tmp_path / "home", Double())

    class Here:
        name = "byline"
        side = Byline(library, Bot(library))

        def tell(self, **command: object) -> dict[str, object]:
            return reply_to(self.side, stories(3, seed=0), command)

    taken = {"byline": Taken(3), "tutorial": Taken(3)}
    measure([Here(), Turns("tutorial")], taken, 3, 4, seed=0)
    ours = taken["byline"]
    assert ours.passages == ours.passages_again == len(library) > 3
    assert len(ours.ms) == len(ours.right) == len(ours.later_ms) == 4
    lines = table(ours, taken["tutorial"]).splitlines()
    assert all(line.count("|") == 5 for line in lines if line.startswith("|"))
    assert f"| {ours.passages:,} → {ours.passages:,} | 28 → 56 | |" in "\n".join(lines)


# Byline alone


def test_a_row_stands_for_each_target() -> None:
    lines = alone([Row("this", "1 s", "under 2 s"), Row("that", "3 s", "under 4 s")]).splitlines()
    assert lines[2:] == ["| this | 1 s | under 2 s |", "| that | 3 s | under 4 s |"]


def test_the_operations_of_the_encoder_are_those_of_its_matrices() -> None:
    torch = pytest.importorskip("torch")
    from torch.utils.flop_counter import FlopCounterMode
    from transformers import BertConfig, BertModel

    config = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4}
    bert = BertModel(BertConfig(vocab_size=9, **config, attn_implementation="eager"), add_pooling_layer=False)
    with FlopCounterMode(display=False) as counted:
        bert(input_ids=torch.ones(1, 17, dtype=torch.long))
    assert flop(config, 17) == counted.get_total_flops()


def test_hashed_vectors_are_the_texts_own_and_few_texts_are_embedded_for_real() -> None:
    real = Double()
    hashed = Hashed(real)
    texts = [f"Story {number} of many." for number in range(FEW + 1)]
    vectors = hashed.encode_passages(texts)
    assert real.seen == []
    assert (vectors[:1] == hashed.encode_passages(texts[:1])).all()
    assert real.seen == texts[:1]
    assert (vectors[:1] == hashed.encode(texts[:1])).all(), "a question"
    assert real.seen == texts[:1] * 2
    assert len({tuple(row) for row in vectors}) == len(texts)


def test_a_sync_that_finds_something_changed_is_not_measured(tmp_path: Path) -> None:
    row = by_itself.unchanged(tmp_path, Double, 3)
    assert row.what == "sync of 3 unchanged files, after start-up (vectors hashed)"
    made: list[Double] = []

    def double() -> Double:
        if made:
            (tmp_path / "other" / "files" / "1.md").write_text("Another text.")
        made.append(Double())
        return made[-1]

    with pytest.raises(RuntimeError, match="2 of 3 files were found unchanged"):
        by_itself.unchanged(tmp_path / "other", double, 3)


def test_a_library_grows_through_the_sizes_and_its_change_is_found(
    library: Library, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_itself, "SAMPLE", 2)
    changed, cost = by_itself.grown(library, (2, 5, 7), double)
    assert len(library.entries()) == 9
    assert any(by_itself.NEW in passage.text for passage in library.mentions("zirconium"))
    assert changed.what.startswith("one changed article among 5,")
    assert cost.what == "cost of an article at 2 and at 7 articles"


def test_a_change_that_is_not_found_is_an_error(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "search", lambda library, question: [])
    with pytest.raises(RuntimeError, match="not found"):
        by_itself.change(library)


def test_what_is_added_at_scale_comes_from_files_on_the_disk(library: Library, tmp_path: Path) -> None:
    assert library.add([scale.write(tmp_path / "articles.jsonl", 0, 3)]).failed == []
    assert [entry.id for entry in library.entries()] == [each.url for each in sorted(stories(3, 5), key=published)]
    assert scale.searched(library, 2).startswith(f"first stage over {len(library)} passages, 2 questions: p50 ")


def published(story: object) -> object:
    return story.published

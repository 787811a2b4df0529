"""A small language model learns to read, to invent questions, and what it knows reaches the reader's labels."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from bot.reader import inventing, lessons, teaching
from bot.reader.examples import Asked, Example, Paragraph
from bot.reader.labels import MOST, NOWHERE, Label, halved, likeliest, marked
from bot.reader.model import WEIGHTS
from bot.reader.train import encode, span_loss
from bot.writer.weights import Weights
from index.training import Run

TEXT = "The mill at Orla burned in 1931. Vera Holt rebuilt it with money from the guild."
ASKED = {"When did the mill burn?": "1931", "Who rebuilt the mill?": "Vera Holt", "Who sold the mill?": None}


def example(question: str, heading: str = "") -> Example:
    answer = ASKED[question]
    at = (TEXT.index(answer), TEXT.index(answer) + len(answer)) if answer else None
    return Example(question, heading, TEXT, at)


@pytest.fixture
def small() -> Weights:
    """A Llama of two thin layers that knows nothing, and byte-level words made of the text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    said = [f" {TEXT}", *(f" {question}" for question in ASKED)]
    tokenizer.train_from_iterator(
        said, trainers.BpeTrainer(vocab_size=400, initial_alphabet=letters, special_tokens=["<end>"])
    )
    torch.manual_seed(0)
    size = {"hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=tokenizer.get_vocab_size(), bos_token_id=0, eos_token_id=0, **size))
    return Weights(model, tokenizer, "", 0)


def test_a_mark_is_certain_and_two_labels_are_believed_by_half() -> None:
    mark, other = marked((3, 8)), Label({3: 0.5, NOWHERE: 0.5}, {8: 0.25, 9: 0.75})
    assert mark == Label({3: 1.0}, {8: 1.0})
    assert marked(None) == Label({NOWHERE: 1.0}, {NOWHERE: 1.0})
    assert halved(mark, other) == Label({3: 0.75, NOWHERE: 0.25}, {8: 0.625, 9: 0.375})


def test_a_label_keeps_the_likeliest_characters_and_they_make_one() -> None:
    kept = likeliest({at: 0.1 + at / 100 for at in range(10)})
    assert list(kept) == [9, 8, 7, 6, 5, 4]
    assert len(kept) == MOST
    assert sum(kept.values()) == pytest.approx(1)


def test_the_reader_is_shown_unsure_labels_at_the_tokens_of_their_characters() -> None:
    tokenizer = AutoTokenizer.from_pretrained(WEIGHTS, local_files_only=True).backend_tokenizer
    low = TEXT.index("Vera")
    unsure = Label({low: 0.7, NOWHERE: 0.3}, {low + 9: 0.6, low + 4: 0.4})
    row = encode(tokenizer, example("Who rebuilt the mill?", "Mills (2003-01-02)"), unsure)
    assert row
    tokens, shares = [int(each) for each in row.gold[: 2 * MOST]], row.gold[2 * MOST :]
    assert tokenizer.decode([row.ids[tokens[0]]]) == "vera"
    assert tokens[1] == 0
    assert [tokenizer.decode([row.ids[each]]) for each in tokens[MOST : MOST + 2]] == ["holt", "vera"]
    assert shares[:2] == (0.7, 0.3)
    assert shares[MOST : MOST + 2] == (0.6, 0.4)
    assert sum(shares) == pytest.approx(2)


def test_the_loss_of_a_mark_is_the_cross_entropy_of_its_tokens() -> None:
    logits = torch.randn(2, 1, 5)
    gold = torch.zeros(1, 4 * MOST)
    gold[0, 0], gold[0, MOST], gold[0, 2 * MOST], gold[0, 3 * MOST] = 2, 3, 1, 1

    class Out:
        start_logits, end_logits = logits

    expected = (cross_entropy(logits[0], torch.tensor([2])) + cross_entropy(logits[1], torch.tensor([3]))) / 2
    assert span_loss(Out, gold, torch.ones(1, 5)) == pytest.approx(float(expected))


def test_a_teacher_marks_the_second_copy_and_learns_to_read(small: Weights, tmp_path: Path) -> None:
    every = [example(question, "Mills") for question in ASKED]
    seen = teaching.shown(small, every)
    for each, asked in zip(seen, every, strict=True):
        first, last = (int(token) - each.begins for token in each.row.gold)
        if asked.answer:
            assert (each.spans[first][0], each.spans[last][1]) == asked.answer
        else:
            assert first == last == len(each.spans)
    teacher = teaching.teach(small, 400 * seen, Run(tmp_path, seed=0, batch=12, peak=3e-3))
    for number, label in teaching.label(teacher, seen):
        start, end = every[number].answer or (NOWHERE, NOWHERE)
        assert max(label.starts, key=label.starts.__getitem__) == start
        assert max(label.ends, key=label.ends.__getitem__) == end
        assert sum(label.starts.values()) == pytest.approx(1)


def test_what_is_too_long_for_the_teacher_is_left_out(small: Weights) -> None:
    long = Example("Who sold the mill?", "", TEXT * 60, None)
    assert [each.number for each in teaching.shown(small, [long, example("Who sold the mill?")])] == [1]


def test_look_alikes_are_set_beside_the_question_that_they_are_most_like() -> None:
    asked = [Asked("When did the mill burn?", (27, 31)), Asked("Who rebuilt the mill?", (33, 42))]
    paragraph = Paragraph("Mills", TEXT, (*asked, Asked("Who rebuilt the tower?", None)))
    assert list(inventing.pairs([paragraph])) == [(paragraph, "Who rebuilt the mill?", "Who rebuilt the tower?")]


def test_a_model_invents_what_it_was_shown(small: Weights, tmp_path: Path) -> None:
    paragraph = Paragraph("Mills", TEXT, (Asked("Who rebuilt the mill?", (33, 42)),))
    shown = [(paragraph, "Who rebuilt the mill?", "Who sold the mill?")]
    before = list(inventing.invent(small, [(paragraph, paragraph.asked[0])]))
    inventing.learn(small, 600 * shown, Run(tmp_path, seed=0, batch=6, peak=3e-3))
    made = list(inventing.invent(small, [(paragraph, paragraph.asked[0])]))
    assert before == []
    assert made == [(paragraph, Asked("Who sold the mill?", None))]


def test_lessons_are_half_what_the_model_sees_and_hold_what_it_invents(
    small: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"question": "Who rebuilt the mill?", "answers": [{"text": "Vera Holt", "start": 33}], "answerable": True}]
    rows += [{"question": "Who sold the mill?", "answers": [], "answerable": False}]
    for name in ("squad-train", "squad2-train"):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.write(json.dumps({"title": "Mills", "text": TEXT, "questions": rows}) + "\n")
    monkeypatch.setattr(lessons, "read", lambda _: small)
    invented = (Paragraph("Mills", TEXT, ()), Asked("Who lent the mill?", None))
    monkeypatch.setattr(lessons, "invent", lambda *_: iter([invented]))
    examples = [example(question) for question in ASKED]
    run = Run(tmp_path, seed=0, batch=4)
    made = list(lessons.taught(examples, tmp_path, tmp_path / "model.gguf", run))
    assert [each.question for each, _ in made] == [*ASKED, "Who lent the mill?"]
    for each, label in made:
        start = each.answer[0] if each.answer else NOWHERE
        assert 0.5 < label.starts[start] < 1
        assert sum(label.starts.values()) == pytest.approx(1)
    assert [(each.question, each.answer) for each in lessons.invented(tmp_path / lessons.INVENTED)] == [
        ("Who lent the mill?", None)
    ]

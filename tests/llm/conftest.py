"""The model that runs in this process, and transformers' own OpenAI-compatible server with the same weights."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from bot.writer.models import load_model
from bot.writer.weights import weights

STARTUP = 180
"""Seconds a server may take to start. It takes eight on an idle machine."""


@pytest.fixture(scope="session")
def smollm2() -> BaseChatModel:
    return load_model("smollm2")


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights as a folder that transformers knows."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("smollm2")
    loaded = weights()
    loaded.model.save_pretrained(folder)
    words = Tokenizer.from_str(loaded.tokenizer.to_str())
    ends = {"eos_token": "<|im_end|>", "bos_token": "<|im_start|>", "pad_token": "<|im_end|>"}
    wrapped = PreTrainedTokenizerFast(tokenizer_object=words, chat_template=loaded.template, **ends)
    wrapped.save_pretrained(folder)
    return folder


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def server(saved: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `transformers serve`, which has no network and no cache to look in."""
    port, log = free_port(), tmp_path_factory.mktemp("serve") / "log"
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(saved), "--device", "cpu"]
    offline = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with (
        log.open("w") as out,
        subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=out, stderr=out, env=offline
        ) as running,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health", running, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            running.terminate()


def wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTUP
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    pytest.fail(f"transformers serve did not start: {log.read_text()[-2000:]}")

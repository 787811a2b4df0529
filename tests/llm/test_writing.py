"""The whole way of writing with the real small model: in this process by its name, and over HTTP."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import Answer, Bot
from bot.writer import calling
from index import Library
from tests.llm.conftest import free_port

QUESTIONS = ("when did Soffer leave?", "what did Soffer tell Variety?", "who did Soffer play?")


def sound(answer: Answer, library: Library) -> bool:
    """Tell whether every citation is verbatim, and every line that is not struck out has one."""
    for citation in answer.citations:
        assert library.article(citation.article_id).text[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in answer.text
    assert answer.written is not None
    return bool(answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_writes_in_this_process(sample_library: Library, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    monkeypatch.setenv("BYLINE_MODEL", "smollm2")
    answer = Bot(sample_library).ask(question)
    assert sound(answer, sample_library)
    assert answer.written is not None
    assert answer.written.model == "smollm2"
    assert (answer.written.output_tokens or 0) > 3
    assert answer.written.passed or answer.written.problem


def test_it_writes_something_that_stands(sample_library: Library) -> None:
    answer = Bot(sample_library, "smollm2").ask(QUESTIONS[1])
    assert answer.written is not None
    assert answer.written.passed >= 2
    assert "Variety" in answer.text


def test_the_command_writes(sample_home: Path) -> None:
    command = [sys.executable, "-m", "bot", "--home", str(sample_home), "--json", QUESTIONS[0]]
    ran = subprocess.run(command, env=os.environ | {"BYLINE_MODEL": "smollm2"}, capture_output=True, check=True)
    row = json.loads(ran.stdout)
    assert row["written"]["model"] == "smollm2"
    assert any("season 10" in citation["quote"] for citation in row["citations"])
    assert ran.stderr == b""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Point OpenAI's client at an address."""

    def pointed(address: str) -> None:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        monkeypatch.setenv("OPENAI_API_KEY", "none")

    return pointed


def test_it_writes_over_http(sample_library: Library, server: str, saved: Path, at: Callable[[str], None]) -> None:
    at(server)
    bot = Bot(sample_library, f"openai:{saved}")
    for question in QUESTIONS:
        answer = bot.ask(question)
        assert sound(answer, sample_library)
        assert answer.written is not None
        assert answer.written.passed or "sentences it wrote" in answer.written.problem, answer.written


def test_it_comes_in_pieces_over_http(
    sample_library: Library, server: str, saved: Path, at: Callable[[str], None]
) -> None:
    at(server)
    *grown, last = Bot(sample_library, f"openai:{saved}").stream("what did Soffer tell Variety?")
    assert last.written is not None
    assert len(grown) + 1 >= last.written.passed


class _Answers(http.server.BaseHTTPRequestHandler):
    """Answers as `status` says; with 0 it takes the question and says nothing until the test is over."""

    status = 429
    over = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self.status:
            self.over.wait(60)
            return
        body = json.dumps({"error": {"message": "You exceeded your current quota.", "code": "insufficient_quota"}})
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[Callable[[int], str]]:
    """A server that fails: its address for a status."""
    _Answers.over.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()

        def of(status: int) -> str:
            _Answers.status = status
            return f"http://127.0.0.1:{running.server_address[1]}/v1"

        yield of
        _Answers.over.set()
        running.shutdown()


def quoted_because(library: Library, why: str) -> None:
    """Ask, and find the quoted answer with the reason in a line."""
    quoted, answer = Bot(library).ask(QUESTIONS[0]), Bot(library, "openai:any").ask(QUESTIONS[0])
    assert (answer.text, answer.span, answer.citations) == (quoted.text, quoted.span, quoted.citations)
    assert answer.written is not None
    assert why in answer.written.problem
    assert "\n" not in answer.written.note


@pytest.mark.parametrize(("status", "why"), [(429, "exceeded your current quota"), (500, "Error code: 500")])
def test_a_server_that_refuses_leaves_the_quoted_answer(
    sample_library: Library, at: Callable[[str], None], answering: Callable[[int], str], status: int, why: str
) -> None:
    at(answering(status))
    quoted_because(sample_library, why)


def test_a_server_that_stalls_leaves_it_too(
    sample_library: Library,
    at: Callable[[str], None],
    answering: Callable[[int], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calling, "STALL", 0.5)
    at(answering(0))
    quoted_because(sample_library, "wrote nothing for")


def test_and_one_that_is_not_there(sample_library: Library, at: Callable[[str], None]) -> None:
    at(f"http://127.0.0.1:{free_port()}/v1")
    quoted_because(sample_library, "Connection error")

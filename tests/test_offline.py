"""It never calls out: adding and asking, in processes of their own, look up and connect to nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from index import SAMPLES

ROOT = Path(__file__).parent.parent

WATCH = """
import os, socket

def told(name, original):
    def call(*arguments, **named):
        where = arguments[1] if name == "connect" else arguments[0]
        if not (isinstance(where, (str, bytes)) and name == "connect"):  # a Unix socket
            with open(os.environ["CALLS"], "a") as calls:
                calls.write(f"{name} {where}\\n")
        return original(*arguments, **named)
    return call

socket.getaddrinfo = told("getaddrinfo", socket.getaddrinfo)
socket.socket.connect = told("connect", socket.socket.connect)
"""


def watched(tmp_path: Path) -> dict[str, str]:
    """Return an environment whose Pythons write down whom they call, and where nothing tells them to keep quiet."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    switches = ("HF_", "GRADIO_", "CHROMA", "ANONYMIZED")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(switches)}
    home, calls = str(tmp_path / "home"), str(tmp_path / "calls")
    return kept | {"PYTHONPATH": str(tmp_path), "CALLS": calls, "BYLINE_HOME": home}


def run(tmp_path: Path, *arguments: str) -> str:
    environment = watched(tmp_path)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_watch_sees_a_call(tmp_path: Path) -> None:
    run(tmp_path, "-c", "import socket; socket.getaddrinfo('127.0.0.1', 9)")
    assert (tmp_path / "calls").read_text() == "getaddrinfo 127.0.0.1\n"


def test_adding_and_asking_call_nobody(tmp_path: Path) -> None:
    run(tmp_path, "-m", "index", "add", str(SAMPLES))
    assert "season 10" in run(tmp_path, "-m", "bot", "when did Soffer leave?")
    assert not (tmp_path / "calls").exists(), (tmp_path / "calls").read_text()


def test_the_pages_server_calls_nobody(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "ui.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=watched(tmp_path)) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[3]
        with urllib.request.urlopen(address, timeout=60) as page:
            assert b"Byline" in page.read()
        assert "9 sample articles were added" in server.stdout.readline()
        server.terminate()
    calls = (tmp_path / "calls").read_text().splitlines() if (tmp_path / "calls").exists() else []
    assert [call for call in calls if "127.0.0.1" not in call] == []

"""The page's command."""

from __future__ import annotations

import socket

import pytest

import ui


def test_a_port_that_is_taken_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert ui.main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == f"byline: port {port} is taken; choose another with --port\n"


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        ui.main([f"--port={port}"])
    assert stopped.value.code == 2
    assert f"{port!r} is not a port" in capsys.readouterr().err

"""The page's command: python ui.py, then http://127.0.0.1:7860."""

from __future__ import annotations

import argparse
import errno
import socket
import sys
from collections.abc import Sequence
from functools import partial

from page import OPENING, open_desk, serve


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; a port is a number from 0 (any free one) to 65535")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `python ui.py`. Returns 0 when interrupted, 2 when the address cannot be used."""
    parser = argparse.ArgumentParser(prog="byline", description="Serve the page of Byline.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=7860, type=_port, help="port to listen on (default: %(default)s)")
    parser.add_argument("--home", help="folder of the index (default: BYLINE_HOME, or your user data folder)")
    args = parser.parse_args(argv)
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    try:
        listener = socket.create_server((args.host, args.port), family=family, backlog=128)
    except OSError as error:
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"on {args.host} cannot be used ({error})"
        print(f"byline: port {args.port} {reason}; choose another with --port", file=sys.stderr)
        return 2
    # The browser may connect from here on; it is answered once gradio is imported.
    host = f"[{args.host}]" if ":" in args.host else args.host
    print(f"Byline is on http://{host}:{listener.getsockname()[1]} (Ctrl-C stops it). {OPENING}", flush=True)
    try:
        serve(listener, partial(open_desk, args.home))
    except KeyboardInterrupt:
        print(flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

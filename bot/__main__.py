"""`python -m bot`: ask one question, chat, or measure the answers, in a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from bot import Answer, Bot
from bot.citations import plain
from bot.evals import command
from bot.suspicion import warning
from index import SAMPLES, BylineError, Library, LibraryError


def main(argv: Sequence[str] | None = None) -> int:
    """Ask and print. Returns 0 when answered, 1 when the articles do not say, 2 when the call is wrong."""
    given = sys.argv[1:] if argv is None else list(argv)
    try:
        if given[:1] == ["eval"]:
            return command.run(given[1:])
        arguments = _parser().parse_args(given)
        return _chat(arguments) if arguments.question == "chat" else _ask(arguments)
    except BylineError as error:
        print(f"byline: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has closed it; so must the exit, or it complains
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, EOFError):
        print(file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Ask your articles. The answer comes with the sentence that says so."
    )
    parser.add_argument(
        "question", help="the question; chat for a conversation; eval to measure the answers (eval --help)"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.add_argument("--home", help="the folder of the index (default: BYLINE_HOME, or your user data folder)")
    for name, meaning in (
        ("article", "only the article of this id"),
        ("source", "only articles from this URL or file"),
        ("author", "only articles by this author"),
        ("since", 'only articles published on or after this date (2024-03-01, or "March 2024")'),
        ("until", "only articles published on or before this date"),
    ):
        parser.add_argument(f"--{name}", help=meaning)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    bot = _bot(arguments)
    started = time.monotonic()
    answer = bot.ask(arguments.question, where=_where(arguments))
    if arguments.json:
        print(json.dumps(answer.as_json(time.monotonic() - started), ensure_ascii=False))
    else:
        print(_as_text(answer))
    return 0 if answer.found else 1


def _chat(arguments: argparse.Namespace) -> int:
    bot = _bot(arguments)
    history: list[dict[str, str]] = []
    print("Ask your articles. An empty line or Ctrl-D ends the chat.")
    while True:
        try:
            question = input("\n> ").strip()
        except EOFError:
            question = ""
        if not question:
            return 0
        try:
            answer = bot.ask(question, history=history, where=_where(arguments))
        except BylineError as error:
            print(f"byline: {error}", file=sys.stderr)
            continue
        print(_as_text(answer))
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]


def _bot(arguments: argparse.Namespace) -> Bot:
    library = Library.open(arguments.home)
    if not len(library):
        raise LibraryError(
            f"the index in {library.home} is empty; add articles with `python -m index add FOLDER`,"
            f" or the samples with `python -m index add {SAMPLES}`"
        )
    return Bot(library)


def _where(arguments: argparse.Namespace) -> dict[str, str]:
    names = ("article", "source", "author", "since", "until")
    return {name: value for name in names if (value := getattr(arguments, name)) is not None}


def _as_text(answer: Answer) -> str:
    """Lay an answer out for a terminal: what was asked, the answer, and its sources."""
    lines = [plain(answer.text)]
    if answer.searched_for != answer.question:
        lines.insert(0, f"({answer.searched_for})")
    for citation in answer.citations:
        byline = citation.byline
        details = [byline.title, *byline.authors, byline.published.isoformat() if byline.published else "undated"]
        lines += ["", f"[{citation.number}] {', '.join(details)}", f"    {' '.join(citation.quote.split())}"]
        if byline.source:
            lines.append(f"    {byline.source}")
        if told := warning(byline.title, citation.quote):
            lines.append(f"    {told}")
        if citation.also:
            lines.append(f"    also in: {'; '.join(each.source or each.title for each in citation.also)}")
    if answer.written:
        lines += ["", f"({answer.written.note})"]
    if not answer.found and answer.hits:
        lines += ["", "Nearest passages:"]
        lines += [
            f"  - {hit.passage.byline.title}: {' '.join(hit.passage.text.split())[:120]}..." for hit in answer.hits[:3]
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m index`: add, list and remove articles from a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from index import progress
from index.errors import BylineError
from index.library import Library, Summary, rebuild
from index.sources import SUFFIXES


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when done, 2 when the call or some of its input is wrong."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BylineError as error:
        print(f"byline: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has closed it; so must the exit, or it complains
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("byline: stopped; what was stored so far stays", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Keep the articles that Byline answers from.")
    parser.add_argument("--home", help="the folder of the index (default: BYLINE_HOME, or your user data folder)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="add files and folders of articles; unchanged ones are left alone")
    add.add_argument(
        "what",
        nargs="+",
        metavar="FILE|FOLDER",
        help=f"{', '.join(SUFFIXES)} files, or folders of them; - reads standard input",
    )
    add.set_defaults(run=_add)
    listing = commands.add_parser("list", help="list the articles")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="remove articles by id")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(run=_remove)
    anew = commands.add_parser("rebuild", help="embed all articles anew, after a change of encoder or of splitter")
    anew.set_defaults(run=_rebuild)
    return parser


def _add(arguments: argparse.Namespace) -> int:
    return _report(Library.open(arguments.home).add(arguments.what, progress=progress.on()))


def _rebuild(arguments: argparse.Namespace) -> int:
    return _report(rebuild(arguments.home, progress=progress.on()))


def _report(summary: Summary) -> int:
    progress.clear()
    for failure in summary.failed:
        print(f"byline: {failure}", file=sys.stderr)
    print(
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged, {len(summary.failed)} failed"
        f" in {summary.seconds:.1f} s"
    )
    return 2 if summary.failed else 0


def _list(arguments: argparse.Namespace) -> int:
    for entry in Library.open(arguments.home).entries():
        byline = entry.byline
        published = byline.published.isoformat() if byline.published else None
        if arguments.json:
            row = {
                "id": entry.id,
                "title": byline.title,
                "source": byline.source,
                "published": published,
                "updated": byline.updated.isoformat() if byline.updated else None,
                "added": entry.added,
                "passages": entry.passages,
            }
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{entry.id}  {published or 'undated   '}  {byline.title}")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    removed = Library.open(arguments.home).remove(arguments.ids)
    print(f"{removed} removed")
    missing = len(set(arguments.ids)) - removed
    if missing:
        print(
            f"byline: {missing} of these ids are not in the index; `python -m index list` shows them", file=sys.stderr
        )
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

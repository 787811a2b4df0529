"""`python -m index`: add, list and remove articles from a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index import progress
from index.errors import BylineError
from index.library import Library, Summary, examined, rebuild
from index.lock import Wait
from index.sources import SUFFIXES
from index.watching import changes


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
    add = commands.add_parser("add", help="add files, folders and web addresses; unchanged ones are left alone")
    add.add_argument(
        "what",
        nargs="+",
        metavar="FILE|FOLDER|URL",
        help=f"{', '.join(SUFFIXES)} files, folders of them, or addresses of pages and feeds; - reads standard input",
    )
    add.set_defaults(run=_add)
    listing = commands.add_parser("list", help="list the articles")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(run=_list)
    sync = commands.add_parser("sync", help="keep the index as its folders, files, pages and feeds are")
    sync.add_argument("what", nargs="*", metavar="FOLDER|FILE|URL", help="without any: all that were named before")
    sync.add_argument("--watch", action="store_true", help="go on, and sync whenever something changes")
    sync.add_argument("--forget", action="store_true", help="follow these no more; their articles stay")
    sync.set_defaults(run=_sync)
    remove = commands.add_parser("remove", help="remove articles by id, URL or file")
    remove.add_argument("named", nargs="+", metavar="ID|URL|FILE")
    remove.add_argument("--copies", action="store_true", help="and every article that tells the same story")
    remove.set_defaults(run=_remove)
    smaller = commands.add_parser("compact", help="give back the space of what was removed, and wipe its text")
    smaller.set_defaults(run=_compact)
    anew = commands.add_parser("rebuild", help="embed all articles anew, after a change of encoder or of splitter")
    anew.set_defaults(run=_rebuild)
    anew.add_argument("--encoder", metavar="NAME", help="a sentence-transformers name or folder; it is remembered")
    examine = commands.add_parser("doctor", help="say what is wrong with the index, and repair what can be repaired")
    examine.set_defaults(run=_doctor)
    for writer in (add, sync, remove, smaller, anew):
        writer.add_argument(
            "--no-wait", action="store_true", help="stop at once, saying who it is, when another process is writing"
        )
    return parser


def _wait(arguments: argparse.Namespace) -> Wait:
    return False if arguments.no_wait else lambda whom: print(f"byline: {whom}", file=sys.stderr, flush=True)


def _add(arguments: argparse.Namespace) -> int:
    return _report(Library.open(arguments.home).add(arguments.what, progress=progress.on(), wait=_wait(arguments)))


def _sync(arguments: argparse.Namespace) -> int:
    library = Library.open(arguments.home)
    if arguments.forget:
        return _forget(library, arguments.what)
    done = _report(library.sync(arguments.what, progress=progress.on(), wait=_wait(arguments)))
    if not arguments.watch:
        return done
    print("watching; Ctrl-C ends it", flush=True)
    for due in changes(library.followed()):
        _report(library.sync(due, progress=progress.on(), wait=_wait(arguments)))
    return 0


def _forget(library: Library, what: Sequence[str]) -> int:
    unknown = [each for each in what if not library.forget(each)]
    if unknown:
        print(f"byline: {', '.join(unknown)}: not among the sources that are followed", file=sys.stderr)
    print(*library.followed(), sep="\n")
    return 2 if unknown else 0


def _rebuild(arguments: argparse.Namespace) -> int:
    return _report(rebuild(arguments.home, encoder=arguments.encoder, progress=progress.on(), wait=_wait(arguments)))


def _doctor(arguments: argparse.Namespace) -> int:
    """Print a line for each part that was looked at. Returns 0 when all is well at the end."""
    ill: set[str] = set()
    for state, finding in examined(arguments.home):
        print(f"{state:8}  {finding.part}{f': {finding.wrong}' if finding.wrong else ''}", flush=True)
        (ill.add if state == "wrong" else ill.discard)(finding.part)
    return 2 if ill else 0


def _report(summary: Summary) -> int:
    progress.clear()
    for failure in summary.failed:
        print(f"byline: {failure}", file=sys.stderr)
    print(
        f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged,"
        f" {summary.duplicate} duplicate, {f'{summary.removed} removed, ' if summary.removed else ''}"
        f"{len(summary.failed)} failed"
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
    library = Library.open(arguments.home)
    unknown = [name for name, found in library.named(arguments.named).items() if not found]
    removed = library.remove(arguments.named, copies=arguments.copies, wait=_wait(arguments))
    print(f"{removed} removed")
    if unknown:
        print(
            f"byline: {', '.join(unknown)}: no article has this id, URL or file; `python -m index list --json` shows"
            " them",
            file=sys.stderr,
        )
    return 2 if unknown else 0


def _compact(arguments: argparse.Namespace) -> int:
    library = Library.open(arguments.home)
    before = _size(library.home)
    library.compact(wait=_wait(arguments))
    print(f"{before / 1e6:.1f} MB before, {_size(library.home) / 1e6:.1f} MB now")
    return 0


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main())

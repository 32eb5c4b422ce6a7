"""Going on after a comparison was ended: which pages were read and equal, by number and hashes only.

One line of JSON for each range of pages, after a first line that names the job; each line ends with a hash of all lines
so far. Pages with findings are never in it: they are read again, so nothing is counted twice and no text of a record
lies on the disk.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from app.bounded import read_regular, why
from app.durable import put_in_place
from app.errors import KenpanError
from app.proof.printed.clean import CleanLeaf, CleanPage
from app.proof.printed.model import Notice

DAMAGED = "途中経過のファイルが壊れているので、はじめから照合します。"
_MOST_BYTES = 512 << 20
_SECONDS = 120.0
_LETTERS = 16


def nobody(text: str) -> None:
    """Nobody is told."""


class Resume:
    """A file of pages that are done. ``pages``: those that an earlier run left there.

    The line that was being written when a run was killed is left out; any other damage is told, and all begins anew.
    ``KenpanError`` ``print.resume``: it cannot be read or written, or holds something else.
    """

    def __init__(self, path: Path, job: str, notices: Iterable[Notice], tell: Callable[[str], None] = nobody) -> None:
        self._path = path
        self._job = job
        self._names = {notice: self._name(notice) for notice in notices}
        self._chain = ""
        by_name = {name: notice for notice, name in self._names.items()}
        self._lines: list[str] = []
        self.pages = self._read(by_name, tell)
        self._file: IO[str] = self._begun()

    def _name(self, notice: Notice) -> str:
        return hashlib.sha256(f"{self._job} {notice.file} {notice.record}".encode()).hexdigest()[:_LETTERS]

    @property
    def _head(self) -> str:
        return json.dumps({"job": self._job})

    def _read(self, by_name: Mapping[str, Notice], tell: Callable[[str], None]) -> dict[int, CleanPage]:
        try:
            if not self._path.exists():
                return {}
            text = read_regular(self._path, _MOST_BYTES, _SECONDS).decode("ascii", "replace")
        except OSError as error:
            raise self._refused(f"読めません。{why(error)}") from error
        head, *lines = text.split("\n")
        if head != self._head:
            if text and self._head.startswith(text):
                return {}  # killed while it began
            # Whatever it is, somebody may need it.
            raise self._refused("使えません。この照合の途中経過ではありません。")
        pages: dict[int, CleanPage] = {}
        chain, kept = self._job, []
        for line in lines[:-1]:  # what follows the last line end is a line that was cut off, or nothing
            row, _, told = line.rpartition(" ")
            chain = _chained(chain, row)
            try:
                if told != chain:
                    raise ValueError("chain")
                pages.update(self._range(json.loads(row), by_name))
            except (ValueError, KeyError, TypeError, RecursionError):
                tell(DAMAGED)
                return {}
            kept.append(line)
        self._lines, self._chain = kept, chain
        return pages

    def _range(self, rows: Sequence[Any], by_name: Mapping[str, Notice]) -> dict[int, CleanPage]:
        found = {}
        for number, turn, leaves, sides in rows:
            found[int(number)] = CleanPage(
                int(turn),
                tuple(
                    CleanLeaf(int(leaf), None if name is None else by_name[name], tuple(by_name[one] for one in alike))
                    for leaf, name, alike in leaves
                ),
                tuple((int(leaf), side, by_name[name]) for leaf, side, name in sides),
            )
        return found

    def _begun(self) -> IO[str]:
        """The file with its whole lines, open for more."""
        new = self._path.with_name(self._path.name + ".new")
        self._chain = self._chain or self._job
        try:
            with new.open("w", encoding="ascii", newline="\n") as file:
                file.writelines(f"{line}\n" for line in (self._head, *self._lines))
                file.flush()
                os.fsync(file.fileno())
            put_in_place(new, self._path)
            self._lines = []
            return self._path.open("a", encoding="ascii", newline="\n")
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise self._refused("書けません。") from error

    def _refused(self, what: str) -> KenpanError:
        return KenpanError(
            "print.resume", f"途中経過のファイルを{what}", "別のファイルを指定してください。", file=self._path.name
        )

    def _named(self, notice: Notice) -> str:
        return self._names.get(notice) or self._name(notice)

    def add(self, pages: Mapping[int, CleanPage]) -> None:
        """A range's pages that are done and equal; what was added outlives this process."""
        rows: list[Any] = [
            [
                number,
                page.turn,
                [
                    [leaf.number, leaf.notice and self._named(leaf.notice), [self._named(one) for one in leaf.alike]]
                    for leaf in page.leaves
                ],
                [[leaf, side, self._named(notice)] for leaf, side, notice in page.sides],
            ]
            for number, page in pages.items()
        ]
        row = json.dumps(rows)
        self._chain = _chained(self._chain, row)
        try:
            self._file.write(f"{row} {self._chain}\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._refused("書けません。") from error

    def close(self, *, done: bool) -> None:
        """Nothing more; a comparison that was finished needs no file."""
        with suppress(OSError):
            self._file.close()
        if done:
            self._path.unlink(missing_ok=True)


def _chained(chain: str, row: str) -> str:
    return hashlib.sha256(f"{chain} {row}".encode()).hexdigest()[:_LETTERS]

"""Going on after a comparison was ended: which pages were read and equal, by number and hashes only.

One line of JSON for each such page, after a first line that names the job. Pages with findings are never in it: they
are read again, so nothing is counted twice and no text of a record lies on the disk.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from app.bounded import read_regular, why
from app.errors import KenpanError
from app.notice.model import Side
from app.proof.printed.model import Notice

_MOST_BYTES = 512 << 20
_SECONDS = 120.0
_LETTERS = 16


class CleanPage(NamedTuple):
    """A page without findings: its turn, its leaves with their notices, and every side with its own."""

    turn: int
    leaves: tuple[tuple[int, Notice], ...]
    sides: tuple[tuple[Side, Notice], ...]


class Resume:
    """A file of pages that are done. ``pages``: those that an earlier run left there.

    ``KenpanError`` ``print.resume``: it cannot be read or written, or holds something else.
    """

    def __init__(self, path: Path, job: str, notices: Iterable[Notice]) -> None:
        self._path = path
        self._job = job
        self._names = {notice: self._name(notice) for notice in notices}
        by_name = {name: notice for notice, name in self._names.items()}
        self.pages = self._read(by_name)
        self._file: IO[str] = self._begun()

    def _name(self, notice: Notice) -> str:
        return hashlib.sha256(f"{self._job} {notice.file} {notice.record}".encode()).hexdigest()[:_LETTERS]

    def _read(self, by_name: Mapping[str, Notice]) -> dict[int, CleanPage]:
        try:
            if not self._path.exists():
                return {}
            lines = read_regular(self._path, _MOST_BYTES, _SECONDS).decode("ascii", "replace").splitlines()
        except OSError as error:
            raise self._refused(f"読めません。{why(error)}") from error
        if lines and lines[0] != json.dumps({"job": self._job}):
            # Whatever it is, somebody may need it.
            raise self._refused("使えません。この照合の途中経過ではありません。")
        pages: dict[int, CleanPage] = {}
        for line in lines[1:]:
            try:
                number, turn, leaves, sides = json.loads(line)
                pages[int(number)] = CleanPage(
                    int(turn),
                    tuple((int(leaf), by_name[name]) for leaf, name in leaves),
                    tuple((side, by_name[name]) for side, name in sides),
                )
            except (ValueError, KeyError, TypeError):
                continue  # the line that was being written when the run was ended
        return pages

    def _begun(self) -> IO[str]:
        try:
            if not self.pages:
                self._path.write_text(json.dumps({"job": self._job}) + "\n", "ascii")
                return self._path.open("a", encoding="ascii")
            file = self._path.open("a", encoding="ascii")
            file.write("\n")  # after a line that may be cut off
            return file
        except OSError as error:
            raise self._refused("書けません。") from error

    def _refused(self, what: str) -> KenpanError:
        return KenpanError(
            "print.resume", f"途中経過のファイルを{what}", "別のファイルを指定してください。", file=self._path.name
        )

    def add(self, number: int, page: CleanPage) -> None:
        """A page that is done and equal."""
        row: list[Any] = [
            number,
            page.turn,
            [[leaf, self._names.get(notice) or self._name(notice)] for leaf, notice in page.leaves],
            [[side, self._names.get(notice) or self._name(notice)] for side, notice in page.sides],
        ]
        self._file.write(json.dumps(row) + "\n")

    def save(self) -> None:
        """Make sure that what was added outlives this process."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, *, done: bool) -> None:
        """Nothing more; a comparison that was finished needs no file."""
        self._file.close()
        if done:
            self._path.unlink(missing_ok=True)

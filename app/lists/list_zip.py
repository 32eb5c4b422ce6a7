"""The agency's ZIP of 別送・引き抜きリスト (N 委託要領6), read in limited children: its workbooks and their rows."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.lists.archive import MAX_ARCHIVE_BYTES
from app.lists.book import Sheet
from app.lists.cells import UnfitError, office_code
from app.lists.named import named_scheme
from app.lists.tables import ListSpec, ListTable, checked_sheets, list_spec, table_of
from app.progress import Progress, no_progress
from app.records.layouts import Scheme

FOLDERS: Mapping[Scheme, str] = {"kounen": "一般", "senpo": "船員"}
"""What the agency calls the folders of the two schemes (N 委託要領6(1))."""
LIST = "redirects"
_READING = "一覧の読み込み"
_LIMITS = Limits(memory_mb=900, cpu_s=120, wall_s=300.0, result_mb=128)
_AT_ONCE = 24
"""Workbooks for one task: the archive goes to the child with each."""
_STEP = "機構から受け取った別送・引き抜きリストの ZIP を選び直してください。"
Mapped = Mapping[str, Mapping[str, int]]
"""Columns that a person has named, by the fingerprint of their headers."""


class ListFile(NamedTuple):
    """One workbook of the archive: its way there, ``scheme`` by its folder, the ``offices`` its rows name, how many
    ``rows`` it has, and why it could not be read (empty if it was).
    """

    name: str
    scheme: Scheme | None
    offices: tuple[str, ...]
    rows: int
    problem: str
    sha256: str = ""
    protection: str = "aes"


class Unmapped(NamedTuple):
    """A workbook whose columns nobody knows yet: what is in it."""

    sheets: tuple[Sheet, ...]
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadLists:
    """The archive as it was read: its files and their rows. ``sha256`` and ``size`` are those of the archive;
    ``unmapped`` by name, in memory only.
    """

    source: str
    sha256: str
    size: int
    files: tuple[ListFile, ...]
    tables: tuple[ListTable, ...]
    unmapped: Mapping[str, Unmapped] = field(default_factory=dict)

    def read_of(self, scheme: Scheme) -> int:
        """How many workbooks of a scheme were read: the agency says how many there are."""
        return sum(not one.problem and one.scheme == scheme for one in self.files)

    @property
    def problems(self) -> tuple[ListFile, ...]:
        """Files that could not be read."""
        return tuple(one for one in self.files if one.problem)


def read_lists(
    path: Path,
    password: str,
    mapped: Mapped | None = None,
    progress: Progress = no_progress,
    jobs: int = 2,
) -> ReadLists:
    """Read the archive in limited children; a workbook that cannot be read has its ``problem``, the rest is read.

    ``mapped``: columns that a person has named, by the headers' fingerprint. ``KenpanError``: ``list.archive``,
    ``list.password``, ``list.unreadable``.
    """
    raw = _bytes(path)
    spec = list_spec(LIST)
    with Children(jobs, _LIMITS) as children:
        try:
            members = children.run(
                "app.lists.archive:members_in", raw, password, path.name, still_wanted=partial(progress, _READING, 0, 1)
            )
            names = [_member(one) for one in members]
        except NotReadError as error:
            raise KenpanError("list.archive", error.what, _STEP, file=path.name) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise KenpanError("list.archive", NotReadError("broken").what, _STEP, file=path.name) from error
        readable = [at for at, (_, _, problem) in enumerate(names) if not problem]
        parts = [readable[at : at + _AT_ONCE] for at in range(0, len(readable), _AT_ONCE)]
        tasks = ((raw, password, path.name, part) for part in parts)
        books: dict[int, Any] = {}
        still_wanted = lambda: progress(_READING, len(books), len(readable))  # noqa: E731
        answers = children.map("app.lists.archive:books_in", tasks, still_wanted)
        for part, answer in zip(parts, answers, strict=True):
            books |= _taken(part, answer)
            progress(_READING, len(books), len(readable))
    files, tables = [], []
    unmapped: dict[str, Unmapped] = {}
    for at, (name, protection, problem) in enumerate(names):
        file, table = _file(name, protection, problem, books.get(at), spec, mapped)
        if isinstance(table, ListTable):
            tables.append(table)
        elif table is not None:
            unmapped[name] = table
        files.append(file)
    return ReadLists(path.name, hashlib.sha256(raw).hexdigest(), len(raw), tuple(files), tuple(tables), unmapped)


def with_columns(read: ReadLists, mapped: Mapped) -> ReadLists:
    """The same archive after a person has named columns; workbooks that stay unknown keep their problem."""
    spec = list_spec(LIST)
    files, tables, left = [], {one.source: one for one in read.tables}, dict(read.unmapped)
    for file in read.files:
        own = left.get(file.name)
        if own is not None:
            found, table = _told(file._replace(problem=""), own, spec, mapped)
            if isinstance(table, ListTable):
                tables[file.name] = table
                del left[file.name]
            files.append(found)
        else:
            files.append(file)
    ordered = tuple(tables[file.name] for file in files if file.name in tables)
    return replace(read, files=tuple(files), tables=ordered, unmapped=left)


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_ARCHIVE_BYTES)
    except TooLargeError as error:
        what = f"{MAX_ARCHIVE_BYTES // 1_000_000} MBを超えています。"
        raise KenpanError("list.unreadable", what, _STEP, file=path.name) from error
    except OSError as error:
        what = f"ファイルを開けません。{why(error)}"
        raise KenpanError("list.unreadable", what, _STEP, file=path.name) from error


def _member(told: Mapping[str, Any]) -> tuple[str, str, str]:
    name, protection, problem = told["name"], told["protection"], told["problem"]
    if not all(isinstance(one, str) for one in (name, protection, problem)):
        raise TypeError("no member")
    return name, protection, problem


def _taken(part: Sequence[int], answer: Any) -> dict[int, Any]:
    """What a child says of these workbooks; one that took it down spoils those that it was given together with."""
    if isinstance(answer, NotReadError):
        return {at: {"problem": answer.what} for at in part}
    if not isinstance(answer, list) or len(answer) != len(part) or not all(isinstance(one, dict) for one in answer):
        return {at: {"problem": NotReadError("broken").what} for at in part}
    return dict(zip(part, answer, strict=True))


def _file(
    name: str, protection: str, problem: str, book: Any, spec: ListSpec, mapped: Mapped | None
) -> tuple[ListFile, ListTable | Unmapped | None]:
    scheme = next((one for part in name.split("/")[:-1] if (one := named_scheme(part)) is not None), None)
    unread = ListFile(name, scheme, (), 0, problem, "", protection)
    if problem or book is None or book["problem"]:
        return unread._replace(problem=problem or str(book["problem"] if book else "読めません。")), None
    try:
        own = Unmapped(tuple(checked_sheets(book["sheets"])), str(book["sha256"]), int(book["size"]))
        return _told(unread, own, spec, mapped)
    except (TypeError, ValueError, KeyError, AttributeError):
        return unread._replace(problem=NotReadError("broken").what), None


def _told(
    file: ListFile, own: Unmapped, spec: ListSpec, mapped: Mapped | None
) -> tuple[ListFile, ListTable | Unmapped | None]:
    """What a workbook's sheets say; it stays as it is where its columns are not known."""
    try:
        table = table_of(own.sheets, spec, file.name, own.sha256, own.size, is_book=True, mapped=mapped)
    except KenpanError as error:
        return file._replace(problem=error.what), own if error.code == "list.header" else None
    offices: Counter[str] = Counter()
    for row in table.rows:
        try:
            offices[office_code(row.cells["office"], "")] += 1
        except UnfitError:
            continue
    return file._replace(offices=tuple(sorted(offices)), rows=len(table.rows), sha256=table.sha256), table

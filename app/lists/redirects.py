"""別送・引き抜き: which establishments' notices go elsewhere, and which are pulled out (N 委託要領6).

The lists of all pension offices lie in one encrypted ZIP. Each row is held against the ``00`` of the medium; what
cannot be carried out with certainty is told with its reason, as the agency's 別紙10-3 asks.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from app.bounded import TooLargeError, read_regular, why
from app.canonical import canonical, digest
from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.lists.archive import MAX_ARCHIVE_BYTES
from app.lists.cells import Plain, UnfitError, is_blank, office_code, postal_code, words
from app.lists.establishments import Establishment, Establishments
from app.lists.keys import Destination, ListKey
from app.lists.named import meant_keys, named_scheme
from app.lists.tables import ListRow, ListSpec, ListTable, checked_sheets, list_spec, table_of
from app.progress import Progress, no_progress
from app.records.layouts import Scheme
from app.records.notice_file import NoticeFile

Kind = Literal["redirect", "pull"]
State = Literal["matched", "unmatched", "duplicate", "contradiction"]
KINDS: Mapping[Kind, str] = {"redirect": "別送", "pull": "引き抜き"}
STATES: Mapping[State, str] = {
    "matched": "一致",
    "unmatched": "該当なし",
    "duplicate": "重複",
    "contradiction": "矛盾",
}
RULES: Mapping[State, str] = {
    "unmatched": "list.unmatched",
    "duplicate": "list.duplicate",
    "contradiction": "list.contradiction",
}
"""The rule that objects to a row in this state; all are errors."""
FOLDERS: Mapping[Scheme, str] = {"kounen": "一般", "senpo": "船員"}
"""What the agency calls the folders of the two schemes (N 委託要領6(1))."""
LIST = "redirects"
USUAL_SHARE = 0.05
"""What N expects of all notices (委託要領6(3))."""
_READING = "一覧の読み込み"
_MATCHING = "一覧の照合"
_LIMITS = Limits(memory_mb=900, cpu_s=120, wall_s=300.0, result_mb=128)
_AT_ONCE = 24
"""Workbooks for one task: the archive goes to the child with each."""
_MOST_OFFERED = 200
"""Rows without a match for which near ones are looked for."""
_STEP = "機構から受け取った別送・引き抜きリストの ZIP を選び直してください。"


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


class ListedRow(NamedTuple):
    """A row of a list with what became of it. ``number`` counts the rows of all files from 1; ``records`` are the
    ``01`` it is about; ``reason`` (Japanese) says why it cannot be carried out; ``near``: who may have been meant.
    """

    number: int
    file: str
    place: str
    kind: Kind | None
    office: str
    symbol: str
    code: str
    state: State
    found: Establishment | None
    destination: Destination | None
    reason: str
    near: tuple[Establishment, ...] = ()

    @property
    def records(self) -> tuple[tuple[str, int], ...]:
        """File and ``01`` of each notice that is meant."""
        return () if self.found is None else tuple((self.found.file, record) for record in self.found.records)


@dataclass(frozen=True, slots=True)
class ReadLists:
    """The archive as it was read: its files and their rows. ``sha256`` and ``size`` are those of the archive."""

    source: str
    sha256: str
    size: int
    files: tuple[ListFile, ...]
    tables: tuple[ListTable, ...]

    def read_of(self, scheme: Scheme) -> int:
        """How many workbooks of a scheme were read: the agency says how many there are."""
        return sum(not one.problem and one.scheme == scheme for one in self.files)

    @property
    def problems(self) -> tuple[ListFile, ...]:
        """Files that could not be read."""
        return tuple(one for one in self.files if one.problem)


@dataclass(frozen=True, slots=True)
class RedirectLists:
    """The lists held against a medium. ``notices``: how many (件) it has; ``stand_in``: what is our own guess."""

    read: ReadLists
    rows: tuple[ListedRow, ...]
    notices: int
    stand_in: str

    @property
    def redirects(self) -> dict[ListKey, Destination]:
        """Where establishments have their notices sent: rows that can be carried out only."""
        return {
            one.found.key: one.destination
            for one in self._done("redirect")
            if one.found is not None and one.destination is not None
        }

    @property
    def pulled(self) -> frozenset[ListKey]:
        """Establishments whose notices are pulled out."""
        return frozenset(one.found.key for one in self._done("pull") if one.found is not None)

    @property
    def carried(self) -> str:
        """SHA-256 of what is carried out: who is sent where, and who is pulled out; nothing of how the lists lie."""
        sent = sorted((b"".join(key).hex(), *to) for key, to in self.redirects.items())
        pulled = sorted(b"".join(key).hex() for key in self.pulled)
        return digest(canonical({"redirects": [list(one) for one in sent], "pulled": pulled}))

    @property
    def open_rows(self) -> tuple[ListedRow, ...]:
        """What cannot be carried out: the rows of 別紙10-3."""
        return tuple(one for one in self.rows if one.state != "matched")

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, and of those that match by kind."""
        own = Counter(one.state for one in self.rows)
        kinds = Counter(one.kind for one in self.rows if one.state == "matched")
        return {state: own[state] for state in STATES} | {kind: kinds[kind] for kind in KINDS}

    @property
    def share(self) -> float:
        """Notices that go elsewhere or are pulled out, of all (件)."""
        return sum(len(one.records) for one in self.rows if one.state == "matched") / max(self.notices, 1)

    def _done(self, kind: Kind) -> Iterator[ListedRow]:
        return (one for one in self.rows if one.state == "matched" and one.kind == kind)


def read_lists(
    path: Path,
    password: str,
    mapped: Mapping[str, Mapping[str, int]] | None = None,
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
    for at, (name, protection, problem) in enumerate(names):
        file, table = _file(name, protection, problem, books.get(at), spec, mapped)
        files.append(file)
        if table is not None:
            tables.append(table)
    return ReadLists(path.name, hashlib.sha256(raw).hexdigest(), len(raw), tuple(files), tuple(tables))


def match_lists(lists: ReadLists, notices: Iterable[NoticeFile], progress: Progress = no_progress) -> RedirectLists:
    """Every row with the notices that it is about."""
    spec = list_spec(LIST)
    known = Establishments(notices)
    schemes = {one.name: one.scheme for one in lists.files}
    total = sum(len(table.rows) for table in lists.tables)
    rows: list[ListedRow] = []
    offered = 0
    for table in lists.tables:
        for row in table.rows:
            own = _matched(len(rows) + 1, table.source, row, schemes.get(table.source), known, spec)
            if own.state == "unmatched" and own.kind is not None and offered < _MOST_OFFERED:
                offered += 1
                own = own._replace(near=_near(row, known, spec))
            rows.append(own)
        progress(_MATCHING, len(rows), total)
    return RedirectLists(lists, tuple(_contradictions(rows)), len(known), spec.stand_in)


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
    name: str,
    protection: str,
    problem: str,
    book: Any,
    spec: ListSpec,
    mapped: Mapping[str, Mapping[str, int]] | None,
) -> tuple[ListFile, ListTable | None]:
    scheme = next((one for part in name.split("/")[:-1] if (one := named_scheme(part)) is not None), None)
    unread = ListFile(name, scheme, (), 0, problem, "", protection)
    if problem or book is None or book["problem"]:
        return unread._replace(problem=problem or str(book["problem"] if book else "読めません。")), None
    try:
        sheets = checked_sheets(book["sheets"])
        table = table_of(sheets, spec, name, str(book["sha256"]), int(book["size"]), is_book=True, mapped=mapped)
    except KenpanError as error:
        return unread._replace(problem=error.what), None
    except (TypeError, ValueError, KeyError, AttributeError):
        return unread._replace(problem=NotReadError("broken").what), None
    offices: Counter[str] = Counter()
    for row in table.rows:
        try:
            offices[office_code(row.cells["office"], "")] += 1
        except UnfitError:
            continue
    return (
        ListFile(name, scheme, tuple(sorted(offices)), len(table.rows), "", table.sha256, protection),
        table,
    )


def _matched(
    number: int, file: str, row: ListRow, scheme: Scheme | None, known: Establishments, spec: ListSpec
) -> ListedRow:
    cells = row.cells
    own = ListedRow(
        number,
        file,
        row.place,
        _kind(cells["kind"]),
        _shown(cells["office"]),
        _shown(cells["symbol"]),
        _shown(cells["number"]),
        "unmatched",
        None,
        None,
        "",
    )
    if own.kind is None:
        return own._replace(reason="登録内容が「別送」でも「引き抜き」でもありません。")
    try:
        keys = meant_keys(cells, spec)
    except UnfitError as error:
        return own._replace(reason=str(error))
    hits = [one for key in keys for one in known.find(key)]
    fitting = [one for one in hits if scheme in (None, one.scheme)]
    if hits and not fitting:
        return own._replace(state="contradiction", reason="一般・船員のフォルダーと、媒体の区分が違います。")
    if len(fitting) != 1:
        what = "二つ以上の事業所に当たります。" if fitting else "当たる事業所が、この媒体にありません。"
        return own._replace(reason=what)
    own = own._replace(state="matched", found=fitting[0])
    if own.kind == "pull":
        return own
    try:
        return own._replace(destination=_destination(cells, spec))
    except UnfitError as error:
        return own._replace(state="contradiction", reason=str(error))


def _destination(cells: Mapping[str, Plain], spec: ListSpec) -> Destination:
    for key in ("name", "postal", "address"):
        if is_blank(cells.get(key)):
            raise UnfitError(f"{spec.label(key)}が空です。")
    return Destination(
        words(cells["name"], spec.label("name")),
        postal_code(cells["postal"], spec.label("postal")),
        words(cells["address"], spec.label("address")),
    )


def _contradictions(rows: Sequence[ListedRow]) -> list[ListedRow]:
    """One establishment on two rows: the same again is a repetition, anything else carries out none of them."""
    own: dict[tuple[str, ListKey], list[ListedRow]] = {}
    for row in rows:
        if row.state == "matched" and row.found is not None:
            own.setdefault((row.found.file, row.found.key), []).append(row)
    changed: dict[int, ListedRow] = {}
    for group in (group for group in own.values() if len(group) > 1):
        first = group[0]
        alike = all((one.kind, one.destination) == (first.kind, first.destination) for one in group)
        for one in group:
            other = next(two for two in group if two is not one)
            if not alike:
                what = f"{_where(other)} と同じ事業所で、登録内容か別送先が違います。"
                changed[one.number] = one._replace(state="contradiction", reason=what)
            elif one is not first:
                what = f"{_where(first)} と同じ内容です。"
                changed[one.number] = one._replace(state="duplicate", reason=what)
    return [changed.get(row.number, row) for row in rows]


def _where(row: ListedRow) -> str:
    return f"{row.file} {row.place}"


def _near(row: ListRow, known: Establishments, spec: ListSpec) -> tuple[Establishment, ...]:
    try:
        keys = meant_keys(row.cells, spec)
    except UnfitError:
        return ()
    return next((found for key in keys if (found := known.near(key))), ())


def _kind(cell: Plain) -> Kind | None:
    text = "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""
    kinds: list[Kind] = []
    if "別送" in text:
        kinds.append("redirect")
    if "引き抜" in text or "引抜" in text:
        kinds.append("pull")
    return kinds[0] if len(kinds) == 1 else None


def _shown(cell: Plain) -> str:
    """A cell as it stands, for a list of what could not be carried out."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None or isinstance(cell, dict) else str(cell)[:80]

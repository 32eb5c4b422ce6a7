"""Search everywhere: over all files of the open volume, as one types.

Codes and numbers are sorted columns of bytes, of which the beginning is looked up; names stand in one buffer that is
searched for the bytes of the text. Establishments are found by their ``00``, and by an ``01`` that has none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

import jaconv
import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.month.looking.search import spellings
from app.month.looking.workbench import Workbench
from app.notice.piece_id import piece_id, read_piece_id
from app.progress import Progress, no_progress
from app.proof.piece_codes import PieceCodes
from app.proof.scans import how_other, meant_id
from app.records.layouts import RecordLayout, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, NoticeFile
from app.records.text import encode
from app.records.text_columns import trail_mask

MOST = 6
"""Hits of one group."""
_BLOCK = 16_384
_TYPES = {EXTRACT: "00", DETAIL: "01"}
_CODES = ("symbol.city", "symbol", "number")
_NAMES = ("name.1", "name.2"), ("name",)
"""Roles: of the 01, and of the 00, whose ``name`` is a count in the 01."""
_BLANK, _HYPHEN, _END = 0x20, 0x2D, 0x0A
_POSTAL = re.compile(r"\d{3}-?\d{0,4}", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(,?\d{3})*|\d+", re.ASCII)
_RECORD_DIGITS = 7
_PIECE_BEGINS = re.compile(r"([KS])(\d{2})(\d{4})(\d{0,7})", re.ASCII)
"""Of a 現品ID: up to its record. With more it has check digits, and is right or none."""


class SearchGoal(NamedTuple):
    """Where a hit leads: a record of a file, or ``screen`` (a rule of findings is its ``key``)."""

    file: str = ""
    record: int = -1
    screen: str = ""
    key: str = ""


class SearchHit(NamedTuple):
    """One line of the answer."""

    group: str
    title: str
    note: str
    goal: SearchGoal
    warning: str = ""
    """That the piece in hand was made for something else, or before."""


class SearchPlace(NamedTuple):
    """Something beside the records that can be gone to, a screen or a rule; found by any of its ``words``."""

    group: str
    title: str
    words: tuple[str, ...]
    note: str
    goal: SearchGoal


@dataclass(frozen=True, eq=False)
class SearchColumn:
    """``keys``: bytes, ascending; ``rows``: whose they are."""

    keys: NDArray[np.bytes_]
    rows: NDArray[np.int64]

    def starting(self, prefix: bytes, most: int = MOST) -> list[int]:
        """The first rows whose key begins so."""
        width = self.keys.dtype.itemsize
        if not prefix or len(prefix) > width:
            return []
        low = int(np.searchsorted(self.keys, np.bytes_(prefix)))
        after = prefix if len(prefix) == width else prefix + b"\xff"
        high = int(np.searchsorted(self.keys, np.bytes_(after), side="right"))
        return [int(row) for row in np.sort(self.rows[low : min(high, low + most)])]


@dataclass(frozen=True, eq=False)
class Index:
    """What is searched. Rows count over all ``files``, of which each begins at its ``starts``; ``buffer`` holds every
    name and ends each with a line feed, ``pairs`` (65536,) says which two bytes stand side by side in it, ``trails``
    are its second bytes of characters, at ``begins`` begins the name of the row that is ``named``.
    """

    bench: Workbench
    files: tuple[str, ...]
    starts: NDArray[np.int64]
    symbols: SearchColumn
    numbers: SearchColumn
    postal: SearchColumn
    offices: SearchColumn
    buffer: bytes
    pairs: NDArray[np.bool_]
    trails: NDArray[np.bool_]
    begins: NDArray[np.int64]
    named: NDArray[np.int64]

    def place(self, row: int) -> tuple[str, int]:
        """File and record of a row."""
        at = int(np.searchsorted(self.starts, row, side="right")) - 1
        return self.files[at], row - int(self.starts[at])

    def with_name(self, text: str, most: int = MOST) -> list[int]:
        """The first rows whose name holds ``text``."""
        found: dict[int, None] = {}
        for wanted in islice((bytes_ for bytes_ in spellings(text) if bytes_), 16):
            for at in self._everywhere(wanted):
                name = int(np.searchsorted(self.begins, at, side="right")) - 1
                found[int(self.named[name])] = None
                if len(found) >= most:
                    break
        return sorted(found)[:most]

    def _everywhere(self, wanted: bytes) -> Iterator[int]:
        """Where whole characters with these bytes stand."""
        if len(wanted) == 1:  # half the second bytes of a month look like one
            flat = np.frombuffer(self.buffer, dtype=np.uint8)
            yield from (int(at) for at in np.flatnonzero((flat == wanted[0]) & ~self.trails))
            return
        if not all(self.pairs[first << 8 | second] for first, second in pairwise(wanted)):
            return  # most ways to write a text are nobody's
        at = self.buffer.find(wanted)
        while at >= 0:
            if not self.trails[at]:
                yield at
            at = self.buffer.find(wanted, at + 1)


def build_index(bench: Workbench, progress: Progress = no_progress) -> Index:
    """Made once for an open volume, off the GUI thread."""
    files = tuple(bench.notices)
    sizes = [len(file) for file in bench.notices.values()]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64) if files else np.zeros(0, dtype=np.int64)
    symbols, numbers, postal, offices, names = [], [], [], [], []
    for at, file in enumerate(bench.notices.values()):
        progress("検索の準備", at, len(files))
        start = int(starts[at])
        for kind, rows in _own_rows(file):
            layout = notice_layouts(file.scheme)[_TYPES[kind]]
            codes = [file.data[rows, field.span] for field in layout.roles(*_CODES)]
            symbols.append((_squeezed(np.hstack(codes)), rows + start))
            numbers.append((_squeezed(codes[-1]), rows + start))
            field = _postal_of(layout)
            if field is not None:
                postal.append((_squeezed(file.data[rows, field]), rows + start))
            names.append((*_names(file, rows, [field.span for field in layout.roles(*_NAMES[kind == EXTRACT])]),
                          rows + start))  # fmt: skip
        if len(file):
            office, first = np.unique(np.ascontiguousarray(file.data[:, :4]).view("S4")[:, 0], return_index=True)
            offices.append((office, first.astype(np.int64) + start))
    buffer = b"".join(one[0] for one in names)
    lengths = np.concatenate([one[1] for one in names]) if names else np.zeros(0, dtype=np.int64)
    return Index(
        bench,
        files,
        starts,
        _column(symbols),
        _column(numbers),
        _column(postal),
        _column(offices),
        buffer,
        _pairs(buffer),
        np.concatenate([one[2] for one in names]) if names else np.zeros(0, dtype=np.bool_),
        (np.cumsum(lengths) - lengths).astype(np.int64),
        np.concatenate([one[3] for one in names]) if names else np.zeros(0, dtype=np.int64),
    )


def _pairs(buffer: bytes) -> NDArray[np.bool_]:
    flat = np.frombuffer(buffer, dtype=np.uint8)
    pairs = np.zeros(1 << 16, dtype=bool)
    pairs[flat[:-1].astype(np.uint16) << 8 | flat[1:]] = True
    return pairs


def find(index: Index | None, text: str, places: Sequence[SearchPlace] = ()) -> tuple[SearchHit, ...]:
    """What ``text`` may mean, by group; at most :data:`MOST` of each. Without a volume only ``places`` are found."""
    said = unicodedata.normalize("NFKC", text).strip()
    if not said:
        return ()
    lower = said.lower()
    own = [SearchHit(one.group, one.title, one.note, one.goal) for one in places
           if any(lower in word.lower() for word in one.words)]  # fmt: skip
    grouped = [hit for group in dict.fromkeys(hit.group for hit in own)
               for hit in islice((one for one in own if one.group == group), MOST)]  # fmt: skip
    return (*(() if index is None else _records(index, said, text.strip())), *grouped)


def _records(index: Index, said: str, typed: str) -> Iterator[SearchHit]:
    yield from piece_hits(index.bench, said)
    yield from _by_beginning(index.bench, said.upper())
    if _NUMBER.fullmatch(said):
        yield from _by_number(index, int(said.replace(",", "")))
    code = _code(said)
    if code:
        yield from _hits(index, "整理記号・番号", dict.fromkeys(
            (*index.symbols.starting(code), *(index.numbers.starting(code) if code.isdigit() else ()))))  # fmt: skip
    if _POSTAL.fullmatch(said):
        yield from _hits(index, "郵便番号", index.postal.starting(said.replace("-", "").encode("ascii")), postal=True)
    if not _NUMBER.fullmatch(said) or len(typed.encode("utf-8")) > len(typed):
        yield from _hits(index, "名称", index.with_name(typed))
    yield from _offices(index, said)


def piece_hits(bench: Workbench, said: str, codes: PieceCodes | None = None) -> Iterator[SearchHit]:
    """The record of a 現品ID, or of what the contractor prints instead; that it is none of this medium; nothing where
    it is none at all.
    """
    try:
        piece = read_piece_id(said if codes is None else meant_id(said, _any_id(bench), codes))
    except KenpanError:
        return
    if piece.volume != bench.media.volume.volume or piece.record >= _count(bench, piece.file):
        note = f"{piece.volume} {piece.file} 番号 {piece.record + 1:,}：開いている媒体にありません"
        yield SearchHit("現品ID", said.upper(), note, SearchGoal())
        return
    hit = _hit(bench, "現品ID", piece.file, piece.record)
    run, own = bench.run(), piece_id(*piece)
    right = own if run is None else piece_id(*piece[:3], run)
    warning = "" if own == right else how_other(own, right).text
    yield hit._replace(note=f"▲ {warning}　{hit.note}", warning=warning) if warning else hit


def _by_beginning(bench: Workbench, said: str) -> Iterator[SearchHit]:
    """The first notices whose 現品ID begins so."""
    begun = _PIECE_BEGINS.fullmatch(said)
    if begun is None:
        return
    scheme, volume, place, digits = begun.groups()
    name = f"ZMGK{scheme}#{place}"
    if f"PAP{volume}" != bench.media.volume.volume or name not in bench.notices:
        return
    first, last = (int(digits.ljust(_RECORD_DIGITS, end)) for end in "09")
    notices = np.flatnonzero(bench.notices[name].types[first : last + 1] == DETAIL)
    for row in notices[:MOST].tolist():
        yield _hit(bench, "現品ID", name, first + row)


def _any_id(bench: Workbench) -> str:
    """A 現品ID of the open volume and what it is made for, which say what a contractor's code leaves out."""
    return piece_id(bench.media.volume.volume, next(iter(bench.notices), "ZMGKK#0000"), 0, bench.run())


def _count(bench: Workbench, file: str) -> int:
    return bench.record_count(file) if file in bench.names else 0


def _by_number(index: Index, number: int) -> Iterator[SearchHit]:
    files = (name for name in index.files if 1 <= number <= len(index.bench.notices[name]))
    for name in islice(files, MOST):
        yield _hit(index.bench, "番号", name, number - 1)


def _offices(index: Index, said: str) -> Iterator[SearchHit]:
    listed = index.bench.equipment.offices
    known = {} if listed is None else listed.offices
    codes = [code for code, office in known.items() if said in office.name or code.startswith(said)]
    if not known and said.isdigit():
        codes = [key.decode("ascii", "replace") for key in np.unique(index.offices.keys).tolist()]
        codes = [code for code in codes if code.startswith(said)]
    rows = ((code, index.offices.starting(code.encode("ascii", "replace"), 1)) for code in codes)
    for code, found in islice(((code, found) for code, found in rows if found), MOST):
        file, record = index.place(found[0])
        name = known[code].name if code in known else ""
        yield SearchHit(
            "事務所", f"{code}　{name}".strip(), f"{file}　番号 {record + 1:,} から", SearchGoal(file, record)
        )


def _hits(index: Index, group: str, rows: Iterable[int], *, postal: bool = False) -> Iterator[SearchHit]:
    """One line for each record that is shown, however many rows lead to it."""
    found: dict[SearchGoal, SearchHit] = {}
    for row in islice(rows, MOST):
        file, record = index.place(row)
        hit = _hit(index.bench, group, file, record, _postal_code(index.bench, file, record) if postal else "")
        found.setdefault(hit.goal, hit)
    yield from found.values()


def _postal_code(bench: Workbench, file: str, record: int) -> str:
    layout = bench.notices[file].layout(record)
    span = None if layout is None else _postal_of(layout)
    return "" if span is None else bytes(bench.notices[file].data[record, span]).decode("ascii", "replace")


def _hit(bench: Workbench, group: str, file: str, record: int, code: str = "") -> SearchHit:
    line = bench.line(file, record)
    title = "　".join(part for part in (code, line.symbol_number, line.name) if part.strip())
    note = f"{file}　番号 {line.number:,}　{line.kind_text}"
    shown = bench.notice_of(file, record) if file in bench.notices else None
    return SearchHit(group, title or line.kind_text, note, SearchGoal(file, record if shown is None else shown))


def _own_rows(file: NoticeFile) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The records by which an establishment is found: every ``00``, and what no ``00`` leads to."""
    yield EXTRACT, file.rows(EXTRACT)
    details = file.rows(DETAIL)
    yield DETAIL, details if file.scheme == "senpo" else details[file.extract_of[details] < 0]


def _postal_of(layout: RecordLayout) -> slice | None:
    return next((field.span for field in layout.fields if "postal" in field.flags), None)


def _squeezed(codes: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """``(n,)`` bytes without blanks and hyphens."""
    keep = (codes != _BLANK) & (codes != _HYPHEN)
    order = np.argsort(~keep, axis=1, kind="stable")
    moved = np.take_along_axis(np.where(keep, codes, 0).astype(np.uint8), order, axis=1)
    return np.ascontiguousarray(moved).view(f"S{codes.shape[1]}")[:, 0]


def _column(parts: Sequence[tuple[NDArray[np.bytes_], NDArray[np.int64]]]) -> SearchColumn:
    if not parts:
        return SearchColumn(np.zeros(0, dtype="S1"), np.zeros(0, dtype=np.int64))
    keys, rows = np.concatenate([one[0] for one in parts]), np.concatenate([one[1] for one in parts])
    said = keys != b""
    order = np.argsort(keys[said], kind="stable")
    return SearchColumn(keys[said][order], rows[said][order])


def _names(
    file: NoticeFile, rows: NDArray[np.int64], spans: Sequence[slice]
) -> tuple[bytes, NDArray[np.int64], NDArray[np.bool_]]:
    """The names of these records, a line each, how long each line is with its end, and which are second bytes."""
    lines, lengths, trails = [], [], []
    for start in range(0, len(rows), _BLOCK):
        own = rows[start : start + _BLOCK]
        block = np.hstack([file.data[own, span] for span in spans] + [np.full((len(own), 1), _BLANK, dtype=np.uint8)])
        after = np.roll(block, -1, axis=1)
        before = np.roll(block, 1, axis=1)
        wide = (block == 0x81) & (after == 0x40)
        blank = (block == _BLANK) | wide | ((block == 0x40) & (before == 0x81))
        size = block.shape[1] - np.argmin(blank[:, ::-1], axis=1)
        size = np.where(blank.all(axis=1), 0, size)
        block[block == _END] = _BLANK
        block[np.arange(len(own)), size] = _END
        kept = np.arange(block.shape[1]) <= size[:, None]
        lines.append(block[kept].tobytes())
        trails.append(trail_mask(block)[kept])
        lengths.append(size + 1)
    if not lines:
        return b"", np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    return b"".join(lines), np.concatenate(lengths), np.concatenate(trails)


def _code(said: str) -> bytes:
    """整理記号-番号 as it is looked up: half width, without blanks and hyphens; empty for what none can be."""
    bare = "".join(char for char in said if char not in " -")
    try:
        return encode(jaconv.z2h(bare, kana=True, ascii=True, digit=True))
    except UnicodeEncodeError:
        return b""

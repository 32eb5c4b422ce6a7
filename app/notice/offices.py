"""年金事務所一覧: postal code, address and telephone of each pension office, by 統一事務所コード (N 4(4)④).

The agency's table has no fixed columns in the specification, so they are found by their header text.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.confined.remembered import Remembered
from app.errors import KenpanError
from app.lists.book import MAX_FILE_BYTES, MAX_ROWS, Row, UnfitBookError, sheets_of
from app.lists.cells import Plain, UnfitError, is_blank, office_code, phone_number, postal_code, words
from app.lists.headers import NO_HEADER, Header, find_header, plain_header, shown
from app.progress import COMPANIONS, Progress, no_progress

# Header texts after `plain_header`, most telling first: where a sheet has two of them, the first is meant.
_HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("統一事務所コード", "統一事務所CD", "統一コード", "事務所コード", "年金事務所コード", "事務所CD"),
    "name": ("年金事務所名称", "年金事務所名", "事務所名称", "事務所名", "年金事務所", "名称"),
    "postal": ("年金事務所郵便番号", "事務所郵便番号", "郵便番号", "〒"),
    "address": ("年金事務所所在地", "事務所所在地", "所在地", "年金事務所住所", "事務所住所", "住所"),
    "phone": ("年金事務所電話番号", "事務所電話番号", "代表電話番号", "電話番号", "電話", "TEL"),
}
_JAPANESE = {
    "code": "統一事務所コード",
    "name": "事務所名",
    "postal": "郵便番号",
    "address": "所在地",
    "phone": "電話番号",
}
_READERS = {"code": office_code, "name": words, "postal": postal_code, "address": words, "phone": phone_number}
_LIST = "年金事務所一覧"
# Some 300 offices take a fifth of a second.
_LIMITS = Limits(memory_mb=640, cpu_s=10, wall_s=40.0, result_mb=16)


@dataclass(frozen=True, slots=True)
class Office:
    """One pension office. ``code`` 4 digits, ``postal`` ``999-9999``; what the list leaves blank is ``""``."""

    code: str
    name: str
    postal: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class OfficeList:
    """The offices of one file. ``source`` is its name, ``sha256`` the hash of exactly the bytes that were read."""

    source: str
    sha256: str
    offices: Mapping[str, Office]

    def get(self, code: str) -> Office | None:
        """The office with this 統一事務所コード (4 digits), ``None`` if the list has none."""
        return self.offices.get(code)

    def __len__(self) -> int:
        return len(self.offices)


_KNOWN: Remembered[Mapping[str, Office]] = Remembered(4)


def read_office_list(path: Path, progress: Progress = no_progress) -> OfficeList:
    """Read an xlsx in a limited child; every sheet with all five columns counts.

    ``KenpanError``: ``offices.unreadable`` (no xlsx, encrypted, damaged, too large), ``offices.columns`` (headers not
    found), ``offices.row`` (an office that cannot be read, or twice with different content).
    """
    raw = _bytes(path)
    offices = _KNOWN.get(raw, lambda: _read_in_child(raw, path.name, progress), path.name)
    return OfficeList(path.name, hashlib.sha256(raw).hexdigest(), offices)


def remember_offices(sha256: str, name: str, rows: Mapping[str, list[str]]) -> None:
    """A list of the program's own making: ``rows`` are what :func:`offices_in` finds in it."""
    _KNOWN.put(sha256, name, {code: Office(code, *_four_texts(row)) for code, row in rows.items()})


def _read_in_child(raw: bytes, name: str, progress: Progress) -> Mapping[str, Office]:
    wanted = partial(progress, COMPANIONS, 0, 1)
    try:
        rows = run("app.notice.offices:offices_in", raw, name, limits=_LIMITS, still_wanted=wanted)
        return {code: Office(code, *_four_texts(row)) for code, row in rows.items()}
    except NotReadError as error:
        raise _unreadable(error.what, name) from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _unreadable(NotReadError("broken").what, name) from error


def _four_texts(row: object) -> tuple[str, str, str, str]:
    if not isinstance(row, list) or len(row) != 4 or not all(isinstance(text, str) for text in row):
        raise ValueError("not an office")
    return row[0], row[1], row[2], row[3]


def offices_in(raw: bytes, name: str) -> dict[str, list[str]]:
    """Runs in the child: name, postal code, address and telephone by code; errors as :func:`read_office_list`."""
    try:
        sheets = sheets_of(raw)
    except UnfitBookError as error:
        raise _unreadable(str(error), name) from error
    offices = _offices(sheets, name)
    return {code: [one.name, one.postal, one.address, one.phone] for code, one in offices.items()}


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_FILE_BYTES)
    except TooLargeError as error:
        raise _unreadable(f"{MAX_FILE_BYTES // 1_000_000} MBを超えています。", path.name) from error
    except OSError as error:
        raise _unreadable(f"ファイルを開けません。{why(error)}", path.name) from error


def _unreadable(what: str, name: str) -> KenpanError:
    next_step = "機構から受け取った年金事務所一覧（xlsx）を選び直してください。"
    return KenpanError("offices.unreadable", what, next_step, file=name)


def _offices(sheets: list[tuple[str, list[Row]]], name: str) -> dict[str, Office]:
    offices: dict[str, Office] = {}
    best = NO_HEADER
    found_any = False
    for at, (title, rows) in enumerate(sheets):
        header = find_header(rows, _HEADERS)
        if len(header.columns) > len(best.columns) or not best.texts:
            best = header
        if len(header.columns) < len(_HEADERS):
            continue
        found_any = True
        sheet = f"シート{at + 1}「{shown(title)}」"
        if len(rows) > MAX_ROWS:
            raise _row_error(f"{MAX_ROWS:,}行を超えています。", name, sheet)
        for number, office in _read_rows(rows, header, name, sheet):
            known = offices.setdefault(office.code, office)
            if known != office:
                what = f"事務所コード{office.code}が、違う内容で2回書かれています。"
                raise _row_error(what, name, f"{sheet} 行{number}")
    if not found_any:
        raise _columns_error(best, name)
    return offices


def _columns_error(best: Header, name: str) -> KenpanError:
    missing = "・".join(_JAPANESE[key] for key in _HEADERS if key not in best.columns)
    return KenpanError(
        "offices.columns",
        f"見出しがないか、重複しています（{missing}。見つかった見出し：{best.shown}）。",
        f"{_LIST}の見出しの行を確かめてください。",
        file=name,
    )


def _read_rows(rows: list[Row], header: Header, name: str, sheet: str) -> Iterator[tuple[int, Office]]:
    """Offices below the header with their row number (1-based); titles and remarks between them are passed over."""
    for at, row in enumerate(rows[header.row + 1 :], header.row + 2):
        cells = {key: row[column] if column < len(row) else None for key, column in header.columns.items()}
        filled = sum(not is_blank(cell) for cell in cells.values())
        if plain_header(cells["code"]) in _HEADERS["code"] or filled < (2 if _is_code(cells["code"]) else 3):
            continue
        try:
            office = Office(**{key: read(cells[key], _JAPANESE[key]) for key, read in _READERS.items()})
        except UnfitError as error:
            raise _row_error(str(error), name, f"{sheet} 行{at}") from error
        yield at, office


def _is_code(cell: Plain) -> bool:
    try:
        return office_code(cell, "") != ""
    except UnfitError:
        return False


def _row_error(what: str, name: str, place: str) -> KenpanError:
    next_step = f"機構に確かめ、正しい{_LIST}を読み込んでください。"
    return KenpanError("offices.row", what, next_step, file=name, place=place)

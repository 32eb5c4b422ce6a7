"""年金事務所一覧: postal code, address and telephone of each pension office, by 統一事務所コード (N 4(4)④).

The agency's table has no fixed columns in the specification, so they are found by their header text.
"""

import hashlib
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.confined.remembered import Remembered
from app.errors import KenpanError
from app.notice.office_cells import (
    Plain,
    UnfitError,
    is_blank,
    office_code,
    phone_number,
    plain_cell,
    postal_code,
    words,
)
from app.progress import COMPANIONS, Progress, no_progress

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_SHEETS = 100
MAX_ROWS = 20_000
MAX_COLUMNS = 64
MAX_CELLS = 1_000_000
HEADER_ROWS = 10

Row = tuple[Plain, ...]

# Header texts after `_plain`, most telling first: where a sheet has two of them, the first is meant.
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
_REMARK = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\s*※]")
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
    _refuse_bombs(raw, name)
    try:
        sheets = _sheets(raw)
    except (KenpanError, MemoryError):
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own descriptors through
        raise _unreadable("ファイルの中身が壊れているか、Excelのブックではありません。", name) from error
    if sum(len(row) for _, rows in sheets for row in rows) > MAX_CELLS:
        raise _unreadable(f"セルが{MAX_CELLS:,}個を超えています。", name)
    offices = _offices(sheets, name)
    return {code: [one.name, one.postal, one.address, one.phone] for code, one in offices.items()}


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_FILE_BYTES)
    except TooLargeError as error:
        raise _unreadable(f"{MAX_FILE_BYTES // 1_000_000} MBを超えています。", path.name) from error
    except OSError as error:
        raise _unreadable(f"ファイルを開けません。{why(error)}", path.name) from error


def _refuse_bombs(raw: bytes, name: str) -> None:
    """Look at the package before openpyxl does: it unpacks without limits."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable("パスワード付き、または古い形式（xls）のブックです。", name)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _unreadable("Excelのブック（xlsx）ではありません。", name) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise _unreadable("暗号化されています。", name)
    # zipfile never gives more than the declared size of an entry, so the declared sum is a true limit.
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _unreadable(f"展開すると{MAX_UNPACKED_BYTES // 1_000_000} MBを超えます。", name)


def _unreadable(what: str, name: str) -> KenpanError:
    next_step = f"機構から受け取った{_LIST}（xlsx）を選び直してください。"
    return KenpanError("offices.unreadable", what, next_step, file=name)


def _sheets(raw: bytes) -> list[tuple[str, list[Row]]]:
    """Title and rows of every worksheet; whatever openpyxl raises."""
    import openpyxl  # only in the child

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know do not matter here
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True)
        sheets: list[tuple[str, list[Row]]] = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            if sum(len(row) for _, rows in sheets for row in rows) <= MAX_CELLS:
                sheets.append((str(sheet.title), _rows(sheet)))
        book.close()
    return sheets


def _rows(sheet: Any) -> list[Row]:
    # The dimension that a writer left in the file may be wrong or one cell only.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
    plain = (tuple(plain_cell(cell.value, cell.data_type) for cell in row) for row in rows)
    return [row if any(cell is not None for cell in row) else () for row in plain]


def _offices(sheets: list[tuple[str, list[Row]]], name: str) -> dict[str, Office]:
    offices: dict[str, Office] = {}
    best: tuple[dict[str, int], tuple[str, ...]] = ({}, ())
    found_any = False
    for at, (title, rows) in enumerate(sheets):
        header, columns, texts = _header(rows)
        if len(columns) > len(best[0]) or not best[1]:
            best = (columns, texts)
        if len(columns) < len(_HEADERS):
            continue
        found_any = True
        sheet = f"シート{at + 1}「{_shown(title)}」"
        if len(rows) > MAX_ROWS:
            raise _row_error(f"{MAX_ROWS:,}行を超えています。", name, sheet)
        for number, office in _read_rows(rows, header, columns, name, sheet):
            known = offices.setdefault(office.code, office)
            if known != office:
                what = f"事務所コード{office.code}が、違う内容で2回書かれています。"
                raise _row_error(what, name, f"{sheet} 行{number}")
    if not found_any:
        raise _columns_error(*best, name)
    return offices


def _header(rows: list[Row]) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """The row with most known headers among the first ten: its index, column of each key, texts as found."""
    best: tuple[int, dict[str, int], tuple[str, ...]] = (0, {}, ())
    for at, row in enumerate(rows[:HEADER_ROWS]):
        plain = [_plain(cell) for cell in row]
        columns = {}
        for key, headers in _HEADERS.items():
            known = next((header for header in headers if header in plain), None)
            # Two equal headers: which of them is meant cannot be guessed.
            if known is not None and plain.count(known) == 1:
                columns[key] = plain.index(known)
        if len(columns) > len(best[1]) or not best[2]:
            best = (at, columns, tuple(str(cell) for cell in row if isinstance(cell, str) and cell.strip()))
    return best


def _plain(cell: Plain) -> str:
    """Header text for comparison: half-width, upper case, without blanks, line ends and bracketed remarks."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", cell)).upper() if isinstance(cell, str) else ""


def _columns_error(columns: dict[str, int], texts: tuple[str, ...], name: str) -> KenpanError:
    missing = "・".join(_JAPANESE[key] for key in _HEADERS if key not in columns)
    shown = "・".join(f"「{_shown(text)}」" for text in texts[:12]) or "なし"
    return KenpanError(
        "offices.columns",
        f"見出しがないか、重複しています（{missing}。見つかった見出し：{shown}）。",
        f"{_LIST}の見出しの行を確かめてください。",
        file=name,
    )


def _shown(text: str) -> str:
    """Found text, made harmless for a message: cut, without control characters and mark-up."""
    flat = "".join(char if char.isprintable() else " " for char in text[:40]).strip()
    return flat[:16].translate(str.maketrans("<>&", "＜＞＆"))


def _read_rows(
    rows: list[Row], header: int, columns: dict[str, int], name: str, sheet: str
) -> Iterator[tuple[int, Office]]:
    """Offices below the header with their row number (1-based); titles and remarks between them are passed over."""
    for at, row in enumerate(rows[header + 1 :], header + 2):
        cells = {key: row[column] if column < len(row) else None for key, column in columns.items()}
        filled = sum(not is_blank(cell) for cell in cells.values())
        if _plain(cells["code"]) in _HEADERS["code"] or filled < (2 if _is_code(cells["code"]) else 3):
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

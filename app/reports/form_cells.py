"""A paper on a form with fixed cells: the agency's own book as it is, and beside it which cell takes which value.

``resources/reports/forms`` holds a labelled stand-in of each; a site puts its own book and its own ``.toml`` into a
folder of its own (設定 ``[files] paper_forms``). The book is foreign: it is filled in by a limited child.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

from app.bounded import TooLargeError, read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.equipment.posting import Size
from app.errors import KenpanError
from app.lists.book import UnfitBookError, refuse_bombs
from app.reports.workbook import FONT, POINTS, Value, book_bytes, height_pt, lines_taken, set_page, set_text
from app.resources import resource
from app.tally.ways import WAYS, Way
from app.toml_table import FileKind, Table

_KIND = FileKind("form.cells", "様式のセルの表", "手引き「運用」の「差出票の様式」を見て直してください。")
_FORMAT = "kenpan-form-cells-1"
_AT = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,3}")
_LIMITS = Limits(memory_mb=900, cpu_s=20, wall_s=60.0, result_mb=24)
_MOST_BYTES, _MOST_UNPACKED = 4_000_000, 40_000_000
_HEAVIEST_G = 30_000
_LOST = ("xl/drawings/", "xl/media/", "xl/vbaProject", "xl/embeddings/", "xl/ctrlProps/", "xl/activeX/", "xl/charts/")
"""What openpyxl does not write again; a form that has it would come back without."""
TEXTS = ("month", "volume", "made")
COUNTED = ("pieces", "fee", "sum", "remarks")
"""What of a class a cell may take; without a class it is that of the whole slip."""
UNPOSTED = "unposted"


class FormCell(NamedTuple):
    """A cell that takes a value. ``grams`` 0: of all classes; ``way`` and ``barcode``: only these pieces."""

    at: str
    value: str
    size: Size | None = None
    grams: int = 0
    way: Way | None = None
    barcode: bool | None = None


class Beside(NamedTuple):
    """A sheet of our own behind the form's: its name, headings, widths and rows."""

    name: str
    headers: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class CellForm:
    """``title`` of the paper; ``stand_in``: what of it is our own guess, empty where it is the agency's form; the
    ``book`` by name with its bytes, its ``sheet``, and the cells.
    """

    title: str
    stand_in: str
    book: str
    raw: bytes
    sheet: str
    cells: tuple[FormCell, ...]

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What the paper says of its form."""
        said = (("注記", self.stand_in),) if self.stand_in else ()
        return (("様式のブック", self.book), ("様式の SHA-256", hashlib.sha256(self.raw).hexdigest()), *said)


def load_form(name: str, folder: Path | None = None) -> CellForm:
    """``name.toml`` of this folder, or the stand-in of it. ``KenpanError`` ``form.cells``."""
    place = (folder or resource("reports", "forms")) / f"{name}.toml"
    top = Table.of_file(_KIND, place)
    top.choice("format", (_FORMAT,))
    title, stand_in, book, sheet = top.words("title"), top.text("stand_in"), top.words("book"), top.words("sheet")
    if Path(book).name != book:
        raise top.error("「book」はこの表と同じフォルダーのファイルの名前だけです。", "book")
    cells = tuple(_cell(row) for row in top.children("cell"))
    for key, told in (("at", [one.at for one in cells]), ("cell", [one[1:] for one in cells])):
        if len({*told}) != len(told):
            raise top.error("同じセルか、同じ値が二つあります。", key)
    top.done()
    return CellForm(title, stand_in, book, _bytes(place.parent / book), sheet, cells)


def _cell(row: Table) -> FormCell:
    value = row.choice("value", (*COUNTED, UNPOSTED, *TEXTS))
    size = cast(Size, row.choice("size", get_args(Size))) if row.has("size") else None
    grams = row.whole("grams", 1, _HEAVIEST_G) if row.has("grams") else 0
    way = cast(Way, row.choice("way", WAYS)) if row.has("way") else None
    barcode = row.flag("barcode") if row.has("barcode") else None
    if (size is None) != (not grams):
        raise row.error("「size」と「grams」は、両方あるか、両方ないかです。", "grams")
    if value not in COUNTED and (grams or way or barcode is not None):
        raise row.error("この値に、区分は書けません。", "value")
    if value != "pieces" and (way or barcode is not None):
        raise row.error("「way」と「barcode」は、「pieces」だけに書けます。", "value")
    made = FormCell(row.match("at", _AT, "D12")[0], value, size, grams, way, barcode)
    row.done()
    return made


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, _MOST_BYTES)
    except TooLargeError as error:
        most = _MOST_BYTES // 1_000_000
        raise _unfit(f"{most} MBを超えています。", path.name) from error
    except OSError as error:
        raise _unfit(f"ファイルを開けません。{why(error)}", path.name) from error


def filled_form(form: CellForm, values: Mapping[str, Value], beside: Sequence[Beside], made: datetime) -> bytes:
    """The form's book with these values by cell, and sheets of our own behind its own. ``made`` is the only time in
    it. ``KenpanError`` ``form.cells`` for a book that cannot be filled in.
    """
    others = [[one.name, [*one.headers], [*one.widths], [[*row] for row in one.rows]] for one in beside]
    told = form.raw, form.book, form.title, form.sheet, dict(values), others, made.isoformat()
    try:
        answer = run("app.reports.form_cells:filled_in", *told, limits=_LIMITS)
    except NotReadError as error:
        raise _unfit(error.what, form.book) from error
    except KenpanError as error:
        raise _unfit(error.what, form.book, error.place) from error
    if not isinstance(answer, bytes):
        raise _unfit(NotReadError("broken").what, form.book)
    return answer


def filled_in(
    raw: bytes, name: str, title: str, sheet: str, values: Mapping[str, Value], beside: Sequence[Any], made: str
) -> bytes:
    """Runs in the child: :func:`filled_form`."""
    import openpyxl  # only in the child

    _refuse_lossy(raw, name)
    try:
        book = openpyxl.load_workbook(BytesIO(raw))
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own descriptors through
        raise _unfit("ファイルの中身が壊れているか、Excelのブックではありません。", name) from error
    if sheet not in book.sheetnames:
        raise _unfit("「sheet」に書いたシートがありません。", name)
    for at, value in values.items():
        _put(book[sheet], at, value, name)
    book.properties.title = title
    for own_name, headers, widths, rows in beside:
        _add(book, own_name, headers, widths, rows)
    book.calculation.fullCalcOnLoad = True  # what the form works out by itself was worked out without these values
    return book_bytes(book, datetime.fromisoformat(made))


def _refuse_lossy(raw: bytes, name: str) -> None:
    import zipfile

    try:
        refuse_bombs(raw, _MOST_UNPACKED)
    except UnfitBookError as error:
        raise _unfit(str(error), name) from error
    with zipfile.ZipFile(BytesIO(raw)) as package:
        if any(one.startswith(_LOST) for one in package.namelist()):
            raise _unfit(
                "図・画像・マクロのある様式は、それを失わずに書き込めません。除いて保存し直してください。", name
            )


def _put(sheet: Any, at: str, value: Value, name: str) -> None:
    from openpyxl.cell.cell import MergedCell

    cell = sheet[at]
    if isinstance(cell, MergedCell):
        raise _unfit("結合したセルは、左上のセルで指します。", name, at)
    if cell.data_type == "f":
        raise _unfit("計算式のあるセルです。値を書くと式が失われます。", name, at)
    if isinstance(value, str):
        own = cell.alignment  # how the form folds and places its texts stays
        set_text(cell, value)
        cell.alignment = own.copy()
    else:
        cell.value = value


def _add(book: Any, name: str, headers: Sequence[str], widths: Sequence[float], rows: Sequence[Any]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    set_page(sheet, landscape=False)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate([headers, *rows] if headers else rows, 1):
        told = (lines_taken(one, width) for one, width in zip(row, widths, strict=False) if isinstance(one, str))
        sheet.row_dimensions[number].height = height_pt(max(told, default=1))
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                set_text(cell, value)
            elif isinstance(value, int):
                cell.number_format = "#,##0"
            if headers and number == 1:
                cell.font = Font(name=FONT, size=POINTS, bold=True)


def _unfit(what: str, name: str, place: str = "") -> KenpanError:
    return KenpanError(_KIND.code, what, _KIND.next_step, file=name, place=place)

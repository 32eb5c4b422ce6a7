"""差出票 as a table that a person keeps: what was drafted and what the post stamped, row by row (N 委託要領8)."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.errors import KenpanError
from app.lists.cells import Plain, UnfitError, is_blank, whole_number
from app.lists.tables import list_spec, read_table
from app.progress import Progress, no_progress

LIST = "slip"
_WEIGHT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(G|K|KG)(?:以内)?")
_SUMS = ("合計", "計", "小計")


class SlipLine(NamedTuple):
    """A row: ``standard``: 定形; ``grams`` of its weight class; ``way``: 通常, 別送 or 引き抜き; ``barcode``: 有. 通 as
    stamped, and as drafted where the table says it.
    """

    place: str
    standard: bool
    grams: int
    way: str
    barcode: bool
    stamped: int
    drafted: int | None


class SlipFile(NamedTuple):
    """The table: its name, the SHA-256 of its bytes, its rows."""

    name: str
    sha256: str
    lines: tuple[SlipLine, ...]


def read_slip(path: Path, progress: Progress = no_progress) -> SlipFile:
    """An xlsx or CSV. ``KenpanError`` as :func:`app.lists.tables.read_table`, and ``slip.row`` for a row that says
    nothing certain or stands there twice.
    """
    table = read_table(path, list_spec(LIST), progress)
    lines: list[SlipLine] = []
    seen: set[tuple[bool, int, str, bool]] = set()
    for row in table.rows:
        if _plain(row.cells["size"]) in _SUMS:
            continue
        try:
            line = _line(row.place, row.cells)
        except UnfitError as error:
            raise _refused(f"{row.place}：{error}", path) from error
        if line[1:5] in seen:
            raise _refused(f"{row.place}：同じ区分の行が二つあります。", path)
        seen.add(line[1:5])
        lines.append(line)
    return SlipFile(table.source, table.sha256, tuple(lines))


def _refused(what: str, path: Path) -> KenpanError:
    return KenpanError("slip.row", what, "差出票の写しと見比べて直し、読み込み直してください。", file=path.name)


def _line(place: str, cells: Mapping[str, Plain]) -> SlipLine:
    size, way, barcode = (_plain(cells[key]) for key in ("size", "way", "barcode"))
    if size not in ("定形", "定形外", "定形郵便物", "定形外郵便物"):
        raise UnfitError("郵便物の種類が「定形」でも「定形外」でもありません。")
    if "引き抜" in way or "引抜" in way:
        kind = "引き抜き"
    elif way in ("通常", "別送", "通常送付分", "別送分"):
        kind = way[:2]
    else:
        raise UnfitError("区分が「通常」「別送」「引き抜き」のどれでもありません。")
    if barcode[:1] not in ("有", "無"):
        raise UnfitError("バーコードが「有」でも「無」でもありません。")
    drafted = None if is_blank(cells.get("drafted")) else _count(cells.get("drafted"), "下書きの通数")
    stamped = _count(cells["stamped"], "受付印の通数")
    return SlipLine(
        place, "外" not in size, _grams(_plain(cells["weight"])), kind, barcode[0] == "有", stamped, drafted
    )


def _grams(text: str) -> int:
    found = _WEIGHT.fullmatch(text.upper())
    if found is None:
        raise UnfitError("重量が「50g 以内」の形ではありません。")
    grams = float(found[1]) * (1 if found[2] == "G" else 1000)
    if grams != int(grams) or not grams:
        raise UnfitError("重量が「50g 以内」の形ではありません。")
    return int(grams)


def _count(cell: Plain, column: str) -> int:
    number = whole_number(cell)
    text = _plain(cell).replace(",", "").removesuffix("通")
    if number is None and text.isascii() and text.isdigit() and len(text) <= 9:
        number = int(text)
    if number is None:
        raise UnfitError(f"{column}が整数ではありません。")
    return number


def _plain(cell: Plain) -> str:
    """Text without blanks, whatever its width."""
    return "".join(unicodedata.normalize("NFKC", cell).split()) if isinstance(cell, str) else ""

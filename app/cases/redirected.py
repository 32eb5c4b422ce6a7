"""Notices that go elsewhere: what their destination does to the address sheet, asked of the printer itself.

A setting is looked at once for all destinations whose characters are as wide: a month may have twenty thousand.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.equipment.printer import Printer
from app.lists.keys import Destination, list_key
from app.notice.content import ADDRESSEE_IDS, redirected_texts
from app.notice.customer_barcode import customer_barcode
from app.notice.items import BARCODE_ID, spec_of
from app.notice.model import CustomerBarcode, NoticeContent
from app.records.notice_file import NoticeFile
from app.sheet.envelope import ItemClearance
from app.sheet.fit import char_columns
from app.sheet.fonts import FontSet

_OFFICE_CODE, _OFFICE_NAME = "sheet.office_postal", "sheet.office_name"
_JUDGED = frozenset((*ADDRESSEE_IDS, BARCODE_ID))


class Setting(NamedTuple):
    """What one way of setting a destination does, by item: ``cut`` off; mm that ``hidden`` and ``exposed`` lack."""

    cut: tuple[str, ...]
    hidden: dict[str, float]
    exposed: dict[str, float]


class Redirected(NamedTuple):
    """A notice that goes elsewhere. ``undrawable``: characters that no font of the house draws."""

    row: int
    destination: Destination
    barcode: CustomerBarcode
    undrawable: str
    setting: Setting


def redirected(
    file: NoticeFile, rows: NDArray[np.int64], printer: Printer, content_of: Callable[[int], NoticeContent]
) -> Iterator[Redirected]:
    """These ``01`` of a file, those without a destination left out. ``content_of``: what one of them must print."""
    equipment = printer.equipment
    codes: dict[Destination, tuple[CustomerBarcode, str]] = {}
    settings: dict[tuple[object, ...], Setting] = {}
    for row in rows.tolist():
        key = list_key(file, row)
        destination = None if key is None else equipment.redirects.get(key)
        if destination is None:
            continue
        if destination not in codes:
            address = " ".join(destination.address.split())
            barcode = customer_barcode(destination.postal.strip(), address, equipment.postal, ())
            codes[destination] = barcode, _undrawable(equipment.fonts, destination)
        barcode, lacking = codes[destination]
        alike = _alike(file, row, destination, barcode)
        if alike not in settings:
            settings[alike] = _setting(printer, content_of(row))
        yield Redirected(row, destination, barcode, lacking, settings[alike])


def _alike(file: NoticeFile, row: int, destination: Destination, barcode: CustomerBarcode) -> tuple[object, ...]:
    """What alone decides the setting: the widths of the characters, the office's block, and whether there are bars."""
    fields = (spec_of(file.scheme, one).fields[0] for one in (_OFFICE_CODE, _OFFICE_NAME))
    code, name = (file.data[row, field.span].tobytes() for field in fields)
    texts = redirected_texts(destination)
    return code, name, barcode.reason is None, *(bytes(map(char_columns, text)) for text in texts.values())


def _setting(printer: Printer, content: NoticeContent) -> Setting:
    sheet = printer.sheet(content)
    report = printer.envelope(sheet)
    cut = tuple(item.id for item in sheet.page("sheet").items if item.fit == "overflow")
    return Setting(cut, _lacking(report.hidden), _lacking(report.exposed))


def _lacking(items: Iterable[ItemClearance]) -> dict[str, float]:
    return {one.id: one.required - one.worst.mm for one in items if one.id in _JUDGED}


def _undrawable(fonts: FontSet, destination: Destination) -> str:
    chars = dict.fromkeys("".join(destination))
    return "".join(char for char in chars if not char.isspace() and fonts.state(char, "text") != "drawn")

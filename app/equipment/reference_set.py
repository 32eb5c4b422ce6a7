"""The reference set: a few artificial notices that never change, set by this program. Its hash says whether a version
of the program prints otherwise than another; which version it is says nothing of that.
"""

from functools import cache
from typing import Any

from app.canonical import canonical, digest
from app.equipment.loading import equip
from app.equipment.printer import Printer
from app.media.model import ExpectedFile
from app.notice.model import NoticeContent
from app.notice.postal import PostalDictionary, PostalTown, TownSplit
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, notice_file
from app.resources import resource_bytes
from app.sheet.model import PlacedBars, PlacedItem, Rect, Sheet

_FILES: dict[Scheme, str] = {"kounen": "ZMGKK#1201", "senpo": "ZMGKS#1201"}
_VOLUME, _CODE, _PREFECTURE = "PAP03", "12", "神奈川"


class _EveryTown(PostalDictionary):
    """Knows every code as a town and finds it in every address: a month's dictionary must not change the set."""

    @property
    def edition(self) -> str:
        return "基準"

    def lookup(self, code7: str) -> tuple[PostalTown, ...]:
        return (PostalTown("", "", code7, "town"),)

    def split(self, code7: str, address: str) -> TownSplit:
        at = next((at for at, char in enumerate(address) if char.isdigit()), len(address))
        return TownSplit(True, "", address[:at], address[at:])

    def split_unknown(self, address: str) -> TownSplit:
        return self.split("", address)


@cache
def reference_sha256() -> str:
    """SHA-256 over content and placement of the set, worked out once while the program runs."""
    printer = Printer(equip(None, None, _EveryTown()))
    return digest(canonical([_told(printer, scheme) for scheme in _FILES]))


def _told(printer: Printer, scheme: Scheme) -> list[Any]:
    expected = ExpectedFile(_VOLUME, _FILES[scheme], scheme, "notices", _CODE, _PREFECTURE)
    notices = notice_file(expected.name, scheme, resource_bytes("reference", f"{scheme}.bin"))
    found = []
    for record in range(len(notices)):
        if notices.types[record] == DETAIL:
            content = printer.content(notices, record, expected)
            found.append([_content(content), _sheet(printer.sheet(content))])
    return found


def _content(content: NoticeContent) -> list[Any]:
    return [[item.id, item.state, [[one.text, one.edit is not None] for one in item.parts]] for item in content.items]


def _sheet(sheet: Sheet) -> list[Any]:
    pages = [
        [page.name, [_item(item) for item in page.items], [_bars(bars) for bars in page.bars]] for page in sheet.pages
    ]
    return [pages, None if sheet.barcode is None else _bars(sheet.barcode), sheet.barcode_reason]


def _item(item: PlacedItem) -> list[Any]:
    chars = [
        [char.char, char.font, char.glyph, _um(char.x), _um(char.baseline)] for run in item.runs for char in run.chars
    ]
    return [item.id, item.text, _rect(item.rect), _um(item.size_pt), item.colour, item.fit, chars]


def _bars(bars: PlacedBars) -> list[Any]:
    return [bars.id, bars.kind, bars.text, _rect(bars.rect), [_rect(one) for one in bars.bars]]


def _rect(rect: Rect) -> list[int]:
    return [_um(value) for value in rect]


def _um(millimetres: float) -> int:
    """In thousandths: a float has no one spelling."""
    return round(millimetres * 1000)

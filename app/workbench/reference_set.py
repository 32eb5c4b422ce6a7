"""The reference set: a few artificial notices that never change, set by this program. Its hash says whether a version
of the program prints otherwise than another; which version it is says nothing of that.
"""

from functools import cache
from typing import Any

from app.notice.content import NoticeContext, build_content
from app.notice.flyers import read_flyer_settings
from app.notice.items import LAYOUT_NO
from app.notice.model import NoticeContent
from app.notice.postal import PostalDictionary, PostalTown, TownSplit
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, notice_file
from app.resources import resource_bytes
from app.sheet.envelope import choose_barcode, load_envelope
from app.sheet.fonts import FontSet, load_fonts
from app.sheet.forms import load_form
from app.sheet.model import PlacedBars, PlacedItem, Rect, Sheet
from app.sheet.place import place
from app.signoff.canonical import canonical, digest

_FILES: dict[Scheme, str] = {"kounen": "ZMGKK#1201", "senpo": "ZMGKS#1201"}
_VOLUME, _PREFECTURE = "PAP03", "神奈川"


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
    fonts = load_fonts()
    return digest(canonical([_told(scheme, fonts) for scheme in _FILES]))


def _told(scheme: Scheme, fonts: FontSet) -> list[Any]:
    name = _FILES[scheme]
    notices = notice_file(name, scheme, resource_bytes("reference", f"{scheme}.bin"))
    form, envelope = load_form(LAYOUT_NO[scheme]), load_envelope()
    barcode = choose_barcode(envelope, form.addressee.rect, x=form.addressee.rect.x0)
    context = NoticeContext(_VOLUME, _PREFECTURE, None, _EveryTown(), read_flyer_settings())
    found = []
    for record in range(len(notices)):
        if notices.types[record] == DETAIL:
            content = build_content(notices, record, context)
            found.append([_content(content), _sheet(place(content, form, fonts, barcode.size))])
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

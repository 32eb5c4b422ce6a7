"""Sides and pages that do not belong where they are, and codes that say something else."""

from dataclasses import replace

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent, Side
from app.notice.piece_id import MAX_RECORD, piece_id, read_piece_id
from app.training.printing.codes import code_text
from app.training.printing.defects.model import DefectKind, Plant, Planting
from app.training.printing.panel import Change

_TURN = str.maketrans("0123456789", "3698521470")


def _swapped(side: Side) -> Plant:
    """This side of two notices is exchanged; nothing is lost or doubled."""

    def plant(kind: DefectKind, planting: Planting) -> bool:
        if side != "sheet" and not planting.layout.has_code(side):
            return False  # nobody could tell one back from another
        first, other = planting.planned, planting.others[0]
        first.sides[side], other.sides[side] = other.notice, first.notice
        planting.tell(kind, side)
        replace(planting, planned=other).tell(kind, side)
        return True

    return plant


def _barcode_other(kind: DefectKind, planting: Planting) -> bool:
    own = planting.content.barcode.bars
    other = planting.source.content(*planting.others[0].notice).barcode.bars
    return _bars(kind, planting, other) if own and other and own != other else False


def _barcode_bar(kind: DefectKind, planting: Planting) -> bool:
    """One bar in the middle is of another kind."""
    own = planting.content.barcode.bars
    if not own:
        return False
    at = 10 + int(planting.rng.integers(40))
    other = planting.any_of([bar for bar in "FADT" if bar != own[at]])
    return _bars(kind, planting, own[:at] + other + own[at + 1 :])


def _barcode_none(kind: DefectKind, planting: Planting) -> bool:
    return bool(planting.content.barcode.bars) and _bars(kind, planting, "")


def _bars(kind: DefectKind, planting: Planting, bars: str) -> bool:
    planting.planned.change("sheet", BARCODE_ID, Change(bars=bars))
    planting.tell(kind, "sheet", BARCODE_ID)
    return True


def _piece_id(kind: DefectKind, planting: Planting) -> bool:
    """The code of one side names another notice of the month."""
    if not planting.layout.codes:
        return False
    place = planting.any_of(list(planting.layout.codes))
    other = planting.source.content(*planting.others[0].notice)
    planting.planned.change(place.side, place.id, Change(bars=code_text(place, other)))
    planting.tell(kind, place.side, place.id)
    return True


def _marked(kind: DefectKind, planting: Planting) -> bool:
    """Only told here; the order of the pages is changed when all of them are known."""
    planting.tell(kind, planting.layout.leaves[0].panels[0].side)
    return True


def stranger_of(content: NoticeContent) -> NoticeContent:
    """A notice of no record of the month: other numbers and amounts, a code that nobody gave."""
    items = tuple(
        replace(item, parts=tuple(replace(part, text=part.text.translate(_TURN)) for part in item.parts))
        if not item.id.endswith("form_code")
        else item
        for item in content.items
    )
    own = read_piece_id(content.piece_id)
    code = piece_id(own.volume, content.file, MAX_RECORD - content.record, own.run)
    return replace(content, record=-1, barcode=replace(content.barcode, bars=""), piece_id=code, items=items)


KINDS = (
    DefectKind("back_swapped", "裏面が別人", ("print.pairing",), _swapped("back"), of_item=False, pairs=True),
    DefectKind("address_swapped", "宛名面が別人", ("print.pairing",), _swapped("sheet"), of_item=False, pairs=True),
    DefectKind("barcode_other", "別の住所のバーコード", ("print.barcode",), _barcode_other, of_item=False, pairs=True),
    DefectKind("barcode_bar", "バー1本の誤り", ("print.barcode",), _barcode_bar, of_item=False),
    DefectKind("barcode_none", "バーコードなし", ("print.barcode", "print.missing"), _barcode_none, of_item=False),
    DefectKind("piece_id", "別の現品ID", ("print.piece_id", "print.pairing"), _piece_id, of_item=False, pairs=True),
    DefectKind("lost", "印刷漏れ", ("print.missing_page",), _marked, of_item=False),
    DefectKind("doubled", "二重印刷", ("print.duplicate_page",), _marked, of_item=False),
    DefectKind("strange", "データにない通知書", ("print.stranger",), _marked, of_item=False),
    DefectKind("disordered", "順序の乱れ", ("print.order",), _marked, of_item=False),
)

"""What the envelope's windows show of a stack, by the places of its items alone, each place judged once."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.equipment.printer import Printer
from app.notice.model import Side
from app.sheet.customer_bars import BarcodeSize
from app.sheet.envelope import EnvelopeReport, ItemClearance
from app.sheet.form_model import Stack, StackBarcode
from app.sheet.model import SIDES, Must, Page, PlacedBars, PlacedItem, Rect, Sheet

Fault = Literal["hidden", "exposed"]


def failed(report: EnvelopeReport, fault: Fault) -> tuple[ItemClearance, ...]:
    """The items with this fault."""
    return report.hidden if fault == "hidden" else report.exposed


def lack(item: ItemClearance) -> float:
    """mm that the item lacks at its worst."""
    return item.required - item.worst.mm


def rects_lack(
    printer: Printer, item: str, stack: Stack, rects: list[Rect | None], fault: Fault
) -> NDArray[np.float64]:
    """``(k,)``: mm that an item lacks at each of these places, 0 where it has the fault not; ``None`` is nowhere."""
    each = {rect: number for number, rect in enumerate(dict.fromkeys(rect for rect in rects if rect is not None))}
    if not each:
        return np.zeros(len(rects))
    report = analysed(printer, [stand_in(item, stack.page, rect, stack.must) for rect in each], None)
    bad = {id(one) for one in failed(report, fault)}
    # An item is reported once where the windows face it and once for each sheet of paper that it shines through.
    told = np.array([lack(one) if id(one) in bad else 0.0 for one in report.items]).reshape(-1, len(each))
    lacks = told.max(axis=0, initial=0.0)
    return np.array([0.0 if rect is None else lacks[each[rect]] for rect in rects])


def codes_lack(printer: Printer, stack: Stack, slot: StackBarcode, feet: list[float | None]) -> NDArray[np.float64]:
    """``(k,)``: mm that the barcode lacks below a text that ends at each of these heights; ``None`` has none."""
    size = printer.equipment.barcode.size
    lacks: dict[float | None, float] = {None: 0.0}
    for foot in set(feet):
        if foot is not None and size is not None:
            report = analysed(printer, [], code_room(stack, slot, size, foot, foot))
            lacks[foot] = max(map(lack, report.hidden), default=0.0)
    return np.array([lacks[foot] for foot in feet])


def code_room(stack: Stack, slot: StackBarcode, size: BarcodeSize, first: float, last: float) -> PlacedBars:
    """All room that the barcode takes below texts that end between ``first`` and ``last``."""
    x, y = slot.at or (stack.rect.x0, first + slot.gap_mm)
    foot = y if slot.at else last + slot.gap_mm
    rect = Rect(x, y, x + size.width_mm, foot + size.height_mm)
    return PlacedBars(slot.id, stack.page, "customer", "", rect, (), stack.must, size.size_pt, size.pitch_mm)


def stand_in(item: str, page: Side, rect: Rect, must: Must | None) -> PlacedItem:
    """Something printed here, as the envelope sees it."""
    return PlacedItem(item, page, "", "", rect, rect, (), (), None, "ok", 0.0, "", "as_set", must)


def analysed(printer: Printer, things: list[PlacedItem], code: PlacedBars | None) -> EnvelopeReport:
    """What the windows show of a sheet with nothing but these."""
    pages = tuple(Page(side, 0.0, 0.0, tuple(thing for thing in things if thing.page == side), ()) for side in SIDES)
    return printer.envelope(Sheet("", "draft", pages, code, None))

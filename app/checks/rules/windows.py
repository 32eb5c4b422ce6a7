"""``window.hidden`` and ``window.exposed``: what the envelope's windows do not show, or show, of a month.

Where the room of a place keeps clear of the frame, everything in it does: clearance only grows when a rectangle
shrinks. Only the other places are looked at closer, and there only once for all notices that are set alike.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from app.cases.stack_windows import Fault, analysed, code_room, codes_lack, failed, lack, rects_lack, stand_in
from app.checks.model import Hits
from app.checks.rules.blocks import alike, text_block
from app.checks.rules.places import Failing, RulePlace, by_values, hits_of, joined, places_of, strange
from app.checks.rules.printing import prints_barcodes, undecodable
from app.checks.view import FileView
from app.notice.items import BARCODE_ID
from app.notice.model import Side
from app.records.layouts import Field
from app.records.notice_file import DETAIL
from app.sheet.fit import capacity, column_mm
from app.sheet.flow import flow_rects, stack_bound
from app.sheet.form_model import EM_MM_PER_PT, Box, PieceCode, Stack
from app.sheet.model import Must, Rect, Sheet


def hidden(view: FileView) -> Iterator[Hits]:
    """What must be read in a window but comes too near to its frame at some position."""
    yield from _find(view, "hidden")


def exposed(view: FileView) -> Iterator[Hits]:
    """What must not be seen but comes into a window at some position."""
    yield from _find(view, "exposed")


def _find(view: FileView, fault: Fault) -> Iterator[Hits]:
    if not len(view.kind(DETAIL).rows):
        return
    doubtful = [place for place in places_of(view) if _known_doubtful(view, place, fault)]
    if not doubtful:
        return

    def judge(sheet: Sheet) -> dict[str, float]:
        bad = sorted(failed(view.printer.envelope(sheet), fault), key=lack)
        return {item.id: lack(item) for item in bad}

    odd = strange(view, judge)
    for place in doubtful:
        thing = place.thing
        fields = text_block(thing, view.file.scheme) if isinstance(thing, Stack) else None
        if isinstance(thing, Stack) and fields is not None:
            failing = _block_failing(view, thing, fields, fault)
        else:
            failing = by_values(view, place, judge)
        failing = joined(place, failing, odd)
        if failing:
            yield hits_of(view, place, failing, _said_hidden if fault == "hidden" else _said_exposed)


def _said_hidden(labels: str, lack: float) -> str:
    return f"{labels}が、封筒の中で紙が動くと窓枠に隠れることがあります（必要な余裕に最大 {lack:.1f} mm 足りません）。"


def _said_exposed(labels: str, lack: float) -> str:
    return f"{labels}が、封筒の中で紙が動くと窓から見えることがあります（隠れるまで最大 {lack:.1f} mm 足りません）。"


def _known_doubtful(view: FileView, place: RulePlace, fault: Fault) -> bool:
    """:func:`_doubtful`, which is the same for all files of a scheme."""
    key = "windows", view.file.scheme, place.thing.id, fault
    if key not in view.printer.told:
        view.printer.told[key] = _doubtful(view, place, fault)
    return view.printer.told[key]


def _doubtful(view: FileView, place: RulePlace, fault: Fault) -> bool:
    """Whether the room of a place leaves any doubt. The strictest window counts: another text may suit another one."""
    thing, envelope = place.thing, view.equipment.envelope
    strictest = max(window.text_mm for window in envelope.windows)
    things = [stand_in(item, page, rect, must) for item in place.items for page, rect, must in _rooms(thing)]
    slot = thing.barcode if isinstance(thing, Stack) else None
    size = view.equipment.barcode.size if slot is not None and prints_barcodes(view) else None
    code = None
    if isinstance(thing, Stack) and slot is not None and size is not None:
        code = code_room(thing, slot, size, thing.rect.y0, thing.rect.y1 - slot.gap_mm - size.height_mm)
    report = analysed(view.printer, things, code)
    if fault == "exposed":
        judged = [item for item in report.items if item.must == "hide"]
        safe = not report.exposed
    else:
        judged = [item for item in report.items if item.must == "show"]
        safe = not report.hidden and all(item.worst.mm >= strictest for item in judged)
    # An item that the office list lacks keeps its line, even below a block that is cut off.
    return not safe or (place.cause == "office" and bool(judged))


def _rooms(thing: Box | Stack | PieceCode) -> Iterable[tuple[Side, Rect, Must | None]]:
    """Rectangles of a place that nothing printed there ever passes."""
    if isinstance(thing, Stack):
        return [(thing.page, stack_bound(thing), thing.must)]
    if isinstance(thing, Box):
        return [(thing.page, box_bound(thing), thing.style.must)]
    text = Box(thing.id, thing.label, thing.page, thing.text, thing.style)
    return [(thing.page, thing.bars, thing.style.must), (thing.page, box_bound(text), thing.style.must)]


def box_bound(box: Box) -> Rect:
    """What no text of the box ever passes, however high and wide its characters are."""
    style, rect = box.style, box.rect
    wide = max(max(2, capacity(rect.width, size)) * column_mm(size) for size in style.sizes_pt)
    high = max(size * EM_MM_PER_PT + (style.max_lines - 1) * style.pitch(size) for size in style.sizes_pt)
    more_x, more_y = max(0.0, wide - rect.width), max(0.0, (high - rect.height) / 2)
    return Rect(rect.x0 - more_x, rect.y0 - more_y, rect.x1 + more_x, rect.y1 + more_y)


def _block_failing(view: FileView, stack: Stack, fields: tuple[Field, ...], fault: Fault) -> Failing:
    """The rectangles of every setting that occurs, each judged once."""
    rows = np.flatnonzero(~undecodable(view))
    groups = alike(view, stack, fields, rows)
    flows = [flow_rects(stack, *setting) for setting in groups.settings]
    told = {
        item.id: rects_lack(view.printer, item.id, stack, [flow.rects[place] for flow in flows], fault)
        for place, item in enumerate(stack.items)
    }
    if stack.barcode is not None and fault == "hidden":
        feet = [flow.foot if reserve else None for flow, (_, reserve) in zip(flows, groups.settings, strict=True)]
        told[BARCODE_ID] = codes_lack(view.printer, stack, stack.barcode, feet)
    failing = {}
    for item, verdicts in told.items():
        if verdicts.any():
            failing[item] = np.zeros(len(undecodable(view)))
            failing[item][rows] = verdicts[groups.of]
    return failing

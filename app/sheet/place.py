"""From what must be printed to where it stands: ``NoticeContent`` and a form give a ``Sheet``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import KenpanError
from app.notice.model import NoticeContent, PrintItem, Side, TextPart
from app.sheet.customer_bars import BarcodeSize, bar_rects
from app.sheet.fit import StackFit, char_columns, column_mm, fit_lines, fit_stack, wrap
from app.sheet.fonts import FontSet
from app.sheet.form_model import EM_MM_PER_PT, Box, Form, PieceCode, Stack, StackBarcode, StackItem, Wording
from app.sheet.model import SIDES, Fit, Must, Page, PlacedBars, PlacedItem, PlacedRun, Rect, Sheet
from app.sheet.piece_bars import piece_rects
from app.sheet.typeset import Typed, bounds, set_runs, typed

NO_SIZE = "barcode.size"
_EPSILON = 1e-6


def place(
    content: NoticeContent, form: Form, fonts: FontSet, barcode_size: BarcodeSize | None, only: Side | None = None
) -> Sheet:
    """Put every item of a notice in its place on the three panels, or ``only`` on one of them, the others left empty.

    ``barcode_size`` ``None``: no permitted size keeps clear of the envelope's window, so no barcode is printed
    (reason ``barcode.size``). Text that does not fit is set as far as it fits and marked ``overflow``.
    Raises ``KenpanError`` ``form.invalid`` if the form has no place for an item, ``piece.id`` if the piece ID
    cannot be printed as a bar code.
    """
    given = {item.id: item for item in content.items}
    items: list[PlacedItem] = []
    for box in form.boxes:
        item = given.pop(box.id, None) or _own_item(box)
        if item is not None and not _silent(item) and only in (None, box.page):
            items.append(_place_box(item, box, fonts))
    barcode, reason = None, content.barcode.reason
    for stack in form.stacks:
        own = [given.pop(item.id, None) for item in stack.items]
        if only not in (None, stack.page):
            continue
        size = barcode_size if reason is None and takes_barcode(stack, barcode_size) else None
        placed, foot = _place_stack(stack, own, fonts, reserve_mm(stack, size))
        items.extend(placed)
        if stack.barcode is not None:
            given.pop(stack.barcode.id, None)  # its text is in the bars
            if size is not None:
                barcode = _place_barcode(content, stack, stack.barcode, size, foot)
            elif reason is None:
                reason = NO_SIZE
    bars = [barcode] if barcode else []
    for piece in form.pieces:
        given.pop(piece.id, None)
        if only not in (None, piece.page):
            continue
        bars.append(_piece_bars(content.piece_id, piece, form))
        items.append(_piece_text(content.piece_id, piece, fonts))
    if given:
        raise _no_place(next(iter(given)), form)
    return Sheet(form.name, form.status, _pages(form, items, bars), barcode, reason)


def _no_place(item_id: str, form: Form) -> KenpanError:
    return KenpanError(
        "form.invalid",
        "この項目を印字する場所が様式にありません。",
        "様式ファイルに枠を加えてください。",
        file=f"{form.name}.toml",
        place=item_id,
    )


def _pages(form: Form, items: list[PlacedItem], bars: list[PlacedBars]) -> tuple[Page, ...]:
    return tuple(
        Page(
            side,
            form.panel(side).width,
            form.panel(side).height,
            tuple(item for item in items if item.page == side),
            tuple(own for own in bars if own.page == side),
        )
        for side in SIDES
    )


def _own_item(box: Box) -> PrintItem | None:
    """What the form prints in this box by itself (stand-in of the seal)."""
    return PrintItem(box.id, box.page, "", box.label, (TextPart(box.text),)) if box.text else None


def _silent(item: PrintItem) -> bool:
    """Nothing to show: blank in the data, or without text and in order."""
    return item.state == "blank" or (not item.text and item.state == "ok")


def _typed(item: PrintItem, wording: Wording | None) -> list[Typed]:
    if item.state == "missing":
        return []
    if wording is None:
        return typed(item.parts)
    own = [(char, part) for part in item.parts for char in wording.shown(part.text, form_word=part.source is None)]
    return [*typed((TextPart(wording.before),)), *own] if any(char.strip() for char, _ in own) else own


@dataclass(frozen=True, slots=True)
class _Look:
    """What a placed item takes from its form."""

    page: Side
    box: Rect
    size_pt: float
    colour: str
    must: Must | None


def _placed(item: PrintItem, runs: Sequence[PlacedRun], look: _Look, fit: Fit) -> PlacedItem:
    return PlacedItem(
        id=item.id,
        page=look.page,
        label=item.label,
        text=item.text,
        rect=bounds(run.rect for run in runs) if runs else look.box,
        box=look.box,
        runs=tuple(runs),
        sources=item.sources,
        edit=item.edit,
        state=item.state,
        size_pt=look.size_pt,
        colour=look.colour,
        fit=fit,
        must=look.must,
    )


def _outcome(*, overflow: bool, wrapped: bool, shrunk: bool) -> Fit:
    if overflow:
        return "overflow"
    if wrapped:
        return "wrapped"
    return "shrunk" if shrunk else "as_set"


def _place_box(item: PrintItem, box: Box, fonts: FontSet) -> PlacedItem:
    """The item in its own box, in the middle of its height."""
    style, chars = box.style, _typed(item, box.wording)
    widths = [char_columns(char) for char, _ in chars]
    fit = fit_lines(sum(widths), box.rect.width, style.sizes_pt, style.max_lines)
    lines = wrap(widths, fit.room)
    kept = lines[: style.max_lines]
    em, pitch = fit.size_pt * EM_MM_PER_PT, style.pitch(fit.size_pt)
    top = box.rect.y0 if box.from_top else (box.rect.y0 + box.rect.y1 - em - (len(kept) - 1) * pitch) / 2
    runs: list[PlacedRun] = []
    for number, (start, end) in enumerate(kept):
        spare = box.rect.width - sum(widths[start:end]) * column_mm(fit.size_pt)
        x = box.rect.x0 + {"left": 0.0, "centre": spare / 2, "right": spare}[style.align]
        runs += set_runs(chars[start:end], x, top + number * pitch, font=style.font, size_pt=fit.size_pt, fonts=fonts)
    outcome = _outcome(overflow=len(lines) > len(kept), wrapped=len(kept) > 1, shrunk=fit.size_pt < style.sizes_pt[0])
    placed = _placed(item, runs, _Look(box.page, box.rect, fit.size_pt, style.colour, style.must), outcome)
    return replace(placed, rect=box.rect) if box.filled else placed


def takes_barcode(stack: Stack, size: BarcodeSize | None) -> bool:
    """Whether a customer barcode of this size belongs into this stack."""
    return stack.barcode is not None and size is not None and size.width_mm <= stack.rect.width + _EPSILON


def reserve_mm(stack: Stack, size: BarcodeSize | None) -> float:
    """Room kept at the foot of the stack, mm."""
    return 0.0 if stack.barcode is None or stack.barcode.at or size is None else stack.barcode.gap_mm + size.height_mm


@dataclass(frozen=True, slots=True)
class _Flow:
    """A stack while it is being set: its step, the height (mm) that text may reach, and the fonts."""

    stack: Stack
    fit: StackFit
    limit: float
    fonts: FontSet


def _place_stack(
    stack: Stack, items: Sequence[PrintItem | None], fonts: FontSet, reserve_mm: float
) -> tuple[list[PlacedItem], float]:
    """The items from the top at one step, and where the text ends (mm)."""
    shown = [None if item is None or _silent(item) else item for item in items]
    chars = [_typed(item, slot.wording) if item else [] for slot, item in zip(stack.items, shown, strict=True)]
    # An item that should be there but has no text keeps a line empty, so that its place can be shown.
    widths = [
        [char_columns(char) for char, _ in own] or [1] * (item is not None)
        for item, own in zip(shown, chars, strict=True)
    ]
    flow = _Flow(stack, fit_stack(stack, widths, reserve_mm), stack.rect.y1 - reserve_mm, fonts)
    placed: list[PlacedItem] = []
    y = stack.rect.y0
    before: StackItem | None = None
    for slot, item, own, lines in zip(stack.items, shown, chars, flow.fit.lines, strict=True):
        if item is None:
            continue
        if before is not None and before.name != slot.name:
            y += flow.fit.step.gap_mm
        before = slot
        placed.append(_flow_item(flow, item, own, lines, name=slot.name, y=y))
        y += len(lines) * flow.fit.step.pitch(name=slot.name)
    return placed, min(y, flow.limit)


def _flow_item(
    flow: _Flow, item: PrintItem, chars: Sequence[Typed], lines: Sequence[tuple[int, int]], *, name: bool, y: float
) -> PlacedItem:
    """One item of the stack from ``y`` on; lines that would pass the limit are left out and the item says so."""
    stack, step = flow.stack, flow.fit.step
    size_pt, pitch = step.size(name=name), step.pitch(name=name)
    kept = [span for number, span in enumerate(lines, 1) if y + number * pitch <= flow.limit + _EPSILON]
    runs: list[PlacedRun] = []
    for number, (start, end) in enumerate(kept if chars else ()):
        top = y + number * pitch
        runs += set_runs(chars[start:end], stack.rect.x0, top, font=stack.font, size_pt=size_pt, fonts=flow.fonts)
    strip = Rect(stack.rect.x0, y, stack.rect.x1, y + size_pt * EM_MM_PER_PT)
    look = _Look(stack.page, stack.rect if chars else strip, size_pt, stack.colour, stack.must)
    outcome = _outcome(overflow=len(kept) < len(lines), wrapped=len(lines) > 1, shrunk=step is not stack.steps[0])
    return _placed(item, runs, look, outcome)


def _place_barcode(
    content: NoticeContent, stack: Stack, slot: StackBarcode, size: BarcodeSize, foot: float
) -> PlacedBars:
    """The customer barcode below the text that ends at ``foot``, flush left."""
    x, y = slot.at or (stack.rect.x0, foot + slot.gap_mm)
    bars = bar_rects(content.barcode.bars, size, x, y)
    return PlacedBars(
        id=slot.id,
        page=stack.page,
        kind="customer",
        text=" ".join(content.barcode.symbols),
        rect=bounds(bars),
        bars=bars,
        must=stack.must,
        size_pt=size.size_pt,
        pitch_mm=size.pitch_mm,
        sources=content.barcode.sources,
    )


def _piece_bars(piece_id: str, piece: PieceCode, form: Form) -> PlacedBars:
    bars = piece_rects(piece_id, piece.bars, form.piece_bars)
    return PlacedBars(piece.id, piece.page, "piece_id", piece_id, bounds(bars), bars, piece.style.must)


def _piece_text(piece_id: str, piece: PieceCode, fonts: FontSet) -> PlacedItem:
    """The piece ID to be read by people, below its bars."""
    item = PrintItem(piece.id, piece.page, "", piece.label, (TextPart(piece_id),))
    return _place_box(item, Box(piece.id, piece.label, piece.page, piece.text, piece.style), fonts)

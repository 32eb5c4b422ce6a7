"""The program's own form with the places that a print was measured to have: what preview and windows go by.

Style, colour and what a window must show stay the form's own. A side is left as it is where nothing was measured of it,
or where nobody knows how it lies on the paper; an item without a measured place keeps the form's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from app.notice.content import ADDRESSEE_IDS
from app.notice.items import BARCODE_ID, SCHEME_OF, spec_of
from app.notice.model import Side
from app.sheet.fit import char_columns
from app.sheet.form_model import (
    EM_MM_PER_PT,
    MEASURED,
    Box,
    FixedText,
    Form,
    Frame,
    PieceCode,
    Stack,
    StackBarcode,
    StackItem,
    Step,
    Style,
    Wording,
)
from app.sheet.measured_form import Background, MeasuredBlock, MeasuredForm, MeasuredItem, MeasuredPanel
from app.sheet.model import SIDES, Rect
from app.sheet.typeset import ASCENT_EM

_SAME_MM = 1.5
_QUIET_MM = 2.5
_SHRUNK = (0.9, 0.8, 0.7, 0.6)
_TENTHS = 10
_INK, _TINT = "black", "tint"
_THIN_MM = 0.8
_BARS_MM = 5.0
_USUAL_PT, _LEAST_PT, _MOST_PT = 8.0, 4.0, 18.0
_LEAST_ADDRESSEE = 2


def shown_form(draft: Form, measured: MeasuredForm, panel: Side) -> Form:
    """The form of the same layout as it is really printed. ``panel``: the side that faces the windows, which has to lie
    on the paper as the form's own does.
    """
    scheme = SCHEME_OF[draft.layout_no]
    own = {side: shown for side in SIDES if (shown := _side(draft, measured, (side, scheme), panel)) is not None}
    if not own:
        return draft
    if not {_INK, _TINT} <= draft.colours.keys():
        draft = replace(draft, colours={_INK: (0.0, 0.0, 0.0), _TINT: (0.93, 0.93, 0.93), **draft.colours})
    kept = [side for side in SIDES if side not in own]
    known = {item for side in own.values() for item in side.known}
    return replace(
        draft,
        name=f"{draft.name}.{MEASURED}",
        status=MEASURED,
        frames=(*(one for one in draft.frames if one.page in kept), *(f for side in own.values() for f in side.frames)),
        texts=(*(one for one in draft.texts if one.page in kept), *(t for side in own.values() for t in side.texts)),
        boxes=(
            *(box for box in draft.boxes if _stays(box, own, known)),
            *(b for side in own.values() for b in side.boxes),
        ),
        stacks=tuple(own[one.page].stacks.get(one.id, one) if one.page in own else one for one in draft.stacks),
        pieces=tuple(made for one in draft.pieces if (made := _piece(draft, one, own)) is not None),
        background=None if draft.background is None or not kept else draft.background,
        sizes={side: one.size for side, one in own.items()},
        unmeasured=tuple(sorted(_items(draft) - known - {BARCODE_ID})),
    )


def _stays(box: Box, own: Mapping[Side, "_Shown"], known: set[str]) -> bool:
    """What was not measured stays where it was; a stand-in that the form prints itself is on the print as it is."""
    return box.id not in known and not (box.text and box.page in own)


def _items(form: Form) -> set[str]:
    """What the form has a place for."""
    return {box.id for box in form.boxes if not box.text} | {item.id for one in form.stacks for item in one.items}


class _Shown(NamedTuple):
    """One side as it was measured: boxes, stacks by the form's own names, what stands on every notice, and which items
    were measured.
    """

    size: tuple[float, float]
    boxes: tuple[Box, ...]
    stacks: dict[str, Stack]
    texts: tuple[FixedText, ...]
    frames: tuple[Frame, ...]
    known: frozenset[str]
    panel: MeasuredPanel


def _side(draft: Form, measured: MeasuredForm, key: tuple[Side, str], facing: Side) -> _Shown | None:
    side = key[0]
    found = next((panel for own, panel in measured.panels.items() if own == key), None)
    if found is None:
        return None
    panel = _on_paper(draft, measured, found)
    if panel is None:
        if side == facing:
            return None
        panel = found
    stacks: dict[str, Stack] = {}
    singles = [block for block in panel.blocks if len(block.items) == 1]
    for block in panel.blocks:
        if len(block.items) > 1:
            stack = _likest(draft, side, block)
            if stack is None or stack.id in stacks:
                singles += [MeasuredBlock((item,), block.rect) for item in block.items]
            else:
                stacks[stack.id] = _stack(stack, block, panel)
    if side == draft.addressee.page and draft.addressee.id not in stacks:
        return None
    in_stacks = {item.id for stack in stacks.values() for item in stack.items}
    pieces = {piece.id for piece in draft.pieces}
    boxes = tuple(_box(draft, panel, block) for block in singles if block.items[0].id not in pieces | in_stacks)
    known = {item.id for block in panel.blocks for item in block.items}
    texts, frames = tuple(_texts(side, panel.background)), tuple(_frames(side, panel.background))
    return _Shown((panel.width, panel.height), boxes, stacks, texts, frames, frozenset(known), panel)


def _on_paper(draft: Form, measured: MeasuredForm, panel: MeasuredPanel) -> MeasuredPanel | None:
    """The measured side in the form's own places; ``None`` where nobody knows how it lies on the paper."""
    room = draft.paper.panels[panel.side]
    if abs(panel.width - room.width) < _SAME_MM and abs(panel.height - room.height) < _SAME_MM:
        return replace(panel, width=room.width, height=room.height)
    paper = draft.paper
    for page in measured.pages:
        is_paper = abs(page.width - paper.width) < _SAME_MM and abs(page.height - paper.height) < _SAME_MM
        for one in page.placements if is_paper else ():
            # Printed the other way up it would lie in the other half.
            if one.side == panel.side and not one.turned and len(page.placements) <= len(SIDES):
                moved = _moved(panel, one.x - room.x0, one.y - room.y0)
                return replace(moved, width=room.width, height=room.height)
    return None


def _moved(panel: MeasuredPanel, dx: float, dy: float) -> MeasuredPanel:
    blocks = tuple(
        MeasuredBlock(
            tuple(replace(item, anchor=item.anchor + dx, baseline=item.baseline + dy) for item in block.items),
            block.rect.moved(dx, dy),
        )
        for block in panel.blocks
    )
    codes = tuple(replace(code, rect=code.rect.moved(dx, dy)) for code in panel.codes)
    x, y = round(dx * _TENTHS), round(dy * _TENTHS)
    ground = Background(
        frozenset((text, left + x, top + y) for text, left, top in panel.background.chars),
        frozenset((kind, x0 + x, y0 + y, x1 + x, y1 + y) for kind, x0, y0, x1, y1 in panel.background.graphics),
    )
    return replace(panel, blocks=blocks, codes=codes, background=ground)


def _likest(draft: Form, side: Side, block: MeasuredBlock) -> Stack | None:
    """The form's own stack that has these items."""
    ids = {item.id for item in block.items}
    found = [(len(ids & {item.id for item in stack.items}), stack) for stack in draft.stacks if stack.page == side]
    most, stack = max(found, key=lambda one: one[0], default=(0, None))
    if stack is not None and stack.barcode is not None and len(ids & set(ADDRESSEE_IDS)) < _LEAST_ADDRESSEE:
        return None
    return stack if most > 1 else None


def _stack(own: Stack, block: MeasuredBlock, panel: MeasuredPanel) -> Stack:
    """The stack with the measured lines. What was never seen flows where the form's own has it."""
    first = block.items[0]
    seen = {item.id: item for item in block.items}
    kinds = {item.id: item.name for item in own.items}
    order = [item.id for item in block.items if item.id in kinds]
    for at, item in enumerate(own.items):
        if item.id not in order:
            after = [other.id for other in own.items[:at] if other.id in order]
            order.insert(order.index(after[-1]) + 1 if after else 0, item.id)
    plain = [item for item in block.items if not kinds.get(item.id)] or [first]
    named = [item for item in block.items if kinds.get(item.id)] or [first]
    step = Step(plain[0].size_pt, first.pitch, named[0].size_pt, first.pitch, 0.0)
    top = first.baseline - ASCENT_EM * first.size_pt * EM_MM_PER_PT
    barcode, right = own.barcode, block.rect.x1
    code = next((code for code in panel.codes if code.id == BARCODE_ID), None)
    if barcode is not None and code is not None:
        rect = code.rect.grown(-_QUIET_MM)
        right = max(right, rect.x1)
        # Bars that lay in one place on all notices do not follow the text.
        fixed = rect.height < _BARS_MM
        barcode = StackBarcode(barcode.id, barcode.gap_mm, (rect.x0, rect.y0) if fixed else None)
    return replace(
        own,
        rect=Rect(first.anchor, top, right, max(min(block.rect.y1, panel.height), top + first.pitch)),
        items=tuple(StackItem(item_id, kinds[item_id], _wording(seen.get(item_id))) for item_id in order),
        steps=(step,),
        whole_lines_pt=0.0,
        barcode=barcode,
    )


def _wording(item: MeasuredItem | None) -> Wording | None:
    return None if item is None or not (item.left_out or item.before) else Wording(item.left_out, item.before)


def _box(draft: Form, panel: MeasuredPanel, block: MeasuredBlock) -> Box:
    """The room of an item, whose first line stands at the top of it."""
    (item,) = block.items
    em = item.size_pt * EM_MM_PER_PT
    top = item.baseline - ASCENT_EM * em
    lines = 1 + max(0, int((block.rect.y1 - item.baseline) / item.pitch)) if item.pitch else 1
    room = block.rect if lines > 1 else Rect(0.0, top, panel.width, top)
    left, right = {
        "left": (item.anchor, max(room.x1, item.anchor + em)),
        "right": (min(room.x0, item.anchor - em), item.anchor),
        "centre": _around(item.anchor, max(em, min(item.anchor - room.x0, room.x1 - item.anchor))),
    }[item.align]
    sizes = (item.size_pt, *(part * item.size_pt for part in _SHRUNK if part * item.size_pt >= _LEAST_PT))
    like = _like(draft, item.id)
    style = replace(like, sizes_pt=sizes, align=item.align, max_lines=lines, pitch_mm=item.pitch)
    foot = top + em + (lines - 1) * item.pitch
    label = spec_of(panel.scheme, item.id).label
    rect = Rect(left, top, right, foot)
    return Box(item.id, label, panel.side, rect, style, from_top=True, wording=_wording(item))


def _around(middle: float, half: float) -> tuple[float, float]:
    return middle - half, middle + half


def _like(draft: Form, item_id: str) -> Style:
    """How the form itself sets an item."""
    for box in draft.boxes:
        if box.id == item_id:
            return box.style
    for stack in draft.stacks:
        if any(item.id == item_id for item in stack.items):
            return Style(stack.font, (stack.steps[0].size_pt,), stack.colour, "left", 1, 0.0, stack.must)
    return Style("text", (_USUAL_PT,), _INK, "left", 1, 0.0, None)


def _piece(draft: Form, own: PieceCode, sides: Mapping[Side, _Shown]) -> PieceCode | None:
    """The form's own code of the piece where it was measured; none where the print has another one, or none at all."""
    side = sides.get(own.page)
    if side is None:
        return own
    code = next((code for code in side.panel.codes if code.id == own.id), None)
    if code is None or code.kind != "code128" or code.pattern != "{piece_id}":
        return None
    bars = code.rect.grown(-_QUIET_MM)
    if bars.width < own.bars.width - 2 * _QUIET_MM:
        bars = bars._replace(x1=bars.x0 + own.bars.width)
    block = next((block for block in side.panel.blocks if block.items[0].id == own.id), None)
    if block is None:
        return replace(own, bars=bars, text=own.text.moved(bars.x0 - own.bars.x0, bars.y1 - own.bars.y1))
    box = _box(draft, side.panel, block)
    return replace(own, bars=bars, text=box.rect, style=replace(own.style, align=box.style.align))


# What stands on every notice


def _texts(side: Side, ground: Background) -> Iterator[FixedText]:
    """Each character in its own place, as large as its neighbours leave room for."""
    for y, line in groupby(sorted(ground.chars, key=lambda one: (one[2], one[1])), key=lambda one: one[2]):
        chars = [(text, x / _TENTHS) for text, x, _ in line]
        for (text, x), size_pt in zip(chars, _sizes(chars), strict=True):
            top = y / _TENTHS - ASCENT_EM * size_pt * EM_MM_PER_PT
            yield FixedText(side, text, x, top, 0.0, Style("text", (size_pt,), _INK, "left", 1, 0.0, None))


def _sizes(chars: list[tuple[str, float]]) -> list[float]:
    ems = [(after[1] - before[1]) * 2 / max(char_columns(before[0][:1] or " "), 1) for before, after in pairwise(chars)]
    usual = [em / EM_MM_PER_PT for em in ems if _LEAST_PT <= em / EM_MM_PER_PT <= _MOST_PT]
    size = sorted(usual)[len(usual) // 2] if usual else _USUAL_PT
    return [size] * len(chars)


def _frames(side: Side, ground: Background) -> Iterator[Frame]:
    for kind, *corners in sorted(ground.graphics):
        rect = Rect(*(value / _TENTHS for value in corners))
        if not kind.startswith("fill-path"):
            yield Frame(side, rect, 0.15, _INK, "")
        elif min(rect.width, rect.height) < _THIN_MM:
            yield Frame(side, rect, 0.15, _INK, _INK)
        else:
            yield Frame(side, rect, 0.01, _TINT, _TINT)


def measured_labels(form: Form) -> tuple[str, ...]:
    """The items whose places are still the form's own, as people call them."""
    scheme = SCHEME_OF[form.layout_no]
    return tuple(spec_of(scheme, item_id).label for item_id in form.unmeasured)

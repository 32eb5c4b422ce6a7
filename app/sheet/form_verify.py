"""What must hold of a form before anything is placed on it."""

from collections.abc import Iterator
from itertools import combinations

from app.notice.model import Side
from app.sheet.form_file import invalid
from app.sheet.form_model import EM_MM_PER_PT, Form
from app.sheet.model import Rect

_EPSILON = 1e-6


def verify_form(form: Form, file: str) -> None:
    """Raise ``form.invalid`` unless every place is inside its panel, free of the others, and made of known things."""
    _verify_ids(form, file)
    for place, page, rect in _rects(form):
        panel = form.panel(page)
        if rect.x1 > panel.width + _EPSILON or rect.y1 > panel.height + _EPSILON:
            raise invalid(file, place, "枠が用紙の面の外に出ています。")
    _verify_overlaps(form, file)
    for place, colour in _colours(form):
        if colour not in form.colours:
            raise invalid(file, place, f"「{colour}」という色は決められていません。")
    if sum(stack.barcode is not None for stack in form.stacks) != 1:
        raise invalid(file, "stacks", "カスタマバーコードの置き場所は一つだけ要ります。")
    low = [piece.id for piece in form.pieces if piece.bars.height < form.piece_bars.min_height_mm]
    if low:
        raise invalid(file, low[0], f"現品IDバーの高さが {form.piece_bars.min_height_mm:g} mm に足りません。")


def _verify_ids(form: Form, file: str) -> None:
    ids = [
        *(box.id for box in form.boxes),
        *(item.id for stack in form.stacks for item in stack.items),
        *(stack.barcode.id for stack in form.stacks if stack.barcode),
        *(piece.id for piece in form.pieces),
    ]
    double = sorted({item for item in ids if ids.count(item) > 1})
    if double:
        raise invalid(file, double[0], "同じ項目が二か所にあります。")


def _rects(form: Form) -> Iterator[tuple[str, Side, Rect]]:
    """Every rectangle of the form with its place and panel; fixed wording by the room that it takes."""
    yield from _item_rects(form)
    for number, frame in enumerate(form.frames, 1):
        yield f"frames {number}", frame.page, frame.rect
    for text in form.texts:
        em = text.style.sizes_pt[0] * EM_MM_PER_PT
        width = text.width or max(len(line) for line in text.text.split("\n")) * em
        left = text.x - {"left": 0.0, "centre": width / 2, "right": width}[text.style.align]
        yield text.text[:12], text.page, Rect(left, text.y, left + width, text.y + em)


def _item_rects(form: Form) -> Iterator[tuple[str, Side, Rect]]:
    for box in form.boxes:
        yield box.id, box.page, box.rect
    for stack in form.stacks:
        yield stack.id, stack.page, stack.rect
    for piece in form.pieces:
        yield piece.id, piece.page, piece.bars
        yield piece.id, piece.page, piece.text


def _verify_overlaps(form: Form, file: str) -> None:
    for (first, first_page, one), (second, second_page, other) in combinations(_item_rects(form), 2):
        apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
        if first_page == second_page and not apart:
            raise invalid(file, f"{first}・{second}", "二つの項目の枠が重なっています。")


def _colours(form: Form) -> Iterator[tuple[str, str]]:
    for box in form.boxes:
        yield box.id, box.style.colour
    for stack in form.stacks:
        yield stack.id, stack.colour
    for piece in form.pieces:
        yield piece.id, piece.style.colour
    for text in form.texts:
        yield text.text[:12], text.style.colour
    for number, frame in enumerate(form.frames, 1):
        yield f"frames {number}", frame.colour
        if frame.fill:
            yield f"frames {number}", frame.fill

"""Text that something else hides, cuts off, crosses out or speaks over."""

from app.sheet.model import Rect
from app.training.printing.ink import PT_PER_MM
from app.training.printing.lying import Lie, LieContext, box_of, text_of
from app.training.printing.pdf import real

_AWAY = 30.0  # mm
_MARGIN = 20.0


def _under_box(context: LieContext) -> str:
    context.extras.last.append(context.ink.rects([box_of(context).grown(0.3)], "1 g"))
    return text_of(context, context.honest)


def _under_image(context: LieContext) -> str:
    number = context.writer.image(2, 2, b"\xff" * 4)
    name = context.extras.resource("XObject", f"{number} 0 R")
    context.extras.last.append(context.writer.show_image(name, box_of(context).grown(0.3), context.ink))
    return text_of(context, context.honest)


def _outside(context: LieContext) -> str:
    """Beyond the right edge of the page."""
    dx = context.size[0] + 3.0 - box_of(context).x0
    return text_of(context, context.honest.moved(-dx if context.placing.turned else dx, 0.0))


def _outside_crop(context: LieContext) -> str:
    """The page is larger than what is shown of it."""
    width, height = (value * PT_PER_MM for value in context.size)
    context.extras.media = (width + 100 * PT_PER_MM, height)
    context.extras.entries["CropBox"] = f"[0 0 {real(width)} {real(height)}]"
    return _outside(context)


def _clipped(context: LieContext) -> str:
    return _in_clip(context, box_of(context).moved(0.0, -_AWAY))


def _half_clipped(context: LieContext) -> str:
    box = box_of(context)
    return _in_clip(context, Rect(box.x0 - 1, box.y0 - 1, box.x1 + 1, (box.y0 + box.y1) / 2))


def _in_clip(context: LieContext, box: Rect) -> str:
    return f"q\n{context.ink.rect(box)} W n\n{text_of(context, context.honest)}\nQ"


def _overprinted(context: LieContext) -> str:
    return f"{text_of(context, context.shown)}\n{text_of(context, context.honest)}"


def _strike_out(context: LieContext) -> str:
    box = box_of(context)
    middle = (box.y0 + box.y1) / 2
    return f"{text_of(context, context.honest)}\n{context.ink.line(box.x0, middle, box.x1, middle, 0.3, 'black')}"


def _appearance(context: LieContext) -> tuple[str, int]:
    """A white box with the right value on it, as an annotation shows it: its rectangle in points, its stream."""
    box = box_of(context).grown(0.4)
    drawn = f"{context.ink.head()}\n{context.ink.rects([box], '1 g')}\n{text_of(context, context.honest)}"
    height = context.size[1]
    corners = (box.x0, height - box.y1, box.x1, height - box.y0)
    rect = "[" + " ".join(real(value * PT_PER_MM) for value in corners) + "]"
    entries = f"/Type/XObject/Subtype/Form/BBox{rect}/Resources {context.writer.shared} 0 R"
    return rect, context.writer.pdf.stream(f"q\n{drawn}\nQ".encode("latin-1"), entries)


def _text(value: str) -> str:
    return f"<feff{value.encode('utf-16-be').hex()}>"


def _annotation(context: LieContext) -> str:
    rect, stream = _appearance(context)
    contents = f"/Contents{_text(context.honest.printed)}/DA(/T 9 Tf 0 g)"
    body = f"<</Type/Annot/Subtype/FreeText/F 4/Rect{rect}{contents}/AP<</N {stream} 0 R>>>>"
    context.extras.annotations.append(context.writer.pdf.add(body))
    return text_of(context, context.shown)


def _form_field(context: LieContext) -> str:
    rect, stream = _appearance(context)
    value = f"/FT/Tx/T(f{stream})/V{_text(context.honest.printed)}/DA(/T 9 Tf 0 g)"
    number = context.writer.pdf.add(f"<</Type/Annot/Subtype/Widget/F 4/Rect{rect}{value}/AP<</N {stream} 0 R>>>>")
    context.extras.annotations.append(number)
    context.writer.fields.append(number)
    return text_of(context, context.shown)


LIES: dict[str, Lie] = {
    "under_box": _under_box,
    "under_image": _under_image,
    "outside_crop": _outside_crop,
    "outside_media": _outside,
    "clipped": _clipped,
    "half_clipped": _half_clipped,
    "overprinted": _overprinted,
    "strike_out": _strike_out,
    "annotation": _annotation,
    "form_field": _form_field,
}

"""Text that is no text, or of no size."""

from collections.abc import Sequence

import pymupdf

from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect
from app.sheet.mupdf_lock import MUPDF
from app.training.printing.ink import PT_PER_MM, Ink
from app.training.printing.lying import Lie, LieContext, box_of, text_of
from app.training.printing.pdf import PdfFile
from app.training.printing.setting import Glyphs, Placing, SetItem

_TINY_PT = 0.1
_NARROW = 0.01
_DPI = 300
_PATH = {"move": "m", "line": "l", "curve": "c", "close": "h"}


def outline_ink(context: LieContext, runs: Sequence[Glyphs], ink: Ink, placing: Placing) -> str:
    """The characters as filled paths."""
    out = [context.writer.layout.habits.colours["black"]]
    for run in runs:
        font = context.writer.fonts[run.role].font
        em = run.size_pt * EM_MM_PER_PT
        for char, left in zip(run.text, run.lefts, strict=True):
            for name, points in font.outline(char) or ():
                at = [placing.point(run.x + left + x * em * run.stretch, run.y - y * em) for x, y in points]
                operands = " ".join(f"{ink.fine_x(x)} {ink.fine_y(y)}" for x, y in at)
                out.append(f"{operands} {_PATH[name]}".strip())
    return "\n".join([*out, "f"])


def _outlines(context: LieContext) -> str:
    return f"q\n{outline_ink(context, context.honest.runs, context.ink, context.placing)}\nQ"


def _image(context: LieContext) -> str:
    """A picture of the item."""
    box = box_of(context).grown(0.3)
    pdf = PdfFile("")
    ink = Ink(context.ink.habits, context.writer.fonts, context.size[1])
    drawn = f"{ink.head()}\n{outline_ink(context, context.honest.runs, ink, context.placing)}"
    contents = pdf.stream(drawn.encode("latin-1"))
    width, height = (value * PT_PER_MM for value in context.size)
    pdf.page(width, height, f"/Contents {contents} 0 R")
    clip = pymupdf.Rect(*(value * PT_PER_MM for value in box))
    with MUPDF:
        page = pymupdf.open(stream=pdf.finish(), filetype="pdf")[0]
        pixels = page.get_pixmap(dpi=_DPI, clip=clip, colorspace=pymupdf.csGRAY)
    number = context.writer.image(pixels.width, pixels.height, bytes(pixels.samples))
    name = context.extras.resource("XObject", f"{number} 0 R")
    scale = 25.4 / _DPI
    shown = Rect(
        pixels.x * scale, pixels.y * scale, (pixels.x + pixels.width) * scale, (pixels.y + pixels.height) * scale
    )
    return context.writer.show_image(name, shown, context.ink)


def _tiny(context: LieContext) -> str:
    """The value in a size that nobody sees."""
    run, *rest = context.honest.runs
    shrink = _TINY_PT / run.size_pt
    runs = [
        one._replace(
            size_pt=_TINY_PT,
            x=run.x + (one.x - run.x) * shrink,
            lefts=tuple(left * shrink for left in one.lefts),
            width=one.width * shrink,
        )
        for one in (run, *rest)
    ]
    return text_of(context, SetItem(context.honest.id, "", "", runs))


def _narrow(context: LieContext) -> str:
    """The value in a hundredth of its width."""
    run = context.honest.runs[0]
    runs = [
        one._replace(
            stretch=one.stretch * _NARROW,
            x=run.x + (one.x - run.x) * _NARROW,
            lefts=tuple(left * _NARROW for left in one.lefts),
            width=one.width * _NARROW,
        )
        for one in context.honest.runs
    ]
    return text_of(context, SetItem(context.honest.id, "", "", runs))


LIES: dict[str, Lie] = {"outlines": _outlines, "image": _image, "tiny": _tiny, "narrow": _narrow}

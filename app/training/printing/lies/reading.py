"""Text of which a program is told something else than what is drawn."""

from itertools import groupby

from app.training.printing.lying import Lie, LieContext, text_of, with_codes
from app.training.printing.setting import SetItem
from app.training.printing.subset import SubsetFont


def _actual_text(context: LieContext) -> str:
    """The wrong characters say that they are the right ones."""
    out = []
    for shown, honest in zip(context.shown.runs, context.honest.runs, strict=True):
        apart = [one != other for one, other in zip(shown.text, honest.text, strict=True)]
        stop = 0
        for lying, group in groupby(apart):
            start, stop = stop, stop + len(list(group))
            drawn = text_of(context, SetItem("", "", "", [shown.part(start, stop)]))
            value = honest.text[start:stop].encode("utf-16-be").hex()
            out.append(f"/Span<</ActualText<feff{value}>>>BDC\n{drawn}\nEMC" if lying else drawn)
    return "\n".join(out)


def _to_unicode(context: LieContext) -> str:
    """Drawn is the wrong value, read the right one: only the glyphs themselves tell."""
    out = []
    for shown, honest in zip(context.shown.runs, context.honest.runs, strict=True):
        font = context.writer.fonts[shown.role]
        codes = [
            font.code(char) if char == true else font.false_code(char, true)
            for char, true in zip(shown.text, honest.text, strict=True)
        ]
        out.append(with_codes(context, shown, codes))
    return "\n".join(out)


def _blank_glyph(context: LieContext) -> str:
    """A glyph without ink stands for the characters that are blank in what is shown."""
    out = []
    for shown, honest in zip(context.shown.runs, context.honest.runs, strict=True):
        font = context.writer.fonts[honest.role]
        codes = [
            font.false_code("", true) if char != true else font.code(true)
            for char, true in zip(shown.text, honest.text, strict=True)
        ]
        out.append(with_codes(context, honest, codes))
    return "\n".join(out)


def _no_to_unicode(context: LieContext) -> str:
    """A subset of the same font, without a table that says what its codes mean."""
    own: dict[str, SubsetFont] = {}
    for number, (role, font) in enumerate(context.writer.fonts.items()):
        own[role] = SubsetFont(font.font, f"N{number}", f"no text {role}", readable=False)
    out = []
    for run in context.honest.runs:
        font = own[run.role]
        codes = [font.code(char) for char in run.text]
        context.extras.resources.setdefault("Font", {})[font.name] = f"{font.reserve(context.writer.pdf)} 0 R"
        out.append(with_codes(context, run, codes, font))
    context.writer.more_fonts += own.values()
    return "\n".join(out)


LIES: dict[str, Lie] = {
    "actual_text": _actual_text,
    "to_unicode": _to_unicode,
    "blank_glyph": _blank_glyph,
    "no_to_unicode": _no_to_unicode,
}

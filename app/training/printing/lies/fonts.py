"""外字 that another font prints, or none."""

from app.sheet.fonts import is_gaiji
from app.training.printing.lying import Lie, LieContext, with_codes

_STAND_IN = "〓"


def _other_font(context: LieContext) -> str:
    """Another font's glyph stands at the character's code, as when its file was not there."""
    out = []
    for run in context.honest.runs:
        other = run._replace(role="text") if any(map(is_gaiji, run.text)) else run
        font = context.writer.fonts[other.role]
        codes = [font.false_code(_STAND_IN, char) if is_gaiji(char) else font.code(char) for char in run.text]
        out.append(with_codes(context, other, codes))
    return "\n".join(out)


def _blank(context: LieContext) -> str:
    """The font has a glyph for the character that draws nothing."""
    out = []
    for run in context.honest.runs:
        font = context.writer.fonts[run.role]
        codes = [font.false_code("", char) if is_gaiji(char) else font.code(char) for char in run.text]
        out.append(with_codes(context, run, codes))
    return "\n".join(out)


LIES: dict[str, Lie] = {"gaiji_font": _other_font, "gaiji_blank": _blank}

"""Pages and items that are turned and turned back, which is right, or mirrored, which is not."""

from app.training.printing.ink import PT_PER_MM
from app.training.printing.lying import Lie, LieContext, text_of
from app.training.printing.pdf import real


def _rotate_quarter(context: LieContext) -> str:
    """The page lies on its side and says so: seen, it is as it should be."""
    width, height = (value * PT_PER_MM for value in context.size)
    context.extras.media = (height, width)
    context.extras.entries["Rotate"] = " 90"
    context.extras.before = f"q 0 1 -1 0 {real(height)} 0 cm"
    context.extras.after = "Q"
    return text_of(context, context.honest)


def _rotate_half(context: LieContext) -> str:
    width, height = (value * PT_PER_MM for value in context.size)
    context.extras.entries["Rotate"] = " 180"
    context.extras.before = f"q -1 0 0 -1 {real(width)} {real(height)} cm"
    context.extras.after = "Q"
    return text_of(context, context.honest)


def _turned_back(context: LieContext) -> str:
    """The item is written upside down in coordinates that are upside down."""
    width, height = context.size
    placing = context.placing
    other = placing._replace(
        x=width - placing.x - placing.width, y=height - placing.y - placing.height, turned=not placing.turned
    )
    cm = context.ink.half_turn(width, height)
    return f"q\n{cm}\n{text_of(context._replace(placing=other), context.honest)}\nQ"


def _mirrored(context: LieContext) -> str:
    """The whole page as in a mirror."""
    context.extras.before = f"q -1 0 0 1 {real(context.size[0] * PT_PER_MM)} 0 cm"
    context.extras.after = "Q"
    return text_of(context, context.honest)


LIES: dict[str, Lie] = {
    "rotate_quarter": _rotate_quarter,
    "rotate_half": _rotate_half,
    "turned_back": _turned_back,
    "mirrored": _mirrored,
}

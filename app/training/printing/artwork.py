"""The static print of a panel: wording, rules, areas and the seal's frame."""

from app.notice.model import Side
from app.records.layouts import Scheme
from app.sheet.model import Rect
from app.training.printing.ink import Ink
from app.training.printing.layout import PrintLayout, StaticRule
from app.training.printing.setting import Glyphs, Placing, Setter


def artwork_ink(layout: PrintLayout, scheme: Scheme, side: Side, setter: Setter, ink: Ink, placing: Placing) -> str:
    """Operators for the static print of this side."""
    rules = [rule for rule in layout.rules if rule.side == side and scheme in rule.schemes]
    out = [_area(rule, ink, placing) for rule in rules if rule.filled]
    out += [_line(rule, ink, placing) for rule in rules if not rule.filled]
    by_colour: dict[str, list[Glyphs]] = {}
    for text in layout.texts:
        if text.side == side and scheme in text.schemes:
            for number, line in enumerate(text.text.strip("\n").split("\n")):
                runs = setter.text(line, text.place)
                drop = number * text.place.pitch
                by_colour.setdefault(text.colour, []).extend(run._replace(y=run.y + drop) for run in runs)
    out += [ink.texts(runs, placing, colour) for colour, runs in by_colour.items()]
    return "\n".join(out)


def _area(rule: StaticRule, ink: Ink, placing: Placing) -> str:
    return ink.rects([placing.rect(Rect(rule.x0, rule.y0, rule.x1, rule.y1))], rule.colour)


def _line(rule: StaticRule, ink: Ink, placing: Placing) -> str:
    start, end = placing.point(rule.x0, rule.y0), placing.point(rule.x1, rule.y1)
    return ink.line(*start, *end, rule.line_mm, rule.colour)

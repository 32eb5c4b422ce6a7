"""From what was learned to a measured form: the one that a comparison reads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import NamedTuple

from app.notice.items import item_specs
from app.notice.model import Side
from app.proof.learning.codes import FoundCode, bars_place, bars_seen, code_seen, learn_codes
from app.proof.learning.ground import background, has_blanks, learn_ground, sign_before
from app.proof.learning.learn import Learned, LearnedSide
from app.proof.learning.lines import folded, occurrences
from app.proof.learning.places import Sought, candidates, is_plenty, rivals
from app.proof.learning.rooms import apart, room, with_more_lines
from app.proof.printed.expected import code_text
from app.proof.printed.model import Graphic
from app.proof.printed.panel_text import panel_on_page
from app.records.layouts import Scheme
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.measured_form import MeasuredBlock, MeasuredCode, MeasuredForm, MeasuredItem, MeasuredPanel, Placement
from app.sheet.model import Rect

_SAME_MM = 0.6


class SeenFont(NamedTuple):
    """The first character of a stretch of text: the name of its font, its origin and how high its em is (mm)."""

    name: str
    x: float
    y: float
    em: float


@dataclass(slots=True)
class PageFacts:
    """What a child found on a whole page: codes, and the first characters of each font, where they stand and how high
    their em is; mm of the page.
    """

    codes: list[FoundCode] = field(default_factory=list)
    fonts: list[SeenFont] = field(default_factory=list)


def form_of(learned: Learned, facts: Mapping[int, PageFacts], source: str = "") -> MeasuredForm:
    """The form with all that was placed. ``facts``: by number of the page, of some pages at least; ``source``: what was
    measured, for people.
    """
    panels = {}
    for (side, scheme), own in sorted(learned.sides.items()):
        panels[side, scheme] = _panel(side, scheme, own, learned.pieces.sizes[side], facts)
    pages = tuple(sorted(learned.pieces.pages, key=lambda page: page.turn))
    return _neat(MeasuredForm(pages, panels, learned.pieces.apart, source=source))


def _neat(form: MeasuredForm) -> MeasuredForm:
    """All lengths to a thousandth of a millimetre: nobody measures finer, and so they are what is written."""
    panels = {
        key: replace(
            panel,
            width=_mm(panel.width),
            height=_mm(panel.height),
            blocks=tuple(
                replace(block, items=tuple(map(_neat_item, block.items)), rect=Rect(*map(_mm, block.rect)))
                for block in panel.blocks
            ),
            codes=tuple(replace(code, rect=Rect(*map(_mm, code.rect))) for code in panel.codes),
        )
        for key, panel in form.panels.items()
    }
    pages = tuple(
        replace(
            page,
            width=_mm(page.width),
            height=_mm(page.height),
            placements=tuple(one._replace(x=_mm(one.x), y=_mm(one.y)) for one in page.placements),
        )
        for page in form.pages
    )
    return replace(form, pages=pages, panels=panels)


def _neat_item(item: MeasuredItem) -> MeasuredItem:
    return replace(
        item,
        anchor=_mm(item.anchor),
        baseline=_mm(item.baseline),
        size_pt=_mm(item.size_pt),
        pitch=_mm(item.pitch),
        spread_mm=_mm(item.spread_mm or 0.0),
    )


def _mm(value: float) -> float:
    return round(float(value), 3)


def _panel(
    side: Side, scheme: Scheme, own: LearnedSide, size: tuple[float, float], facts: Mapping[int, PageFacts]
) -> MeasuredPanel:
    width, height = size
    blank = MeasuredPanel(side, scheme, width, height, ())
    graphics: list[list[Graphic]] = []
    found: list[list[FoundCode]] = []
    for one in own.seen:
        on_page = panel_on_page(one.page, blank, one.placement)
        graphics.append([] if on_page is None else on_page.graphics)
        told = facts.get(one.page.number, PageFacts())
        found.append(_on_panel(told.codes, one.placement, width, height))
    codes = learn_codes(side, own, found, graphics)
    for code in codes:
        _learn_text(own, scheme, code)
    ground = learn_ground(own)
    for item_id in own.placed:
        seen = _seen_fonts(own, item_id, facts, width, height)
        names = Counter(one.name for one in seen)
        own.fonts[item_id] = names.most_common(1)[0][0].split("+")[-1] if names else ""
        if seen:
            own.heights[item_id] = median(one.em for one in seen) / EM_MM_PER_PT
    blocks, flowing = [], set()
    for flow in own.flows:
        items = [_item(own, item_id, flow.baseline, flow.pitch) for item_id in flow.items]
        rects = [own.placed[item_id].place.rect for item_id in flow.items]
        last = max(voted.chars[-1].y for item_id in flow.items for voted in own.placed[item_id].votes.values())
        blocks.append(MeasuredBlock(tuple(items), room(rects, flow.baseline, last)))
        flowing |= set(flow.items)
    for item_id, candidate in own.placed.items():
        if item_id not in flowing:
            place = candidate.place
            lines = max((len(voted.lines) for voted in candidate.votes.values()), default=1)
            item = _item(own, item_id, place.baseline, place.pitch)
            blocks.append(
                MeasuredBlock((item,), room([place.rect], place.baseline, place.baseline + (lines - 1) * place.pitch))
            )
    blocks = apart(with_more_lines(blocks, height))
    if side == "sheet":
        bars = bars_place(own, graphics, codes, blocks)
        codes = [*codes, bars] if bars is not None else codes
    drawn = [[code_seen(code, here) for code in told] for told, here in zip(found, graphics, strict=True)]
    if any(code.kind == "customer" for code in codes):
        plain = [code for code in codes if code.kind != "customer"]
        drawn = [[*seen, *bars_seen(here, plain)] for seen, here in zip(drawn, graphics, strict=True)]
    return MeasuredPanel(
        side,
        scheme,
        width,
        height,
        tuple(blocks),
        tuple(codes),
        background(own, ground, drawn, graphics),
        tuple(sorted(item_id for item_id in (*own.unplaced, *own.asked) if own.sought[item_id].due)),
    )


def _item(own: LearnedSide, item_id: str, baseline: float, pitch: float) -> MeasuredItem:
    place, way = own.placed[item_id].place, own.sought[item_id].way
    item = MeasuredItem(
        id=item_id,
        align=place.align,
        anchor=place.anchor,
        baseline=baseline,
        # What was squeezed on all pages is as high as it would be otherwise; its width says less.
        size_pt=max(place.size_pt, own.heights.get(item_id, 0.0)),
        pitch=pitch,
        left_out=way.left_out,
        before=sign_before(own, item_id),
        font=own.fonts.get(item_id) or "text",
        spread_mm=place.spread,
    )
    if item_id.endswith("piece_id") or has_blanks(own, item_id, item):
        return item
    return replace(item, blanks=False)


def _on_panel(codes: Sequence[FoundCode], at: Placement, width: float, height: float) -> list[FoundCode]:
    found = []
    for code in codes:
        rect = code.rect
        x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
        if not (at.x <= x <= at.x + width and at.y <= y <= at.y + height):
            continue
        if at.turned:
            x1, y1 = at.x + width, at.y + height
            rect = Rect(x1 - rect.x1, y1 - rect.y1, x1 - rect.x0, y1 - rect.y0)
        else:
            rect = rect.moved(-at.x, -at.y)
        found.append(code._replace(rect=rect))
    return found


def _learn_text(own: LearnedSide, scheme: Scheme, code: MeasuredCode) -> None:
    """The text of a code beside it is an item like the others."""
    spec = next((spec for spec in item_specs(scheme) if spec.id == code.id), None)
    if spec is None:
        return
    sought = Sought(spec, list(range(len(own.texts))))
    for at, text in enumerate(own.texts):
        value = code_text(code.pattern, text.content)
        sought.values[at] = folded(value)
        spots = occurrences(text.rows, sought.values[at], value)
        if spots:
            sought.found[at] = spots
    tried = candidates(sought)
    if tried and is_plenty(sought, tried[0].place) and not rivals(sought, tried, own.texts):
        own.sought[code.id], own.placed[code.id] = sought, tried[0]


def _seen_fonts(
    own: LearnedSide, item_id: str, facts: Mapping[int, PageFacts], width: float, height: float
) -> list[SeenFont]:
    """How the print sets the first character of an item, on each page that was looked at for it."""
    found = []
    for at, one in own.placed[item_id].votes.items():
        seen = own.seen[at]
        told = facts.get(seen.page.number)
        if told is None:
            continue
        place = seen.placement
        x, y = one.first.x, one.first.y
        x, y = (place.x + width - x, place.y + height - y) if place.turned else (place.x + x, place.y + y)
        spots: list[tuple[float, SeenFont]] = []
        for font in told.fonts:
            along = font.x - x if place.turned else x - font.x
            if abs(font.y - y) <= _SAME_MM and along >= -_SAME_MM:
                spots.append((along, font))
        if spots:
            found.append(min(spots)[1])
    return found

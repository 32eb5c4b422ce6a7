"""Highlight layers of the page: which places light up, with a caption. No Qt in here, so that it is easily tested."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.month.looking.model import GaijiUse, ShownRecord
from app.records.text import char_to_code
from app.sheet.model import Page, PlacedRun, Rect
from app.signoff.asked_places import EDITS, GAIJI


class Layer(StrEnum):
    """A layer that can be switched on and off; the value is its name on screen."""

    EDITS = "元号・元年"
    WINDOWS = "窓"
    GAIJI = "外字"
    BOXES = "全枠"


@dataclass(frozen=True, slots=True)
class Highlight:
    """One place of a layer. ``strong`` places are what the layer is about, the others their surroundings."""

    layer: Layer
    rect: Rect
    caption: str
    strong: bool = True


_LAYER_ENTRIES = {EDITS: Layer.EDITS, GAIJI: Layer.GAIJI}
_GAIJI_STATES = {"drawn": "字形あり", "blank": "空白字形", "missing": "字形なし"}
WINDOW_NAMES = {"address": "宛名窓", "office": "事務所窓"}


def highlights(look: ShownRecord, page: Page, layers: Iterable[Layer]) -> list[Highlight]:
    """All highlights of the layers that are on, for one page of the record looked at."""
    makers = {
        Layer.BOXES: _boxes,
        Layer.WINDOWS: _windows,
        Layer.EDITS: _edits,
        Layer.GAIJI: _gaiji,
    }
    wanted = set(layers)
    return [found for layer, make in makers.items() if layer in wanted for found in make(look, page)]


def asked_rects(look: ShownRecord, page: Page, lit: Iterable[str]) -> list[Rect]:
    """The parts (mm) of a page that a question looks at, a rectangle for each entry of
    :attr:`app.signoff.asked_places.AskedPlace.lit` that is there; an edit and a 外字 have one each.
    """
    found: list[Rect] = []
    for entry in lit:
        if entry in _LAYER_ENTRIES:
            found += [one.rect for one in highlights(look, page, [_LAYER_ENTRIES[entry]]) if one.strong]
            continue
        begins = tuple(entry.split("|"))
        own = [item.rect for item in page.items if item.id.startswith(begins)]
        own += [bars.rect for bars in page.bars if bars.id.startswith(begins)]
        if own:
            found.append(Rect(min(one.x0 for one in own), min(one.y0 for one in own),
                              max(one.x1 for one in own), max(one.y1 for one in own)))  # fmt: skip
    return found


def _boxes(_look: ShownRecord, page: Page) -> list[Highlight]:
    items = [Highlight(Layer.BOXES, item.box, item.label, strong=False) for item in page.items]
    return items + [Highlight(Layer.BOXES, bars.rect, "", strong=False) for bars in page.bars]


def _windows(look: ShownRecord, page: Page) -> list[Highlight]:
    if page.name != "sheet" or look.envelope is None:
        return []
    found = []
    for zone in look.envelope.zones:
        name = WINDOW_NAMES[zone.window]
        found.append(Highlight(Layer.WINDOWS, zone.ever, f"{name}：見えることがある範囲", strong=False))
        if zone.always is not None:
            found.append(Highlight(Layer.WINDOWS, zone.always, f"{name}：いつも見える範囲"))
    return found


def _edits(look: ShownRecord, page: Page) -> list[Highlight]:
    eras = {row.item for row in look.fields if row.name == "元号"}
    found = []
    for run in _runs(page):
        if run.edit is not None:
            found.append(Highlight(Layer.EDITS, run.rect, f"{run.edit.before.strip()}→{run.edit.after}"))
        elif run.source is not None and run.source.record == look.record and run.source.item in eras:
            found.append(Highlight(Layer.EDITS, run.rect, "", strong=False))
    return found


def _gaiji(look: ShownRecord, page: Page) -> list[Highlight]:
    states: dict[str, GaijiUse] = {use.char: use for use in look.gaiji}
    found = []
    for run in _runs(page):
        for char in run.chars:
            code = char_to_code(char.char)
            if code is None:
                continue
            rect = Rect(char.x, run.rect.y0, char.x + char.width, run.rect.y1)
            state = _GAIJI_STATES[states[char.char].state] if char.char in states else ""
            found.append(Highlight(Layer.GAIJI, rect, f"{code:04X} {state}".strip()))
    return found


def _runs(page: Page) -> Iterable[PlacedRun]:
    for item in page.items:
        yield from item.runs

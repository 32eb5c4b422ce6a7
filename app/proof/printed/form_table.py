"""A measured form as one table, which its hash is of: however its file is written, the same form has the same hash."""

from collections.abc import Iterable
from typing import Any

from app.sheet.measured_file import in_order
from app.sheet.measured_form import MeasuredForm, MeasuredItem, MeasuredPanel

_VERSION = 2
_FLAGS = ("columns", "blanks")
_NUMBERS = ("anchor", "baseline", "size_pt", "least_pt", "pitch")


def form_json(form: MeasuredForm) -> dict[str, Any]:
    """The table of a form."""
    return {
        "version": _VERSION,
        "status": "draft" if form.drafts else "measured",
        **({"drafts": list(form.drafts)} if form.drafts else {}),
        "apart": form.apart,
        "glyphs": dict(form.glyphs),
        "pages": [
            {
                "width": float(page.width),
                "height": float(page.height),
                "turn": page.turn,
                "placements": [{**one._asdict(), "x": float(one.x), "y": float(one.y)} for one in page.placements],
            }
            for page in form.pages
        ],
        "panels": [_panel_json(panel) for panel in in_order(form).panels.values()],
        "ignored": [{**zone._asdict(), "rect": _floats(zone.rect)} for zone in form.zones],
    }


def _panel_json(panel: MeasuredPanel) -> dict[str, Any]:
    return {
        "side": panel.side,
        "scheme": panel.scheme,
        "width": float(panel.width),
        "height": float(panel.height),
        "blocks": [
            {"rect": _floats(block.rect), "items": [_item_json(item) for item in block.items]} for block in panel.blocks
        ],
        "codes": [
            {"id": code.id, "kind": code.kind, "rect": _floats(code.rect), "pattern": code.pattern}
            for code in panel.codes
        ],
        "unplaced": list(panel.unplaced),
        "background": {
            "chars": sorted(list(one) for one in panel.background.chars),
            "graphics": sorted(list(one) for one in panel.background.graphics),
        },
    }


def _item_json(item: MeasuredItem) -> dict[str, Any]:
    found = {name: getattr(item, name) for name in ("id", "align", "before", *_FLAGS, "font", "spread_mm")}
    numbers = {name: float(getattr(item, name)) for name in _NUMBERS}
    return {**found, **numbers, "left_out": sorted(item.left_out)}


def _floats(values: Iterable[float]) -> list[float]:
    return [float(value) for value in values]

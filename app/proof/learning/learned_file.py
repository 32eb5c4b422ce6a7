"""``learned.json``: what was learned from a print, and what only a person can say. No value of a record is in it."""

from collections.abc import Mapping
from typing import Any

from app.notice.items import BARCODE_ID
from app.proof.learning.places import Candidate, ItemPlace
from app.proof.learning.run import LearnedPrint
from app.records.layouts import Scheme
from app.sheet.envelope import EnvelopeReport, report_json
from app.sheet.model import Rect

NAME = "learned.json"


def learned_json(printed: LearnedPrint, windows: Mapping[Scheme, EnvelopeReport | None]) -> dict[str, Any]:
    """As in DESIGN 5, with the scheme, how sure it is, and the candidates of what is asked; mm of the item's side.

    ``windows``: as :func:`app.proof.learning.windows.reports` says, written as ``kenpan envelope --json`` does.
    """
    learned = printed.learned
    items, asked, unplaced, codes = [], [], [], []
    for (side, scheme), own in learned.sides.items():
        key = {"side": side, "scheme": scheme}
        items += [
            {"item": item_id, **key, **_place_json(one), "font": own.fonts.get(item_id, "")}
            for item_id, one in own.placed.items()
        ]
        asked += [
            {"item": item_id, **key, "candidates": [_place_json(one) for one in found]}
            for item_id, found in own.asked.items()
        ]
        unplaced += [{"item": item_id, **key, "due": len(own.sought[item_id].due)} for item_id in own.unplaced]
        found = printed.form.panels[side, scheme].codes
        codes += [
            {
                "item": code.id,
                **key,
                "kind": code.kind,
                "rect_mm": [round(value, 2) for value in code.rect],
                "pattern": code.pattern,
            }
            for code in found
        ]
        due = sum(bool(text.content.barcode.bars) for text in own.texts)
        if side == "sheet" and due and not any(code.id == BARCODE_ID for code in found):
            unplaced.append({"item": BARCODE_ID, **key, "due": due})
    return {
        "pages": learned.pages,
        "matched": learned.matched,
        "items": items,
        "chosen": [{"item": item_id, "side": side, "scheme": scheme} for (side, scheme), item_id in printed.chosen],
        "asked": asked,
        "unplaced": unplaced,
        "codes": codes,
        "envelope": {scheme: None if report is None else report_json(report) for scheme, report in windows.items()},
    }


def _rounded(rect: Rect) -> list[float]:
    return [round(value, 2) for value in rect]


def _place_json(one: Candidate, tall: float = 0.0) -> dict[str, Any]:
    place: ItemPlace = one.place
    return {
        "rect_mm": _rounded(place.rect),
        "align": place.align,
        "anchor_mm": round(place.anchor, 3),
        "baseline_mm": round(place.baseline, 3),
        "pages": place.sides,
        "spread_mm": round(place.spread, 3),
        "size_pt": round(max(place.size_pt, tall), 2),
    }

"""A measured form on disk: ``measured.json`` in a folder of forms, lengths in mm.

``{"version": 1, "status": "measured", "apart", "glyphs": {outline: character}, "pages": [{width, height, turn,
placements: [{side, x, y, turned, leaf}]}], "panels": [{side, scheme, width, height, blocks: [{rect, items: [{id, align,
anchor, …}]}], codes: [{id, kind, rect, pattern}], background: {chars: [[text, x, y]], graphics: [[kind, x0, y0, x1,
y1]]}}], "ignored": [{name, reason, side, rect}]}``; those of the background in tenths of a millimetre. ``ignored`` may
be left out.
"""

import json
import math
from pathlib import Path
from typing import Any, cast, get_args

from app.bounded import read_regular, why
from app.errors import KenpanError
from app.notice.model import Side
from app.records.layouts import Scheme
from app.sheet.form_model import Align
from app.sheet.measured_form import (
    Background,
    CodeKind,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
    Zone,
)
from app.sheet.model import Rect

NAME = "measured.json"
_VERSION = 1
_MOST_BYTES = 32 << 20
_MOST_MM = 2000.0
_FLAGS = ("columns", "blanks")
_NUMBERS = ("anchor", "baseline", "size_pt", "least_pt", "pitch")


def form_json(form: MeasuredForm) -> dict[str, Any]:
    """The form as it is written."""
    return {
        "version": _VERSION,
        "status": "draft" if form.drafts else "measured",
        **({"drafts": list(form.drafts)} if form.drafts else {}),
        "apart": form.apart,
        "glyphs": dict(form.glyphs),
        "pages": [
            {
                "width": page.width,
                "height": page.height,
                "turn": page.turn,
                "placements": [one._asdict() for one in page.placements],
            }
            for page in form.pages
        ],
        "panels": [_panel_json(panel) for panel in form.panels.values()],
        "ignored": [{**zone._asdict(), "rect": list(zone.rect)} for zone in form.zones],
    }


def _panel_json(panel: MeasuredPanel) -> dict[str, Any]:
    return {
        "side": panel.side,
        "scheme": panel.scheme,
        "width": panel.width,
        "height": panel.height,
        "blocks": [
            {"rect": list(block.rect), "items": [_item_json(item) for item in block.items]} for block in panel.blocks
        ],
        "codes": [
            {"id": code.id, "kind": code.kind, "rect": list(code.rect), "pattern": code.pattern} for code in panel.codes
        ],
        "background": {
            "chars": sorted(list(one) for one in panel.background.chars),
            "graphics": sorted(list(one) for one in panel.background.graphics),
        },
    }


def _item_json(item: MeasuredItem) -> dict[str, Any]:
    found = {name: getattr(item, name) for name in ("id", "align", *_NUMBERS, "before", *_FLAGS, "font")}
    return {**found, "left_out": sorted(item.left_out)}


def read_form(folder: Path) -> MeasuredForm:
    """The form in this folder; ``KenpanError`` ``print.form`` if there is none or it is not whole."""
    try:
        raw = read_regular(folder / NAME, _MOST_BYTES)
        return form_of_json(json.loads(raw))
    except OSError as error:
        raise _refused(f"測定した様式を読めません。{why(error)}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused("測定した様式が壊れています。") from error


def _refused(what: str) -> KenpanError:
    next_step = f"--forms に、{NAME} のあるフォルダーを指定してください。"
    return KenpanError("print.form", what, next_step, file=NAME)


def form_of_json(table: Any) -> MeasuredForm:
    """The form of a table; ``ValueError``, ``KeyError`` or ``TypeError`` for what is none."""
    if table["version"] != _VERSION:
        raise ValueError("version")
    panels = [_panel(row) for row in table["panels"]]
    return MeasuredForm(
        pages=tuple(
            MeasuredPage(
                _mm(row["width"]),
                _mm(row["height"]),
                tuple(
                    Placement(_side(one["side"]), _mm(one["x"]), _mm(one["y"]), one["turned"] is True, int(one["leaf"]))
                    for one in row["placements"]
                ),
                int(row["turn"]),
            )
            for row in table["pages"]
        ),
        panels={(panel.side, panel.scheme): panel for panel in panels},
        apart=table["apart"] is True,
        zones=tuple(
            Zone(_told(row["name"]), _told(row["reason"]), _side(row["side"]), _rect(row["rect"]))
            for row in table.get("ignored", ())
        ),
        glyphs={str(shape): str(char) for shape, char in table["glyphs"].items()},
    )


def _told(text: Any) -> str:
    """Nothing is ignored without a name and a reason."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError("ignored")
    return text.strip()


def _panel(row: Any) -> MeasuredPanel:
    return MeasuredPanel(
        side=_side(row["side"]),
        scheme=cast(Scheme, _one_of(row["scheme"], ("kounen", "senpo"))),
        width=_mm(row["width"]),
        height=_mm(row["height"]),
        blocks=tuple(
            MeasuredBlock(tuple(_item(one) for one in block["items"]), _rect(block["rect"])) for block in row["blocks"]
        ),
        codes=tuple(
            MeasuredCode(
                str(code["id"]),
                cast(CodeKind, _one_of(code["kind"], get_args(CodeKind))),
                _rect(code["rect"]),
                str(code["pattern"]),
            )
            for code in row["codes"]
        ),
        background=Background(
            frozenset((str(text), int(x), int(y)) for text, x, y in row["background"]["chars"]),
            frozenset(
                (str(kind), int(x0), int(y0), int(x1), int(y1))
                for kind, x0, y0, x1, y1 in row["background"]["graphics"]
            ),
        ),
    )


def _item(row: Any) -> MeasuredItem:
    return MeasuredItem(
        id=str(row["id"]),
        align=cast(Align, _one_of(row["align"], get_args(Align))),
        anchor=_mm(row["anchor"]),
        baseline=_mm(row["baseline"]),
        size_pt=_mm(row["size_pt"]),
        least_pt=_mm(row["least_pt"]),
        pitch=_mm(row["pitch"]),
        left_out=frozenset(map(str, row["left_out"])),
        before=str(row["before"]),
        columns=row["columns"] is True,
        blanks=row["blanks"] is True,
        font=str(row["font"]),
    )


def _one_of(value: Any, words: tuple[str, ...]) -> str:
    if value not in words:
        raise ValueError("word")
    return str(value)


def _side(value: Any) -> Side:
    return cast(Side, _one_of(value, get_args(Side)))


def _mm(value: Any) -> float:
    made = float(value)
    if not math.isfinite(made) or abs(made) > _MOST_MM:
        raise ValueError("length")
    return made


def _rect(values: Any) -> Rect:
    x0, y0, x1, y1 = map(_mm, values)
    return Rect(x0, y0, x1, y1)

"""Layouts that are not ours: whole other forms, and how the program that prints them writes PDF.

One file of ``resources/training/prints`` each. Lengths mm from the top left of a panel, text by its baseline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from app.errors import KenpanError
from app.notice.model import Side
from app.records.layouts import Scheme
from app.resources import resource_bytes, resource_names
from app.toml_text import parse_toml
from app.training.printing.model import CodeKind

_FOLDER = ("training", "prints")
_BOTH: tuple[Scheme, ...] = ("kounen", "senpo")

Align = Literal["left", "centre", "right"]
Fit = Literal["none", "shrink", "squeeze", "wrap"]
Spacing = Literal["natural", "grid"]
Operators = Literal["string", "block", "kerned", "chars"]
Units = Literal["pt", "mm", "device"]
Order = Literal["postal", "reverse"]


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where text stands: ``x`` is its left edge, middle or right edge by ``align``, ``y`` its baseline."""

    x: float
    y: float
    size_pt: float
    font: str = "text"
    align: Align = "left"
    tracking: float = 0.0
    room: float = 0.0
    fit: Fit = "none"
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where one item is printed. ``preprinted``: wording that the form's artwork has, so it is not printed.

    ``columns``: right edges of the parts of a date, printed one by one. ``before``: the form's own sign before it.
    """

    id: str
    side: Side
    place: TextPlace
    schemes: tuple[Scheme, ...]
    preprinted: frozenset[str] = frozenset()
    columns: tuple[float, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class BarcodePlace:
    """Size and pitch of the customer barcode; at ``x``, ``y``, or ``gap`` below the block that it follows."""

    size_pt: float
    pitch_mm: float
    x: float
    y: float = 0.0
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Items one below the other from the first baseline on, each in its own size; blank ones close up."""

    side: Side
    items: tuple[ItemPlace, ...]
    pitch: float
    barcode: BarcodePlace | None = None


@dataclass(frozen=True, slots=True)
class CodePlace:
    """The piece code: ``pattern`` is filled with ``{piece_id} {letter} {prefecture} {split} {record}``."""

    id: str
    side: Side
    kind: CodeKind
    x: float
    y: float
    module: float
    height: float
    pattern: str
    text: TextPlace | None
    image: bool


@dataclass(frozen=True, slots=True)
class StaticText:
    """Wording of the artwork; ``colour`` is ``black``, ``red`` or ``grey``. Several lines stand ``pitch`` apart."""

    side: Side
    text: str
    place: TextPlace
    colour: str
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class StaticRule:
    """A line or a filled area of the artwork."""

    side: Side
    x0: float
    y0: float
    x1: float
    y1: float
    line_mm: float
    colour: str
    filled: bool
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class PanelPlace:
    """A panel on a leaf: its top left corner; ``turned``: upside down."""

    side: Side
    x: float
    y: float
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of one notice. ``part`` names the file that it goes to."""

    width: float
    height: float
    panels: tuple[PanelPlace, ...]
    part: str


@dataclass(frozen=True, slots=True)
class Imposition:
    """Several leaves side by side on a larger sheet, cut and stacked: leaf ``i`` of each stack lies on sheet ``i``."""

    width: float
    height: float
    lefts: tuple[float, ...]
    top: float
    marks: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """How the program writes: coordinates, text operators, colours, fonts, artwork, order of the month."""

    producer: str
    units: Units
    operators: Operators
    spacing: Spacing
    colours: Mapping[str, str]
    artwork: Literal["inline", "xobject", "none"]
    hex_strings: bool
    odd_text: bool
    deflate: bool
    order: Order


@dataclass(frozen=True, slots=True, eq=False)
class PrintLayout:
    """A whole foreign form. ``sizes``: width and height of each panel."""

    name: str
    sizes: Mapping[Side, tuple[float, float]]
    leaves: tuple[Leaf, ...]
    imposition: Imposition | None
    habits: Habits
    items: tuple[ItemPlace, ...]
    blocks: tuple[BlockPlace, ...]
    barcode: BarcodePlace | None
    codes: tuple[CodePlace, ...]
    texts: tuple[StaticText, ...]
    rules: tuple[StaticRule, ...]

    def has_code(self, side: Side) -> bool:
        """Whether the piece code stands on this side."""
        return any(code.side == side for code in self.codes)


def layout_names() -> tuple[str, ...]:
    """The layouts that there are."""
    return tuple(name.removesuffix(".toml") for name in resource_names("/".join(_FOLDER), ".toml"))


@cache
def print_layout(name: str) -> PrintLayout:
    """The layout with this name; ``KenpanError`` ``print.layout`` if there is none."""
    if name not in layout_names():
        known = "、".join(layout_names())
        raise KenpanError("print.layout", f"印刷の型「{name}」はありません。", f"次から選んでください：{known}")
    return _Reader(name, _table_of(name)).layout()


def _table_of(name: str) -> dict[str, Any]:
    """The table of a layout; one that names a ``base`` says only in which habits it differs from that."""
    table = parse_toml(resource_bytes(*_FOLDER, f"{name}.toml"))
    if "base" not in table:
        return table
    base = _table_of(table["base"])
    return {**base, "habits": {**base["habits"], **table["habits"]}}


class _Reader:
    """Turns the table of a layout into its places."""

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        self.name = name
        self.table = table
        self.texts: list[StaticText] = [self._text(row) for row in table.get("texts", ())]
        self.rules: list[StaticRule] = [rule for row in table.get("rules", ()) for rule in _rules(row)]
        self.items: list[ItemPlace] = [self._item(row) for row in table.get("items", ())]

    def layout(self) -> PrintLayout:
        table = self.table
        for row in table.get("tables", ()):
            self._table(row)
        imposed = table.get("imposition")
        return PrintLayout(
            name=self.name,
            sizes={cast(Side, side): (size[0], size[1]) for side, size in table["panels"].items()},
            leaves=tuple(_leaf(row) for row in table["leaves"]),
            imposition=None if imposed is None else Imposition(**(imposed | {"lefts": tuple(imposed["lefts"])})),
            habits=Habits(**table["habits"]),
            items=tuple(self.items),
            blocks=tuple(self._block(row) for row in table["blocks"]),
            barcode=BarcodePlace(**table["barcode"]) if "barcode" in table else None,
            codes=tuple(self._code(row) for row in table.get("codes", ())),
            texts=tuple(self.texts),
            rules=tuple(self.rules),
        )

    def _place(self, row: Mapping[str, Any], **other: Any) -> TextPlace:
        names = ("align", "font", "tracking", "room", "fit", "pitch")
        given = {name: row[name] for name in names if name in row} | other
        x, y = row["at"]
        return TextPlace(x, y, row["size_pt"], **given)

    def _item(self, row: Mapping[str, Any]) -> ItemPlace:
        return ItemPlace(
            id=row["id"],
            side=_side_of(row["id"]),
            place=self._place(row),
            schemes=_schemes(row),
            preprinted=frozenset(row.get("preprinted", ())),
            columns=tuple(row.get("columns", ())),
            before=row.get("before", ""),
        )

    def _text(self, row: Mapping[str, Any]) -> StaticText:
        return StaticText(row["side"], row["text"], self._place(row), row.get("colour", "black"), _schemes(row))

    def _block(self, row: Mapping[str, Any]) -> BlockPlace:
        own = []
        for item in row["items"]:
            entry = {**row, **item} if isinstance(item, dict) else {**row, "id": item}
            own.append(self._item({key: value for key, value in entry.items() if key not in ("items", "barcode")}))
        barcode = BarcodePlace(x=row["at"][0], **row["barcode"]) if "barcode" in row else None
        return BlockPlace(own[0].side, tuple(own), row["pitch"], barcode)

    def _code(self, row: Mapping[str, Any]) -> CodePlace:
        text = row.get("text")
        return CodePlace(
            id=f"{row['side']}.piece_id",
            side=row["side"],
            kind=row["kind"],
            x=row["at"][0],
            y=row["at"][1],
            module=row["module"],
            height=row.get("height", 0.0),
            pattern=row.get("pattern", "{piece_id}"),
            text=None if text is None else self._place(text),
            image=row.get("image", False),
        )

    def _table(self, row: Mapping[str, Any]) -> None:
        """Rows of a caption and an item: ``rows`` by scheme, ``step`` from one to the next, across or down."""
        dx, dy = row["step"]
        for scheme in _BOTH:
            for at, (key, caption) in enumerate(row["rows"].get(scheme, ())):
                x, y = row["at"][0] + at * dx, row["at"][1] + at * dy
                cx, cy = row["caption_at"][0] + at * dx, row["caption_at"][1] + at * dy
                common = {"scheme": scheme, "size_pt": row["size_pt"], "font": row.get("font", "text")}
                item = {name: row[name] for name in ("align", "tracking", "room", "fit", "preprinted") if name in row}
                self.items.append(self._item({**common, **item, "id": f"{row['part']}.{key}", "at": [x, y]}))
                label = {"side": row["side"], "at": [cx, cy], "text": caption, "size_pt": row["caption_pt"]}
                self.texts.append(self._text({**common, **label, "font": row.get("caption_font", "label")}))
                for sign in row.get("signs", ()):
                    sx, sy = x + sign["from"][0], y + sign["from"][1]
                    self.texts.append(self._text({**common, **sign, "side": row["side"], "at": [sx, sy]}))
                box = row.get("cell")
                if box is not None:
                    cell = [x + box[0], y + box[1], x + box[2], y + box[3]]
                    entry = {"side": row["side"], "line_mm": row.get("line_mm", 0.2), "scheme": scheme, "boxes": [cell]}
                    self.rules += _rules(entry)


def _schemes(row: Mapping[str, Any]) -> tuple[Scheme, ...]:
    return (row["scheme"],) if "scheme" in row else _BOTH


def _side_of(item_id: str) -> Side:
    return cast(Side, item_id.split(".", 1)[0])


def _leaf(row: Mapping[str, Any]) -> Leaf:
    panels = tuple(
        PanelPlace(one["side"], one["at"][0], one["at"][1], one.get("turned", False)) for one in row["panels"]
    )
    return Leaf(row["width"], row["height"], panels, row.get("part", ""))


def _rules(row: Mapping[str, Any]) -> list[StaticRule]:
    """Lines, the four lines of boxes, all lines of grids, and filled areas of one row of the table."""
    lines = [tuple(line) for line in row.get("lines", ())]
    for x0, y0, x1, y1 in row.get("boxes", ()):
        lines += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    for xs, ys in row.get("grids", ()):
        lines += [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    drawn = [(line, False) for line in lines] + [(tuple(area), True) for area in row.get("fills", ())]
    line_mm, colour, schemes = row.get("line_mm", 0.2), row.get("colour", "black"), _schemes(row)
    return [
        StaticRule(row["side"], x0, y0, x1, y1, line_mm, colour, filled, schemes) for (x0, y0, x1, y1), filled in drawn
    ]

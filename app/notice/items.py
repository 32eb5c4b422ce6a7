"""The printed items of the two notice layouts (``resources/notice_items.csv``, N 委託要領別添2)."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from app.notice.model import Side
from app.records.layouts import Field, Scheme, notice_layouts
from app.resources import resource_bytes

LayoutNo = Literal[1, 2]
PrintForm = Literal[
    "postal",
    "text",
    "symbol",
    "number",
    "page_no",
    "month",
    "month_premium",
    "date",
    "amount",
    "yen_amount",
    "office",
    "office_seal",
    "office_postal",
    "office_address",
    "office_phone",
    "barcode",
    "fixed",
]
LAYOUT_NO: Mapping[Scheme, LayoutNo] = MappingProxyType({"kounen": 1, "senpo": 2})
BARCODE_ID = "sheet.barcode"


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One printed item. ``fields`` of the detail record that fill it, in printing order; ``text`` of a fixed one."""

    id: str
    side: Side
    section: str
    label: str
    form: PrintForm
    fields: tuple[Field, ...]
    text: str = ""


@cache
def item_specs(scheme: Scheme) -> tuple[ItemSpec, ...]:
    """The items of the scheme's layout in the product's own table, in printing order."""
    return _read_item_specs("notice_items.csv", resource_bytes("notice_items.csv"), scheme)


def read_item_specs(path: Path, scheme: Scheme) -> tuple[ItemSpec, ...]:
    """Read one layout's items; ``ValueError`` or ``KeyError`` names the row that the code cannot print."""
    return _read_item_specs(path.name, path.read_bytes(), scheme)


def _read_item_specs(name: str, raw: bytes, scheme: Scheme) -> tuple[ItemSpec, ...]:
    detail = notice_layouts(scheme)["01"]
    lines = io.StringIO(raw.decode("utf-8"), newline="")
    rows = [row for row in csv.DictReader(lines) if row["layout"] == str(LAYOUT_NO[scheme])]
    for row in rows:
        if row["print_form"] not in get_args(PrintForm) or row["side"] not in get_args(Side):
            raise ValueError(f"{name}: {row['id']}: unknown print_form or side")
    if len({row["id"] for row in rows}) != len(rows):
        raise ValueError(f"{name}: an id occurs twice in layout {LAYOUT_NO[scheme]}")
    return tuple(
        ItemSpec(
            id=row["id"],
            side=cast(Side, row["side"]),
            section=row["section"],
            label=row["label"],
            form=cast(PrintForm, row["print_form"]),
            fields=tuple(detail.field(int(item)) for item in row["items"].split(";") if item),
            text=row["text"],
        )
        for row in rows
    )

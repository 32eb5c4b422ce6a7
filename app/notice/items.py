"""The printed items of the two notice layouts (``resources/notice_items.csv``, N 委託要領別添2).

The table says of every item what it is made of, whether that is the specification's word (``status``), and whether it
is printed. What the specification leaves open is switched there: ``printed``, ``suffix`` (円 after an amount) and
``blanks`` (those at the end of an office's name ``closed`` up or ``kept``).
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from app.bounded import read_regular
from app.notice.model import Side
from app.records.layouts import Field, Scheme, notice_layouts
from app.resources import MOST_BYTES, resource_bytes

LayoutNo = Literal[1, 2]
PrintForm = Literal[
    "postal",
    "text",
    "symbol",
    "number",
    "month",
    "date",
    "amount",
    "office",
    "office_postal",
    "office_address",
    "office_phone",
    "barcode",
    "piece_id",
    "fixed",
]
ItemStatus = Literal["specified", "inferred", "unknown"]
"""Whether the specification says that and how an item is printed, or we conclude it, or nobody outside can know."""
LAYOUT_NO: Mapping[Scheme, LayoutNo] = MappingProxyType({"kounen": 1, "senpo": 2})
SCHEME_OF: Mapping[LayoutNo, Scheme] = MappingProxyType({number: scheme for scheme, number in LAYOUT_NO.items()})
BARCODE_ID = "sheet.barcode"
DRAWN: frozenset[PrintForm] = frozenset(("barcode", "piece_id"))
"""Printed as bars: no text of a notice's content."""

_WORDS = {"printed": ("yes", "no"), "blanks": ("", "closed", "kept"), "status": get_args(ItemStatus)}


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One printed item. ``fields`` of the detail record that fill it, in printing order; ``text`` of a fixed one.

    ``suffix`` is the form's wording after it; ``keep_blanks``: those at the end of the field are printed too.
    """

    id: str
    side: Side
    section: str
    label: str
    form: PrintForm
    fields: tuple[Field, ...]
    text: str = ""
    suffix: str = ""
    keep_blanks: bool = False
    status: ItemStatus = "specified"
    printed: bool = True


@cache
def item_specs(scheme: Scheme) -> tuple[ItemSpec, ...]:
    """The items of the scheme's layout in the product's own table that are printed, in printing order."""
    return tuple(spec for spec in _own_specs(scheme) if spec.printed)


@cache
def left_out(scheme: Scheme) -> frozenset[str]:
    """The ids of those that the table has switched off."""
    return frozenset(spec.id for spec in _own_specs(scheme) if not spec.printed)


@cache
def spec_of(scheme: Scheme, item_id: str) -> ItemSpec:
    """An item of the table, printed or not; ``KeyError`` if it has none of this id."""
    return {spec.id: spec for spec in _own_specs(scheme)}[item_id]


def status_of(scheme: Scheme, item_id: str) -> ItemStatus:
    """What the print of an item is based on; what the form adds by itself (the stand-in of the seal) is inferred."""
    try:
        return spec_of(scheme, item_id).status
    except KeyError:
        return "inferred"


@cache
def _own_specs(scheme: Scheme) -> tuple[ItemSpec, ...]:
    return _read_item_specs("notice_items.csv", resource_bytes("notice_items.csv"), scheme)


def read_item_specs(path: Path, scheme: Scheme) -> tuple[ItemSpec, ...]:
    """Read one layout's items, printed or not; ``ValueError`` or ``KeyError`` names the row that cannot be."""
    return _read_item_specs(path.name, read_regular(path, MOST_BYTES), scheme)


def _read_item_specs(name: str, raw: bytes, scheme: Scheme) -> tuple[ItemSpec, ...]:
    detail = notice_layouts(scheme)["01"]
    lines = io.StringIO(raw.decode("utf-8-sig"), newline="")
    rows = [row for row in csv.DictReader(lines) if row["layout"] == str(LAYOUT_NO[scheme])]
    for row in rows:
        if row["print_form"] not in get_args(PrintForm) or row["side"] not in get_args(Side):
            raise ValueError(f"{name}: {row['id']}: unknown print_form or side")
        wrong = [column for column, words in _WORDS.items() if row[column] not in words]
        if wrong:
            raise ValueError(f"{name}: {row['id']}: unknown {wrong[0]}")
        if row["printed"] == "no" and row["status"] == "specified":
            raise ValueError(f"{name}: {row['id']}: what is specified is printed")
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
            suffix=row["suffix"],
            keep_blanks=row["blanks"] == "kept",
            status=cast(ItemStatus, row["status"]),
            printed=row["printed"] == "yes",
        )
        for row in rows
    )

"""The table of counts as JSON (the interface of ``kenpan counts``)."""

from collections.abc import Sequence
from typing import Any

from app.tally.counts import COLUMNS, CountsTable, OfficeDifference
from app.tally.slip_model import SlipDifference, SlipTable

RULE = "count.differs"


def counts_json(table: CountsTable, slip: SlipTable, unconfirmed: Sequence[str]) -> dict[str, Any]:
    """``{offices, slip, unconfirmed, ok, findings}``. A row of ``offices`` is one office in one unit, 件 or 通;
    ``null`` is a number that nobody has told, or that is not told in this unit.
    """
    return {
        "offices": [
            {
                "office": one.office,
                "scheme": one.scheme,
                "unit": one.unit,
                **{column: one.values[column] for column in COLUMNS},
                "differs": [list(pair) for pair in one.differs],
            }
            for one in table.rows
        ],
        "slip": [
            {
                "size": one.key.size,
                "weight_class": one.key.grams,
                "kind": one.key.way,
                "barcode": one.key.barcode,
                "counted": one.counted,
                "drafted": one.drafted,
                "stamped": one.stamped,
            }
            for one in slip.rows
        ],
        "unconfirmed": list(unconfirmed),
        "ok": is_ok(table, slip, unconfirmed),
        "findings": [*map(_office, table.differences), *map(_slip, slip.differences)],
    }


def is_ok(table: CountsTable, slip: SlipTable, unconfirmed: Sequence[str]) -> bool:
    """Whether all that was told agrees, and all of it counts as evidence."""
    return not (table.differences or slip.differences or unconfirmed)


def _office(one: OfficeDifference) -> dict[str, Any]:
    counts = {name: [{"value": own.value, "unit": own.unit} for own in told] for name, told in one.counts.items()}
    records = [{"file": place.file, "record": place.record} for place in one.places]
    place = {"office": one.office, "scheme": one.scheme}
    return _finding(one.message, [one.left, *one.right], records) | place | {"counts": counts}


def _slip(one: SlipDifference) -> dict[str, Any]:
    records = [] if one.place is None else [{"file": one.place[0], "record": one.place[1]}]
    counts = {
        name: [{"value": own.value, "unit": own.unit}]
        for name, own in zip((one.left, one.right), one.counts, strict=True)
    }
    return _finding(one.message, [one.left, one.right], records) | {"counts": counts}


def _finding(message: str, between: list[str], records: list[dict[str, Any]]) -> dict[str, Any]:
    """A finding of :data:`RULE` points at the first of its records."""
    first = records[0] if records else {"file": "", "record": None}
    return {"rule": RULE, "severity": "error", **first, "message": message, "between": between, "records": records}

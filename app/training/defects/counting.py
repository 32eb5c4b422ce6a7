"""Defects in what is counted: ``total.office`` and ``total.counttable``."""

from collections.abc import Callable
from functools import partial

from app.records.counts import OfficeCount, read_count_table
from app.records.layouts import COUNT_LENGTH, Scheme
from app.training.defects.editing import (
    FIGURES,
    PRINTS,
    TABLE_OFFICE,
    count_table,
    layout,
    print_count,
    put_number,
    read_number,
    totals,
)
from app.training.defects.placing import Made, Make, PlantPlace
from app.training.draft import Moved, Plant, Planted, SampleDraft

_WHOLE = -1


def _figure(place: PlantPlace, which: int) -> Made:
    """One figure of an 02 one too high."""
    total = place.pick(totals(place.notices))
    field = layout(place.notices, "02").field(FIGURES[which])
    put_number(place.notices, total, field, (read_number(place.notices, total, field) or 0) + 1)
    return total, (field.offset, field.length)


OFFICE_MAKERS: dict[str, Make] = {
    "total.office": partial(_figure, which=0),
    "total.office/charges": partial(_figure, which=1),
    "total.office/charge_sum": partial(_figure, which=2),
    "total.office/receipts": partial(_figure, which=3),
    "total.office/receipt_sum": partial(_figure, which=4),
}


def _row(draft: SampleDraft, name: str, rows: tuple[OfficeCount, ...]) -> tuple[int, slice]:
    """An office's line says one print more than there are."""
    row = next(row for row in rows if row.prints)
    print_count(draft, name, row.record, row.prints + 1)
    return row.record, PRINTS


def _sum(draft: SampleDraft, name: str, rows: tuple[OfficeCount, ...]) -> tuple[int, slice]:
    """The 合計 line says one print more than there are."""
    last = len(draft.counts[name]) // COUNT_LENGTH - 1
    print_count(draft, name, last, sum(row.prints for row in rows) + 1)
    return last, PRINTS


def _missing(draft: SampleDraft, name: str, rows: tuple[OfficeCount, ...]) -> tuple[int, slice]:
    """The line of an office with notices is not there."""
    row = next(row for row in rows[1:] if row.prints)
    _replace(draft, name, row.record, row.record + 1, b"")
    return _WHOLE, slice(0, 0)


def _extra(draft: SampleDraft, name: str, rows: tuple[OfficeCount, ...]) -> tuple[int, slice]:
    """A line with prints for an office that no file has."""
    row = rows[-1]
    line = bytearray(_line(draft, name, row.record))
    line[TABLE_OFFICE] = row.office_code[:2].encode("ascii") + b"99"
    _replace(draft, name, row.record + 1, row.record + 1, bytes(line))
    print_count(draft, name, row.record + 1, 5)
    return row.record + 1, PRINTS


def _twice(draft: SampleDraft, name: str, rows: tuple[OfficeCount, ...]) -> tuple[int, slice]:
    """The line of an office twice."""
    row = rows[len(rows) // 2]
    _replace(draft, name, row.record + 1, row.record + 1, _line(draft, name, row.record))
    return row.record + 1, TABLE_OFFICE


def _line(draft: SampleDraft, name: str, line: int) -> bytes:
    return draft.counts[name][line * COUNT_LENGTH : (line + 1) * COUNT_LENGTH]


def _replace(draft: SampleDraft, name: str, start: int, stop: int, lines: bytes) -> None:
    """Other ``lines`` in place of some lines of a 件数表."""
    table = draft.counts[name]
    draft.counts[name] = table[: start * COUNT_LENGTH] + lines + table[stop * COUNT_LENGTH :]
    draft.moves.append(Moved(name, stop, len(lines) // COUNT_LENGTH - (stop - start)))


_Change = Callable[[SampleDraft, str, tuple[OfficeCount, ...]], tuple[int, slice]]

_TABLE_CHANGES: dict[str, _Change] = {
    "total.counttable": _row,
    "total.counttable/sum": _sum,
    "total.counttable/missing": _missing,
    "total.counttable/extra": _extra,
    "total.counttable/twice": _twice,
}


def table_plants() -> dict[str, Plant]:
    """Defects of the 件数表 of 厚年 and, as ``/senpo``, of 船保."""
    made: dict[str, Plant] = {}
    for name, change in _TABLE_CHANGES.items():
        made[name] = _plant(name, "kounen", change)
        made[f"{name}/senpo"] = _plant(f"{name}/senpo", "senpo", change)
    return made


def _plant(name: str, scheme: Scheme, change: _Change) -> Plant:
    def plant(draft: SampleDraft) -> Planted:
        table_name, table = count_table(draft, scheme)
        record, span = change(draft, table_name, read_count_table(table, scheme, table_name).offices)
        return Planted(name, table_name, record, span.start, span.stop - span.start)

    return plant

"""Records of a drill: a part of the open sample, sound or with a defect of the data in it, and what stands in the
fields of a notice's records, so that what is printed and what was delivered can be looked at side by side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.checks.totals import FIGURE_ROLES, FIGURE_UNITS
from app.equipment.loading import Equipment
from app.errors import KenpanError
from app.media.model import ExpectedFile
from app.month.looking.workbench import Workbench
from app.notice.items import item_specs
from app.notice.model import NoticeContent, Side
from app.records import pictures
from app.records.layouts import Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL, OFFICE_TOTAL, TYPE_CODES, NoticeFile, notice_file
from app.records.text import to_text
from app.sheet.model import Rect
from app.training.build import Notices
from app.training.defects import DEFECTS
from app.training.defects.editing import OFFICE, SUMS
from app.training.draft import Planted, SampleDraft, plant_all
from app.training.printing.plan import NoticeId

_FEWEST, _TRIES = 60, 8
_FIELDS_X, _ROW_MM = 1000.0, 40.0
_SAID_IN_BOTH = ("office", "symbol", "number", "name", "postal", "address")
"""What the 00 and the 01 both say: roles, or how they begin."""
_EXTRACT_ONLY = ("jurisdiction",)
_TWICE = ("match.", "text.", "gaiji.")
"""Beginnings of defects that are seen in the 00 as well as in the 01."""
_COUNTED = "明細から数えた"


@dataclass(frozen=True, slots=True, eq=False)
class RecordPart:
    """A notice file as it is to be printed, a :class:`PrintSource`; ``planted`` is what is wrong in it, if anything,
    and ``before`` the same records without that.
    """

    bench: Workbench
    file: NoticeFile
    planted: Planted | None = None
    before: NoticeFile | None = None

    @property
    def notices(self) -> dict[str, NoticeFile]:
        """The one file."""
        return {self.file.name: self.file}

    @property
    def equipment(self) -> Equipment:
        """That of the open sample."""
        return self.bench.equipment

    def content(self, file: str, record: int) -> NoticeContent:
        """What this ``01`` prints, right or wrong."""
        expected: ExpectedFile = self.bench.media.files[file].expected
        return self.bench.printer.content(self.file, record, expected)

    @property
    def notice(self) -> NoticeId:
        """The notice on whose paper or in whose records the defect is."""
        assert self.planted is not None
        details, record = self.file.rows(DETAIL), self.planted.record
        kind = int(self.file.types[record])
        at = np.searchsorted(details, record) - (1 if kind == OFFICE_TOTAL else 0)
        return NoticeId(self.file.name, int(details[at]))


class RawField(NamedTuple):
    """A field of the records of a notice: ``kind`` of the record, ``field``, and what stands in it."""

    kind: str
    field: Field
    label: str
    text: str


def field_place(row: int) -> Rect:
    """Where the field of a row "lies", so that it can be pointed at as a place on paper can: beside every page."""
    return Rect(_FIELDS_X, row * _ROW_MM, _FIELDS_X + 10, row * _ROW_MM + 1)


def row_at(place: Rect) -> int | None:
    """The row whose field this place is; ``None`` for one on paper."""
    return round(place.y0 / _ROW_MM) if place.x0 >= _FIELDS_X else None


def spoilt_part(bench: Workbench, defect: str, rng: np.random.Generator) -> RecordPart | None:
    """A part of the sample with this defect of the data in it; ``None`` where it has no notice that lends itself."""
    wanted: Scheme = "senpo" if defect.endswith("/senpo") else "kounen"
    files = [file for file in bench.notices.values() if file.scheme == wanted and file.rows(DETAIL).size]
    for at in rng.permutation(len(files))[:_TRIES]:
        file = files[int(at)]
        some = _some_offices(file, rng)
        before = notice_file(file.name, wanted, some.data.tobytes())
        draft = SampleDraft({file.name: some}, _counts(bench, wanted))
        try:
            (planted,) = plant_all(draft, (DEFECTS[defect],))
        except (KenpanError, IndexError, StopIteration):  # this file has nothing that it can be planted into
            continue
        own = draft.notices[file.name]
        part = RecordPart(bench, notice_file(own.name, wanted, own.data.tobytes()), planted, before)
        if part.file.types[planted.record] in TYPE_CODES:
            return part
    return None


def _some_offices(file: NoticeFile, rng: np.random.Generator) -> Notices:
    """Neighbouring offices of a file: a defect is always planted at the same share of what it gets."""
    ends = [0, *(int(row) + 1 for row in file.rows(OFFICE_TOTAL))]
    first = int(rng.integers(len(ends) - 1)) if len(ends) > 1 else 0
    last = min(first + 1, len(ends) - 1)
    while ends[last] - ends[first] < _FEWEST and (first > 0 or last < len(ends) - 1):
        first, last = max(first - 1, 0), min(last + 1, len(ends) - 1)
    stop = ends[last] if len(ends) > 1 else len(file)
    data = np.array(file.data[ends[first] : stop])
    details = data[data[:, 15] == ord("1"), OFFICE]
    codes, counts = np.unique(details, axis=0, return_counts=True)
    prints = {bytes(code).decode("latin-1"): int(count) for code, count in zip(codes, counts, strict=True)}
    return Notices(file.name, file.scheme, data, prints)


def _counts(bench: Workbench, scheme: Scheme) -> dict[str, bytes]:
    """The 件数表 of the scheme: some defects write it anew."""
    own = [table for table in bench.counts.values() if table.scheme == scheme]
    return {table.name: b"".join(line.raw for line in table.lines) for table in own}


def raw_fields(file: NoticeFile, notice: int) -> tuple[RawField, ...]:
    """What the 00, the 01 and the 02 of a notice say, field by field; after each figure of the 02 what there is."""
    return (*_extract(file, notice), *_detail(file, notice), *_total(file, notice))


def _extract(file: NoticeFile, notice: int) -> Iterator[RawField]:
    record = int(file.extract_of[notice])
    if record >= 0:
        for field in notice_layouts(file.scheme)["00"].fields:
            if field.role.startswith(_SAID_IN_BOTH) or field.role in _EXTRACT_ONLY:
                yield _raw(file, record, "00", field)


def _detail(file: NoticeFile, notice: int) -> Iterator[RawField]:
    fields = {field.offset: field for spec in item_specs(file.scheme) for field in spec.fields}
    for _, field in sorted(fields.items()):
        yield _raw(file, notice, "01", field)


def _total(file: NoticeFile, notice: int) -> Iterator[RawField]:
    totals = file.rows(OFFICE_TOTAL)
    after = totals[totals > notice]
    if not after.size:
        return
    layout, record = notice_layouts(file.scheme)["02"], int(after[0])
    for role, counted, unit in zip(FIGURE_ROLES, _figures(file, record), FIGURE_UNITS, strict=True):
        own = _raw(file, record, "02", layout.role(role))
        yield own._replace(text=f"{own.text.strip()}　（{_COUNTED} {counted:,} {unit}）")


def _figures(file: NoticeFile, total: int) -> list[int]:
    """What the 02 must say: notices, charges and their sum, receipts and their sum."""
    details = file.rows(DETAIL)
    details = details[(file.data[details, OFFICE] == file.data[total, OFFICE]).all(axis=1)]
    found = [len(details)]
    for item in SUMS[file.scheme]:
        field = notice_layouts(file.scheme)["01"].field(item)
        values, states = pictures.read_column(file.data[details, field.span], field.picture or "")
        there = states == pictures.NUMBER
        found += [int(there.sum()), int(values[there].sum())]
    return found


def _raw(file: NoticeFile, record: int, kind: str, field: Field) -> RawField:
    section = field.section.rpartition("/")[2]
    is_told = section in ("", "個別部") or section in field.name or section.startswith("合計部")
    name = field.name if is_told else f"{section} {field.name}"
    return RawField(kind, field, f"{kind}　{name}", to_text(file.raw(record, field)).rstrip(" "))


def wrong_rows(part: RecordPart, fields: tuple[RawField, ...]) -> tuple[int, ...]:
    """Rows of the fields that the rule finds, or that say otherwise what it finds."""
    planted = part.planted
    assert planted is not None
    kind = TYPE_CODES[int(part.file.types[planted.record])]
    found = [
        row
        for row, one in enumerate(fields)
        if one.kind == kind and one.field.offset < planted.offset + planted.length and planted.offset < one.field.end
    ]
    if planted.defect.startswith(_TWICE):
        told = {_part_of(fields[row].field) for row in found} - {""}
        found += [row for row, one in enumerate(fields) if one.text and _part_of(one.field) in told]
    return tuple(sorted(set(found)))


def _part_of(field: Field) -> str:
    """What a field is a part of, whatever the line: ``name``, ``address``; ``""`` for what only one record says."""
    base, _, line = field.role.rpartition(".")
    return base if line.isdigit() else field.role


def wrong_items(part: RecordPart, fields: tuple[RawField, ...], rows: tuple[int, ...]) -> dict[str, Side]:
    """Items of the print that are made of these fields, and the side that each is on."""
    own = {fields[row].field.offset for row in rows if fields[row].kind == "01"}
    return {
        spec.id: spec.side for spec in item_specs(part.file.scheme) if any(field.offset in own for field in spec.fields)
    }

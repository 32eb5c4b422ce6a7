"""The marks, made by columns of bytes, say what setting every single notice says."""

from dataclasses import replace
from functools import reduce
from operator import or_

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.marks import Mark, block_marks
from app.cases.record_scan import date_fields, text_fields
from app.month.looking.opening import mark_rules
from app.month.looking.workbench import Workbench
from app.notice.offices import Office, OfficeList
from app.records.layouts import NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, NoticeFile, notice_file
from app.records.text import CharKind, decode
from app.sheet.form_model import Form, StackItem
from app.sheet.model import Rect
from tests.sizes import SOAK, sized

SCHEMES = {"kounen": "ZMGKK#2101", "senpo": "ZMGKS#2101"}
AWKWARD = bytes.fromhex("202020314142357e7f8081828793a0b1ebedf0f040f9fafcfdff003b9c4c")
FEATURES = settings(
    max_examples=sized(6, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def oracle(bench: Workbench, file: NoticeFile) -> list[Mark]:
    """What the preview says of each record, one by one."""
    marks = []
    for record in range(len(file)):
        mark = Mark(0)
        layout = file.layout(record)
        texts = () if layout is None else text_fields(file.scheme, layout.type_code)
        if any(char.kind is CharKind.GAIJI for field in texts for char in decode(file.raw(record, field))):
            mark |= Mark.GAIJI
        if file.types[record] == DETAIL:
            content = bench.content(file.name, record)
            sheet = bench.sheet(content)
            if any(item.edit is not None and item.edit.kind == "gannen" for item in content.items):
                mark |= Mark.GANNEN
            if sheet.barcode is None:
                mark |= Mark.NO_BARCODE
            if any(item.fit == "overflow" for item in sheet.page("sheet").items):
                mark |= Mark.WINDOW
            serial = file.raw_record(record)[:14]
            beside = [other for other in (record - 1, record + 1) if 0 <= other < len(file)]
            if any(file.types[other] == DETAIL and file.raw_record(other)[:14] == serial for other in beside):
                mark |= Mark.TWO_MONTHS
        marks.append(mark)
    return marks


def marks_of(bench: Workbench, file: NoticeFile, block: int | None = None) -> list[Mark]:
    rules, step = mark_rules(bench.printer, bench.media.files[file.name].expected), block or max(len(file), 1)
    parts = [block_marks(file, at, min(at + step, len(file)), rules) for at in range(0, len(file), step)]
    return [Mark(int(mark)) for part in parts for mark in part]


def with_file(bench: Workbench, file: NoticeFile, **equipment: object) -> Workbench:
    return replace(bench, equipment=replace(bench.equipment, **equipment), notices={file.name: file}, marks={})


def squeezed(form: Form, width: float, height: float, *, names_first: bool = False) -> Form:
    """The form with less room for the addressee, and perhaps the name above the address."""
    stack = form.addressee
    items = tuple(sorted(stack.items, key=lambda item: not item.name)) if names_first else stack.items
    rect = Rect(stack.rect.x0, stack.rect.y0, stack.rect.x0 + width, stack.rect.y0 + height)
    own = replace(stack, rect=rect, items=items)
    return replace(form, stacks=tuple(own if one is stack else one for one in form.stacks))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, bytes]]]:
    """A scheme and bytes put into some records; mostly into text, postal code and years."""
    scheme = draw(st.sampled_from(sorted(SCHEMES)))
    fields = [field for field in notice_layouts(scheme)["01"].fields if field.constant is None]
    told = [field for field in fields if field.attr == "C" or "gannen" in field.flags]
    changes = []
    for _ in range(draw(st.integers(1, 8))):
        field = draw(st.sampled_from(told))
        piece = st.lists(st.sampled_from(AWKWARD) | st.integers(0, 255), min_size=1, max_size=min(field.length, 24))
        where = draw(st.integers(0, 3)) * (field.length // 4)
        changes.append((draw(st.integers(0, 23)), field.offset + where, bytes(draw(piece))[: field.length - where]))
    return scheme, changes


def changed(bench: Workbench, scheme: str, changes: list[tuple[int, int, bytes]], count: int = 24) -> NoticeFile:
    name = SCHEMES[scheme]
    raw = bytearray(bench.notices[name].data[:count].tobytes())
    for record, offset, content in changes:
        raw[record * NOTICE_LENGTH + offset : record * NOTICE_LENGTH + offset + len(content)] = content
    return notice_file(name, scheme, bytes(raw))


def test_every_mark_of_a_sample_is_what_the_preview_says(bench):
    seen = Mark(0)
    for file in bench.notices.values():
        expected = oracle(bench, file)
        assert [Mark(int(mark)) for mark in bench.marks[file.name]] == expected
        seen |= reduce(or_, expected, Mark(0))
    assert seen == Mark.GANNEN | Mark.GAIJI | Mark.NO_BARCODE | Mark.TWO_MONTHS


@FEATURES
@given(spoilt())
def test_spoilt_bytes_are_marked_as_the_preview_shows_them(bench, case):
    scheme, changes = case
    file = changed(bench, scheme, changes)
    own = with_file(bench, file)
    assert marks_of(own, file) == oracle(own, file)


@FEATURES
@given(spoilt(), st.floats(20, 54), st.floats(12, 35), st.booleans(), st.booleans())
def test_text_that_does_not_fit_a_smaller_room_is_marked(bench, case, width, height, names_first, barcode):
    scheme, changes = case
    file = changed(bench, scheme, changes)
    forms = {
        number: squeezed(form, width, height, names_first=names_first) for number, form in bench.equipment.forms.items()
    }
    choice = bench.equipment.barcode if barcode else replace(bench.equipment.barcode, size=None)
    own = with_file(bench, file, forms=forms, barcode=choice)
    assert marks_of(own, file) == oracle(own, file)


def test_a_room_too_small_for_anything_marks_every_notice(bench):
    file = bench.notices[SCHEMES["kounen"]]
    forms = {number: squeezed(form, 20, 6) for number, form in bench.equipment.forms.items()}
    marks = marks_of(with_file(bench, file, forms=forms), file)
    assert all(bool(mark & Mark.WINDOW) == bool(kind == DETAIL) for mark, kind in zip(marks, file.types, strict=True))


def test_without_a_printable_size_no_notice_has_a_barcode(bench):
    file = bench.notices[SCHEMES["senpo"]]
    own = with_file(bench, file, barcode=replace(bench.equipment.barcode, size=None))
    details = file.rows(DETAIL)
    assert all(marks_of(own, file)[record] & Mark.NO_BARCODE for record in details)
    assert all(own.sheet(own.content(file.name, record)).barcode is None for record in details[:5])


def test_an_office_block_that_does_not_fit_marks_the_notices_of_that_office_only(bench):
    file = bench.notices[SCHEMES["kounen"]]
    codes = [file.raw_record(record)[:4].decode() for record in range(len(file))]
    long = Office(codes[0], "見本", "000-0000", "見本県見本市見本町" * 40, "03-0000-0000")
    offices = OfficeList("", "", {**bench.equipment.offices.offices, codes[0]: long})
    own = with_file(bench, file, offices=offices)
    marked = {code for code, mark in zip(codes, marks_of(own, file), strict=True) if mark & Mark.WINDOW}
    assert marked == {codes[0]} != set(codes)
    assert marks_of(own, file)[:40] == oracle(own, file)[:40]


def test_a_notice_set_with_bytes_that_print_wider_than_they_are_is_looked_at(bench):
    """⟦80⟧ is six columns wide: forty such bytes are 240 columns."""
    layout = notice_layouts("kounen")["01"]
    record = int(bench.notices[SCHEMES["kounen"]].rows(DETAIL)[0])
    changes = [(record, layout.field(item).offset, b"\x80" * layout.field(item).length) for item in (63, 65, 67, 70)]
    file = changed(bench, "kounen", changes)
    own = with_file(bench, file)
    marks = marks_of(own, file)
    assert marks[record] & Mark.WINDOW
    assert marks[record] & Mark.NO_BARCODE
    assert marks == oracle(own, file)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1000] if SOAK else [7])
def test_blocks_of_any_size_give_the_same_marks(bench, block):
    for file in bench.notices.values():
        assert marks_of(bench, file, block) == [Mark(int(mark)) for mark in bench.marks[file.name]]


def test_two_months_at_the_edge_of_a_block_mark_both_notices(bench):
    file = bench.notices[SCHEMES["kounen"]]
    pair = int(np.flatnonzero(bench.marks[file.name] & Mark.TWO_MONTHS)[0])
    rules = mark_rules(bench.printer, bench.media.files[file.name].expected)
    assert block_marks(file, pair, pair + 1, rules)[0] & Mark.TWO_MONTHS
    assert block_marks(file, pair + 1, pair + 2, rules)[0] & Mark.TWO_MONTHS


def test_records_of_an_unknown_type_and_empty_files_have_no_marks(bench):
    file = changed(bench, "kounen", [(1, 14, b"09"), (2, 14, b"\x93 ")])
    marks = marks_of(with_file(bench, file), file)
    assert marks[1] == marks[2] == Mark(0)
    empty = notice_file(SCHEMES["kounen"], "kounen", b"")
    assert marks_of(with_file(bench, empty), empty) == []


def test_names_in_the_addressee_stack_may_stand_before_the_address(bench):
    form = squeezed(bench.equipment.forms[1], 53.5, 34.5, names_first=True)
    assert form.addressee.items[0] == StackItem("sheet.name_1", name=True)
    file = bench.notices[SCHEMES["kounen"]]
    own = with_file(bench, file, forms={**bench.equipment.forms, 1: form})
    assert marks_of(own, file) == marks_of(bench, file)


@pytest.mark.parametrize(("year", "marked"), [(b" 1", True), (b"01", False), (b"1 ", False), (b"11", False)])
def test_only_a_year_one_in_its_own_picture_is_a_first_year(bench, year, marked):
    record = bench.first_record(SCHEMES["kounen"])
    fields = [field for field in notice_layouts("kounen")["01"].fields if "gannen" in field.flags]
    file = changed(bench, "kounen", [(record, field.offset, year) for field in fields])
    assert bool(marks_of(with_file(bench, file), file)[record] & Mark.GANNEN) == marked


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_every_year_that_may_be_a_first_one_is_a_date(scheme):
    layout = notice_layouts(scheme)["01"]
    assert {one for one in layout.fields if "gannen" in one.flags} <= set(date_fields(layout))

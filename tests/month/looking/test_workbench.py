"""What is shown of any record, sound or not, and what is said of files that are not as they must be."""

from dataclasses import FrozenInstanceError, replace

import pytest

from app.errors import KenpanError
from app.month.findings.checking import check
from app.month.looking.model import ShownFields
from app.month.looking.opening import open_folder
from app.month.looking.workbench import NO_RECORD
from app.notice.piece_id import PieceRun
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL
from app.records.text import to_text
from app.workstation.settings import Settings

TOKYO, SENPO, EMPTY, COUNTS = "ZMGKK#2101", "ZMGKS#2101", "ZMGKS#3601", "KENS#ZMGKK31"


def codes(bench) -> list[str]:
    return [problem.code for problem in bench.problems]


def put(record: int, offset: int, raw: bytes, length: int = NOTICE_LENGTH):
    def change(content: bytearray) -> None:
        content[record * length + offset : record * length + offset + len(raw)] = raw

    return change


def test_a_sound_volume_has_nothing_to_say(bench):
    assert bench.problems == ()


def test_every_record_of_a_sample_can_be_looked_at(bench):
    for name in bench.names:
        for record in range(min(bench.record_count(name), 60)):
            look = bench.look(name, record)
            assert b"".join(row.raw for row in look.fields) == look.raw
            assert [row.offset for row in look.fields] == sorted(row.offset for row in look.fields)
            assert all(row.note == "" for row in look.fields)
            assert bench.line(name, record).number == record + 1


def test_a_detail_is_shown_with_its_own_sheet(bench):
    record = bench.first_record(TOKYO)
    look = bench.look(TOKYO, record)
    assert (look.kind, look.note, look.content.record) == ("detail", "", record)
    assert look.sheet is not None
    assert look.envelope is not None
    printed = {item for row in look.fields for item in row.printed}
    office_list = {"sheet.office_address", "sheet.office_phone"}
    fixed = {item.id for item in look.content.items if not item.sources and item.id not in office_list}
    blank = {item.id for item in look.content.items if item.state == "blank"}
    assert printed >= {item.id for item in look.content.items} - office_list - fixed - blank - {"sheet.office_postal"}


@pytest.mark.parametrize("name", [TOKYO, SENPO])
def test_an_extract_is_shown_with_the_sheet_of_its_first_notice(bench, name):
    notices = bench.notices[name]
    for record in notices.rows(EXTRACT)[:40]:
        look = bench.look(name, int(record))
        assert look.content.record == record + 1
        assert look.content.extract_record == record
        assert f"番号 {record + 2} の明細" in look.note
        assert all(row.printed == () for row in look.fields)


def test_a_total_and_a_count_row_are_said_not_to_be_printed(bench):
    total = int(bench.notices[TOKYO].rows(OFFICE_TOTAL)[0])
    for look in (bench.look(TOKYO, total), bench.look(COUNTS, 0)):
        assert (look.content, look.sheet, look.envelope) == (None, None, None)
        assert "印刷しません" in look.note
        assert look.fields


def test_the_rows_of_a_count_table_hold_every_byte(bench):
    for record in range(bench.record_count(COUNTS)):
        look = bench.look(COUNTS, record)
        assert len(look.raw) == COUNT_LENGTH
        assert b"".join(row.raw for row in look.fields) == look.raw
        assert look.fields[-1].text == "CR-LF"


def test_the_list_names_establishments_as_they_are_printed(bench):
    for name in (TOKYO, SENPO):
        for record in bench.notices[name].rows(DETAIL)[:20]:
            content, line = bench.content(name, int(record)), bench.line(name, int(record))
            printed = content.item("front.office_symbol").text
            assert line.symbol_number.split(" ")[0] == printed
            assert line.name == "".join(
                item.text for item in content.items if item.id in ("sheet.name_1", "sheet.name_2")
            )


def test_records_outside_a_file_and_other_files_are_refused(bench):
    with pytest.raises(IndexError):
        bench.look(TOKYO, bench.record_count(TOKYO))
    with pytest.raises(IndexError):
        bench.look(TOKYO, -1)
    with pytest.raises(KeyError):
        bench.look("ZMGKK#0101", 0)
    assert bench.first_record(EMPTY) == NO_RECORD


@pytest.mark.parametrize("name", ["ZMGKK#2101", "zmgkk#2101", "ZMGKK#2101.cmp", "ZMGKK#2101.CMP", "Zmgkk#2101.Cmp"])
def test_a_file_may_be_named_with_its_suffix_and_in_any_case(bench, name):
    assert bench.look_named(name, 1).file == TOKYO


@pytest.mark.parametrize(
    ("name", "record", "code", "said"),
    [
        ("ZMGKK#9901", 0, "file.none", ""),
        (TOKYO, 10**9, "record.none", "0 から"),
        (TOKYO, -1, "record.none", "0 から"),
        (EMPTY, 0, "record.none", "0 件"),
    ],
)
def test_a_record_that_is_not_there_is_an_error_that_says_what_is(bench, name, record, code, said):
    with pytest.raises(KenpanError) as caught:
        bench.look_named(name, record)
    assert caught.value.code == code
    assert said in caught.value.next_step


def test_the_two_records_of_a_notice_are_placed_once_and_again_for_another_run(bench):
    record = bench.first_record(TOKYO)
    before, look = bench.look(TOKYO, record - 1), bench.look(TOKYO, record)
    assert before.kind == "extract" and before.sheet is look.sheet
    assert (
        replace(bench, run=lambda: PieceRun("", 1, 1, 1)).look(TOKYO, record).content.piece_id != look.content.piece_id
    )
    runs = [PieceRun("", 1, 1, 1), PieceRun("", 1, 2, 1)]
    again = replace(bench, run=lambda: runs[0])
    first = again.look(TOKYO, record).content.piece_id
    runs.pop(0)
    assert again.look(TOKYO, record).content.piece_id != first


def test_fields_alone_are_those_of_the_whole_look(bench):
    """Bar code, office list and 外字 are not worked out for them."""
    some = [(name, record) for name in (TOKYO, SENPO) for record in (*range(8), bench.record_count(name) - 1)]
    for file, record in [*some, (COUNTS, 0), (COUNTS, 2)]:
        look = bench.look(file, record)
        assert bench.shown_fields(file, record, bench.equipment.postal) == ShownFields(
            look.file, look.record, look.kind, look.raw, look.fields, note=look.note
        )
    with pytest.raises(IndexError):
        bench.shown_fields(TOKYO, bench.record_count(TOKYO), bench.equipment.postal)


# What is not as it must be


def test_bytes_after_the_last_record_are_said_and_the_last_record_is_shown(spoilt, plain_folder):
    size = (plain_folder / "PAP03A" / TOKYO).stat().st_size
    bench = spoilt(ZMGKK_2101=lambda raw: raw.extend(b"x" * 7))
    assert codes(bench) == ["file.length"]
    problem = bench.problems[0]
    assert (problem.file, "7 バイト" in problem.what) == (TOKYO, True)
    assert f"{size:,}" in problem.place
    assert bench.notices[TOKYO].tail == b"x" * 7
    last = size // NOTICE_LENGTH - 1
    assert bench.look(TOKYO, last).kind == "office_total"


def test_a_file_cut_in_the_middle_of_a_record_shows_the_whole_ones(spoilt):
    bench = spoilt(ZMGKK_2101=lambda raw: raw.__delitem__(slice(10 * NOTICE_LENGTH + 1, None)))
    assert bench.record_count(TOKYO) == 10
    assert [(problem.code, problem.file) for problem in bench.problems] == [("file.length", TOKYO)]


def test_a_file_shorter_than_a_record_has_none(spoilt):
    bench = spoilt(ZMGKK_2101=lambda raw: raw.__delitem__(slice(5, None)))
    assert (bench.record_count(TOKYO), bench.first_record(TOKYO), codes(bench)) == (0, NO_RECORD, ["file.length"])


def test_an_unknown_type_in_the_middle_is_said_and_leaves_the_others_alone(spoilt, plain_folder):
    def change(raw: bytearray) -> None:
        put(3, 14, b"09")(raw)
        put(4, 14, b"\x93\x20")(raw)

    bench = spoilt(ZMGKK_2101=change)
    problem = bench.problems[0]
    assert (codes(bench), problem.file) == (["record.type"], TOKYO)
    assert "2 件" in problem.what
    assert "番号 4" in problem.place
    assert f"{3 * NOTICE_LENGTH + 14:,}" in problem.place
    look = bench.look(TOKYO, 3)
    assert (look.kind, look.fields, look.sheet, len(look.raw)) == ("unknown", (), None, NOTICE_LENGTH)
    assert "14〜15" in look.note
    assert bench.line(TOKYO, 3).kind_text == "不明"
    original = (plain_folder / "PAP03A" / TOKYO).read_bytes()
    for record in (2, 5, 6):
        assert bench.look(TOKYO, record).raw == original[record * NOTICE_LENGTH :][:NOTICE_LENGTH]
        assert bench.look(TOKYO, record).fields


def test_an_extract_finds_its_notice_behind_a_spoilt_record(spoilt):
    bench = spoilt(
        ZMGKK_2101=lambda raw: raw.__setitem__(
            slice(NOTICE_LENGTH, NOTICE_LENGTH), b"?" * 14 + b"77" + b"?" * (NOTICE_LENGTH - 16)
        )
    )
    assert bench.look(TOKYO, 0).content.record == 2
    assert "番号 3" in bench.look(TOKYO, 0).note


def test_an_extract_without_its_notice_shows_no_sheet(spoilt):
    bench = spoilt(ZMGKK_2101=put(1, 14, b"77"))
    look = bench.look(TOKYO, 0)
    assert look.sheet is None
    assert "明細（01）が" in look.note


@pytest.mark.parametrize("item", [63, 74, 19])
def test_undecodable_bytes_stay_visible_and_are_named_by_their_place(spoilt, item):
    field = notice_layouts("kounen")["01"].field(item)
    bench = spoilt(ZMGKK_2101=put(1, field.offset, b"\xfd\x93\x20"))
    row = next(row for row in bench.look(TOKYO, 1).fields if row.item == item)
    assert row.text.startswith("⟦FD⟧⟦93 20⟧")
    at = field.offset
    assert f"{at}（{at:03X}h）" in row.note
    assert f"{at + 1}（{at + 1:03X}h）" in row.note
    assert [other.item for other in bench.look(TOKYO, 1).fields if other.note] == [item]
    assert codes(bench) == []


def test_undecodable_bytes_in_a_number_are_named_too(spoilt):
    field = notice_layouts("kounen")["01"].field(29)
    bench = spoilt(ZMGKK_2101=put(1, field.offset, b"\x00"))
    row = next(row for row in bench.look(TOKYO, 1).fields if row.item == 29)
    assert "⟦00⟧" in row.text
    assert f"{field.offset}（" in row.note


def test_a_line_of_a_count_table_that_cannot_be_read_is_shown_as_bytes_and_shifts_nothing(spoilt, plain_folder):
    sound = open_folder(plain_folder, Settings(), only=COUNTS)
    bench = spoilt(KENS_ZMGKK31=put(2, 5, b"?", COUNT_LENGTH))
    assert bench.record_count(COUNTS) == sound.record_count(COUNTS)
    look = bench.look(COUNTS, 2)
    assert (look.fields, len(look.raw)) == ((), COUNT_LENGTH)
    assert "読めません" in look.note
    assert bench.line(COUNTS, 2).kind_text == "読めない行"
    assert bench.look(COUNTS, 3).fields == sound.look(COUNTS, 3).fields
    assert {problem.file for problem in bench.problems} == {COUNTS}


def test_a_title_whose_widths_differ_is_split_where_its_separators_stand(spoilt):
    def change(raw: bytearray) -> None:
        # Two columns less for the system's name, two more for the date.
        line = bytes(raw[:COUNT_LENGTH])
        name = line.index(b";", 14)
        raw[:COUNT_LENGTH] = line[: name - 2] + line[name:-2].rstrip(b" ").ljust(COUNT_LENGTH - name, b" ") + b"\r\n"

    bench = spoilt(KENS_ZMGKK31=change)
    look = bench.look(COUNTS, 0)
    assert b"".join(row.raw for row in look.fields) == look.raw
    assert all(row.raw == b";" for row in look.fields if row.name.startswith("項目区切り"))
    assert look.fields[-1].raw == b"\r\n"


def test_a_count_table_that_is_no_text_at_all_opens(spoilt):
    bench = spoilt(KENS_ZMGKK31=lambda raw: raw.__setitem__(slice(None), bytes(range(256)) * 3))
    assert bench.record_count(COUNTS) > 0
    for record in range(bench.record_count(COUNTS)):
        assert "読めません" in bench.look(COUNTS, record).note
        bench.line(COUNTS, record)
    assert "file.length" in codes(bench)


def test_an_empty_count_table_is_said(spoilt):
    bench = spoilt(KENS_ZMGKK31=lambda raw: raw.clear())
    assert bench.record_count(COUNTS) == 0
    assert codes(bench) == ["order.sequence"]


def test_gaiji_of_a_record_are_named_with_every_place(spoilt):
    layout = notice_layouts("kounen")["01"]
    address, filler = layout.field(63), layout.field(9)

    def change(raw: bytearray) -> None:
        put(1, address.offset, b"\xf0\x40\x88\x9f\xf0\x40")(raw)
        put(1, filler.offset, b"\xf1\x41")(raw)

    (use,) = (use for use in spoilt(ZMGKK_2101=change).look(TOKYO, 1).gaiji if use.code in (0xF040, 0xF141))
    assert (use.code, use.char, use.items) == (0xF040, "\ue000", (63,))
    assert use.offsets == (address.offset, address.offset + 4)


def test_a_line_that_cannot_be_read_leaves_all_lines_where_they_are(spoilt):
    """The list, the look and the finding count the same lines."""

    def cut(content: bytearray) -> None:
        del content[3 * COUNT_LENGTH + 100]

    bench = spoilt(KENS_ZMGKK31=cut)
    table = bench.counts[COUNTS]
    assert table.row(3) is None
    assert bench.record_count(COUNTS) == len(table.lines) == len(table.rows) + 1
    assert bench.line(COUNTS, 3).kind_text == "読めない行"
    assert bench.look(COUNTS, 4).raw == table.lines[4].raw
    result = check(bench)
    (found,) = (one for one in result.findings if one.rule == "file.length")
    assert (found.file, found.record) == (COUNTS, 3)
    assert next(file.records for file in result.files if file.name == COUNTS) == len(table.lines)


def test_marks_are_there_when_the_volume_is(bench):
    assert bench.marks.keys() == bench.notices.keys()
    with pytest.raises(FrozenInstanceError):
        bench.marks = {}


def test_a_file_in_utf8_says_so_and_nothing_about_a_shift(spoilt):
    def other_code(content: bytearray) -> None:
        content[:] = to_text(bytes(content)).encode("utf-8")

    bench = spoilt(ZMGKK_1201=other_code, KENS_ZMGKS31=other_code)
    assert [(one.code, one.file) for one in bench.problems] == [
        ("text.encoding", "ZMGKK#1201"),
        ("text.encoding", "KENS#ZMGKS31"),
    ]
    assert all("文字コードが UTF-8 です" in one.what for one in bench.problems)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.count_writing import PAGINGS, write_count_table
from app.records.counts import CountTable, count_lines, read_count_table
from app.records.layouts import COUNT_LENGTH
from app.records.text import encode
from tests.rows import each_row

CREATED = "令和 7年 4月 1日"
OFFICES = [(f"{2100 + index:04d}", f"第{'一二三四五六七八九'[index % 9]}試験", 1000 * index) for index in range(60)]


def table_of(plain: bytes) -> CountTable:
    return read_count_table(plain, "kounen", "KENS#ZMGKK31")


def written(count: int = 3) -> bytearray:
    return bytearray(write_count_table(OFFICES[:count], "kounen", CREATED))


def kinds(table: CountTable) -> str:
    return "".join({"title": "T", "column_titles": "C", "detail": "d"}[row.kind] for row in table.rows)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "TC" + "d"),
        (1, "TC" + "dd"),
        (25, "TC" + "d" * 26),
        (26, "TC" + "d" * 27),
        (27, "TC" + "d" * 26 + "TC" + "dd"),
        (53, ("TC" + "d" * 26) * 2 + "TC" + "dd"),
    ],
)
def test_each_page_of_26_offices_starts_with_both_titles_and_the_total_comes_last(count: int, expected: str):
    table = table_of(bytes(written(count)))
    assert kinds(table) == expected
    assert table.total_record == len(expected) - 1
    assert table.problems == ()


PAGES = {
    # One office, 2 to 25, a multiple of 26, more than 26: what N tells apart (図4.1.2.3-1). t is the total's line.
    "plain": {1: ["d t"], 25: ["d*25 t"], 26: ["d*26 t"], 52: ["d*26", "d*26 t"], 53: ["d*26", "d*26", "d t"]},
    "full": {1: ["d t"], 25: ["d*25 t"], 26: ["d*26", "t"], 52: ["d*26", "d*26", "t"], 53: ["d*26", "d*26", "d t"]},
    "total": {1: ["d", "t"], 25: ["d*25", "t"], 26: ["d*26", "t"], 27: ["d*26", "d", "t"]},
    "prefecture": {1: ["d t"], 25: ["d*10", "d*10", "d*5 t"], 30: ["d*10", "d*10", "d*10 t"]},
    "prefecture-full": {25: ["d*10", "d*10", "d*5 t"], 36: ["d*10", "d*26", "t"]},
    "prefecture-total": {20: ["d*10", "d*10", "t"]},
}


def pages_of(table: CountTable) -> list[str]:
    lines = ["T" if one.kind == "title" else "" if one.kind == "column_titles" else "d" for one in table.rows]
    lines[table.total_record] = "t"
    pages = "".join(lines).split("T")[1:]
    return [
        " ".join(
            part
            for part in (
                f"d*{page.count('d')}" if page.count("d") > 1 else "d" * page.count("d"),
                "t" * page.count("t"),
            )
            if part
        )
        for page in pages
    ]


@each_row(("name", "count"), [(name, count) for name, own in PAGES.items() for count in own])
def test_every_way_in_which_pages_break_is_written_and_read(name: str, count: int):
    def prefecture(index: int) -> int:
        return 12 + (index >= 10) if count == 36 else 12 + index // 10

    offices = [(f"{prefecture(index)}{index:02d}", "試験", index) for index in range(count)]
    table = table_of(write_count_table(offices, "kounen", CREATED, PAGINGS[name]))
    assert table.problems == ()
    assert pages_of(table) == PAGES[name][count]
    assert [(one.office_code, one.prints) for one in table.offices] == [(code, prints) for code, _, prints in offices]
    assert table.total == sum(range(count))
    assert [title.page for title in table.titles] == [str(1 + page) for page in range(len(table.titles))]
    assert [title.last_page for title in table.titles] == [""] * (len(table.titles) - 1) + ["1"]


def test_every_paging_of_the_table_above_is_there():
    assert set(PAGES) == set(PAGINGS)


texts = st.text(st.sampled_from("東京千葉山梨水府\ue000"), min_size=1, max_size=5)
counts = st.integers(0, 99_999_999)
codes = st.integers(0, 9999).map("{:04d}".format)


@given(st.lists(st.tuples(codes, texts, st.integers(0, 1_000_000)), max_size=60), st.sampled_from(["kounen", "senpo"]))
def test_what_is_written_reads_back(offices, scheme):
    plain = write_count_table(offices, scheme, CREATED)
    table = read_count_table(plain, scheme, "K")
    assert table.problems == ()
    assert [(office.office_code, office.name, office.prints) for office in table.offices] == offices
    assert [office.number for office in table.offices] == list(range(1, len(offices) + 1))
    assert table.total == sum(prints for _code, _name, prints in offices)
    assert b"".join(row.raw + b"\r\n" for row in table.rows) == plain


def test_a_month_without_notices_still_lists_every_office_with_zero_prints():
    table = table_of(write_count_table([("2101", "試験", 0), ("2102", "検査", 0)], "kounen", CREATED))
    assert [office.prints for office in table.offices] == [0, 0]
    assert table.total == 0


def test_records_have_160_bytes_and_the_places_of_the_specification():
    plain = bytes(written())
    assert len(plain) == 6 * COUNT_LENGTH
    detail = plain[4 * COUNT_LENGTH :][:COUNT_LENGTH]
    assert detail[:18] == b"25012;03;2102;  3;"
    assert detail[18:33] == encode("第三試験　").ljust(14) + b";"
    assert detail[33:44] == b"     2,000;"
    assert detail[76:] == b";" + b" " * 81 + b"\r\n"
    assert plain[5 * COUNT_LENGTH :][13:33] == b";   ;" + encode("合計　　　").ljust(14) + b";"


def test_the_title_is_read_by_its_separators_whatever_its_widths():
    plain = bytes(written())
    items = [b"25012", b"01", b"2100", encode("厚生年金保険"), encode("件数表"), encode(CREATED), b"  1", b"1", b""]
    title = b";".join(items).ljust(158) + b"\r\n"
    table = table_of(title + plain[COUNT_LENGTH:])
    assert table.problems == ()
    assert table.title is not None
    assert table.title[:6] == (0, "2100", "厚生年金保険", "件数表", CREATED, "1")
    start, end = table.rows[0].spans[11]
    assert table.rows[0].raw[start:end] == table.rows[0].item(11) == encode("件数表")


def test_an_item_knows_its_bytes_in_the_file():
    plain = bytes(written())
    row = table_of(plain).rows[3]
    start, end = row.spans[13]
    assert plain[row.offset + start : row.offset + end] == b"     1,000"
    assert row.texts[13] == "     1,000"


@each_row(
    ("record", "at", "put", "rule", "span"),
    [
        (0, 0, b"45008", "field.constant", (0, 5)),
        (1, 14, encode("番号項目"), "field.constant", (14, 8)),
        (2, 6, b"04", "record.type", (6, 2)),
        (2, 9, b"21A0", "field.numeric", (9, 4)),
        (2, 14, b"001", "field.picture", (14, 3)),
        (2, 14, b"   ", "field.picture", (14, 3)),
        (3, 18, b"\x93\x20", "text.encoding", (18, 14)),
        (3, 33, b"1000      ", "field.picture", (33, 10)),
        (3, 44, b"1", "field.reserved", (44, 10)),
        (3, 54, b",", "field.constant", (0, 158)),
        (3, 53, b"; ", "field.constant", (0, 158)),
    ],
)
def test_a_fault_is_one_problem_that_points_at_its_bytes(record, at, put, rule, span):
    plain = written()
    offset = record * COUNT_LENGTH
    plain[offset + at : offset + at + len(put)] = put
    (problem,) = table_of(bytes(plain)).problems
    assert problem[:4] == (rule, record, offset + span[0], span[1])
    assert problem.message.endswith("。")


def test_a_short_line_does_not_spoil_the_lines_after_it():
    plain = written()
    del plain[3 * COUNT_LENGTH + 100]
    table = table_of(bytes(plain))
    assert [(problem.rule, problem.record) for problem in table.problems] == [("file.length", 3)]
    assert [office.office_code for office in table.offices] == ["2100", "2102"]
    assert table.total == 3000
    assert table.rows[-1].offset == 5 * COUNT_LENGTH - 1
    assert len(table.lines) == 6
    assert (table.row(3), table.row(4)) == (None, table.rows[3])
    assert b"".join(line.raw for line in table.lines) == plain


def test_a_missing_last_line_end_and_bytes_after_it_are_problems():
    plain = bytes(written())
    for cut in (plain[:-2], plain + b"x", plain + b" " * 160):
        assert [problem.rule for problem in table_of(cut).problems if problem.rule != "order.sequence"] in (
            ["file.length"],
            ["field.constant"],
        )


@pytest.mark.parametrize(
    ("order", "record"),
    [
        ([1, 2, 3, 4, 5], 0),
        ([0, 2, 3, 4, 5], 1),
        ([0, 1, 0, 1, 2, 5], 2),
        ([0, 1, 2, 5, 3], 4),
        ([0, 1, 2, 5, 5], 4),
        ([0, 1, 2, 3], 3),
        ([], 0),
    ],
)
def test_records_out_of_order_or_a_missing_total_are_one_problem(order: list[int], record: int):
    plain = bytes(written())
    lines = [plain[index * COUNT_LENGTH :][:COUNT_LENGTH] for index in order]
    problems = table_of(b"".join(lines)).problems
    assert [(problem.rule, problem.record) for problem in problems] == [("order.sequence", record)]


def test_the_total_may_stand_alone_on_a_page_of_its_own():
    plain = bytes(written(26))
    total = plain[-COUNT_LENGTH:]
    table = table_of(plain[:-COUNT_LENGTH] + plain[: 2 * COUNT_LENGTH] + total)
    assert table.problems == ()
    assert len(table.titles) == 2


def test_a_total_that_cannot_be_read_is_unknown_and_not_zero():
    plain = written()
    plain[5 * COUNT_LENGTH + 33 : 5 * COUNT_LENGTH + 43] = b" " * 10
    table = table_of(bytes(plain))
    assert table.total is None
    assert [(problem.rule, problem.record) for problem in table.problems] == [("field.picture", 5)]


@given(st.binary(max_size=700))
def test_lines_are_all_of_the_file_whatever_it_holds(plain: bytes):
    lines = count_lines(plain)
    assert b"".join(line.raw for line in lines) == plain
    assert [line.offset for line in lines] == [sum(len(one.raw) for one in lines[:at]) for at in range(len(lines))]
    assert all(line.ended for line in lines[:-1])


def test_a_table_in_utf8_is_one_problem_that_says_so():
    plain = bytes(written()).decode("cp932").encode("utf-8")
    (problem,) = table_of(plain).problems
    assert (problem.rule, problem.record, problem.offset, problem.length) == ("text.encoding", 0, 0, 0)
    assert "文字コードが UTF-8 です" in problem.message
    assert len(table_of(plain).lines) == 6


def test_parentheses_of_either_width_are_the_heading_that_was_meant():
    plain = written()
    column = plain[COUNT_LENGTH:][58:74]
    assert bytes(column) == encode("返却(引抜)").ljust(16)
    plain[COUNT_LENGTH + 58 : COUNT_LENGTH + 74] = encode("返却（引抜）").ljust(16)
    assert table_of(bytes(plain)).problems == ()
    plain[COUNT_LENGTH + 58 : COUNT_LENGTH + 74] = encode("返却【引抜】").ljust(16)
    assert [one.rule for one in table_of(bytes(plain)).problems] == ["field.constant"]


@given(st.binary(max_size=700))
def test_garbage_is_problems_and_never_an_exception(plain: bytes):
    table = table_of(plain)
    assert table.offices == ()
    assert table.problems


@given(st.integers(0, 5), st.integers(0, 157), st.integers(0, 255))
def test_a_changed_byte_leaves_the_other_records_as_they_were(record: int, at: int, value: int):
    plain = written()
    sound = table_of(bytes(plain)).rows
    plain[record * COUNT_LENGTH + at] = value
    found = [row for row in table_of(bytes(plain)).rows if row.record != record]
    assert found == [row for row in sound if row.record != record]


@pytest.mark.parametrize(
    ("office", "created"),
    [
        (("21001", "試験", 1), CREATED),
        (("2100", "長すぎる事務所の名", 1), CREATED),
        (("2100", "試験", 100_000_000), CREATED),
        (("2100", "試験", -1), CREATED),
        (("2100", "𠮷", 1), CREATED),
        (("2100", "試験", 1), "令和" * 7),
    ],
)
def test_what_does_not_fit_is_not_written(office, created):
    with pytest.raises(ValueError, match=r"room for|does not fit|no code"):
        write_count_table([office], "kounen", created)

"""機構ダミー: the list is held against the medium and its 件数表, row by row."""

import numpy as np
import openpyxl
import pytest

from app.commands.main import main
from app.errors import KenpanError
from app.lists import tables
from app.lists.book import MAX_ROWS
from app.lists.dummies import Declared, find_disc, match_dummies, read_declared, read_dummies
from app.lists.keys import list_key
from app.lists.tables import ListRow, ListTable, list_spec, read_table, sheets_in
from app.training.dummy_disc import COUNT_FILE, DEFECTS, LIST_FILE, make_dummy_disc
from tests.notice.records import detail, extract, opened
from tests.rows import each_row

OWN = {11: "2101", 13: "61", 14: "ｱｲｳ".encode("cp932"), 15: "00456"}
HEADERS = ("統一事務所コード", "整理記号", "番号")
ROW = ("2101", "61-アイウ", "00456")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The child's function is what is looked at; that it runs in a child is shown once."""
    monkeypatch.setattr(tables, "run", lambda _name, *arguments, **_how: sheets_in(*arguments))


def medium():
    """An establishment with two notices, and one with one."""
    other = extract(changes=OWN | {15: "00457", 7: "000002"})
    return [opened(extract(changes=OWN), detail(), detail(), other, detail(changes={7: "000002"}))]


def table(*rows, headers=HEADERS):
    keys = ("office", "symbol", "number", "district", "scheme")[: len(headers)]
    found = tuple(ListRow(f"行{at}", dict(zip(keys, row, strict=True))) for at, row in enumerate(rows, 2))
    return ListTable("一覧.xlsx", "0" * 64, 1, found, {})


def matched(*rows, total=None, offices=None):
    return match_dummies(table(*rows), medium(), Declared(len(rows) if total is None else total, offices or {}))


def rules(found):
    return [one.rule for one in found.findings]


@pytest.mark.parametrize(
    "row",
    [ROW, (2101, "61ｱｲｳ", 456), ("２１０１", "６１ ア イ ウ", "４５６"), (2101.0, "61−ｱｲｳ", "456")],
)  # fmt: skip
def test_a_row_means_the_same_record_however_it_is_typed(row):
    found = matched(row)
    assert rules(found) == []
    assert [one.records for one in found.dummies] == [(1, 2)]
    assert found.notices == ((found.dummies[0].file, 1), (found.dummies[0].file, 2))


@each_row(
    "row",
    [
        ("2102", *ROW[1:]),
        (ROW[0], "61-アイエ", ROW[2]),
        (ROW[0], "62-アイウ", ROW[2]),
        (*ROW[:2], "00458"),
        (*ROW[:2], "12-3X"),
        (ROW[0], "アイウ", ROW[2]),
        (ROW[0], "61-アイウエオ", ROW[2]),
        ("", *ROW[1:]),
        (*ROW[:2], {"unfit": "計算式"}),
    ],
)
def test_a_row_that_names_no_record_is_told_with_its_place(row):
    found = matched(ROW, row)
    assert rules(found) == ["dummy.unmatched"]
    assert (found.findings[0].place, len(found.dummies)) == ("行3", 1)


def test_the_same_establishment_twice_is_told_however_it_is_typed():
    found = matched(ROW, (2101, "61ｱｲｳ", 456))
    assert rules(found) == ["dummy.duplicate"]
    assert "行2" in found.findings[0].message
    assert len(found.dummies) == 1


def test_fewer_or_more_rows_than_the_count_table_says_are_told():
    assert rules(matched(ROW, total=2)) == ["dummy.missing"]
    assert rules(matched(ROW, total=0)) == ["dummy.missing"]
    assert rules(matched(ROW, offices={"2101": 1})) == []
    assert rules(matched(ROW, offices={"2101": 0, "2102": 1})) == ["dummy.missing"] * 2


def test_the_scheme_decides_between_two_establishments_of_one_key():
    two = [*medium(), opened(extract("senpo", OWN), detail("senpo"), scheme="senpo")]
    five = ("office", "symbol", "number", "district", "scheme")

    def of(scheme):
        return match_dummies(table((2101, "アイウ", 456, 61, scheme), headers=five), two, Declared(1, {}))

    assert rules(of(None)) == ["dummy.unmatched"]
    assert [one.scheme for one in of("一般（厚年）").dummies] == ["kounen"]
    assert [one.scheme for one in of("船員").dummies] == ["senpo"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_csv_is_read_in_both_encodings(tmp_path, encoding, separator):
    path = tmp_path / "一覧.csv"
    lines = ["機構ダミーデータ対象一覧", separator.join(HEADERS), separator.join(ROW), "", separator.join(ROW)]
    path.write_bytes("\r\n".join(lines).replace("機構ダミーデータ対象一覧", separator * 2, 1).encode(encoding))
    found = read_table(path, list_spec("dummies"))
    assert [row.place for row in found.rows] == ["行3", "行5"]
    assert found.rows[0].cells == dict(zip(("office", "symbol", "number"), ROW, strict=True))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list.header"),
        ("番号,名前\n1,x\n".encode(), "list.header"),
        ((",".join(HEADERS) + ",番号\n").encode(), "list.header"),
        (b"\xff\xfe\x00a", "list.unreadable"),
        (b"a\x81\xff", "list.unreadable"),
        ((",".join(HEADERS) + '\n"2101').encode(), "list.unreadable"),
        (",".join("x" * 70).encode(), "list.unreadable"),
        ((",".join(HEADERS) + "\n" + ",".join(ROW) * 1).encode() + b"\n1,2,3" * (MAX_ROWS + 1), "list.unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_such_list_is_refused_by_name(tmp_path, content, code):
    path = tmp_path / "一覧.csv"
    path.write_bytes(content)
    with pytest.raises(KenpanError) as caught:
        read_table(path, list_spec("dummies"))
    assert (caught.value.code, caught.value.file) == (code, path.name)


def test_a_book_that_is_none_is_refused(tmp_path):
    for name, content in (("a.xlsx", b"PK"), ("b.xlsx", b"\xd0\xcf\x11\xe0old"), ("c.pdf", b"%PDF")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(KenpanError, match=r"Excel|古い形式"):
            read_table(tmp_path / name, list_spec("dummies"))


def test_the_sample_disc_fits_its_medium(bench, tmp_path, monkeypatch):
    path, counts = make_dummy_disc(tmp_path, bench.notices.values())
    assert find_disc(tmp_path) == (path, counts)
    monkeypatch.undo()  # once in a child, as always
    found = read_dummies(path, bench.notices.values(), read_declared(counts))
    assert found.findings == ()
    assert (found.rows, len(found.dummies), {one.scheme for one in found.dummies}) == (6, 6, {"kounen", "senpo"})
    listed = [list_key(bench.notices[one.file], record) for one in found.dummies for record in one.records]
    assert len(set(listed)) == 6


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_planted_defect_of_the_list_is_found_by_its_rule_only(bench, tmp_path, defect):
    path, counts = make_dummy_disc(tmp_path, bench.notices.values(), defects=[defect])
    assert set(rules(read_dummies(path, bench.notices.values(), read_declared(counts)))) == {defect}


def counted(tmp_path, *rows):
    book = openpyxl.Workbook()
    for row in (("事務所コード", "件数"), *rows):
        book.active.append(row)
    book.save(tmp_path / COUNT_FILE)
    return read_declared(tmp_path / COUNT_FILE)


def test_a_count_table_must_add_up(tmp_path):
    assert counted(tmp_path, (2101, 3), ("2102", "1,000件"), ("合 計", 1003))[:2] == (1003, {"2101": 3, "2102": 1000})
    assert counted(tmp_path, ("合計", 4)).total == 4
    for rows in ([(2101, 3), ("合計", 4)], [(2101, "三")], [("本部", 3)], [(2101, -1)]):
        with pytest.raises(KenpanError) as caught:
            counted(tmp_path, *rows)
        assert caught.value.code == "list.count"


def test_a_disc_with_two_lists_is_not_guessed_at(tmp_path):
    with pytest.raises(KenpanError) as caught:
        find_disc(tmp_path)
    assert caught.value.code == "list.none"
    for name in (LIST_FILE, "別の一覧.csv"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(KenpanError) as caught:
        find_disc(tmp_path)
    assert caught.value.code == "list.many"


def test_two_byte_symbols_and_blanks_of_records_are_seen_through():
    wide = opened(extract(changes=OWN | {14: "ア　".encode("cp932")}), detail())
    found = match_dummies(table((2101, "61ア", 456)), [wide], Declared(1, {}))
    assert [one.records for one in found.dummies] == [(1,)]
    assert np.array_equal(wide.rows(1), [1])


def test_the_sample_command_writes_the_disc(tmp_path, capsys):
    words = ["sample", str(tmp_path / "sample"), "--establishments", "60", "--dummies", str(tmp_path / "disc")]
    assert main(words) == 0
    assert sorted(path.name for path in (tmp_path / "disc").iterdir()) == sorted((LIST_FILE, COUNT_FILE))
    assert LIST_FILE in capsys.readouterr().out

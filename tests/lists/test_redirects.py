"""Rows of the lists held against the medium: what matches, and why the rest does not."""

import pytest

from app.lists.cells import plain_cell
from app.lists.establishments import Establishments
from app.lists.keys import ListKey, list_key, rows_of
from app.lists.list_zip import LIST, ListFile, ReadLists, read_lists
from app.lists.named import named_scheme
from app.lists.redirects import match_lists
from app.lists.tables import list_spec, table_of
from app.records.notice_file import DETAIL
from app.training.redirect_zip import DEFECTS, HEADERS, make_redirect_zip
from app.training.redirect_zip import PASSWORD as SAMPLE_PASSWORD
from tests.lists.zips import TO, listed

KOUNEN, SENPO = "ZMGKK#2101", "ZMGKS#2101"


@pytest.fixture(scope="module")
def files(bench):
    return bench.notices


def keys_of(file) -> list[ListKey]:
    return list(dict.fromkeys(list_key(file, int(row)) for row in file.rows(DETAIL)))


@pytest.fixture(scope="module")
def keys(files) -> list[ListKey]:
    return keys_of(files[KOUNEN])


@pytest.fixture
def matched(files):
    """Rows held against the medium, as if a workbook had been read."""

    def of(rows, folder="一般"):
        name = f"{folder}/a.xlsx"
        table = table_of([("", [HEADERS[1:], *rows])], list_spec(LIST), name, "", 0, is_book=False)
        file = ListFile(name, named_scheme(folder), (), len(table.rows), "")
        return match_lists(ReadLists("a.zip", "", 0, (file,), (table,)), files.values())

    return of


def states(lists) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in lists.rows]


def test_a_sample_matches_whole_and_what_is_planted_is_all_that_is_found(tmp_path, files):
    path = tmp_path / "a.zip"
    make_redirect_zip(path, files.values(), share=0.1)
    whole = match_lists(read_lists(path, SAMPLE_PASSWORD), files.values())
    assert whole.counts["matched"] == len(whole.rows) > 8
    assert {row.kind for row in whole.rows} == {"redirect", "pull"}
    assert whole.notices == sum(len(file.rows(DETAIL)) for file in files.values())
    assert 0.05 < whole.share < 0.15
    make_redirect_zip(path, files.values(), share=0.1, defects=DEFECTS[:3])
    spoiled = match_lists(read_lists(path, SAMPLE_PASSWORD), files.values()).counts
    assert {state: spoiled[state] for state in ("unmatched", "duplicate", "contradiction")} == {
        "unmatched": 1,
        "duplicate": 1,
        "contradiction": 2,  # both of the two rows that contradict each other
    }
    make_redirect_zip(path, files.values(), share=0.1, defects=DEFECTS[3:])
    assert [one.problem[:5] for one in read_lists(path, SAMPLE_PASSWORD).problems] == ["見出しがな"]


def test_a_row_finds_all_notices_of_its_establishment_and_only_them(matched, files, keys):
    lists = matched([listed(key) for key in keys])
    assert {row.state for row in lists.rows} == {"matched"}
    own = [record for row in lists.rows for _, record in row.records]
    assert sorted(own) == files[KOUNEN].rows(DETAIL).tolist()
    assert max(len(row.records) for row in lists.rows) == 2  # two months collected at once
    assert set(lists.redirects) == set(keys)
    assert rows_of(files[KOUNEN], lists.redirects.keys()).tolist() == files[KOUNEN].rows(DETAIL).tolist()
    assert rows_of(files[KOUNEN], ()).tolist() == []


def test_a_ship_owner_is_found_by_the_district_that_only_the_00_has(matched, files):
    key = keys_of(files[SENPO])[0]
    (row,) = matched([listed(key)], folder="船員").rows
    assert (row.state, row.found.file, row.found.key) == ("matched", SENPO, key)
    other = key._replace(symbol=b"99" + key.symbol[2:])
    (row,) = matched([listed(other)], folder="船員").rows
    assert (row.state, row.reason) == ("unmatched", "当たる事業所が、この媒体にありません。")


def test_full_width_spacing_and_lost_zeros_do_not_matter_and_a_digit_does(matched, keys):
    key = keys[0]
    kind, office, symbol, number, *to = listed(key)
    wide = (
        f" {kind} ",
        int(office),
        symbol.replace("-", "－"),
        number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    )
    assert states(matched([(*wide, *to)])) == [("matched", "")]
    other = f"{(int(number) + 1) % 100_000:05}"
    (row,) = matched([(kind, office, symbol, other, *to)]).rows
    assert row.state == "unmatched"
    assert key in [one.key for one in row.near]  # offered, and not taken
    assert row.records == ()


def test_rows_that_contradict_each_other_are_all_left_and_equal_ones_count_once(matched, keys):
    one, two, three = keys[:3]
    lists = matched(
        [
            listed(one),
            listed(one),
            listed(two),
            listed(two, "引き抜き"),
            listed(three),
            listed(three, to=("他", *TO[1:])),
        ]
    )
    assert [row.state for row in lists.rows] == ["matched", "duplicate", *["contradiction"] * 4]
    assert "行2 と同じ内容" in lists.rows[1].reason
    assert "行5 と同じ事業所" in lists.rows[2].reason
    assert set(lists.redirects) == {one}
    assert lists.pulled == frozenset()


def test_a_folder_that_contradicts_the_medium_is_told(matched, keys):
    assert [row.state for row in matched([listed(keys[0])], folder="船員").rows] == ["contradiction"]
    assert [row.state for row in matched([listed(keys[0])], folder="その他").rows] == ["matched"]


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({0: "返送"}, "unmatched", "登録内容"),
        ({0: "別送・引き抜き"}, "unmatched", "登録内容"),
        ({1: "21"}, "unmatched", "統一事務所コード"),
        ({2: "ｲﾛﾊ"}, "unmatched", "郡市区符号"),
        ({2: "01-ｲﾛﾊﾆﾎ"}, "unmatched", "4桁を超えている"),
        ({3: "123456"}, "unmatched", "5桁まで"),
        ({3: 1234.5}, "unmatched", "整数"),
        ({4: ""}, "contradiction", "別送先の宛名が空"),
        ({4: 12}, "contradiction", "数値"),
        ({5: None}, "contradiction", "別送先の郵便番号が空"),
        ({5: "100-00"}, "contradiction", "7桁"),
        ({6: " "}, "contradiction", "別送先の住所が空"),
    ],
)
def test_a_row_that_cannot_be_carried_out_says_why(matched, keys, change, state, said):
    row = list(listed(keys[0]))
    for at, value in change.items():
        row[at] = value
    lists = matched([tuple(row)])
    assert lists.rows[0].state == state
    assert said in lists.rows[0].reason
    assert lists.redirects == {}
    assert lists.open_rows == lists.rows


def test_a_formula_is_no_text(matched, keys):
    kind, office, symbol, number, _, *to = listed(keys[0])
    (row,) = matched([(kind, office, symbol, number, plain_cell('="x"', "f"), *to)]).rows
    assert "計算式" in row.reason


def test_blanks_after_the_symbol_do_not_count_on_either_side(files, keys):
    known = Establishments(files.values())
    key = keys[0]
    symbol = key.symbol.rstrip(b" ")
    for ending in (b"", b" ", b"\x00", b"\x81\x40"):
        found = known.find(key._replace(symbol=(symbol + ending)[:6]))
        assert [one.key for one in found] == [key]
    assert known.find(key._replace(symbol=b"99" + symbol[2:])) == ()

"""The row that names the columns: in one line or two, merged, and as a person has mapped it."""

from app.lists.headers import find_header, fingerprint
from app.lists.list_zip import LIST
from app.lists.tables import list_spec, table_of
from tests.rows import each_row

SPEC = list_spec(LIST)
ONE = ("登録内容", "統一事務所コード", "事業所整理記号", "事業所番号", "別送先宛名", "別送先郵便番号", "別送先住所")
KEYS = ("kind", "office", "symbol", "number", "name", "postal", "address")
ROW = ("別送", "2101", "01-ｲﾛﾊ", "12345", "宛名", "100-0001", "住所")


@each_row(
    "rows, last",
    [
        ([ONE, ROW], 0),
        ([("別送・引き抜きリスト", *[None] * 6), (), ONE, ROW], 2),
        (
            [
                ("登録内容", "統一事務所コード", "事業所", None, "別送先", None, None),
                (None, None, "整理記号", "番号", "宛名", "郵便番号", "住所"),
                ROW,
            ],
            1,
        ),
        (
            [
                ("登録\n内容", "統一事務所\nコード", "事業所整理記号 ※", "事業所番号（5桁）", "別送先", None, None),
                ("", "", "", "", "名称", "郵便番号", "所在地"),
                ROW,
            ],
            1,
        ),
        ([ONE, ("引き抜き", "2101", "01-ｲﾛﾊ", "12345", "", "", "")], 0),
    ],
)
def test_a_header_of_one_line_or_two_is_found(rows, last):
    found = find_header(rows, SPEC.headers)
    assert found.row == last
    assert dict(found.columns) == {key: at for at, key in enumerate(KEYS)}


def test_columns_that_a_person_named_are_known_by_their_headers():
    rows = [("種", "事", "記", "番", "宛", "〒番号", "所"), ROW]
    assert "kind" not in find_header(rows, SPEC.headers).columns
    columns = {key: at for at, key in enumerate(KEYS)}
    mapped = {fingerprint(rows[0]): columns}
    table = table_of([("表", rows)], SPEC, "a.xlsx", "", 0, is_book=True, mapped=mapped)
    assert [dict(row.cells) for row in table.rows] == [dict(zip(KEYS, ROW, strict=True))]
    assert find_header([("種", "事", "記", "番", "宛", "〒番号", "他"), ROW], SPEC.headers, mapped).columns != columns


def test_a_fingerprint_is_that_of_the_words_not_of_their_writing():
    assert fingerprint(("登録内容", "番号 (5桁)")) == fingerprint(("登録 内容", "番号", None))
    assert fingerprint(("登録内容", "番号")) != fingerprint(("番号", "登録内容"))


def test_the_texts_that_were_found_are_told_where_a_column_is_missing():
    rows = [("表題",), ("登録内容", "統一事務所コード", "何か"), ROW]
    assert find_header(rows, SPEC.headers).texts == ("登録内容", "統一事務所コード", "何か")

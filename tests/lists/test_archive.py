"""The encrypted ZIP: the real program's archives, names in every code, and what is damaged, foreign or a bomb."""

import warnings
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.lists import archive as own
from app.lists.list_zip import read_lists
from app.training.redirect_zip import PASSWORD as SAMPLE_PASSWORD
from tests.lists.zips import PASSWORD, TO, archive, book
from tests.rows import each_row

DATA = Path(__file__).parents[1] / "data" / "lists"
ROW = ("別送", "2101", "01-ｲﾛﾊ", "12345", *TO)
NAME = "一般/一覧.xlsx"


@pytest.fixture(scope="module")
def good() -> bytes:
    return book([ROW])


@each_row("name, protection", [("aes", "aes"), ("zipcrypto", "zipcrypto"), ("names-without-flag", "aes")])
def test_archives_of_the_real_program_are_read(name, protection):
    read = read_lists(DATA / f"7zip-{name}.zip", SAMPLE_PASSWORD)
    assert [one.name for one in read.files] == [
        "一般/別送・引き抜きリスト_髙橋表.xlsx",
        "船員/別送・引き抜きリスト_東京.xlsx",
    ]
    assert [(one.scheme, one.rows, one.problem, one.protection) for one in read.files] == [
        ("kounen", 1, "", protection),
        ("senpo", 1, "", protection),
    ]
    assert [row.cells["kind"] for table in read.tables for row in table.rows] == ["別送", "引き抜き"]


def test_names_in_code_page_932_are_read_even_with_a_backslash_in_a_character(tmp_path, good):
    name = "一般/表ソ能.xlsx".encode("cp932")
    plain = "x" * len(name)
    path = archive(tmp_path / "old.zip", [(plain, good)])
    path.write_bytes(path.read_bytes().replace(plain.encode(), name))
    assert [(one.name, one.problem) for one in read_lists(path, PASSWORD).files] == [("一般/表ソ能.xlsx", "")]


@each_row("encryption", [None, 0])
def test_a_wrong_password_opens_nothing_and_an_open_archive_says_so(encryption, tmp_path_factory, good):
    path = archive(tmp_path_factory.mktemp("zip") / "a.zip", [(NAME, good)], encryption=encryption)
    if encryption is None:
        for password in ("", "wrong", "パスワード"):
            with pytest.raises(KenpanError) as refused:
                read_lists(path, password)
            assert refused.value.code == "list.password"
    else:
        assert [(one.rows, one.protection) for one in read_lists(path, "").files] == [(1, "none")]


def test_zipcrypto_lets_some_wrong_passwords_begin_and_none_through():
    raw = (DATA / "7zip-zipcrypto.zip").read_bytes()
    told = set()
    for number in range(400):  # one or two of them pass the one byte that is looked at first
        try:
            own.members_in(raw, f"wrong{number}", "a.zip")
        except KenpanError as error:
            told.add(error.code)
        else:
            told.add("opened")
    assert told == {"list.password"}


def test_a_damaged_member_is_named_and_the_rest_is_read(tmp_path, good):
    path = archive(tmp_path / "a.zip", [(f"一般/{at}.xlsx", good) for at in range(3)])
    raw = bytearray(path.read_bytes())
    raw[raw.index("一般/1.xlsx".encode()) + 200] ^= 1
    path.write_bytes(raw)
    files = read_lists(path, PASSWORD).files
    assert [(one.name, one.rows, one.problem) for one in files] == [
        ("一般/0.xlsx", 1, ""),
        ("一般/1.xlsx", 0, "中身が壊れています。"),
        ("一般/2.xlsx", 1, ""),
    ]


ODD = {
    "../一般/a.xlsx": "フォルダーの外",
    "/a.xlsx": "フォルダーの外",
    "C:/a.xlsx": "フォルダーの外",
    "一般\\..\\a.xlsx": "フォルダーの外",
    "一般/a.xls": "古い形式",
    "一般/Thumbs.db": "ブック（xlsx）ではありません",
    "一般/~$a.xlsx": "一時ファイル",
    "一般/b.xlsx": "ブック（xlsx）ではありません",
}


def test_members_that_are_no_list_are_named_and_left(tmp_path, good):
    path = archive(tmp_path / "a.zip", [*((name, b"no book") for name in ODD), (NAME, good)])
    *odd, whole = read_lists(path, PASSWORD).files
    assert [said in one.problem for one, said in zip(odd, ODD.values(), strict=True)] == [True] * len(ODD)
    assert (whole.rows, whole.problem) == (1, "")


def test_two_files_of_one_name_are_both_left(tmp_path, good):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = archive(tmp_path / "a.zip", [(NAME, good), (NAME, book([ROW, ROW])), ("船員/b.xlsx", good)])
    assert [(one.rows, "同じ名前" in one.problem) for one in read_lists(path, PASSWORD).files] == [
        (0, True),
        (0, True),
        (1, False),
    ]


def test_a_bomb_is_stopped_while_it_is_unpacked(tmp_path, good):
    path = archive(tmp_path / "a.zip", [("一般/bomb.xlsx", bytes(30_000_000)), (NAME, good)])
    bomb, whole = read_lists(path, PASSWORD).files
    assert bomb.problem == "展開すると大きすぎます。"
    assert whole.rows == 1


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch, good):
    monkeypatch.setattr(own, "MAX_MEMBERS", 2)
    raw = archive(tmp_path / "a.zip", [(f"一般/{at}.xlsx", good) for at in range(3)]).read_bytes()
    with pytest.raises(KenpanError) as refused:
        own.members_in(raw, PASSWORD, "a.zip")
    assert refused.value.code == "list.archive"


@each_row(
    "content, said",
    [(b"", "ZIP ではない"), (b"PK\x03\x04 no zip", "ZIP ではない"), (b"\x00" * 5_000, "ZIP ではない")],
)
def test_what_is_no_archive_is_said_so(content, said, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(content)
    with pytest.raises(KenpanError) as refused:
        read_lists(path, PASSWORD)
    assert refused.value.code == "list.archive"
    assert said in refused.value.what
    assert refused.value.next_step

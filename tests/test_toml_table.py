"""One way to read tables that people write: every complaint is Japanese and names file, table and key."""

import re

import pytest

from app.errors import KenpanError
from app.toml_table import FileKind, Table
from tests.rows import each_row

KIND = FileKind("tried.invalid", "試しの表", "直してください。")
TEXT = """
name = "名"
blank = " "
count = 3
share = 0.5
yes = true
day = 2026-11-02
moment = 2026-11-02T09:00:00
clock = "12:00"
words = ["a", "b"]
counts = [1, 2]
source = "N 別紙2"
[inner]
size = 1
[[rows]]
id = "first"
size = "large"
[[rows]]
size = 2
"""


def table(text=TEXT):
    return Table.of_bytes(KIND, "tried.toml", text.encode())


def refused(act):
    with pytest.raises(KenpanError) as caught:
        act()
    error = caught.value
    assert (error.code, error.file, error.next_step) == ("tried.invalid", "tried.toml", "直してください。")
    assert not re.search("[A-Za-z]{3}", re.sub("「.*?」|TOML|true|false", "", error.what))
    return error.place


@each_row(
    ("ask", "place"),
    [
        (lambda top: top.text("none"), "none"),
        (lambda top: top.text("count"), "count"),
        (lambda top: top.text("clock", most=4), "clock"),
        (lambda top: top.words("blank"), "blank"),
        (lambda top: top.choice("name", ("甲", "乙")), "name"),
        (lambda top: top.match("name", re.compile(r"\d+"), "12"), "name"),
        (lambda top: top.number("count", 4, 9), "count"),
        (lambda top: top.number("yes", 0, 9), "yes"),
        (lambda top: top.whole("share", 0, 9), "share"),
        (lambda top: top.whole("yes", 0, 9), "yes"),
        (lambda top: top.flag("count"), "count"),
        (lambda top: top.day("moment"), "moment"),
        (lambda top: top.day("clock"), "clock"),
        (lambda top: top.texts("counts"), "counts"),
        (lambda top: top.wholes("words", 0, 9), "words"),
        (lambda top: top.wholes("counts", 2, 9), "counts"),
        (lambda top: top.wholes("count", 0, 9), "count"),
        (lambda top: top.child("rows"), "rows"),
        (lambda top: top.children("inner"), "inner"),
        (lambda top: top.child("inner").text("size"), "inner.size"),
        (lambda top: top.child_or_empty("other").text("size"), "other.size"),
        (lambda top: top.children("rows")[0].whole("size", 0, 9), "first.size"),
        (lambda top: top.children("rows")[1].text("size"), "rows 2.size"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_table_and_key(ask, place):
    assert refused(lambda: ask(table())) == place


@pytest.mark.parametrize("written", ["nan", "inf", "-1", "1e308", "true", '"1"', "[1]"])
def test_a_number_that_cannot_be_meant_is_refused(written):
    assert refused(lambda: table(f"x = {written}").number("x", 0, 2000)) == "x"


def test_both_ends_of_a_range_are_allowed():
    assert [table(f"x = {one}").number("x", 0, 2000) for one in (0, 0.5, 2000)] == [0.0, 0.5, 2000.0]


def test_what_is_right_is_read():
    top = table()
    assert (top.words("name"), top.number("share", 0, 1), top.whole("count", 3, 3)) == ("名", 0.5, 3)
    assert (top.flag("yes"), top.flag("no"), top.day("day").month, top.wholes("counts", 1, 2)) == (
        True,
        False,
        11,
        (1, 2),
    )
    assert (top.texts("words"), top.texts("more"), top.match("clock", re.compile(r"(\d+):00"), "")[1]) == (
        ("a", "b"),
        (),
        "12",
    )


def test_an_entry_that_nobody_asked_for_is_refused_wherever_it_stands():
    top = table("size = 1\nstatus = 'specified'\n[inner]\nsise = 2\n")
    top.whole("size", 0, 9)
    assert refused(top.done) == "inner"
    inner = top.child("inner")
    assert refused(top.done) == "inner.sise"
    inner.pass_over()
    top.done()


def test_no_toml_is_refused_and_no_table_shows_what_it_holds(tmp_path):
    assert refused(lambda: table("size =")) == "1 行目"
    assert refused(lambda: Table.of_file(KIND, tmp_path / "tried.toml")) == ""
    assert "名" not in f"{table()!r}"


def test_a_file_that_cannot_be_read_may_have_a_code_of_its_own(tmp_path):
    with pytest.raises(KenpanError) as caught:
        Table.of_file(KIND._replace(unread="tried.file"), tmp_path / "tried.toml")
    assert caught.value.code == "tried.file"

"""Papers whose official form is not public say so themselves, and take the agency's columns as data, without code."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest

from app.errors import KenpanError
from app.reports import paper_columns as own
from app.reports.paper_columns import KEYS, columns_in, paper_columns
from app.reports.redirect_lists import ReportHead, ReportRow, list_csv, list_xlsx
from app.resources import resource_bytes
from app.toml_table import Table

MADE = datetime(2026, 12, 15, tzinfo=UTC)
HEAD = ReportHead("2026-12", "PAP03A", "a.zip", "0" * 64)
ROW = ReportRow(
    "kounen",
    "2101",
    "01-アイ",
    "00001",
    "別送",
    "見本商事",
    ("別送先", "100-0001", "千代田"),
    2,
    "",
    "",
    "a.xlsx",
    "行2",
)


def table(text):
    return columns_in(Table.of_bytes(own._KIND, "columns.toml", text.encode("utf-8")))


@pytest.fixture
def text():
    return resource_bytes("reports", "columns.toml").decode("utf-8")


def notes(raw):
    lines = dict(line[:2] for line in openpyxl.load_workbook(BytesIO(raw))["作成"].iter_rows(values_only=True))
    return lines.get("注記", "")


@pytest.mark.parametrize("paper", ["10-1", "10-2", "10-3"])
def test_a_paper_of_our_own_columns_says_so(paper):
    assert "仮のもの" in notes(list_xlsx(paper, HEAD, [ROW], MADE))


def test_the_agencys_columns_are_put_in_as_data(text, monkeypatch):
    """Another order, other words, one column that is filled in by hand, and no word any more of a stand-in."""
    begin = text.index('[[paper]]\nannex = "10-3"')
    official = """
[[paper]]
annex = "10-3"
title = "エラー一覧"
stand_in = ""
[[paper.column]]
key = "reason"
header = "原因"
width = 9
[[paper.column]]
key = ""
header = "機構使用欄"
width = 9
[[paper.column]]
key = "symbol"
header = "記号"
width = 9
"""
    made = table(text[:begin] + official)
    monkeypatch.setattr("app.reports.redirect_lists.paper_columns", made.__getitem__)
    raw = list_xlsx("10-3", HEAD, [ROW._replace(reason="該当なし")], MADE)
    lines = list(openpyxl.load_workbook(BytesIO(raw))["エラー一覧"].iter_rows(values_only=True))
    assert lines[:2] == [("原因", "機構使用欄", "記号"), ("該当なし", None, "01-アイ")] and not notes(raw)
    listed = table(text.replace('key = "to_name"\nheader = "別送先宛名"', 'key = "to_name"\nheader = "届け先"'))
    monkeypatch.setattr("app.reports.redirect_lists.paper_columns", listed.__getitem__)
    assert "届け先" in list_csv("10-1", [ROW]).decode("utf-8-sig").splitlines()[0]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('key = "reason"', 'key = "cause"', "key"),
        ('key = "reason"', 'key = "state"', "二つ"),
        ('annex = "10-2"', 'annex = "10-1"', "二つ"),
        ('annex = "10-2"', 'annex = "11"', "annex"),
        ("width = 60", "width = 0", "width"),
    ],
)
def test_a_table_that_cannot_be_is_refused_by_its_place(text, before, after, said):
    with pytest.raises(KenpanError) as caught:
        table(text.replace(before, after, 1))
    assert caught.value.code == "papers.columns" and said in str(caught.value) and "columns.toml" in str(caught.value)


def test_every_paper_can_fill_in_what_it_shows():
    assert all({one.key for one in paper_columns(paper).columns} <= KEYS[paper] for paper in KEYS)

"""The month with its lists: sheets, marks, special cases, findings and the comparison follow the destination."""

import json

import numpy as np
import pytest

from app.cases.marks import Mark
from app.cases.special import case_ids
from app.checks.rules.sheet import RULES
from app.commands.main import main
from app.lists.keys import Destination, list_key
from app.lists.list_zip import read_lists
from app.lists.redirects import match_lists
from app.month.findings.checking import check
from app.month.lists.applying import open_lists, with_lists
from app.month.looking.unjudged import unjudged_cases, unjudged_marks
from app.proof.printed.expected import expectation_of
from app.records.notice_file import DETAIL
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from tests.lists.zips import PASSWORD as OWN_PASSWORD
from tests.lists.zips import archive, book, listed

KOUNEN = "ZMGKK#2101"
GOOD = Destination("別送先商事", "100-0001", "東京都千代田区千代田１－１")
SHEET = {rule.name for rule in RULES}


def sent(bench, tmp_path, destinations):
    """The volume with these destinations for its first establishments of one notice each."""
    file = bench.notices[KOUNEN]
    keys = list(dict.fromkeys(list_key(file, int(row)) for row in file.rows(DETAIL)))[: len(destinations)]
    rows = [listed(key, to=to) for key, to in zip(keys, destinations, strict=False)]
    path = archive(tmp_path / "own.zip", [("一般/a.xlsx", book(rows))])
    return with_lists(bench, match_lists(read_lists(path, OWN_PASSWORD), bench.notices.values()))


@pytest.fixture(scope="module")
def lists_zip(tmp_path_factory, bench):
    path = tmp_path_factory.mktemp("lists") / "lists.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.1)
    return path


@pytest.fixture(scope="module")
def month(bench, lists_zip):
    return with_lists(bench, open_lists(bench, lists_zip, PASSWORD))


@pytest.fixture(scope="module")
def before(bench):
    """What a check says without lists."""
    return set(check(bench).findings)


@pytest.fixture(scope="module")
def redirected(month):
    return {(file, row) for one in month.lists.rows if one.kind == "redirect" for file, row in one.records}


def test_only_the_address_sheet_changes(bench, month, redirected):
    for file, row in redirected:
        before, after = bench.content(file, row), month.content(file, row)
        assert all(own == other for own, other in zip(before.items, after.items, strict=True) if own.side != "sheet")
        edits = [item for item in after.items if any(part.edit and part.edit.kind == "redirect" for part in item.parts)]
        assert edits
        assert after.barcode.postal.replace("-", "") == month.lists.redirects[
            list_key(month.notices[file], row)
        ].postal.replace("-", "")
    file = month.notices[KOUNEN]
    other = next(int(row) for row in file.rows(DETAIL) if (KOUNEN, int(row)) not in redirected)
    assert month.content(KOUNEN, other) == bench.content(KOUNEN, other)


def test_marks_and_special_cases_follow_and_nothing_is_unjudged_any_more(bench, month, redirected):
    sent_on = {name: np.flatnonzero(marks & np.uint8(Mark.REDIRECT)) for name, marks in month.marks.items()}
    marked = {(name, int(row)) for name, rows in sent_on.items() for row in rows}
    assert marked == redirected
    assert not any((marks & np.uint8(Mark.REDIRECT)).any() for marks in bench.marks.values())
    found = {
        (one.notices.name, int(row))
        for one in month.candidates
        for row in one.rows
        if "redirect" in case_ids(one.bits_of(int(row)))
    }
    assert found == redirected
    assert "redirect" in unjudged_cases(bench)
    assert "redirect" not in unjudged_cases(month)
    assert Mark.REDIRECT in unjudged_marks(bench, checked=True)
    assert Mark.REDIRECT not in unjudged_marks(month, checked=True)


def test_a_comparison_asks_for_each_redirected_notice_by_itself(month, redirected):
    assert {(one.file, one.record) for one in expectation_of(month).redirected} == redirected


def test_findings_about_an_address_that_is_not_printed_go_and_no_other_changes(bench, before, tmp_path):
    month = sent(bench, tmp_path, [GOOD] * 60)
    rows = {(file, row) for one in month.lists.rows for file, row in one.records}
    after = set(check(month).findings)
    gone = before - after
    assert {(one.file, one.record) for one in gone} <= rows
    assert {one.rule for one in gone} == {"barcode.unprintable"}
    assert after <= before


SPOILT = (
    (GOOD._replace(address="東京都千代田区" + "千代田" * 200), "sheet.overflow", "別送先の"),
    (GOOD._replace(postal="000-0000"), "barcode.unprintable", "別送先の郵便番号「000-0000」"),
    (GOOD._replace(address="大阪府大阪市北区梅田１－１"), "postal.address", "町域が、別送先の住所の中に"),
    (GOOD._replace(name="別送先😀商事"), "gaiji.missing", "😀（U+1F600）"),
    (GOOD._replace(name="別送先\uf8f0商事"), "gaiji.missing", "（U+F8F0）"),
)


def test_what_a_destination_does_to_the_sheet_is_found_before_printing(bench, before, tmp_path):
    month = sent(bench, tmp_path, [destination for destination, _, _ in SPOILT])
    rows = month.lists.rows
    new = [one for one in check(month).findings if one not in before]
    assert len(rows) == len(SPOILT)
    assert {(one.file, one.record) for one in new} <= {place for row in rows for place in row.records}
    for own, (_, rule, said) in zip(rows, SPOILT, strict=True):
        found = [one for one in new if (one.file, one.record) in own.records]
        file, row = own.records[0]
        assert {one.rule for one in found} == {rule}
        assert (found[0].file, found[0].record) == (file, row)
        assert said in found[0].message
        assert rule in SHEET
        wanted = {"sheet.overflow": Mark.WINDOW, "barcode.unprintable": Mark.NO_BARCODE}.get(rule, Mark(0))
        assert int(month.marks[file][row]) & wanted == wanted


def test_the_command_says_what_matches_and_what_does_not(sample_folder, lists_zip, tmp_path, capsys, bench):
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    out = tmp_path / "lists.json"
    common = ("--password-file", str(password))
    assert main(["lists", str(lists_zip), *common, "--media", str(sample_folder), "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert "別送" in said and "見込み 5%" in said
    table = json.loads(out.read_text(encoding="utf-8"))
    assert set(table) >= {"files", "rows", "counts"}
    assert all(row["state"] == "matched" and row["records"] for row in table["rows"])
    assert {file["scheme"] for file in table["files"]} == {"kounen", "senpo"}
    assert main(["lists", str(lists_zip), *common]) == 0  # without a medium: what could be read
    assert "照合していません" in capsys.readouterr().out
    make_redirect_zip(tmp_path / "bad.zip", bench.notices.values(), defects=("list.unmatched",))
    assert main(["lists", str(tmp_path / "bad.zip"), *common, "--media", str(sample_folder)]) == 1
    assert "該当なし　" in capsys.readouterr().out
    password.write_text("wrong", encoding="utf-8")
    assert main(["lists", str(lists_zip), *common]) == 2
    assert "パスワードが違います" in capsys.readouterr().err


def test_a_check_with_the_lists_shows_the_destination(sample_folder, lists_zip, tmp_path, capsys, redirected):
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD, encoding="utf-8")
    file, row = min(redirected)
    items = tmp_path / "items.json"
    lists = ("--lists", str(lists_zip), "--list-password-file", str(password))
    arguments = ("render", str(sample_folder), file, str(row), "-o", str(tmp_path / "a.pdf"), "--items", str(items))
    assert main([*arguments, *lists]) == 0
    edits = [item["edit"] for item in json.loads(items.read_text(encoding="utf-8"))["items"] if item["edit"]]
    assert "redirect" in {edit["kind"] for edit in edits}
    capsys.readouterr()

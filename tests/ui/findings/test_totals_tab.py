"""Totals and books, and the ways from a finding to its record."""

from dataclasses import asdict, replace

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.checks.model import Finding
from app.checks.totals import Figures
from app.media.manifest import manifest
from app.month.findings.decisions import KIND
from app.month.findings.review import TOGETHER, identify
from app.month.looking.opening import open_folder
from app.records.layouts import COUNT_LENGTH
from app.signoff.ledger import Entry
from app.training.sample import make_sample
from app.ui.findings.file_page import FilePage, show_in_review
from app.ui.findings.totals_model import FIRST_FIGURE, REASON, agrees, verdict
from app.ui.findings.totals_tab import TotalsTab
from app.ui.kit.reason_dialog import REVIEW_REASONS, TOGETHER_REASONS
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.workstation.settings import Settings
from tests.patience import PATIENCE_S
from tests.ui.findings.made_up import line, result_with, slow, to_group

# Totals and books


def test_totals_that_do_not_agree_have_signs_and_can_be_shown_alone(page):
    lines = [line(), line("1302", total_ok=False, said=99), line("1303", prints_ok=None)]
    page.result = result_with(page.clean, [], lines)
    page.run()
    model = page.widget.totals.model
    assert [model.index(row, 0).data() for row in range(3)] == ["○ 一致", "× 不一致", "― 判定していません"]
    assert model.index(1, FIRST_FIGURE).data() == "≠ 100 / 99"
    assert model.index(0, FIRST_FIGURE).data() == "100"
    assert "3 事務所のうち 2 事務所" in page.widget.totals.note.text()
    page.widget.totals.only_wrong.click()
    assert [model.index(row, 2).data() for row in range(model.rowCount())] == ["1302", "1303"]


def test_all_columns_stand_side_by_side_on_a_small_screen(qtbot, themed):
    tab = TotalsTab()
    qtbot.addWidget(tab)
    tab.resize(1280, 600)
    tab.show()
    counted = Figures(1_234, 1_234, 123_456_789, 1_234, 123_456_789)
    whole = replace(line(), counted=counted, said=counted, prints=1_234, files=("ZMGKK#1301", "ZMGKK#1302"))
    lost = replace(whole, total_ok=None, reason="ZMGKK#1301 に読めないレコードがあり、件数も金額も数え切れません。")
    tab.show_lines([whole, lost])
    QApplication.processEvents()
    header = tab.table.horizontalHeader()
    assert header.length() <= tab.table.viewport().width() and not tab.table.horizontalScrollBar().isVisible()


def test_totals_of_no_office_at_all_are_not_said_to_agree(page):
    page.result = result_with(page.clean, [], [])
    page.run()
    assert page.widget.totals.note.text() == "照合する事務所がありません。判定していません。"


def test_an_office_without_notices_needs_no_total():
    nothing = Figures(0, 0, 0, 0, 0)
    empty = replace(line(), counted=nothing, said=None, total_ok=None, prints=0)
    assert verdict(empty) == "○ 一致"
    assert verdict(replace(empty, prints=1, prints_ok=False)) == "× 不一致"
    assert verdict(replace(empty, counted=nothing._replace(notices=1))) == "― 判定していません"


def test_an_office_whose_records_could_not_be_read_does_not_agree_and_says_why(page):
    lost = replace(line("1303"), total_ok=None, prints_ok=None, reason="ZMGKK#1301 に読めないレコードがあります。")
    page.result = result_with(page.clean, [], [line(), lost])
    page.run()
    model = page.widget.totals.model
    assert [model.index(row, 0).data() for row in range(2)] == ["○ 一致", "？ 照合できません"]
    assert [model.index(row, REASON).data() for row in range(2)] == ["", lost.reason]
    assert not agrees(replace(lost, counted=Figures(0, 0, 0, 0, 0), said=None, prints=0))


def test_books_are_written_where_the_person_says(page, tmp_path, monkeypatch):
    chosen = iter([str(tmp_path / "a"), str(tmp_path / "b.xlsx"), ""])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(chosen), ""))
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    to_group(page)
    page.press(Qt.Key.Key_M)
    page.give_reason(0)
    for export in (page.widget.export_findings, page.widget.export_defects):
        with page.qtbot.waitSignal(page.jobs.idle):
            export()
    page.widget.export_findings()
    assert not page.jobs.busy()
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["指摘"].iter_rows(values_only=True))
    assert len(rows) == 8
    assert [row[11] for row in rows if row[8] == REVIEW_REASONS[2]] == ["1件ずつ"]
    assert [row[11] for row in rows if row[8] == TOGETHER + TOGETHER_REASONS[0]] == ["まとめて"] * 2
    assert "書き出しました：b.xlsx" in page.widget.note.text()
    places = list(openpyxl.load_workbook(tmp_path / "b.xlsx")["別紙（箇所）"].iter_rows(values_only=True))
    assert [row[4] for row in places[1:]] == ["空白と定められた予備の項目に、値が入っています。"]


# Going there


@pytest.fixture
def review(qtbot, jobs, themed, bench):
    page = ReviewPage(bench, jobs)
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_finding_lights_its_bytes_on_the_page_that_prints_them(review, bench):
    file = max(bench.notices, key=lambda name: len(bench.notices[name]))
    record = bench.first_record(file)
    charge = Finding("amount.sum", "error", file, record, bench.notices[file].layout(record).field(34).offset, 15, "x")
    assert show_in_review(review, charge)
    assert (review.selection.file, review.selection.record) == (file, record)
    assert tuple(review.selection.span) == (charge.offset, charge.offset + 15)
    assert review.tabs.currentIndex() == 1
    assert show_in_review(review, charge._replace(rule="window.hidden"))
    assert review.tabs.currentIndex() == ENVELOPE_TAB


def test_a_finding_about_no_record_moves_nothing(review, bench):
    before = (review.selection.file, review.selection.record)
    for finding in (
        Finding("volume.missing", "error", "ZMGKK#0201", None, None, None, "x"),
        Finding("file.key", "error", "ZMGKK#9999", 0, 0, 1, "x"),
    ):
        assert not show_in_review(review, finding)
    assert (review.selection.file, review.selection.record) == before


@pytest.fixture(scope="module")
def spoilt_table(tmp_path_factory):
    """A volume whose count table has a second line that cannot be read, and the table's name."""
    out, name = tmp_path_factory.mktemp("spoilt"), "KENS#ZMGKK31"
    make_sample(out, establishments=30, plain=True)
    path = out / "PAP03A" / name
    plain = bytearray(path.read_bytes())
    plain[COUNT_LENGTH + 5] = ord("?")
    path.write_bytes(plain)
    return open_folder(out, Settings()), name


def test_a_line_of_a_count_table_is_the_one_shown_though_earlier_lines_cannot_be_read(
    qtbot, jobs, themed, spoilt_table
):
    bench, name = spoilt_table
    page = ReviewPage(bench, jobs)
    qtbot.addWidget(page)
    assert show_in_review(page, Finding("total.counttable", "error", name, 3, 33, 10, "x"))
    assert (page.selection.file, page.selection.record) == (name, 3)
    assert page.look.raw == bytes(bench.media.files[name].data[3 * COUNT_LENGTH : 4 * COUNT_LENGTH])
    assert show_in_review(page, Finding("field.constant", "error", name, 1, 0, 158, "x"))
    assert page.look.fields == ()
    page.selection.set_record(name, 2)
    assert page.look.fields
    assert not show_in_review(page, Finding("x", "error", name, bench.record_count(name), 0, 1, "x"))


def test_what_a_lead_decided_stands_with_the_finding(page, bench):
    """Who, when, 続行 or 別紙9, and why; what is decided while the findings are open, too."""
    error = next(one for one in page.result.findings if one.severity == "error")
    named = {"manifest": manifest(bench.media)["sha256"], "findings": [asdict(identify(error, bench))], "groups": []}

    def entry(decision, reason):
        data = {**named, "decision": decision, "reason": reason}
        return Entry(1, "", "2026-11-27T01:00:00.000Z", KIND, "x", "責任者１", "端末", "", data, "", "", "")

    def told():
        return [line for line in page.panel.card.lines if line.startswith("決定")]

    page.run()
    page.panel._go_to(page.result.findings.index(error))
    assert told() == []
    page.panel.take_decisions((entry("report", "原本と違う"), entry("go_on", "機構が了承")))
    first, second = told()
    assert first.startswith("決定　別紙9　原本と違う　（責任者１、2026-11-27")
    assert second.startswith("決定　続行　機構が了承")


def test_a_finding_about_a_file_is_shown_with_the_file_and_all_others_of_the_medium(qtbot, themed, bench):
    shown = FilePage(bench)
    qtbot.addWidget(shown)
    name = next(iter(bench.notices))
    length = Finding("file.length", "error", name, None, 1_960, 100, "長さが 980 バイトの倍数ではありません。")
    missing = Finding("volume.missing", "error", "ZMGKK#4701", None, None, None, "ファイルがありません。")
    shown.show_finding(length, [length, length, missing])
    count = bench.record_count(name)
    assert shown.title.text() == name and length.message in shown.message.text()
    assert shown.told["レコード"] == f"980 バイト × {count:,}"
    assert shown.told["指摘の場所"] == "1,961〜2,060 バイト目"
    rows = {shown.files.item(row, 1).text(): row for row in range(shown.files.rowCount())}
    assert set(bench.names) <= set(rows) and missing.file not in rows
    assert [shown.files.item(rows[name], column).text() for column in (0, 4, 6)] == ["▶", f"{count:,}", "2"]
    shown.show_finding(missing, [missing])
    assert shown.told == {"状態": "× ありません", "指摘の場所": "ファイル全体"}
    rows = {shown.files.item(row, 1).text(): row for row in range(shown.files.rowCount())}
    assert shown.files.item(rows[missing.file], 3).text() == "× ありません"
    shown.show_finding(missing._replace(file=""), [])
    assert shown.title.text() == "媒体全体" and shown.told["ファイル"] == f"{len(bench.media.volume.files):,}"


def test_the_tiles_count_what_there_is_and_what_is_left(page):
    page.run()
    assert [tile.counts for tile in page.panel.filters.severities] == [(4, 4), (2, 2), (1, 1)]
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    assert [tile.counts for tile in page.panel.filters.severities] == [(4, 3), (2, 2), (1, 1)]
    page.panel.filters.severities[0].click()
    assert len(page.texts()) == 2


def test_the_keyboard_goes_along_from_the_button_over_the_check_to_the_list(qtbot, page):
    page.widget.activateWindow()
    page.widget.setFocus()
    assert page.widget.window().focusWidget() is page.widget.empty.button
    begun, go_on = slow(page)
    page.widget.run()
    assert page.widget.window().focusWidget() is page.widget.stop
    with qtbot.waitSignal(page.widget.checkDone):
        assert begun.wait(PATIENCE_S)
        go_on.set()
    assert page.widget.window().focusWidget() is page.list

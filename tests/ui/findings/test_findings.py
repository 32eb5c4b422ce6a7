from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.checks.documents import DOCUMENTS
from app.checks.model import Finding
from app.errors import KenpanError
from app.ui.findings import findings_model as columns
from app.ui.findings.check_work import office_code
from app.ui.findings.finding_table import SortBy, Wanted, arranged, finding_table, stepped
from app.ui.findings.findings_model import FindingsModel
from app.ui.findings.findings_page import FindingsPage
from app.ui.findings.totals_model import TotalsModel
from tests.patience import PATIENCE_S
from tests.ui.findings.made_up import line, result_with, slow, some_findings

# The columns


def table_of(findings, office=lambda one: ""):
    return finding_table(tuple(findings), office)


def shown_of(table, done=None, together=None, **wanted):
    none = np.zeros(len(table), dtype=bool)
    return arranged(table, Wanted(**wanted), none if done is None else done, none if together is None else together)


def test_groups_come_by_gravity_and_their_findings_in_the_order_of_the_file(bench):
    table = table_of(some_findings(bench))
    shown = shown_of(table)
    found = [table.findings[number] for number in shown.order]
    assert [one.severity for one in found] == ["error"] * 4 + ["warning"] * 2 + ["info"]
    assert [one.rule for one in found[:4]] == ["volume.missing", "field.numeric", "field.numeric", "field.reserved"]
    assert np.diff(shown.starts).tolist() == [1, 2, 1, 2, 1]
    assert sorted(shown.order.tolist()) == list(range(7))


def test_every_filter_narrows_and_they_work_together(bench):
    findings = some_findings(bench)
    table = table_of(findings, lambda one: "0201" if one.record == 1 else "")

    def count(**wanted):
        return len(shown_of(table, **wanted).order)

    assert count(severities=frozenset({0})) == 4
    assert count(severities=frozenset()) == 0
    assert count(rule=table.rules.index("postal.address")) == 2
    assert count(file=table.files.index("")) == 1
    assert count(office=table.offices.index("0201")) == 2
    assert count(office=table.offices.index("0201"), severities=frozenset({1})) == 1


@pytest.mark.parametrize("sort", list(SortBy))
@pytest.mark.parametrize("descending", [False, True])
def test_whatever_the_order_groups_stay_whole(bench, sort, descending):
    table = table_of(some_findings(bench))
    shown = shown_of(table, sort=sort, descending=descending)
    for place, group in enumerate(shown.groups):
        mine = shown.order[shown.starts[place] : shown.starts[place + 1]]
        assert set(table.group_of[mine]) == {group}
        assert (np.diff(mine) > 0).all()
    assert shown.place[shown.order].tolist() == list(range(7))


def test_a_group_of_the_same_rule_as_the_one_above_gives_its_room_to_what_is_its_own(bench, qapp):
    first = next(iter(bench.notices))
    table = table_of(
        Finding("field.numeric", "error", first, record, 279, 3, text)
        for record, text in enumerate(("事業所番号が「1A」です。", "納付期限が空白です。"), 1)
    )
    model = FindingsModel()
    model.show(table, shown_of(table), *np.zeros((2, 2), dtype=bool))
    painted = [model.row(row)[0][columns.CONTENT] for row in range(2)]
    told = [model.data(model.index(row, columns.CONTENT)) for row in range(2)]
    assert painted[0] == told[0] and painted[0].endswith("—　事業所番号が「1A」です。")
    assert painted[1] == "▸ × 誤り　〃　納付期限が空白です。" and told[1].endswith("—　納付期限が空白です。")


def test_the_order_by_count_begins_with_the_largest_group(bench):
    table = table_of(some_findings(bench))
    assert np.diff(shown_of(table, sort=SortBy.COUNT).starts).tolist()[:2] == [2, 2]


def test_the_order_by_what_is_open_puts_finished_groups_last(bench):
    table = table_of(some_findings(bench))
    done = np.array([one.rule == "field.numeric" for one in table.findings])
    shown = shown_of(table, done, sort=SortBy.OPEN)
    assert table.groups[shown.groups[-1]].rule == "field.numeric"
    assert table.groups[shown.groups[0]].rule == "postal.address"


def test_steps_skip_what_is_done_in_both_directions(bench):
    table = table_of(some_findings(bench))
    shown = shown_of(table)
    skip = np.zeros(7, dtype=bool)
    skip[shown.order[[0, 2, 3]]] = True
    assert stepped(shown, -1, 1, skip) == shown.order[1]
    assert stepped(shown, 1, 1, skip) == shown.order[4]
    assert stepped(shown, 4, -1, skip) == shown.order[1]
    assert stepped(shown, 1, -1, skip) is None
    assert stepped(shown, 6, 1, skip) is None
    assert stepped(shown, 0, 1, np.ones(7, dtype=bool)) is None


def test_no_findings_are_no_trouble():
    table = table_of([])
    shown = shown_of(table)
    assert len(shown.order) == 0
    assert stepped(shown, -1, 1, np.zeros(0, dtype=bool)) is None


def test_the_office_of_a_finding_is_that_of_its_record(bench):
    first = some_findings(bench)[1]
    assert office_code(bench, first) == bench.notices[first.file].raw_record(first.record)[:4].decode("ascii")
    assert office_code(bench, first._replace(file="", record=None)) == ""
    assert office_code(bench, first._replace(file="KENS#ZMGKK13", record=0)) == ""


# The list


def test_the_models_keep_qts_rules(qapp, bench):
    model, totals = FindingsModel(), TotalsModel()
    testers = [
        QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Fatal) for one in (model, totals)
    ]
    table = table_of(some_findings(bench))
    done, none = np.zeros(7, dtype=bool), np.zeros(7, dtype=bool)
    model.show(table, shown_of(table), done, none)
    for group in (1, 0, 4):
        model.set_open(group, True)
    model.set_open(1, False)
    done[:] = True
    model.done_changed()
    model.show(table, shown_of(table, severities=frozenset({0})), done, none)
    model.show(table_of([]), shown_of(table_of([])), *[np.zeros(0, dtype=bool)] * 2)
    totals.show([line(), line("1302", total_ok=None)])
    totals.show([])
    assert [one.model() for one in testers] == [model, totals]


def test_open_groups_stay_open_while_the_filter_changes(qapp, bench):
    model, table = FindingsModel(), table_of(some_findings(bench))
    done, none = np.zeros(7, dtype=bool), np.zeros(7, dtype=bool)
    model.show(table, shown_of(table), done, none)
    model.set_open(1, True)
    model.show(table, shown_of(table, severities=frozenset({0})), done, none)
    assert model.rowCount() == 3 + 2
    assert model.finding_at(2) is not None


def test_a_hundred_thousand_findings_open_and_scroll_with_few_rows_read(qtbot, page):
    many = [
        Finding("gaiji.used", "info", "ZMGKK#1301", number, 0, 2, f"外字 {number} 個を印字します。")
        for number in range(100_000)
    ]
    page.result = result_with(page.clean, many)
    page.run()
    asked = Counter()
    original = page.panel.model.data
    page.panel.model.data = lambda *given: asked.update(data=1) or original(*given)
    page.press(Qt.Key.Key_Home, Qt.Key.Key_Space)
    page.list.scrollToBottom()
    page.list.grab()
    page.press(Qt.Key.Key_N)
    assert page.panel.model.rowCount() == 100_001
    assert page.chosen == [many[0]]
    assert asked["data"] < 5_000


def test_rows_say_sign_place_and_message(page):
    page.run()
    rows = page.texts()
    assert [text[2:6] for text in rows] == ["× 誤り"] * 3 + ["▲ 注意", "○ 情報"]
    assert "ファイルがありません。" in rows[0]
    page.press(Qt.Key.Key_End, Qt.Key.Key_Space)
    last = page.panel.model.rowCount() - 1
    assert "〔E000〕" not in page.texts()[last]
    assert "外字 F040 を印字します。〔F040〕" in page.texts()[last]
    assert page.texts(columns.RECORD)[last] == "5"
    assert page.texts(columns.BYTES)[last] == "659〜660"


def test_message_text_is_never_mark_up(page):
    nasty = Finding("field.numeric", "error", "ZMGKK#1301", 0, 0, 1, "<b>見本</b>")
    page.result = result_with(page.clean, [nasty])
    page.run()
    page.press(Qt.Key.Key_N)
    assert page.panel.card.message.text() == "<b>見本</b>"
    tip = page.panel.model.index(0, columns.CONTENT).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


# Walking


def test_n_walks_through_every_finding_once_and_p_back(page):
    page.run()
    page.press(*[Qt.Key.Key_N] * 7)
    assert len(set(page.chosen)) == 7
    assert [one.severity for one in page.chosen] == ["error"] * 4 + ["warning"] * 2 + ["info"]
    page.press(Qt.Key.Key_N)
    assert len(page.chosen) == 7
    assert "これより後に" in page.widget.note.text()
    page.press(*[Qt.Key.Key_P] * 6)
    assert page.chosen[7:] == page.chosen[5::-1]
    page.press(Qt.Key.Key_P)
    assert "これより前に" in page.widget.note.text()


def test_p_at_first_goes_to_the_last_finding(page):
    page.run()
    page.list.selectionModel().clear()
    page.press(Qt.Key.Key_P)
    assert page.chosen[0].severity == "info"


def test_stepping_from_a_group_goes_into_it_or_before_it(page):
    page.run()
    page.press(Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_N)
    assert page.chosen[-1].rule == "field.numeric"
    page.list.go_to_row(page.panel.model.top_of(3))
    page.press(Qt.Key.Key_P)
    assert page.chosen[-1].rule == "field.reserved"


def test_enter_jumps_to_the_finding_and_opens_a_group(page):
    page.run()
    page.press(Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert page.chosen == []
    assert page.panel.model.rowCount() == 7
    page.press(Qt.Key.Key_Down)
    assert [one.rule for one in page.chosen] == ["field.numeric"], "what is chosen is shown"
    page.press(Qt.Key.Key_Return)
    assert [one.rule for one in page.chosen] == ["field.numeric"] * 2
    page.press(Qt.Key.Key_Space)
    assert page.panel.model.rowCount() == 5


def test_digits_filter_by_severity_and_the_note_says_so(page):
    page.run()
    page.press(Qt.Key.Key_1)
    assert len(page.texts()) == 2
    assert "7 件のうち 3 件" in page.widget.note.text()
    page.press(Qt.Key.Key_1)
    assert len(page.texts()) == 5


def test_the_chosen_finding_stays_chosen_when_others_are_filtered_out(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_2, Qt.Key.Key_3)
    assert page.panel.chosen.rule == "field.numeric"


def test_a_rule_chosen_from_the_box_shows_its_findings_only(page):
    page.run()
    rules = page.panel.filters.rules
    at = next(row for row in range(rules.count()) if rules.itemText(row).startswith("postal.address"))
    assert rules.itemText(at).endswith("（2 件）")
    rules.setFocus()
    rules.setCurrentIndex(at)
    rules.activated.emit(at)
    assert len(page.texts()) == 1
    page.run()
    assert rules.currentIndex() == at
    assert len(page.texts()) == 1


def test_the_explanation_stands_with_the_finding_and_is_the_catalogues(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N)
    card = page.panel.card
    assert "field.numeric" in card.rule.text() and card.rule.isVisible()
    (source,) = [line for line in card.rule.text().splitlines() if line.startswith("根拠")]
    assert source.startswith("根拠　電子媒体仕様書 別紙12-1") and DOCUMENTS["電子媒体仕様書"] in card.rule.text()
    page.press(Qt.Key.Key_H)
    assert not card.rule.isVisible() and card.message.isVisible()


# Checking


def test_the_state_is_told_before_during_and_after_a_check(page):
    assert page.widget.state.text() == "未検査"
    assert page.widget.run_button.text() == "検査する"
    page.widget.run()
    assert page.widget.state.text() == "検査中"
    assert page.widget.stop.isVisible()
    page.qtbot.waitUntil(lambda: page.widget.checked is not None)
    assert page.widget.state.text().startswith("検査済（")
    assert page.widget.state.text().endswith("、7 件）")
    assert page.widget.run_button.text() == "再検査"
    assert not page.widget.stop.isVisible()


def test_progress_is_shown_and_a_check_can_be_stopped(page):
    begun, go_on = slow(page)
    page.widget.run()
    assert begun.wait(PATIENCE_S)
    page.qtbot.waitUntil(lambda: "25%" in page.widget.state.text())
    with page.qtbot.waitSignal(page.jobs.idle):
        page.widget.stop.click()
        go_on.set()
    assert page.widget.state.text() == "未検査"
    assert page.widget.checked is None


def test_an_earlier_result_stays_when_the_next_check_is_stopped(page):
    page.run()
    begun, go_on = slow(page)
    page.widget.run()
    assert begun.wait(PATIENCE_S)
    with page.qtbot.waitSignal(page.jobs.idle):
        page.widget.stop.click()
        go_on.set()
    assert page.widget.state.text().startswith("検査済（")
    assert len(page.texts()) == 5


def test_a_check_that_fails_says_so(page):
    def fail(*_):
        raise KenpanError("volume.none", "媒体がありません。", "開き直してください。")

    page.widget._check = fail
    page.widget.run()
    page.qtbot.waitUntil(lambda: "媒体がありません" in page.widget.note.text())
    assert page.widget.state.text() == "未検査"


def test_a_medium_without_findings_is_told_apart_from_one_not_checked(page):
    assert "まだ検査していません" in page.widget.note.text()
    page.result = result_with(page.clean, [])
    page.run()
    assert page.widget.note.text() == "○ 指摘はありません。"
    page.press(Qt.Key.Key_N)
    assert page.chosen == []


def test_the_whole_check_really_runs_on_a_sample(qtbot, jobs, themed, bench):
    page = FindingsPage(bench, jobs)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.checkDone):
        page.run()
    assert not page.checked.result.has_errors
    assert page.totals.note.text().startswith("○")

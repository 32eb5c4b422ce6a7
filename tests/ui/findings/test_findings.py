import threading
from collections import Counter
from dataclasses import asdict, replace

import numpy as np
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from app.cases.marks import Mark
from app.checks.documents import DOCUMENTS
from app.checks.model import Finding
from app.checks.totals import Figures, OfficeLine
from app.errors import KenpanError
from app.media.manifest import manifest
from app.month.findings.checking import check
from app.month.findings.decisions import ALL_KINDS, KIND
from app.month.findings.review import TOGETHER, identify, reviews_of
from app.month.looking.opening import open_folder
from app.records.layouts import COUNT_LENGTH
from app.signoff import people
from app.signoff.ledger import Entry
from app.training.sample import make_sample
from app.ui.findings import findings_model as columns
from app.ui.findings.check_work import office_code
from app.ui.findings.file_page import FilePage
from app.ui.findings.finding_table import SortBy, Wanted, arranged, finding_table, stepped
from app.ui.findings.findings_model import FindingsModel
from app.ui.findings.findings_page import FindingsPage
from app.ui.findings.going import show_in_review
from app.ui.findings.totals_model import REASON, TotalsModel, agrees, verdict
from app.ui.kit.reason_dialog import REVIEW_REASONS, TOGETHER_REASONS, ReasonDialog
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.workstation.settings import Settings
from tests.patience import PATIENCE_S


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    make_sample(out, establishments=60)
    return open_folder(out, Settings())


@pytest.fixture(scope="module")
def clean(bench):
    return check(bench)


def line(office="1301", *, total_ok=True, prints_ok=True, said=100):
    counted = Figures(100, 100, 5_000, 90, 4_000)
    return OfficeLine(
        "kounen", office, "見本", ("ZMGKK#1301",), counted, counted._replace(notices=said), 100, total_ok, prints_ok
    )


def some_findings(bench):
    """Three errors in two groups, two warnings in one, an 情報 and one about the whole medium, in two files."""
    first, second = sorted(bench.notices, key=lambda name: -len(bench.notices[name]))[:2]
    made = [
        Finding("field.numeric", "error", first, 1, 279, 3, "事業所番号（項番15）：数字5桁のはずが「1A」です。"),
        Finding("field.numeric", "error", second, 4, 279, 3, "事業所番号（項番15）：数字5桁のはずが「2B」です。"),
        Finding("field.reserved", "error", first, 2, 900, 4, "予備（項番75）：空白のはずの項目に 3 バイトあります。"),
        Finding("postal.address", "warning", first, 1, 279, 8, "郵便番号「1000001」の町域が住所にありません。"),
        Finding("postal.address", "warning", first, 7, 279, 8, "郵便番号「1000002」の町域が住所にありません。"),
        Finding("gaiji.used", "info", second, 4, 658, 2, "外字 F040 を印字します。\ue000"),
        Finding("volume.missing", "error", "", None, None, None, "ファイルがありません。"),
    ]
    return tuple(sorted(made, key=lambda one: one.sort_key))


def result_with(clean, findings, totals=()):
    counts = dict.fromkeys(clean.counts, 0) | Counter(one.rule for one in findings)
    return replace(clean, findings=tuple(findings), counts=counts, totals=tuple(totals))


class Page:
    """A page whose check answers at once with what it is told."""

    def __init__(self, qtbot, jobs, bench, clean, keeper):
        self.clean, self.qtbot, self.jobs = clean, qtbot, jobs
        self.result = result_with(clean, some_findings(bench), [line()])
        self.widget = FindingsPage(bench, jobs, check=lambda *_: self.result, keeper=keeper)
        qtbot.addWidget(self.widget)
        self.widget.resize(1400, 800)
        self.widget.show()
        self.panel, self.list = self.widget.panel, self.widget.panel.list
        self.chosen = []
        self.widget.findingChosen.connect(self.chosen.append)

    def run(self):
        with self.qtbot.waitSignal(self.widget.checkDone):
            self.widget.run()
        self.list.setFocus()

    def press(self, *keys):
        for key in keys:
            QTest.keyClick(self.list, key)

    def texts(self, column=columns.CONTENT):
        model = self.panel.model
        return [model.index(row, column).data() for row in range(model.rowCount())]

    def dialog(self, kind):
        return next(one for one in self.panel.findChildren(kind) if one.isVisible())

    def give_reason(self, number=2):
        dialog = self.dialog(ReasonDialog)
        dialog.choices[number].click()
        dialog.accept()


class HouseKeeper:
    """Marks in a real ledger, by one of its people; answers at once."""

    def __init__(self, house, who="kensa-1"):
        self.house, self.who, self.wrong = house, who, None

    def entries(self):
        if self.wrong is not None:
            raise self.wrong
        return self.house.book.history(ALL_KINDS)

    def may_write(self):
        return self.who == "kensa-1"

    def keep(self, draft, on_done, on_error):
        try:
            entries = self.house.by(self.who, lambda state, by: draft)
        except KenpanError as error:
            on_error(error)
        else:
            on_done(entries)


@pytest.fixture
def keeper(house):
    return HouseKeeper(house)


@pytest.fixture
def page(qtbot, jobs, themed, bench, clean, keeper):
    return Page(qtbot, jobs, bench, clean, keeper)


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
    assert office_code(bench, replace(first, file="", record=None)) == ""
    assert office_code(bench, replace(first, file="KENS#ZMGKK13", record=0)) == ""


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
    assert [text[2:6] for text in rows] == ["● 誤り"] * 3 + ["▲ 注意", "○ 情報"]
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
    assert rules.itemText(at).endswith("（2）")
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


# Marks


def test_a_mark_needs_a_reason(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    dialog = page.dialog(ReasonDialog)
    decide = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not decide.isEnabled()
    dialog.choices[-1].click()
    assert not decide.isEnabled()
    dialog.free.setText("  ")
    assert not decide.isEnabled()
    dialog.free.setText("電話で確認した")
    assert decide.isEnabled()
    assert dialog.reason() == "電話で確認した"
    dialog.reject()
    assert not page.panel.marks.done.any()


def test_a_marked_finding_is_signed_saved_and_skipped(page, bench, keeper):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    assert page.texts(columns.DONE)[page.list.row] == "✓ 済"
    assert "うち確認済 1 件" in page.widget.state.text()
    assert REVIEW_REASONS[2] in "\n".join(page.panel.card.lines)
    assert [one.reason for one in reviews_of(keeper.entries(), bench)] == [REVIEW_REASONS[2]]
    marked, before = page.chosen[-1], len(page.chosen)
    page.press(Qt.Key.Key_Home, Qt.Key.Key_N)
    page.press(*[Qt.Key.Key_N] * 7)
    assert len(page.chosen) > before and marked not in page.chosen[before:]
    page.press(Qt.Key.Key_Home)
    page.press(*[Qt.Key.Key_Right] * 2)
    assert page.chosen[-1] == marked, "→ passes nothing by"


def test_one_key_marks_a_finding_of_a_rule_whose_reason_was_given(page, bench, keeper):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason(2)
    page.press(Qt.Key.Key_Right)
    assert REVIEW_REASONS[2] in page.panel.card.reason.text(), "it is seen before it is given"
    page.press(Qt.Key.Key_M)
    assert not any(one.isVisible() for one in page.panel.findChildren(ReasonDialog))
    assert page.panel.card.marked.text() == "✓ 確認済"
    assert [(one.how, one.reason) for one in reviews_of(keeper.entries(), bench)] == [("each", REVIEW_REASONS[2])] * 2
    page.press(Qt.Key.Key_Right)
    assert page.panel.chosen.rule == "field.reserved" and page.panel.card.reason.text() == ""
    page.press(Qt.Key.Key_M)
    page.dialog(ReasonDialog).reject()
    page.press(Qt.Key.Key_Left, Qt.Key.Key_U)
    page.give_reason(0)
    QTest.keyClick(page.list, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    page.give_reason(3)
    assert reviews_of(keeper.entries(), bench)[-1].reason == REVIEW_REASONS[3]
    page.run()
    page.press(Qt.Key.Key_U)
    page.give_reason(0)
    page.press(Qt.Key.Key_M)
    page.dialog(ReasonDialog).reject()


def test_marks_are_there_again_after_another_check(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    page.run()
    assert page.panel.marks.done.sum() == 1
    assert page.panel.chosen.rule == "volume.missing"


def test_a_mark_is_taken_back_with_a_reason(page, bench, keeper):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    page.press(Qt.Key.Key_U)
    page.give_reason(1)
    assert not page.panel.marks.done.any()
    assert "確認済" not in page.widget.state.text()
    assert [one.action for one in reviews_of(keeper.entries(), bench)] == ["reviewed", "undone"]


def group_row(page):
    """The row of the only group of two findings of one rule, both of one file."""
    model = page.panel.model
    rows = [row for row in range(model.rowCount()) if model.finding_at(row) is None]
    return next(row for row in rows if page.panel._table.findings[model.findings_of(row)[0]].rule == "field.numeric")


def to_group(page):
    page.press(Qt.Key.Key_Home, *[Qt.Key.Key_Down] * group_row(page))


def numbers_of(page):
    return page.panel.model.findings_of(group_row(page)).tolist()


def test_a_group_that_nobody_looked_at_is_marked_only_as_such(page, bench, keeper):
    page.run()
    to_group(page)
    assert "まだ見ていないもの 2 件" in "\n".join(page.panel.card.lines)
    page.press(Qt.Key.Key_M)
    dialog = page.dialog(ReasonDialog)
    offered = [choice.text()[2:] for choice in dialog.choices]
    assert dialog.windowTitle() == "まとめて確認済にする" and offered[:-1] == list(TOGETHER_REASONS)
    assert not any("紙面" in text for text in offered)
    page.give_reason(1)
    assert page.texts(columns.DONE)[group_row(page)] == "△ まとめて"
    assert "うち確認済 2 件（まとめて 2 件）" in page.widget.state.text()
    said = reviews_of(keeper.entries(), bench)
    assert [(one.how, one.reason) for one in said] == [("together", TOGETHER + TOGETHER_REASONS[1])] * 2
    page.press(Qt.Key.Key_M)
    assert not any(one.isVisible() for one in page.panel.findChildren(ReasonDialog))


def test_a_group_of_which_one_was_not_looked_at_is_marked_only_as_such(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N)
    assert page.panel.chosen.rule == "field.numeric"
    to_group(page)
    page.press(Qt.Key.Key_M)
    assert page.dialog(ReasonDialog).windowTitle() == "まとめて確認済にする"
    assert "2 件のうち 1 件は、まだ見ていません" in page.dialog(ReasonDialog).findChild(QLabel).text()
    page.dialog(ReasonDialog).reject()


def test_a_group_whose_findings_were_each_looked_at_is_marked_under_one_reason(page, bench, keeper):
    page.run()
    page.press(*[Qt.Key.Key_N] * 3)
    to_group(page)
    page.press(Qt.Key.Key_M)
    assert page.dialog(ReasonDialog).windowTitle() == "確認済にする"
    page.give_reason()
    assert page.panel.marks.done.sum() == 2 and page.texts(columns.DONE)[group_row(page)] == "✓ 済"
    assert {(one.how, one.reason) for one in reviews_of(keeper.entries(), bench)} == {("each", REVIEW_REASONS[2])}


def test_a_finding_is_shown_as_soon_as_it_is_chosen_and_counts_as_seen_only_then(page):
    page.run()
    to_group(page)
    page.press(Qt.Key.Key_Space)
    assert page.chosen == [] and not page.panel.marks.seen.any()
    page.press(Qt.Key.Key_Down)
    assert page.chosen == [page.panel.chosen] and page.panel.marks.seen.sum() == 1
    page.widget.hide()
    page.panel.list.go_to_row(page.list.row + 1)
    assert page.panel.marks.seen.sum() == 1, "out of sight nothing is seen"
    page.widget.show()
    page.press(Qt.Key.Key_M)
    assert page.chosen[-1] == page.panel.chosen and page.dialog(ReasonDialog).windowTitle() == "確認済にする"
    page.dialog(ReasonDialog).reject()


def test_what_was_marked_together_can_be_listed_looked_at_and_marked_by_itself(page, bench, keeper):
    page.run()
    together = page.panel.filters.together
    assert not together.isEnabled() and together.text() == "△ まとめて 0"
    to_group(page)
    wanted = numbers_of(page)
    page.press(Qt.Key.Key_M)
    page.give_reason(0)
    page.run()
    assert together.text() == "△ まとめて 2" and page.panel.marks.together.sum() == 2
    page.press(Qt.Key.Key_4)
    assert together.isChecked() and len(page.texts()) == 1
    assert sorted(page.panel._shown.order.tolist()) == sorted(wanted)
    for left in (1, 0):
        page.press(Qt.Key.Key_N)
        assert page.panel.chosen.rule == "field.numeric" and page.texts(columns.DONE)[page.list.row] == "△ まとめて"
        page.press(Qt.Key.Key_M)
        if left:
            page.give_reason()
        assert together.text() == f"△ まとめて {left}"
    assert not together.isChecked() and page.panel._shown.order.size == 7
    assert [one.how for one in reviews_of(keeper.entries(), bench)] == ["together", "together", "each", "each"]


def test_the_marks_of_the_records_follow_what_was_looked_at(page, bench):
    told = []
    page.widget.recordMarks.connect(told.append)
    page.run()
    group = [page.result.findings[number] for number in numbers_of(page)]

    def marked():
        page.qtbot.waitUntil(lambda: not page.jobs.busy())
        return [bool(told[-1][one.file][one.record] & Mark.ERROR) for one in group]

    assert marked() == [True, True]
    to_group(page)
    page.press(Qt.Key.Key_M)
    page.give_reason(0)
    assert marked() == [True, True], "nobody looked at any of them"
    page.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_M)
    page.give_reason()
    assert page.panel.chosen == group[0] and marked() == [False, True]
    page.press(Qt.Key.Key_U)
    page.give_reason(0)
    assert marked() == [True, True]


def test_a_group_too_large_to_have_been_looked_at_cannot_be_marked(page, monkeypatch):
    monkeypatch.setattr("app.month.findings.review.MOST", 1)
    page.run()
    to_group(page)
    page.press(Qt.Key.Key_M)
    page.give_reason(0)
    assert not page.panel.marks.done.any()
    assert "一度に確認済にできるのは 1 件まで" in page.widget.note.text()


def test_marks_that_cannot_be_read_are_told_and_nothing_can_be_marked(page, keeper):
    keeper.wrong = KenpanError("store.read", "台帳を読めませんでした。", "管理者に連絡してください。")
    page.run()
    assert "読めませんでした" in page.widget.note.text()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    assert page.panel.findChildren(ReasonDialog) == []
    assert not page.panel.card.mark.isEnabled()


def test_whoever_may_not_mark_cannot(qtbot, jobs, themed, bench, clean, house):
    page = Page(qtbot, jobs, bench, clean, HouseKeeper(house, "kenshu-1"))
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    assert page.panel.findChildren(ReasonDialog) == []


def test_a_mark_that_the_ledger_refuses_is_told_and_the_finding_stays_open(page, keeper, house):
    page.run()
    house.by("kanri-1", lambda state, by: people.stop(state, house.id_of("kensa-1"), "異動"))
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.give_reason()
    assert "停止されています" in page.widget.note.text()
    assert not page.panel.marks.done.any()
    assert keeper.entries() == ()


def test_a_reason_given_for_an_older_check_marks_nothing(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    page.run()
    page.give_reason()
    assert not page.panel.marks.done.any()
    assert "検査し直した" in page.widget.note.text()


def test_a_finding_that_is_gone_after_another_check_leaves_nothing_chosen(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_N)
    gone = page.panel.chosen
    page.result = result_with(page.clean, [one for one in page.result.findings if one != gone])
    page.run()
    assert page.panel.chosen is None
    page.result = result_with(page.clean, [gone])
    page.press(Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_Down)
    page.run()
    assert page.panel.chosen is None


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


def slow(page):
    """A check that waits until it is let, and then reports and ends."""
    begun, go_on = threading.Event(), threading.Event()

    def work(_bench, progress, _jobs):
        progress("検査", 1, 4)
        begun.set()
        assert go_on.wait(PATIENCE_S)
        progress("検査", 2, 4)
        return page.result

    page.widget._check = work
    return begun, go_on


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


# Totals and books


def test_totals_that_do_not_agree_have_signs_and_can_be_shown_alone(page):
    lines = [line(), line("1302", total_ok=False, said=99), line("1303", prints_ok=None)]
    page.result = result_with(page.clean, [], lines)
    page.run()
    model = page.widget.totals.model
    assert [model.index(row, 0).data() for row in range(3)] == ["○ 一致", "× 不一致", "― 判定していません"]
    assert model.index(1, 5).data() == "≠ 99"
    assert model.index(0, 5).data() == "100"
    assert "3 事務所のうち 2 事務所" in page.widget.totals.note.text()
    page.widget.totals.only_wrong.click()
    assert [model.index(row, 2).data() for row in range(model.rowCount())] == ["1302", "1303"]


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
    assert show_in_review(review, replace(charge, rule="window.hidden"))
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
    shown.show_finding(replace(missing, file=""), [])
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

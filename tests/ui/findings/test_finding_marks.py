"""Marks: what was seen or let stand, by whom, and what is kept of it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.cases.marks import Mark
from app.errors import KenpanError
from app.month.findings.review import TOGETHER, reviews_of
from app.signoff import people
from app.ui.findings import findings_model as columns
from app.ui.kit.reason_dialog import REVIEW_REASONS, TOGETHER_REASONS, ReasonDialog
from tests.ui.findings.made_up import HouseKeeper, Page, group_row, result_with, to_group


def test_a_mark_needs_a_reason(page):
    page.run()
    page.press(Qt.Key.Key_N, Qt.Key.Key_M)
    dialog = page.dialog(ReasonDialog)
    decide = dialog.buttons.ok
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
    assert not together.isEnabled() and together.text() == "△ まとめて 0 件"
    to_group(page)
    wanted = numbers_of(page)
    page.press(Qt.Key.Key_M)
    page.give_reason(0)
    page.run()
    assert together.text() == "△ まとめて 2 件" and page.panel.marks.together.sum() == 2
    page.press(Qt.Key.Key_4)
    assert together.isChecked() and len(page.texts()) == 1
    assert sorted(page.panel._shown.order.tolist()) == sorted(wanted)
    for left in (1, 0):
        page.press(Qt.Key.Key_N)
        assert page.panel.chosen.rule == "field.numeric" and page.texts(columns.DONE)[page.list.row] == "△ まとめて"
        page.press(Qt.Key.Key_M)
        if left:
            page.give_reason()
        assert together.text() == f"△ まとめて {left} 件"
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

import gc
import re
import shutil
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QFileDialog, QLabel

from app.checks.model import Finding
from app.checks.run import CheckResult
from app.errors import KenpanError
from app.month.looking.opening import open_folder
from app.sheet import glyphs
from app.sheet.model import SIDES
from app.ui.review.true_size import TrueSizeDialog
from app.ui.shell import reading_ahead
from app.ui.shell.opening.compare_dialog import CompareDialog
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.patience import PATIENCE_MS
from tests.sizes import SOAK
from tests.ui.known import enter, leave

PASS, WRONG = "key.toml", "0" * 64


@pytest.fixture
def window(qtbot, themed, house):
    made = MainWindow(Settings(), house.book)
    qtbot.addWidget(made)
    enter(made, house, "kensa-1")
    made.resize(1366, 720)
    made.setUpdatesEnabled(SOAK)  # what it says and does is asked; each panel's own tests paint it
    made.show()
    yield made
    leave(made)
    assert made.jobs.drain(PATIENCE_MS)
    QCoreApplication.processEvents()


@pytest.fixture
def opened(qtbot, window, bench, drawer):
    window.show_volume(bench, drawer=drawer)
    qtbot.waitUntil(lambda: not window.jobs.busy())
    return window


def choose(qtbot, window, folder):
    """The open dialog for a folder, after it was looked at."""
    window.choose_medium(folder)
    qtbot.waitUntil(lambda: "調べています" not in window.open_dialog.found.text())
    return window.open_dialog


def broken_copy(sample_folder, tmp_path) -> Path:
    copy = tmp_path / "broken"
    shutil.copytree(sample_folder, copy)
    return copy


def type_key(dialog, key: str, iv: str) -> None:
    dialog.by_hand.setChecked(True)
    dialog.key_hex.setText(key)
    dialog.iv_hex.setText(iv)


def wrong_key(qtbot, window, folder):
    dialog = choose(qtbot, window, folder)
    type_key(dialog, WRONG, WRONG[:32])
    dialog.open_button.click()
    assert window.stack.currentWidget() is window.progress
    qtbot.waitUntil(lambda: bool(dialog.trouble.text()))
    return dialog


# Opening


def test_a_medium_is_chosen_and_opened(qtbot, window, sample_folder, font_threads):
    dialog = choose(qtbot, window, sample_folder)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: window.review is not None)
    for form in window.review.bench.equipment.shown.values():
        for side in SIDES:
            assert window.review.drawer.picture(replace(window.review.look.sheet, form=form.name), side, 20).rgb
    assert len(font_threads) == 1 and threading.main_thread() not in font_threads, "the fonts are put in by the worker"
    assert window.windowTitle() == "検版 — PAP03A"
    assert window.review.look is not None
    assert window.stack.currentWidget() is window.review
    assert "Kenpan公開形式" in window.status.container.text()
    assert "見本データ" in window.status.sample.text()
    assert window.problems.isHidden()


def test_a_wrong_key_opens_nothing_and_only_the_key_is_typed_again(qtbot, window, sample_folder, tmp_path):
    dialog = wrong_key(qtbot, window, sample_folder)
    assert window.review is None
    assert "この鍵では一つのファイルも復号できません" in dialog.trouble.text()
    assert window.problems.isHidden()
    assert dialog.isVisible()
    assert dialog.folder.path() == sample_folder
    assert dialog.key_hex.text() == ""
    dialog.by_file.setChecked(True)
    right = dialog.key_file.path()
    dialog.key_file.set(tmp_path / "none.toml")
    dialog.open_button.click()
    qtbot.waitUntil(lambda: "鍵ファイルを読めません" in dialog.trouble.text())
    dialog.reject()
    assert window.stack.currentWidget() is window.signoff.home
    dialog.open()
    dialog.key_file.set(right)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: window.review is not None)
    assert not dialog.isVisible()
    # A second volume that fails leaves the first one as it was.
    first, look = window.review, window.review.look
    dialog = wrong_key(qtbot, window, sample_folder)
    assert window.review is first
    assert window.stack.currentWidget() is first
    dialog.reject()
    assert window.review.look is look
    assert window.menus.export.isEnabled()


def test_no_key_at_all_is_said_in_the_dialog(qtbot, window, sample_folder, tmp_path):
    bare = tmp_path / "PAP03A"
    shutil.copytree(sample_folder / "PAP03A", bare)
    dialog = choose(qtbot, window, bare)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: bool(dialog.trouble.text()))
    assert "鍵がありません" in dialog.trouble.text()


def test_a_damaged_volume_shows_what_is_left_and_says_what_is_not(qtbot, window, sample_folder, tmp_path):
    copy = broken_copy(sample_folder, tmp_path)
    files = sorted((copy / "PAP03A").glob("ZMGKK*.cmp"))
    content = bytearray(files[0].read_bytes())
    content[len(content) // 2] ^= 1
    files[0].write_bytes(content)
    files[1].unlink()
    (copy / "PAP03A" / "memo.txt").write_text("x", encoding="ascii")
    (copy / "offices.xlsx").write_bytes(b"no workbook")
    (copy / "gaiji.ttf").write_bytes(b"no font")
    choose(qtbot, window, copy).open_button.click()
    qtbot.waitUntil(lambda: window.review is not None)
    lines = window.problems.text.text().splitlines()
    for name in (files[0].stem, files[1].stem, "memo.txt", "offices.xlsx", "gaiji.ttf"):
        assert any(name in line for line in lines), name
    assert not window.problems.isHidden()
    assert files[0].stem not in window.review.bench.names
    assert window.review.look is not None
    assert "年金事務所一覧を読み込んでいません" in window.review.facts.warnings.text()
    assert not re.search(r"Error|Traceback|Exception|File \"", window.problems.text.text())


def test_the_sample_is_one_click_away_can_be_stopped_and_nothing_else_is_started_meanwhile(qtbot, window):
    window.open_sample()
    QTest.keyClick(window.progress, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.signoff.home and not window.jobs.busy())
    assert window.review is None
    window.show_media()
    window.welcome.sample_button.click()
    assert window.stack.currentWidget() is window.progress
    qtbot.waitUntil(lambda: window.review is not None)
    assert "見本データ" in window.status.sample.text()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    window.open_sample()
    disabled = (window.menus.open, window.menus.sample, window.menus.close, window.menus.atlas)
    assert not any(action.isEnabled() for action in disabled)
    window.progress.button.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.review)
    assert all(action.isEnabled() for action in disabled)


def test_closing_a_volume_lets_its_plaintext_go(qtbot, window, sample_folder, monkeypatch):
    monkeypatch.setattr(reading_ahead, "gc", gc)  # as it really is, not as the other tests have it
    bench = open_folder(sample_folder, Settings())
    gone = weakref.ref(bench)
    window.show_volume(bench)
    window.show_atlas()
    del bench
    window.menus.close.trigger()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
    assert window.stack.currentWidget() is window.signoff.home
    assert (window.status.place.text(), window.status.container.text(), window.status.sample.text()) == ("", "", "")
    assert not window.menus.export.isEnabled()


# Dropping a folder


def drop(window, urls):
    data = QMimeData()
    data.setUrls(urls)
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(
            window,
            QDropEvent(
                QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            ),
        )  # fmt: skip
    return enter.isAccepted()


def test_a_folder_dropped_on_the_window_fills_the_dialog_and_anything_else_is_refused(qtbot, window, sample_folder):
    for urls in ([], ["https://example.invalid/a"], ["file:///a", "file:///b"]):
        assert not drop(window, [QUrl(url) for url in urls]), urls
        assert window.open_dialog is None
    assert drop(window, [QUrl.fromLocalFile(str(sample_folder))])
    qtbot.waitUntil(window.open_dialog.open_button.isEnabled)
    assert window.open_dialog.folder.path() == sample_folder
    window.open_dialog.reject()


# Screens


def test_the_window_says_where_one_is_and_what_went_wrong_and_no_text_is_mark_up(opened):
    look, review = opened.review.look, opened.review
    assert look.file in opened.status.place.text()
    assert f"番号 {look.record + 1:,}（0 始まり {look.record:,}）" in opened.status.place.text()
    assert f"現品ID {look.content.piece_id}" in opened.status.place.text()
    opened.problems.add(KenpanError("file.length", "長さが違います。", "確かめてください。"))
    opened.problems.button.click()
    assert opened.problems.isHidden()
    opened.menus.problems.trigger()
    assert not opened.problems.isHidden()
    opened.report_fault(KenpanError("program.fault", "内部で誤りが起きました。", "管理者へ。"))
    assert "内部で誤り" in opened.problems.text.text()
    assert opened.stack.currentWidget() is opened.review
    for label in opened.findChildren(QLabel):
        plain = label.textFormat() == Qt.TextFormat.PlainText
        assert plain or "<" not in label.text(), label.text()
    carriers = [opened.status.place, opened.status.container, opened.problems.text, opened.progress.stage]
    carriers += [review.fields.title]
    carriers += [review.facts.warnings, review.facts.barcode, review.facts.windows, review.facts.inserts]
    assert {label.textFormat() for label in carriers} == {Qt.TextFormat.PlainText}


def test_what_is_said_has_the_room_of_what_is_always_there(opened):
    opened.show_review()
    assert not opened.status.place.isHidden() and not opened.status.container.isHidden()
    opened.say("書き出しました")
    assert opened.status.place.isHidden() and opened.status.container.isHidden()
    opened.show_atlas()
    opened.show_review()
    assert opened.status.place.isHidden(), "not over what is said"
    opened.statusBar().clearMessage()
    assert not opened.status.place.isHidden() and not opened.status.container.isHidden()


def test_a_use_in_the_atlas_leads_to_its_record_and_counting_from_one_holds_for_menu_and_panels(opened, places):
    opened.show_atlas()
    file, record = places["gaiji"]
    opened.atlas.recordWanted.emit(file, record)
    assert opened.stack.currentWidget() is opened.review
    assert (opened.review.look.file, opened.review.look.record) == (file, record)
    opened.menus.base.trigger()
    assert opened.review.offsets.base == 1
    assert opened.review.fields.from_one.isChecked()
    opened.review.fields.from_one.click()
    assert not opened.menus.base.isChecked()


def test_the_window_fits_a_small_screen_with_large_text_too(opened, qapp):
    before = qapp.font().pointSizeF()
    rail, beside = opened.rail.sizeHint().width(), QDockWidget(opened)
    beside.setWidget(QLabel("検" * 16))
    opened.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, beside)
    QCoreApplication.processEvents()
    wide = beside.width()
    for large in (False, True):
        if large:
            opened.menus.large.trigger()
            assert qapp.font().pointSizeF() > 1.15 * before and beside.minimumSizeHint().width() > wide
        for tab in range(4):
            opened.review.tabs.setCurrentIndex(tab)
            opened.resize(1366, 690)
            QCoreApplication.processEvents()
            assert (opened.width(), opened.height()) == (1366, 690)
            assert (face := opened.review.tabs.currentWidget()).minimumSizeHint().width() <= face.width()
            assert opened.review._canvases()[tab].height() >= 110
    opened.menus.large.trigger()
    assert qapp.font().pointSizeF() == before
    QCoreApplication.processEvents()
    assert (opened.rail.sizeHint().width(), beside.width()) == (rail, wide), "and the sheet has the room it had"


def test_dialogs_close_and_are_gone_and_a_measured_screen_changes_true_size_at_once(opened):
    for action in opened.findChildren(QAction):
        if action.text().startswith(("キー操作", "検版について", "実寸")):
            action.trigger()
            dialog = opened.findChildren(QDialog)[-1]
            assert dialog.isVisible()
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            assert opened.findChildren(QDialog) == []
    opened.review.zooms.setCurrentIndex(1)
    action = next(action for action in opened.findChildren(QAction) if action.text().startswith("実寸"))
    action.trigger()
    dialog = opened.findChild(TrueSizeDialog)
    dialog.slider.setValue(600)
    dialog.accept()
    assert opened.review.pages[0].scale != pytest.approx(6.0)
    action.trigger()
    dialog = opened.findChildren(TrueSizeDialog)[-1]
    dialog.slider.setValue(600)
    dialog._save()
    assert opened.review.pages[0].scale == pytest.approx(6.0)
    # Both sides are compared from the menu; closing the volume ends it.
    opened.menus.compare.trigger()
    (dialog,) = opened.findChildren(CompareDialog)
    assert dialog.isVisible()
    opened.close_volume()
    assert not dialog.isVisible()
    assert not opened.menus.compare.isEnabled()


# Writing


@pytest.fixture
def save_as(monkeypatch):
    def answer(path):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path) if path else "", ""))

    return answer


def test_notice_and_proof_are_written_where_one_says_and_what_is_not_written_is_said(
    qtbot, opened, tmp_path, save_as, monkeypatch
):
    save_as(None)
    opened.menus.export.trigger()
    opened.menus.proof.trigger()
    assert not opened.jobs.busy()
    save_as(tmp_path / "a")
    opened.menus.export.trigger()
    qtbot.waitUntil(lambda: "書き出しました" in opened.statusBar().currentMessage())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    monkeypatch.setattr(glyphs, "proof_pdf", lambda font, _used: b"%PDF of " + font.sha256.encode())
    save_as(tmp_path / "proof.pdf")
    opened.statusBar().clearMessage()
    opened.menus.proof.trigger()
    qtbot.waitUntil(lambda: "書き出しました" in opened.statusBar().currentMessage())
    font = opened.review.bench.equipment.fonts.roles["gaiji"]
    assert (tmp_path / "proof.pdf").read_bytes() == b"%PDF of " + font.sha256.encode()
    # A place that cannot be written is said beside the other problems.
    opened.problems.show_problems([KenpanError("file.length", "長さが違います。", "確かめてください。")])
    (tmp_path / "file").write_text("x", encoding="ascii")
    save_as(tmp_path / "file" / "b.pdf")
    opened.menus.export.trigger()
    qtbot.waitUntil(lambda: opened.problems.text.text().count("\n") == 1)
    assert "長さが違います" in opened.problems.text.text()
    # A record without a sheet has nothing to be written.
    file = opened.review.look.file
    opened.review.selection.set_record(file, len(opened.review.bench.notices[file]) - 1)
    opened.menus.export.trigger()
    assert "紙面がありません" in opened.statusBar().currentMessage()


def test_the_findings_have_a_screen_of_their_own_with_the_sheet_or_the_file_beside_them(qtbot, opened):
    page = opened.findings.prepare(opened.review.bench, opened.signoff, opened.writer)
    name = next(iter(opened.review.bench.notices))
    lost = Finding("volume.missing", "error", "ZMGKK#4701", None, None, None, "ファイルがありません。")
    wrong = Finding("amount.sum", "error", name, 3, 143, 16, "合計額が違います。")
    page._check = lambda *_: CheckResult("PAP03A", (lost, wrong), {"volume.missing": 1, "amount.sum": 1}, (), (), {})
    opened.run_check()
    qtbot.waitUntil(lambda: page.checked is not None and not opened.jobs.busy())
    review, buttons = opened.review, opened.rail.buttons
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(page.panel.list, key)
        assert buttons["findings"].isChecked() and not review._list_side.isVisible()
        if page.panel.chosen == lost:
            assert opened.stack.currentWidget() is opened.findings.file
        else:
            assert opened.stack.currentWidget() is review
            assert (review.selection.record, tuple(review.selection.span)) == (3, (143, 159))
    opened.go_to(name, 5)
    assert not opened.findings.is_shown and review._list_side.isVisible() and buttons["media"].isChecked()
    opened.step_finding(-1)
    assert opened.findings.is_shown, "F12 comes back to them"
    opened.show_media()
    assert not opened.findings.is_shown and opened.stack.currentWidget() is review

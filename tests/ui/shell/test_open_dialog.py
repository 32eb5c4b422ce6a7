import re
import shutil
import struct

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel

from app.errors import KenpanError
from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.month.looking.opening import open_for
from app.month.looking.who import NOBODY
from app.ui.shell.opening.open_dialog import OpenDialog
from app.ui.shell.opening.pages import ProgressPage, WelcomePage
from app.ui.shell.opening.path_row import PathRow
from app.ui.shell.opening.problems import ProblemsBar
from app.ui.shell.sample import open_sample
from app.workstation.settings import Settings

KEY, IV = "00112233" * 8, "44556677" * 4


@pytest.fixture
def dialog(qtbot, themed, jobs):
    made = OpenDialog(Settings(), jobs)
    qtbot.addWidget(made)
    made.show()
    return made


def look(qtbot, dialog, folder) -> None:
    with qtbot.waitSignal(dialog.looked):
        dialog.start_with(folder, None)


def type_key(dialog, key=KEY, iv=IV) -> None:
    dialog.by_hand.setChecked(True)
    QTest.keyClicks(dialog.key_hex, key)
    QTest.keyClicks(dialog.iv_hex, iv)


# The medium


def test_a_sample_is_recognised_with_all_that_lies_beside_it(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    assert "見本データ" in dialog.found.text() and "PAP03A（正）" in dialog.found.text()
    assert dialog.key_file.path() == sample_folder / "key.toml"
    assert dialog.offices.path() == sample_folder / "offices.xlsx"
    assert dialog.gaiji_font.path() == sample_folder / "gaiji.ttf"
    assert dialog.open_button.isEnabled()


def test_nothing_can_be_opened_before_a_medium_is_found(qtbot, dialog, tmp_path):
    assert not dialog.open_button.isEnabled()
    look(qtbot, dialog, tmp_path)
    assert "媒体のファイルが見つかりません" in dialog.found.text()
    assert not dialog.open_button.isEnabled()


def test_a_folder_that_is_not_there_is_said(qtbot, dialog, tmp_path):
    look(qtbot, dialog, tmp_path / "none")
    assert "フォルダーがありません" in dialog.found.text()


def test_a_disc_image_is_told_from_a_folder(qtbot, dialog, tmp_path):
    image = tmp_path / "disc.iso"
    image.write_bytes(udf_image("PAP03A"))
    look(qtbot, dialog, image)
    assert "ディスクのイメージファイル（UDF、巻ラベル PAP03A）" in dialog.found.text()
    assert "マウント" in dialog.found.text()


def test_any_other_file_is_no_folder(qtbot, dialog, tmp_path):
    (tmp_path / "memo.txt").write_text("x", encoding="ascii")
    look(qtbot, dialog, tmp_path / "memo.txt")
    assert "フォルダーではなくファイルです" in dialog.found.text()


def test_missing_and_surplus_files_are_said_before_a_key_is_asked_for(qtbot, dialog, sample_folder, tmp_path):
    copy = tmp_path / "PAP03A"
    shutil.copytree(sample_folder / "PAP03A", copy)
    victim = sorted(copy.glob("ZMGKS*"))[0]
    victim.unlink()
    (copy / "memo.txt").write_text("x", encoding="ascii")
    look(qtbot, dialog, copy)
    assert f"不足 1 本：{victim.stem}" in dialog.found.text()
    assert "余分なファイル 1 本" in dialog.found.text()
    assert dialog.open_button.isEnabled()


def test_another_folder_takes_its_companions_along(qtbot, dialog, sample_folder, tmp_path):
    look(qtbot, dialog, sample_folder)
    look(qtbot, dialog, tmp_path)
    assert dialog.key_file.path() is None
    assert dialog.gaiji_font.path() is None


def test_a_file_that_was_named_by_hand_stays(qtbot, dialog, sample_folder, tmp_path):
    own = tmp_path / "own.toml"
    with qtbot.waitSignal(dialog.looked):
        dialog.start_with(sample_folder, own)
    assert dialog.key_file.path() == own


def test_the_workstations_own_list_and_font_are_suggested(qtbot, themed, jobs, tmp_path):
    settings = Settings(offices=tmp_path / "list.xlsx", gaiji_font=tmp_path / "own.ttf")
    made = OpenDialog(settings, jobs)
    qtbot.addWidget(made)
    assert made.offices.path() == tmp_path / "list.xlsx"
    assert made.gaiji_font.path() == tmp_path / "own.ttf"


def test_the_month_of_the_postal_dictionary_is_said_before_a_medium_is_opened(dialog):
    said = [label.text() for label in dialog.findChildren(QLabel) if re.fullmatch(r"20\d\d年\d{1,2}月版", label.text())]
    assert said == [Settings().postal_dictionary().edition]


def test_the_container_in_use_is_said_and_a_sample_has_its_own(qtbot, themed, jobs, sample_folder):
    settings = Settings(tool_argv=("decrypt", "{source}", "{target}", "{keyfile}"))
    made = OpenDialog(settings, jobs)
    qtbot.addWidget(made)
    assert made.container.text() == settings.container().label
    look(qtbot, made, sample_folder)
    assert made.container.text() == OpenContainer.label


def test_only_the_last_folder_counts(qtbot, dialog, sample_folder, tmp_path):
    with qtbot.waitSignal(dialog.looked):
        dialog.start_with(sample_folder, None)
        dialog.start_with(tmp_path, None)
    assert "見つかりません" in dialog.found.text()
    assert not dialog.open_button.isEnabled()


# The key


def test_a_key_file_is_left_to_the_worker_to_read(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    dialog.open_button.click()
    request = dialog.take_request()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (request.key, request.key_file) == (None, sample_folder / "key.toml")


def test_a_typed_key_is_taken_and_wiped(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    type_key(dialog)
    dialog.open_button.click()
    request = dialog.take_request()
    assert request.key is not None
    assert (request.key.key.hex(), request.key.iv.hex()) == (KEY, IV)
    assert request.key_file is None
    for edit in (dialog.key_hex, dialog.iv_hex):
        assert edit.text() == ""
        edit.undo()
        assert edit.text() == ""
    assert dialog.take_request() is None


def test_a_typed_key_is_wiped_on_leaving_too(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    type_key(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.key_hex.text(), dialog.iv_hex.text()) == ("", "")
    assert dialog.take_request() is None


def test_a_key_may_be_typed_in_groups(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    grouped = " ".join(KEY[start : start + 4] for start in range(0, 64, 4))
    type_key(dialog, grouped, IV)
    dialog.open_button.click()
    assert dialog.take_request().key.key.hex() == KEY


@pytest.mark.parametrize(
    ("key", "iv", "said"),
    [(KEY[:-1], IV, "64桁のところ63桁"), (KEY, IV + "0", "32桁のところ33桁"), ("x" + KEY[1:], IV, "16進数")],
)
def test_a_mistyped_key_is_said_and_stays_to_be_mended(qtbot, dialog, sample_folder, key, iv, said):
    look(qtbot, dialog, sample_folder)
    type_key(dialog, key, iv)
    dialog.open_button.click()
    assert said in dialog.trouble.text()
    assert KEY[:8] not in dialog.trouble.text()
    assert dialog.isVisible()
    assert dialog.key_hex.text() == key


def test_a_key_is_never_readable_on_screen(dialog):
    type_key(dialog)
    assert dialog.key_hex.displayText() == "●" * 64 or KEY[:4] not in dialog.key_hex.displayText()
    assert KEY not in repr(dialog.take_request())


def test_refused_the_dialog_keeps_everything_but_the_key(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    type_key(dialog)
    dialog.open_button.click()
    dialog.refuse(KenpanError("file.key", "この鍵では復号できません。", "入れ直してください。"))
    dialog.open()
    assert "復号できません" in dialog.trouble.text()
    assert dialog.folder.path() == sample_folder
    assert dialog.offices.path() == sample_folder / "offices.xlsx"
    assert dialog.by_hand.isChecked() and dialog.key_hex.text() == ""
    assert dialog.open_button.isEnabled()
    type_key(dialog)
    dialog.open_button.click()
    assert dialog.take_request() is not None


def test_enter_opens(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    QTest.keyClick(dialog.offices.edit, Qt.Key.Key_Return)
    assert dialog.take_request() is not None


@pytest.mark.parametrize("by_hand", [False, True])
def test_no_row_is_squeezed(qtbot, dialog, sample_folder, by_hand):
    look(qtbot, dialog, sample_folder)
    dialog.by_hand.setChecked(by_hand)
    dialog.refuse(KenpanError("file.key", "この鍵では一つのファイルも復号できません。" * 3, "入れ直してください。"))
    for widget in (dialog.folder, dialog.offices, dialog.gaiji_font, dialog.buttons):
        assert widget.height() >= widget.minimumSizeHint().height()
    assert dialog.trouble.height() >= dialog.trouble.heightForWidth(dialog.trouble.width())


# Opening


def test_the_request_opens_the_volume(qtbot, dialog, sample_folder):
    look(qtbot, dialog, sample_folder)
    dialog.open_button.click()
    opened = open_for(NOBODY, dialog.take_request(), Settings())
    assert opened.notices
    assert opened.media.problems == ()


def test_the_request_takes_the_typed_key(qtbot, dialog, sample_folder):
    key = read_key_file(sample_folder / "key.toml")
    look(qtbot, dialog, sample_folder)
    type_key(dialog, key.key.hex(), key.iv.hex())
    dialog.open_button.click()
    assert open_for(NOBODY, dialog.take_request(), Settings()).notices


def test_the_windows_own_sample_leaves_nothing_on_disk(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = open_sample(lambda stage, done, total: None)
    assert opened.notices and opened.media.problems == () and opened.equipment.problems == ()
    assert list(tmp_path.iterdir()) == []


# The small parts


def test_a_chosen_path_counts_as_named(qtbot, monkeypatch, tmp_path):
    row = PathRow("外字フォント")
    qtbot.addWidget(row)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "a.ttf"), ""))
    row.button.click()
    row.suggest(tmp_path / "b.ttf")
    assert row.path() == tmp_path / "a.ttf"
    row.edit.clear()
    assert row.path() is None


def test_a_path_that_was_typed_and_removed_may_be_suggested_again(qtbot, tmp_path):
    row = PathRow("鍵ファイル")
    qtbot.addWidget(row)
    QTest.keyClicks(row.edit, "x")
    row.suggest(tmp_path)
    assert row.edit.text() == "x"
    QTest.keyClick(row.edit, Qt.Key.Key_Backspace)
    row.suggest(tmp_path)
    assert row.path() == tmp_path


def test_the_first_page_offers_both_ways(qtbot, themed):
    page = WelcomePage()
    qtbot.addWidget(page)
    with qtbot.waitSignals([page.openWanted, page.sampleWanted]):
        page.open_button.click()
        page.sample_button.click()


def test_progress_is_told_and_can_be_stopped(qtbot, themed):
    page = ProgressPage()
    qtbot.addWidget(page)
    page.start("PAP03A を開いています")
    page.report("復号", 1, 4)
    assert (page.stage.text(), page.bar.value()) == ("復号", 250)
    page.report("復号", 0, 0)
    assert page.bar.value() == 0
    with qtbot.waitSignal(page.cancelled):
        page.button.click()


def problem(number: int) -> KenpanError:
    return KenpanError("volume.missing", "ありません。", "確かめてください。", file=f"<b>{number}</b>")


def test_fifty_problems_leave_room_for_the_rest(qtbot, themed):
    bar = ProblemsBar()
    qtbot.addWidget(bar)
    bar.show_problems([problem(number) for number in range(50)])
    bar.resize(1200, bar.sizeHint().height())
    assert bar.isVisibleTo(None) or not bar.isHidden()
    assert bar.sizeHint().height() < 7 * bar.fontMetrics().lineSpacing()
    assert bar.text.text().count("\n") == 49
    assert bar.text.textFormat() == Qt.TextFormat.PlainText


def test_a_further_problem_is_said_first_and_keeps_the_others(qtbot, themed):
    bar = ProblemsBar()
    qtbot.addWidget(bar)
    bar.show_problems([problem(1)])
    bar.button.click()
    assert bar.isHidden()
    bar.add(problem(2))
    assert not bar.isHidden()
    assert [line[2:10] for line in bar.text.text().splitlines()] == ["<b>2</b>", "<b>1</b>"]


def test_without_problems_the_bar_is_not_there(qtbot, themed):
    bar = ProblemsBar()
    qtbot.addWidget(bar)
    bar.show_problems([problem(1)])
    bar.show_problems([])
    assert bar.isHidden()


def udf_image(label: str) -> bytes:
    """As much of a UDF image as its label needs (ECMA-167): an anchor in sector 256 and one logical volume."""

    def tagged(tag: int, place: int, body: bytes) -> bytes:
        head = bytearray(struct.pack("<HHBBHHHI", tag, 2, 0, 0, 0, 0, 0, place))
        head[4] = sum(head) % 256
        return (bytes(head) + body).ljust(2048, b"\0")

    name = (b"\x08" + label.encode("ascii")).ljust(127, b"\0") + bytes([len(label) + 1])
    volume = struct.pack("<I", 1) + bytes(64) + name
    domain = b"\0*OSTA UDF Compliant".ljust(24, b"\0") + struct.pack("<H", 0x0201)
    logical = tagged(6, 32, (volume + struct.pack("<I", 2048) + domain).ljust(400, b"\0"))
    anchor = tagged(2, 256, struct.pack("<4I", 2048, 32, 2048, 32))
    image = bytearray(257 * 2048)
    image[32 * 2048 : 33 * 2048] = logical
    image[256 * 2048 :] = anchor
    return bytes(image)

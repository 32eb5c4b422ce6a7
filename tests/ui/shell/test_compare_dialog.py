"""正副を比べる: from choosing the other medium to the verdict."""

import shutil

import pytest

from app.media.container import OpenContainer
from app.media.media_key import read_key_file
from app.ui.shell.opening.compare_dialog import COMPARE_JOB, CompareDialog
from app.workstation.settings import Settings

TOKYO = "ZMGKK#2101.cmp"


@pytest.fixture
def other(sample_folder, tmp_path):
    """The 副 of the sample, without anything beside it."""
    return shutil.copytree(sample_folder / "PAP03A", tmp_path / "alone" / "PAP03B")


@pytest.fixture
def dialog(qtbot, themed, jobs, bench):
    made = CompareDialog(bench.media, Settings(), jobs)
    qtbot.addWidget(made)
    made.show()
    return made


def compare(qtbot, dialog, folder) -> None:
    dialog.folder.set(folder)
    with qtbot.waitSignal(dialog.finishedComparing):
        dialog.compare.click()


def sealed(other, sample_folder, change=lambda raw: None, level=9):
    key = read_key_file(sample_folder / "key.toml")
    raw = bytearray(OpenContainer().open(other / TOKYO, key).data.tobytes())
    change(raw)
    OpenContainer().seal_to(other / TOKYO, bytes(raw), key, level=level)


def test_nothing_can_be_compared_before_a_medium_is_chosen(dialog):
    assert not dialog.compare.isEnabled()
    assert not any(widget.isVisible() for widget in (dialog.key_file, dialog.key_hex, dialog.bar, dialog.details))


def test_equal_media_are_said_to_be_equal_without_any_key(qtbot, dialog, other):
    compare(qtbot, dialog, other)
    assert dialog.verdict.text().startswith("○ PAP03A（正） と PAP03B（副）")
    assert dialog.verdict.property("role") != "alarm"
    assert not dialog.key_file.isVisible()
    assert not dialog.bar.isVisible()


def test_a_difference_is_loud_and_names_file_and_byte(qtbot, dialog, other, sample_folder):
    sealed(other, sample_folder, lambda raw: raw.__setitem__(1000, raw[1000] ^ 1))
    compare(qtbot, dialog, other)
    assert dialog.key_file.isVisible()
    assert "鍵" in dialog.verdict.text()
    dialog.key_file.set(sample_folder / "key.toml")
    compare(qtbot, dialog, other)
    assert dialog.verdict.text().startswith("× ")
    assert dialog.verdict.property("role") == "alarm"
    assert "ZMGKK#2101：1,001 バイト目（番号 2 の 21 バイト目）" in dialog.details.toPlainText()


def test_other_bytes_around_the_same_content_are_equal_and_named(qtbot, dialog, other, sample_folder):
    sealed(other, sample_folder)
    dialog.key_file.set(sample_folder / "key.toml")
    compare(qtbot, dialog, other)
    assert dialog.verdict.text().startswith("○ ")
    assert "ZMGKK#2101" in dialog.details.toPlainText()


def test_a_folder_without_a_medium_is_refused_in_words(qtbot, dialog, tmp_path):
    compare(qtbot, dialog, tmp_path)
    assert "媒体のファイルが見つかりません" in dialog.verdict.text()


def test_another_medium_makes_the_verdict_go_away(qtbot, dialog, other, tmp_path):
    compare(qtbot, dialog, other)
    dialog.folder.set(tmp_path)
    assert dialog.verdict.text() == ""


def test_closing_stops_the_work_and_forgets_a_typed_key(qtbot, dialog, other, jobs):
    dialog.folder.set(other)
    dialog.compare.click()
    dialog.key_hex.setText("00")
    dialog.reject()
    assert not jobs.running(COMPARE_JOB)
    assert dialog.key_hex.text() == ""
    qtbot.waitUntil(lambda: not jobs.busy())

"""A lesson written by data alone: the one that the trainer's guide shows, in the folder that the settings name."""

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.guides import guide
from app.training.lessons import load_lessons
from app.ui.lessons.lessons_page import LessonsPage
from app.workstation.settings import load_settings


def test_the_lesson_of_the_guide_is_taught_from_the_folder_of_the_workstation(qtbot, themed, jobs, bench, tmp_path):
    (tmp_path / "settings.toml").write_text('[files]\nlessons = "教材"\n', "utf-8")
    settings = load_settings(tmp_path / "settings.toml")
    assert settings.lessons_folder == tmp_path / "教材"
    settings.lessons_folder.mkdir()
    (text,) = re.findall(r"```toml\n(.*?)```", guide("30_trainer").text, re.DOTALL)
    (settings.lessons_folder / "10_total.toml").write_text(text, "utf-8")

    page = LessonsPage(jobs, lambda _progress: bench, folder=settings.lessons_folder)
    qtbot.addWidget(page)
    page.resize(1400, 900)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_bench(bench)
    own = len(load_lessons())
    assert page.list.rows.count() == own + 1 and page.lessons[own].title in page.list.rows.item(own).text()
    page.list.rows.setCurrentRow(own)
    (step,) = page.lessons[own].steps
    assert page.title.text() == "合計額のありか" and step.say in page.card.say.text()

    right = next(one for one in page.bench.look(page.selection.file, page.selection.record).fields if one.item == 34)
    for band, offset, told in ((page.bands[1], right.offset - 1, "×"), (page.bands[2], right.offset, "○ 正解")):
        page.displays.setCurrentWidget(band)
        bar = band.verticalScrollBar()
        bar.setValue(round(band.byte_rect(offset).top() + bar.value() - 40))
        place = band.byte_rect(offset).center().toPoint()
        QTest.mouseClick(band.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert page.card.verdict.text().startswith(told)
    assert page.card.why.text() == step.ask.why and page.total.text() == "正解 0／1 問", "the first answer counts"

    (settings.lessons_folder / "20_more.toml").write_text(text.replace("34", "3400"), "utf-8")
    page.list.again.click()
    assert page.list.rows.count() == own + 2, "beside one that cannot be taught, which says so"
    page.list.rows.setCurrentRow(own + 1)
    assert "20_more.toml" in page.list.told.text()

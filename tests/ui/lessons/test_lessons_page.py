"""研修 on screen: answers by key, by field and by text; bytes in words; nothing of the open medium."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.errors import KenpanError
from app.training.lessons import load_lessons
from app.ui.lessons.lesson_card import LessonCard
from app.ui.lessons.lessons_page import LessonsPage
from app.ui.lessons.pen_layer import PenLayer

_LESSONS = load_lessons()


def _at(kind: str) -> tuple[int, int]:
    """The first step that asks so."""
    return next(
        (lesson, step)
        for lesson, one in enumerate(_LESSONS)
        for step, card in enumerate(one.steps)
        if card.ask is not None and card.ask.kind == kind
    )


@pytest.fixture
def page(qtbot, themed, jobs, bench):
    made = LessonsPage(jobs, lambda _progress: bench)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_bench(bench)
    return made


def test_before_it_begins_it_says_what_it_is_and_an_error_keeps_the_button(qtbot, themed, jobs):
    def fails(progress):
        raise KenpanError("sample.write", "見本を書き込めません。", "空き容量を確かめてください。")

    made = LessonsPage(jobs, fails)
    qtbot.addWidget(made)
    made.empty.button.click()
    qtbot.waitUntil(made.empty.button.isEnabled)
    assert "見本を書き込めません" in made.empty.step.text()


def test_the_fonts_are_put_in_by_the_worker_that_makes_the_sample(qtbot, themed, jobs, bench, font_threads):
    made = LessonsPage(jobs, lambda progress: bench)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    assert made.focusWidget() is made.empty.button, "Enter is what its guide and its button say"
    QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.bench is not None)
    assert all(page.grab().width() for page in made.pages)
    assert len(font_threads) == 1 and threading.main_thread() not in font_threads


def test_a_choice_is_answered_by_its_number_and_counts_once(page):
    page.go(*_at("choice"))
    ask = _LESSONS[page.at[0]].steps[page.at[1]].ask
    wrong = next(at for at, choice in enumerate(ask.choices) if choice != ask.key)
    QTest.keyClick(page, Qt.Key(Qt.Key.Key_1 + wrong))
    assert page.card.verdict.text().startswith("×") and ask.why not in page.card.why.text()
    QTest.keyClick(page, Qt.Key(Qt.Key.Key_1 + ask.choices.index(ask.key)))
    assert page.card.verdict.text() == "○ 正解" and page.card.why.text() == ask.why
    assert page.total.text() == "正解 0／1 問"


def test_a_field_is_answered_by_picking_its_bytes_in_any_display(page):
    page.explain(0)
    page.go(*_at("field"))
    assert page.explained.text() == ""
    right = int(_LESSONS[page.at[0]].steps[page.at[1]].ask.key)
    look = page.bench.look(page.selection.file, page.selection.record)
    row = next(row for row in look.fields if row.item == right)
    band = page.bands[1]
    page.displays.setCurrentWidget(band)
    band.verticalScrollBar().setValue(round(band.byte_rect(row.offset).top() + band.verticalScrollBar().value() - 40))
    place = band.byte_rect(row.offset).center().toPoint()
    QTest.mouseClick(band.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.selection.span == (row.offset, row.offset + row.length)
    assert page.card.verdict.text() == "○ 正解"
    assert f"項番 {right}　" in page.explained.text()


def test_going_on_from_a_question_answers_nothing(page):
    page.go(*_at("field"))
    for lesson in range(len(_LESSONS)):
        page.go(lesson, 0)
    assert page.score == {}


def test_the_worst_place_in_the_envelope_answers_nothing_but_a_row_of_it_does(page):
    lesson = next(at for at, one in enumerate(_LESSONS) if one.steps[-1].face == "envelope")
    page.go(lesson, len(_LESSONS[lesson].steps) - 1)
    assert page.card.waits_for_field
    for _ in page.envelope.table.items():
        page.envelope.worst_button.click()
    assert page.score == {} and page.card.verdict.text() == ""
    page.envelope.table.choose(next(one for one in page.envelope.table.items() if one.id == "sheet.postal"))
    assert page.card.verdict.text() == "○ 正解"


def test_a_typed_answer_is_what_the_record_prints(page):
    page.go(*_at("print"))
    page.card.typed.setText("なにか")
    QTest.keyClick(page.card.typed, Qt.Key.Key_Return)
    assert page.card.verdict.text().startswith("×")
    page.card.typed.setText(page.card._right)
    QTest.keyClick(page.card.typed, Qt.Key.Key_Return)
    assert page.card.verdict.text() == "○ 正解"


def test_steps_lead_through_all_lessons_and_back(page):
    page.go(len(_LESSONS) - 2, 0)
    for _ in range(sum(len(one.steps) for one in _LESSONS[-2:]) + 2):
        page.step(1)
    assert page.at == (len(_LESSONS) - 1, len(_LESSONS[-1].steps) - 1)
    page.go(1, len(_LESSONS[1].steps) - 1)
    for _ in range(sum(len(one.steps) for one in _LESSONS[:2]) + 2):
        page.step(-1)
    assert page.at == (0, 0) and not page.back.isEnabled()


@pytest.mark.parametrize("display", [0, 1, 2])
def test_every_byte_is_found_where_it_is_drawn(page, display):
    band = page.bands[display]
    band.resize(900, 4000)
    for offset in (0, 13, 14, 49, 50, 300):
        band.horizontalScrollBar().setValue(0)
        assert band.byte_at(band.byte_rect(offset).center()) == offset


def test_what_a_step_speaks_of_is_in_front_and_marked(page):
    at = next(at for at, one in enumerate(_LESSONS) if any(step.face == "envelope" for step in one.steps))
    faces = []
    for step in range(len(_LESSONS[at].steps)):
        page.go(at, step)
        faces.append(page.faces.currentWidget())
    assert faces == [page.pages[0], page.envelope]
    assert any("いつも見える範囲" in one.caption for one in page.pages[0].highlights)


def test_the_answer_is_told_on_request_and_scores_nothing(page):
    page.go(*_at("choice"))
    page.tell.click()
    ask = _LESSONS[page.at[0]].steps[page.at[1]].ask
    assert ask.key in page.card.why.text() and page.score == {}


def test_the_pen_draws_only_while_it_is_held_and_keeps_nothing(page):
    pen: PenLayer = page.pen
    assert pen.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    page.pen_button.click()
    QTest.mousePress(pen, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseMove(pen, QPoint(60, 60))
    QTest.mouseRelease(pen, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert pen.strokes == 1
    page.tools.buttons["arrow"].click()
    assert not page.pen_button.isChecked() and pen.strokes == 1
    for end in (QPoint(90, 90), QPoint(120, 30)):
        QTest.mousePress(pen, Qt.MouseButton.LeftButton, pos=QPoint(70, 70))
        QTest.mouseMove(pen, end)
        QTest.mouseRelease(pen, Qt.MouseButton.LeftButton, pos=end)
    assert pen.strokes == 3
    page.tools.wipe()
    assert pen.strokes == 0 and page.tools.buttons["arrow"].isChecked()
    page.tools.wipe()
    assert pen.tool is None and pen.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_steps_of_a_walk_are_uncovered_one_by_one_and_light_their_bytes(page):
    at = next(at for at, one in enumerate(_LESSONS) if one.id.startswith("10"))
    page.go(at, 2)
    assert page.displays.currentWidget() is page.walk and page.explaining.isHidden()
    table = page.walk.table.lines
    assert table.rowCount() == 1
    page.walk.more.click()
    assert table.rowCount() == 2 and page.walk.at == 1
    page.walk.every.click()
    assert page.walk.bars.isVisibleTo(page.walk) and not page.walk.more.isEnabled()
    page.walk.step(-99)
    assert page.walk.at == 0 and table.rowCount() == page.walk.uncovered + 1
    assert page.selection.span == page.walk._steps()[0].span


def test_the_sheet_moves_in_the_envelope_until_it_is_seen_no_more(page):
    page.faces.setCurrentWidget(page.envelope)
    view = page.envelope
    view.play_button.click()
    for _ in range(25):
        view.play_on()
    assert view.slider_x.value() == view.slider_x.maximum()
    page.faces.setCurrentIndex(0)
    assert not view.play_button.isChecked()


def test_a_lesson_of_ones_own_is_written_read_again_and_its_fault_told(qtbot, themed, jobs, bench, tmp_path):
    made = LessonsPage(jobs, lambda _progress: bench, folder=tmp_path)
    qtbot.addWidget(made)
    made.show_bench(bench)
    made.list.write.click()
    (path,) = tmp_path.glob("*.toml")
    assert made.title.text() == "新しい教材" and str(path) in made.list.told.text()
    path.write_text('title = "題"\n', "utf-8")
    made.list.again.click()
    assert made.list.rows.count() == len(_LESSONS) + 1
    made.list.rows.setCurrentRow(len(_LESSONS))
    assert path.name in made.list.told.text() and "「step」がありません" in made.list.told.text()


def test_a_step_without_a_question_shows_none(qtbot, themed):
    card = LessonCard()
    qtbot.addWidget(card)
    step = next(step for one in _LESSONS for step in one.steps if step.ask is None)
    card.show_step(step, "")
    card.answer("x")
    assert card.say.text() == step.say and not card.typed.isVisibleTo(card) and card.verdict.text() == ""


def test_on_a_low_screen_what_became_of_an_answer_is_in_sight(qtbot, page):
    page.resize(1280, 640)
    longest = max(range(len(_LESSONS)), key=lambda at: len(_LESSONS[at].steps[0].say))
    page.go(longest, 0)
    bar = page.step_area.verticalScrollBar()
    page.card.show_answer()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    page.go(longest, 0)
    assert not page.card.is_told
    qtbot.waitUntil(lambda: bar.value() == 0)


def test_a_sheet_that_moves_in_its_envelope_has_most_of_the_height_and_what_was_there_comes_back(page):
    before = page.right.sizes()
    page._play()
    assert page.faces.currentWidget() is page.envelope and not page.explained.isVisible()
    assert page.right.sizes()[0] > before[0] and page.envelope.canvas.height() > 150
    page.faces.setCurrentIndex(0)
    assert page.explained.isVisible() and page.right.sizes() == before


def test_what_is_said_of_a_byte_makes_no_window_higher(page):
    page.explained.setText("検")
    low = page.minimumSizeHint().height()
    page.explained.setText("\n".join(["検" * 9] * 12))
    assert page.minimumSizeHint().height() - low <= 3 * page.fontMetrics().lineSpacing()
    page.resize(1200, low)
    bar = page.explaining.verticalScrollBar()
    page.explaining.resize(page.explaining.width(), 3 * page.fontMetrics().lineSpacing())
    assert bar.maximum() > 0, "the rest scrolls"

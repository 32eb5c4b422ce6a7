"""Captures of paper in a measured layout: the window asks for their print, and shows paper and print together."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.month.printed import print_paper
from app.month.printed.kept_captures import kept_of
from app.proof.printed.expected import expectation_of
from app.sheet.measured_file import measured_files, read_measured_folder
from app.training.printing.captures import capture_job
from app.training.printing.job import print_month
from app.ui.comparison import result_acts
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.comparison.setup_form import SetupForm
from app.ui.shell.desk import Desk
from tests.proof.printed.conftest import roomy
from tests.proof.printed.forms import form_of, written

LAYOUT = "fold"


@pytest.fixture(scope="module")
def paper(bench, tmp_path_factory):
    """The folders of a measured form, of a print, and of captures of one of its notices."""
    folder = tmp_path_factory.mktemp("paper")
    form = form_of(bench, LAYOUT, folder / "clean")
    (folder / "form").mkdir()
    for name, raw in measured_files(form).items():
        (folder / "form" / name).write_bytes(raw)
    notices = [one for one in expectation_of(bench).all() if roomy(bench.content(*one))][:2]
    job = print_month(bench, LAYOUT, selection=notices)
    written(job, folder / "print")
    (folder / "captures").mkdir()
    pages = [page.number for page in job.pages if (page.panels[0].file, page.panels[0].record) == notices[0]]
    captured = capture_job(job, dpi=200, grade="low", seed=3, pages=pages, form="tiff")
    (folder / "captures" / "paper.tif").write_bytes(captured.files[0].data)
    return folder


@pytest.fixture
def page(qtbot, jobs, themed, house, bench, monkeypatch):
    monkeypatch.setattr(result_acts, "month_of", lambda state, bench: None)
    desk = Desk(house.book, jobs)
    made = ComparisonPage(desk, jobs, bench=lambda: bench, writer=lambda kind: None)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.renew()
    yield made
    made.leave()
    desk.leave()


def test_the_print_is_asked_for_named_by_keyboard_and_judges_the_paper(page, paper, qtbot, jobs, monkeypatch):
    def settle():
        qtbot.waitUntil(lambda: not jobs.busy(), timeout=120_000)

    setup = page.setup
    setup.fill_in([paper / "captures"], None)
    assert not setup.source.isVisible() and setup.chosen().printed == (), "the program's own paper needs no print"
    setup.forms.set(paper / "form")
    assert setup.source.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.one is None and "紙の印刷データ" in page.note.text() and setup.source.edit.hasFocus()

    QTest.keyClicks(setup.source.edit, str(paper / "print"))
    QTest.keyClick(setup.source.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    one = page.one
    assert one is not None and one.of_captures and one.result.pages == 2, page.note.text()
    assert one.result.findings == [] and one.result.verdicts["same"] == one.result.verdicts.total() > 50
    assert "実測様式（参照として未承認）　紙の印刷データ" in page.facts.text()
    assert "データと一致する通知書 2 件" in page.facts.text()
    qtbot.waitUntil(lambda: page._shown is not None, timeout=60_000)
    assert not page.view.right.is_blank and len(page._shown.page.sides) > 0

    kept = kept_of(one, None, None)
    assert kept.printed == one.source.files and len(kept.printed) >= 1
    page.go_back()
    with monkeypatch.context() as patch:
        patch.setattr("app.month.printed.comparing.compare_print", None)
        page.reopen(kept)
        settle()
    assert page.one is not None and page.one is not one and page.one.raw == one.raw, "nothing is judged anew"
    qtbot.waitUntil(lambda: page._shown is not None, timeout=60_000)

    page.go_back()
    told = []
    whole = print_paper.sound_print
    monkeypatch.setattr(print_paper, "sound_print", lambda *own, **how: told.append(own) or whole(*own, **how))
    page.reopen(kept._replace(found=kept.found._replace(basis="0" * 64)))
    settle()
    assert len(told) == 1 and page.one.raw == one.raw, "of another print it is asked again what is sound"


def test_paper_of_an_approved_form_is_judged_with_its_print_without_any_folder(page, paper, bench, qtbot, jobs):
    measured = replace(bench.equipment, reference=read_measured_folder(paper / "form"))
    page._bench = lambda: replace(bench, equipment=measured)
    page.take_form()
    page.setup.fill_in([paper / "captures"], None)
    assert page.setup.source.isVisible()
    page.start()
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=120_000)
    assert page.one is None and "一緒に判定します" in page.note.text()
    page.setup.source.set([paper / "print"])
    page.start()
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=120_000)
    assert page.one.result.plainly_equal and page.one.forms is None and page.one.source is not None


def test_several_files_of_a_print_are_named_and_their_folder_is_looked_in_again(qtbot, themed, tmp_path, monkeypatch):
    form = SetupForm()
    qtbot.addWidget(form)
    form.take_reference(measured=True)
    files = [tmp_path / "表 1.pdf", tmp_path / "裏.pdf"]
    begun = []

    def chosen(_parent, _title, begin, _pattern):
        begun.append(begin)
        return [str(one) for one in files], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", chosen)
    form.source.button.click()
    assert form.source.paths() == tuple(files)
    form.source.edit.clear()
    form.source.button.click()
    assert begun == ["", str(tmp_path)] and QSettings().value("comparison/print_folder") == str(tmp_path)
    form.fill_in(files, None, printed=files[:1])
    assert form.chosen().printed == (files[0],)
    form.take_reference(measured=False)
    assert form.chosen().printed == ()

"""様式の測定 on screen: what is asked, the keys that answer, what is written and signed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.month.printed.learned import Measured, measure
from app.proof.learning.choosing import choose, leave_out
from app.proof.learning.places import Candidate
from app.proof.printed.basis import form_hash
from app.sheet.measured_file import read_measured_folder, read_packed
from app.training.printing.job import print_month
from app.training.printing.plan import notices_of
from app.ui.learning.learning_page import LearningPage
from app.ui.shell.desk import Desk
from tests.proof.printed.forms import written

KEY, ITEM = ("front", "kounen"), "front.page_no"


@pytest.fixture(scope="module")
def learned(bench, tmp_path_factory):
    """A form measured from six notices."""
    job = print_month(bench, "preprinted", selection=notices_of(bench, ("kounen",))[:6])
    return measure(bench, written(job, tmp_path_factory.mktemp("print")))


@pytest.fixture
def asking(learned):
    """The same, with the page number asked: where it is, and the same a centimetre lower."""
    own = learned.printed.learned.sides[KEY]
    placed, asked = dict(own.placed), dict(own.asked)
    (one,) = [own.placed.pop(ITEM)]
    lower = one.place._replace(baseline=one.place.baseline + 10, rect=one.place.rect.moved(0, 10))
    own.asked[ITEM] = [one, Candidate(lower, one.votes)]
    yield Measured(learned.files, learned.hashes, replace(learned.printed, chosen=[]), learned.equipment)
    own.placed, own.asked, own.unplaced = placed, asked, []


def test_what_is_asked_comes_first_and_a_choice_goes_into_the_form(asking):
    first = asking.rows()[0]
    assert (first.item, first.state, len(first.candidates), first.label) == (ITEM, "asked", 2, "厚年・告知 ページ番号")
    page, rects = asking.spots(first)
    assert page >= 0
    assert round(rects[1].y0 - rects[0].y0) == 10
    before = asking.form_hash
    choose(asking.printed, KEY, ITEM, 0)
    assert next(row.state for row in asking.rows() if row.item == ITEM) == "chosen"
    assert asking.form_hash != before
    assert form_hash(read_packed(asking.form_bytes)) == asking.form_hash


def test_what_is_none_of_the_candidates_has_no_place(asking):
    leave_out(asking.printed, KEY, ITEM)
    assert next(row.state for row in asking.rows() if row.item == ITEM) == "unplaced"


def test_keys_answer_what_is_asked_and_the_form_is_written(bench, asking, qtbot, jobs, themed, house, tmp_path):
    desk = Desk(house.book, jobs)
    page = LearningPage(desk, jobs, bench=lambda: bench, writer=lambda kind: lambda path, data: path.write_bytes(data))
    qtbot.addWidget(page)
    page.resize(1366, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.show_measured(asking)
    assert "次の確認" in page.act.text()
    assert page.canvas.marks == (), "nothing is lit on a page that is not there yet"
    qtbot.waitUntil(lambda: not page.canvas.is_blank, timeout=60_000)
    lit = page.canvas.marks
    assert [(one.number, one.warning) for one in lit] == [(1, True), (2, True)]
    assert [one.rect for one in lit] == asking.spots(asking.rows()[0])[1]
    assert "2 か所" in page.about.text()
    QTest.keyClick(page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "書き出す" in page.act.text(), timeout=60_000)
    with qtbot.waitSignal(page.written, timeout=60_000):
        page.write_to(tmp_path / "form")
    form = read_measured_folder(tmp_path / "form")
    assert any(item.id == ITEM for block in form.panels[KEY].blocks for item in block.items)
    page.leave()
    assert page.canvas.is_blank
    assert page.table.rowCount() == 0
    desk.leave()

"""受入: what is hidden until somebody typed, what is next for whom, and the page with the keyboard."""

from dataclasses import replace

import pymupdf
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QSplitter

from app import language
from app.language import tr
from app.media.manifest import manifest
from app.month.findings.checking import check
from app.month.looking.who import Signed
from app.month.reception.facts import medium_facts, month_counts
from app.month.reception.judging import judge
from app.month.reception.ledger import typed_of
from app.month.reception.paper import reception_paper
from app.month.reception.shown import HIDDEN, told_rows
from app.month.reception.unopened import REASONS
from app.month.today import standings
from app.records.units import NOTICES, Count
from app.signoff.gates import RECEPTION, is_closed
from app.signoff.signed import Part
from app.training.practice import CONTRACTOR
from app.training.practice_jobs import labels, papers
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.reception import rows
from app.ui.reception.empty_place import EmptyPlace
from app.ui.reception.form import TypedForm
from app.ui.reception.reception_page import ReceptionPage
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, PASSWORD
from tests.month.reception.received import pair, plan_for, read, typed_for
from tests.month.reception.test_reception_entries import Desk as LedgerDesk
from tests.month.reception.test_reception_entries import sound
from tests.ui.meanings import recorded_as_shown


@pytest.fixture(scope="module")
def checked(bench):
    return check(bench)


@pytest.fixture(scope="module")
def medium(bench, checked):
    return medium_facts(bench.media, bench.counts, checked, is_sample=bench.is_sample)


def judged(medium, texts):
    return judge(medium, read(medium, texts), plan_for(medium), pair(medium))


# What is shown


def test_what_stands_on_labels_is_shown_sign_by_sign_in_english_too(medium):
    typed = typed_for(medium)
    verdict = judged(medium, typed)
    language.choose("en")
    try:
        shown = {row.key: tr(row.cells[2].text) for row in rows.point_rows(verdict, typed)}
    finally:
        language.choose(language.JAPANESE)
    read_title = next(row.read for row in verdict.rows if row.id == "disc.title")
    assert shown["disc.title"] == f"Entered  {typed['disc.title']}\nRead  {read_title}"
    assert shown["case.contractor"].startswith(f"Entered  {typed['case.contractor']}\nRead  ")
    assert "First copy" in shown["disc.side"], "a choice is the program's word"


def everything_told(medium, typed):
    """Of a medium that has nothing in common with plan and last month."""
    before = month_counts("2026-11", medium)
    before = replace(before, offices=tuple(replace(one, notices=7000) for one in before.offices), envelopes=9000)
    plan = plan_for(medium, planned=Count(5000, NOTICES), last=before)
    verdict = judge(medium, read(medium, typed), plan, pair(medium))
    shown = (*rows.point_rows(verdict, typed), *rows.change_rows(verdict.changes, typed))
    paper = reception_paper(verdict, read(medium, typed), plan)
    return "\n".join((*(cell.text for row in shown for cell in row.cells), repr(replace(paper, fingerprint=""))))


def test_no_tab_is_cut_however_much_is_filled_in(qtbot, themed, medium):
    beside, form = QSplitter(), TypedForm()
    qtbot.addWidget(beside)
    beside.addWidget(form)
    beside.addWidget(QPlainTextEdit())
    beside.resize(900, 400)
    beside.show()
    for typed in ({}, typed_for(medium)):
        form.show_typed(typed, medium.lines)
        beside.setSizes([200, 700])
        QCoreApplication.processEvents()
        assert form.tabBar().width() >= form.tabBar().sizeHint().width()


def test_what_the_program_read_is_hidden_until_it_was_typed(medium):
    """Every figure that a person has to find on a label or paper by themselves, on screen and on the page."""
    told = everything_told(medium, {})
    assert HIDDEN in told and "令和8年11月18日" not in told
    assert str(medium.notices) not in told and str(medium.envelopes) not in told
    for scheme in ("kounen", "senpo"):
        assert f"件数表 {medium.tables[scheme].total} 枚" not in told
    verdict = judged(medium, {})
    assert all(row.cells[3].text == HIDDEN for row in rows.change_rows(verdict.changes, {}))
    typed = typed_for(medium)
    told = everything_told(medium, typed)
    assert HIDDEN not in told and "令和8年11月18日" in told and str(medium.notices) in told


def test_nothing_is_judged_of_the_trend_before_both_totals_are_typed(medium):
    before = replace(month_counts("2026-11", medium), envelopes=9000)
    before = replace(before, offices=tuple(replace(one, notices=7000) for one in before.offices))
    plan = plan_for(medium, planned=Count(5000, NOTICES), last=before)
    typed = typed_for(medium)
    del typed["paper.senpo.total"]
    verdict = judge(medium, read(medium, typed), plan, pair(medium))
    trend = {one.id: one for one in verdict.rows if one.group == "trend"}
    assert {one.outcome for one in trend.values()} == {"differs"}
    told = [one for one in told_rows(verdict, typed) if one.group == "trend"]
    assert {(one.outcome, one.read) for one in told} == {("undone", HIDDEN)}
    assert rows.banner(verdict, typed)[0] == "open" and rows.banner(verdict, typed_for(medium))[0] == "no_go"


def test_only_filled_fields_and_lines_have_a_result(medium):
    typed = {"disc.side": "副", "disc.volume": "PAP03A"}
    verdict = judged(medium, typed)
    assert rows.mark_of(verdict, typed, "disc.side") == ("× 否", "alarm")
    assert rows.mark_of(verdict, typed, "disc.volume") == ("○ 合", "")
    assert rows.mark_of(verdict, typed, "disc.title") == ("", "")
    assert rows.cell_marks(verdict, typed) == {}


def test_the_banner_says_the_worst_in_shape_word_and_number(medium):
    texts = typed_for(medium)
    assert rows.banner(judged(medium, texts), texts) == ("go", "○ 受入可")
    without = {name: text for name, text in texts.items() if name != "case.agency"}
    assert rows.banner(judged(medium, without), without) == ("open", "― 判定していません　1 項目")
    wrong = without | {"disc.side": "副"}
    tone, text = rows.banner(judged(medium, wrong), wrong)
    assert (tone, text) == ("no_go", "× 受入不可　否 1 項目・判定していません 1 項目")


def test_what_was_decided_stands_and_another_judgement_is_told_as_one(medium):
    texts = typed_for(medium)
    assert rows.banner(judged(medium, texts), texts, taken=True) == ("go", "○ 受入可（判定済）")
    wrong = texts | {"disc.side": "副"}
    told = rows.banner(judged(medium, wrong), wrong, taken=True)
    assert told == ("open", "△ 受入可で判定済　いま判定し直すと合わない 1 項目")


def test_what_is_next_follows_from_what_is_signed_and_who_looks(medium):
    from tests.signoff.entries import MEDIA

    desk = LedgerDesk(replace(medium, sha256=MEDIA["sha256"]))

    def after(texts, *, records=True, decides=False):
        verdict = desk.verdict(texts)
        return rows.next_act(desk.chain.state, desk.month, verdict, texts, records=records, decides=decides).act

    right = sound(medium)
    assert after(right) == "record" and after(right, records=False) == ""
    desk.record(right)
    assert after(right) == "" and after(right, decides=True) == "accept"
    wrong, unsure = sound(medium, **{"disc.side": "副"}), sound(medium, **{"case.agency": ""})
    assert after(wrong, decides=True) == "record", "another transcription than the signed one"
    desk.record(wrong)
    assert after(wrong, decides=True) == "refuse"
    desk.record(unsure)
    assert after(unsure, decides=True) == ""
    desk.record(right)
    desk.add(desk.close(), who="l1")
    assert after(right) == "export"


def test_deadlines_of_gates_come_from_the_schedule(house):
    house.begin_process(*EQUIPMENT)
    house.open_month(period="2026-12")
    (month, _process) = standings(house.state, house.sheet, None)
    due = {one.name: [line.when for line in one.due] for one in month.gates}
    assert due["reception"][0] == "2026-12-10（木） 10:00〜12:00 まで" and "18:00" in due["reception"][1]
    reports = next(one for one in month.gates if one.name == "reports")
    conflicting = [line.when for line in reports.due if line.contradicted]
    assert conflicting[:4] == [f"2026-12-{day} まで" for day in ("15（火）", "17（木）", "18（金）", "31（木）")]


# The page


class Place:
    """The page at a desk, with the sample as the month's medium."""

    def __init__(self, qtbot, jobs, house, bench, checked):
        self.qtbot, self.jobs, self.house = qtbot, jobs, house
        self.desk = Desk(house.book, jobs)
        self.said = []
        self.page = ReceptionPage(
            self.desk,
            jobs,
            bench=lambda: bench,
            checked=lambda: checked,
            writer=lambda kind: Signed(house.book, self.desk.session).write(kind),
            contractor=CONTRACTOR,
        )
        self.page.said.connect(self.said.append)
        qtbot.addWidget(self.page)

    def sit(self, who):
        self.desk.session = self.house.sessions[who]
        self.desk.sessionChanged.emit()
        with self.qtbot.waitExposed(self.page):
            self.page.show()
        self.page.show_month("m1")
        self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.jobs.busy())
        QCoreApplication.processEvents()

    def act(self):
        """The primary act, with its key, and its signature."""
        QTest.keyClick(self.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        dialog = next(one for one in self.page.findChildren(SignatureDialog) if one.isVisible())
        shown = dialog.what.text()
        with recorded_as_shown(self.house.book, dialog):
            QTest.keyClicks(dialog.password, PASSWORD)
            QTest.keyClick(dialog.password, Qt.Key.Key_Return)
            self.settle()
        return shown

    @property
    def month(self):
        return self.house.state.months["m1"]


@pytest.fixture
def place(qtbot, jobs, themed, house, bench, checked):
    house.begin_process(*EQUIPMENT)
    own = Part("media", "媒体", manifest(bench.media)["sha256"], "PAP03A")
    house.clock.now = house.clock.now.replace(day=20)
    house.open_month(parts=(*EQUIPMENT, own))
    made = Place(qtbot, jobs, house, bench, checked)
    yield made
    made.desk.leave()


def test_a_medium_is_transcribed_signed_judged_and_taken_with_the_keyboard(place, tmp_path):
    place.sit("kensa-1")
    page = place.page
    title = page.form.fields["disc.title"]
    title.setFocus()
    today = place.house.clock.now.date()
    title.setText(labels(today)["disc.title"])  # as an input method does
    assert page.form.marks["disc.title"].text() == "", "nothing is compared while it is typed"
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert page.form.marks["disc.title"].text() == "○ 合" and page.form.currentIndex() == 0
    page.fill_in({**labels(today), **papers(page.medium), "pair.absent": "副は別の便で届く"})
    assert "転記" in place.act()
    assert typed_of(place.month) == page.form.typed and not page.act.isEnabled()

    place.sit("hinshitsu-1")
    assert page.act.text().startswith("受入可に署名")
    shown = place.act()
    assert "受入可" in shown and "副は別の便で届く" in shown, "what has to be looked at is signed by name"
    assert is_closed(place.house.state, place.month, RECEPTION)
    assert page.act.text().startswith("受入判定書")
    page.write_paper(tmp_path / "paper.pdf")
    place.settle()
    with pymupdf.open(tmp_path / "paper.pdf") as document:
        said = document[0].get_text()
        assert document.page_count == 1
    assert "検査員１（kensa-1）" in said and "責任者１（hinshitsu-1）" in said and "受入可" in said
    (entry,) = place.house.book.history(("export.made",))
    assert entry.data["kind"] == "reception_sheet"
    assert page.panel.banner.text().startswith("○ 受入可（判定済）")

    page._contractor = "別の受託業者"
    page.renew()
    assert page.panel.banner.text().startswith("△ 受入可で判定済"), "never 受入不可 over a gate that is closed"
    page.export_paper()
    assert "判定書を書き出せません" in page.note.text()


def test_a_bad_medium_is_refused_with_its_reasons_and_the_time_of_the_report(place):
    place.sit("hinshitsu-1")
    page, today = place.page, place.house.clock.now.date()
    page.fill_in({**labels(today), **papers(page.medium), "scan.result": "検出あり"})
    place.act()
    assert page.act.text().startswith("受入不可に署名")
    shown = place.act()
    (one,) = place.month.refusals
    assert "ウイルスが検出されました" in "".join(one.reasons) and one.due and one.due in shown
    assert page.act.text().startswith("受入を記録"), "it is written down anew before it is decided again"


def test_a_lead_refuses_a_medium_that_cannot_be_opened(qtbot, jobs, themed, house):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    desk = Desk(house.book, jobs)
    desk.session = house.sessions["kensa-1"]
    month = house.state.months["m1"]
    place = EmptyPlace(desk, lambda error: pytest.fail(str(error)))
    qtbot.addWidget(place)
    place.show_text("媒体を開く", month)
    place.show()
    assert not place.refuse.isVisible() and not place.paper.isVisible()
    desk.session = house.sessions["hinshitsu-1"]
    place.show_text("媒体を開く", month)
    QTest.mouseClick(place.refuse, Qt.MouseButton.LeftButton)
    dialog = next(one for one in place.findChildren(ReasonDialog) if one.isVisible())
    dialog.choices[0].click()
    dialog.accept()
    signature = next(one for one in place.findChildren(SignatureDialog) if one.isVisible())
    assert REASONS[0] in signature.what.text() and "別紙9の期限" in signature.what.text()
    with qtbot.waitSignal(place.refused), recorded_as_shown(house.book, signature):
        QTest.keyClicks(signature.password, PASSWORD)
        QTest.keyClick(signature.password, Qt.Key.Key_Return)
    place.show_text("媒体を開く", house.state.months["m1"])
    assert REASONS[0] in place.refusal.text() and place.paper.isVisible()
    with qtbot.waitSignal(place.paperWanted) as wanted:
        place.paper.click()
    assert not wanted.args[0].go
    desk.leave()

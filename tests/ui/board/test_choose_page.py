"""Choosing the proofs: proposed, swapped by hand, begun with a signature."""

import hashlib
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.errors import KenpanError
from app.month.looking.proofing import piece_for, propose_pieces
from app.month.parts_in_use import proof_part
from app.notice.piece_id import PieceRun, read_piece_id
from app.proof.model import made_for
from app.records.notice_file import DETAIL, EXTRACT
from app.signoff import rounds
from app.signoff.binding import fingerprint
from app.ui.board.choose_page import ChoosePage
from app.ui.board.choose_rows import coverage_rows, held_cases, lost_cases
from app.ui.board.swap_dialog import Swap, SwapDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, MONTH, PASSWORD
from tests.patience import PATIENCE_S


class Choosing:
    """The page in front of a checker, with the sample as the proof medium."""

    def __init__(self, qtbot, pool, house, bench, **other):
        self.qtbot, self.pool, self.house, self.bench = qtbot, pool, house, bench
        self.proof = proof_part(bench)
        self.live = (*EQUIPMENT, MONTH, self.proof)
        self.shown = None
        self.desk = Desk(house.book, pool)
        self.desk.session = house.sessions["kensa-1"]
        process = house.state.processes["p1"]
        self.page = ChoosePage(
            self.desk, house.sheet, pool, bench, process, lambda: self.live, lambda: self.shown, **other
        )
        qtbot.addWidget(self.page)
        self.page.resize(1366, 768)
        with qtbot.waitActive(self.page):
            self.page.show()
        self.started, self.asked = [], []
        self.page.roundStarted.connect(self.started.append)
        self.page.recordWanted.connect(lambda file, record: self.asked.append((file, record)))

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.pool.busy())
        QCoreApplication.processEvents()

    def propose(self):
        self.page.begin()
        self.settle()

    def free(self, group, numbers=1):
        """Places of notices of this group that are not chosen."""
        taken = {(piece.file, piece.record) for piece in self.page.pieces}
        files = [one for one in self.bench.notices.values() if one.scheme == group]
        places = ((one.name, int(record)) for one in files for record in one.rows(DETAIL))
        return [place for place in places if place not in taken][:numbers]

    def swapping(self, number):
        assert self.page.table.go_to(str(number))
        self.page.swap.click()
        dialog = self.page.findChild(SwapDialog)
        self.qtbot.waitUntil(dialog.isActiveWindow)
        return dialog


@pytest.fixture
def process(house):
    house.begin_process(*EQUIPMENT)
    return house


@pytest.fixture
def choosing(qtbot, jobs, themed, process, bench):
    made = []

    def make(**other):
        made.append(Choosing(qtbot, jobs, process, bench, **other))
        return made[-1]

    yield make
    for one in made:
        one.page.leave()
        one.desk.leave()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def proposed(choosing):
    one = choosing()
    one.propose()
    return one


# Proposing


def test_forty_pieces_are_proposed_in_two_groups_with_what_they_cover(proposed):
    page = proposed.page
    cells = page.table.cells
    texts = [cells.text(at, 0) for at in range(cells.rowCount())]
    assert texts[0] == "● 一般（厚年）　20/20 部" and texts[21] == "● 船員（船保）　20/20 部"
    assert [text for text in texts if text.isdigit()] == [str(number) for number in range(1, 41)]
    first = page.pieces[0]
    assert [cells.text(1, column) for column in range(1, 4)] == [first.piece_id, first.file, f"{first.record + 1:,}"]
    assert page.start.isEnabled() and page.table.hasFocus()
    assert [page.parts.cells.text(0, column) for column in (0, 2)] == ["検証品の媒体", proposed.proof.sha256[:8]]


def test_the_tables_keep_qts_rules_while_pieces_are_swapped(proposed):
    for view in (proposed.page.table, proposed.page.cover, proposed.page.parts):
        QAbstractItemModelTester(view.cells, QAbstractItemModelTester.FailureReportingMode.Fatal)
    (place,) = proposed.free("kounen")
    proposed.page.put(piece_for(proposed.bench, 1, *place))
    proposed.propose()
    assert proposed.page.table.cells.text(1, 5) == "自動"


def test_proposing_can_be_stopped_and_keeps_what_was_chosen(choosing):
    running, go_on = threading.Event(), threading.Event()

    def slow(bench, numbers, progress):
        if not running.is_set():
            return propose_pieces(bench, numbers, progress)
        go_on.wait(PATIENCE_S)
        progress("検証品の候補", 1, 2)
        raise AssertionError("not stopped")

    one = choosing(propose=slow)
    one.propose()
    before = one.page.pieces
    running.set()
    one.page.again.click()
    assert one.page.stop.isVisible() and not one.page.start.isEnabled()
    one.page.stop.click()
    go_on.set()
    one.settle()
    assert one.page.pieces == before and not one.page.stop.isVisible() and one.page.start.isEnabled()


def test_why_nothing_could_be_proposed_is_said(choosing):
    def refuse(_bench, _numbers, _progress):
        raise KenpanError("proof.no_notices", "通知書がありません。", "媒体を確かめてください。")

    one = choosing(propose=refuse)
    one.propose()
    assert "通知書がありません" in one.page.problems.text() and not one.page.start.isEnabled()


def test_a_special_case_that_the_medium_has_and_no_piece_shows_is_marked(proposed):
    page = proposed.page
    own = [piece for piece in page.pieces if "gannen" in piece.cases and piece.group == "kounen"]
    left = tuple(piece for piece in page.pieces if piece not in own)
    held = held_cases(proposed.bench.candidates)
    cells = next(one.cells for one in coverage_rows(left, held) if one.key == "gannen")
    assert [cell.text for cell in cells][1] == "0" and cells[3].text == "▲ 未収録"
    nothing = next(one.cells for one in coverage_rows(left, held) if one.key == "redirect")
    assert [cell.text for cell in nothing] == ["別送", "－", "－", "－ 媒体になし"]


def test_a_case_that_nobody_judged_is_not_said_to_be_absent(proposed):
    page = proposed.page
    texts = {page.cover.cells.text(row, 0): page.cover.cells.text(row, 3) for row in range(page.cover.cells.rowCount())}
    assert texts["別送"] == "― 未判定" and "媒体になし" not in texts["別送"]
    assert "判定していません：別送。" in page.problems.text() or "▲" in page.problems.text()


def test_too_few_pieces_are_no_round(choosing):
    def short(bench, numbers, progress):
        found = propose_pieces(bench, numbers, progress)
        return type(found)(found.pieces[:-1], (), {"senpo": 1})

    one = choosing(propose=short)
    one.propose()
    assert "19 部です" in one.page.problems.text() and not one.page.start.isEnabled()


# Swapping


def test_the_record_on_screen_takes_the_place_of_a_piece(proposed):
    (place,) = proposed.free("kounen")
    proposed.shown = place
    dialog = proposed.swapping(3)
    QTest.keyClick(dialog, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    proposed.qtbot.waitUntil(dialog.ok.isEnabled)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    piece = proposed.page.pieces[2]
    assert (piece.number, piece.file, piece.record) == (3, *place)
    assert piece.record_sha256 == digest_of(proposed.bench, place)
    assert proposed.page.table.cells.text(3, 5) == "手" and proposed.page.table.key == "3"
    assert sum(piece.number == 3 for piece in proposed.page.pieces) == 1


def test_a_scanned_id_and_its_enter_swap_at_once(proposed):
    (place,) = proposed.free("senpo")
    new = piece_for(proposed.bench, 25, *place)
    dialog = proposed.swapping(25)
    assert dialog.id.hasFocus() and not dialog.from_screen.isEnabled()
    QTest.keyClicks(dialog.id, new.piece_id.lower())
    QTest.keyClick(dialog.id, Qt.Key.Key_Return)
    (made,) = made_for([new], PieceRun("", 1, 1, 1))
    assert proposed.page.pieces[24] == made
    assert {read_piece_id(one.piece_id).run for one in proposed.page.pieces} == {PieceRun("", 1, 1, 1)}


def test_what_cannot_take_the_place_is_refused_with_the_reason(proposed):
    bench, page = proposed.bench, proposed.page
    (kounen,), (senpo,) = proposed.free("kounen"), proposed.free("senpo")
    swap = Swap(page.pieces, page.pieces[0], bench.media.volume.volume, lambda *place: piece_for(bench, *place))
    file = kounen[0]
    extract = (file, int(bench.notices[file].rows(EXTRACT)[0]))
    taken = page.pieces[5]
    other = "K" + taken.piece_id[1:]
    cases = (
        (lambda: swap.piece_at(senpo), "swap.group"),
        (lambda: swap.piece_at((taken.file, taken.record)), "swap.twice"),
        (lambda: swap.piece_at(extract), "piece.no_notice"),
        (lambda: swap.piece_named("K03"), "piece.id"),
        (lambda: swap.piece_named(other), "swap.twice"),
    )
    for act, code in cases:
        with pytest.raises(KenpanError) as caught:
            act()
        assert caught.value.code == code
    elsewhere = Swap(page.pieces, page.pieces[0], "PAP99", swap.piece_for)
    with pytest.raises(KenpanError) as caught:
        elsewhere.piece_named(piece_for(bench, 1, *kounen).piece_id)
    assert caught.value.code == "swap.volume"


def test_a_refused_record_leaves_nothing_to_take(proposed):
    taken = proposed.page.pieces[5]
    dialog = proposed.swapping(1)
    dialog.id.setText(taken.piece_id)
    assert "番号 6 の現品に、すでに選ばれています" in dialog.trouble.text() and not dialog.ok.isEnabled()
    QTest.keyClick(dialog.id, Qt.Key.Key_Return)
    assert dialog.isVisible() and proposed.page.pieces[0].number == 1
    dialog.reject()


def test_what_a_swap_uncovers_is_told_before(proposed):
    page = proposed.page
    only = next(piece for piece in page.pieces if "largest_amount" in piece.cases and piece.group == "kounen")
    place = next(
        place
        for place in proposed.free("kounen", 500)
        if "largest_amount" not in piece_for(proposed.bench, 1, *place).cases
    )
    new = piece_for(proposed.bench, only.number, *place)
    others = [piece for piece in page.pieces if piece.group == "kounen" and "largest_amount" in piece.cases]
    kept = tuple(piece for piece in page.pieces if piece is only or piece not in others)
    assert "largest_amount" in lost_cases(kept, only, new)
    assert lost_cases(page.pieces, only, only) == ()


# Looking and leaving


def test_enter_asks_for_the_record_and_escape_leaves(proposed):
    QTest.keyClick(proposed.page.table, Qt.Key.Key_Down)
    QTest.keyClick(proposed.page.table, Qt.Key.Key_Return)
    piece = proposed.page.pieces[1]
    assert proposed.asked == [(piece.file, piece.record)]
    with proposed.qtbot.waitSignal(proposed.page.left):
        QTest.keyClick(proposed.page, Qt.Key.Key_Escape)
    assert not proposed.house.state.rounds


# Beginning


def test_the_round_begins_with_a_signature_over_exactly_these_pieces(proposed):
    page = proposed.page
    page.start.click()
    dialog = page.findChild(SignatureDialog)
    assert dialog.meaning.text() == "検査開始" and "検証品 40 部" in dialog.what.text()
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    proposed.settle()
    (one,) = proposed.house.state.rounds.values()
    assert proposed.started == [one.id] and one.pieces == page.pieces
    assert fingerprint(one.parts) == fingerprint((*proposed.house.state.processes["p1"].parts, proposed.proof))


def test_no_round_is_begun_beside_one_that_still_counts(proposed):
    page = proposed.page
    proposed.house.by(
        "kensa-2",
        lambda state, by: open_round(state, by, page.pieces, proposed),
    )
    with proposed.qtbot.waitSignal(proposed.desk.stateChanged):
        proposed.desk.refresh()
    assert "第1回の検証品が有効です" in page.problems.text() and not page.start.isEnabled()


def test_a_medium_that_is_no_longer_open_begins_nothing(proposed):
    proposed.live = None
    proposed.page.put(proposed.page.pieces[0])
    assert "媒体が開かれていません" in proposed.page.problems.text() and not proposed.page.start.isEnabled()
    proposed.live = (*EQUIPMENT[:-1], proposed.proof)
    proposed.page.put(proposed.page.pieces[0])
    assert proposed.page.start.isEnabled()


def test_who_may_not_begin_a_round_has_no_way_to(proposed):
    proposed.desk.session = proposed.house.sessions["kenshu-1"]
    proposed.desk.sessionChanged.emit()
    assert not proposed.page.start.isEnabled()
    proposed.page.start_round()
    assert proposed.page.findChild(SignatureDialog) is None


def open_round(state, by, pieces, proposed):
    return rounds.open_round(state, by, "r9", "p1", pieces, (*EQUIPMENT, proposed.proof), proposed.house.sheet)


def digest_of(bench, place):
    file, record = place
    return hashlib.sha256(bench.notices[file].raw_record(record)).hexdigest()

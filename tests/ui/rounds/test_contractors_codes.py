"""A contractor's own codes, fired at each of the widgets that take scans."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from app.notice.piece_id import PieceRun, piece_id
from app.proof.model import PieceChoice
from app.proof.piece_codes import load_piece_codes
from app.proof.scanner import Scanner
from app.signoff.model import Round
from app.signoff.signed import Sign
from app.ui.rounds.comment_line import CommentLine
from app.ui.rounds.drafts import LookDraft
from app.ui.rounds.scan_box import ScanBox
from app.ui.rounds.scan_keys import ScanKeys

THIS = PieceRun("", 1, 1, 2)
FILE = "ZMGKK#2101"
PIECES = tuple(
    PieceChoice(number, "kounen", piece_id("PAP03", FILE, record, THIS), FILE, record, "0" * 64)
    for number, record in ((1, 5), (2, 6))
)
ROUND = Round("r1", 2, "p1", (), PIECES, "", 1, (), (), Sign("c1", "検査員", "", "", 1))
CODE, OTHER, LAST = "120000005", "120000006", "110000005"
"""The round and the record; of the other piece; of the round before."""


@pytest.fixture
def scanner(tmp_path):
    (tmp_path / "map.csv").write_text(f"key,file,record\n0000005,{FILE},5\n0000006,{FILE},6\n", "utf-8")
    told = (
        "symbology = 'qr'\npattern = '1(?P<round>[0-9])(?P<key>[0-9]{7})'\nbegins = '1'\nlengths = [9, 9]\n"
        "first_record = 0\nmapping = 'map.csv'\n"
    )
    (tmp_path / "codes.toml").write_text(told, "utf-8")
    return Scanner(codes=load_piece_codes(tmp_path / "codes.toml"))


def test_a_code_fired_into_a_comment_is_taken_out_of_it(qtbot, scanner):
    line = CommentLine(scanner)
    qtbot.addWidget(line)
    line.setText("かすれ")
    with qtbot.waitSignal(line.scanned) as came:
        QTest.keyClicks(line, CODE)
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert (came.args, line.text()) == ([CODE], "かすれ")


def test_a_code_is_one_scan_where_single_keys_act(qtbot, scanner):
    keys = ScanKeys(scanner)
    press = lambda text: keys.take(  # noqa: E731
        QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key(ord(text)), Qt.KeyboardModifier.NoModifier, text)
    )
    with qtbot.waitSignal(keys.scanned) as came:
        assert all(press(char) for char in CODE)
    assert came.args == [CODE]
    with qtbot.waitSignal(keys.pressed) as alone:
        assert press("1")
    assert alone.args == ["1"] and not press("N")


def test_a_code_is_the_piece_only_if_all_that_it_says_is_right(qtbot, scanner):
    box, draft = ScanBox(scanner), LookDraft()
    qtbot.addWidget(box)
    box.show_draft(ROUND, PIECES[0], draft)
    box.take("120000009")
    assert not draft.scans and "示すレコードがありません" in box.answer.text()
    box.take(PIECES[0].piece_id)
    assert not draft.scans and "現品IDではありません" in box.answer.text()
    for code in (CODE, OTHER, LAST):
        box.take(code)
    first, second, third = draft.scans.values()
    assert first.text == PIECES[0].piece_id and second.text == PIECES[1].piece_id
    assert third.text not in (first.text, second.text)
    assert "別の月か回の現品" in box.answer.text()

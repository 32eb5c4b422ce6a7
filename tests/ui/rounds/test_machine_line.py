"""What the machine found of a piece is told beside the person's questions, the gravest in its colour."""

from app.proof.model import PieceChoice
from app.ui.kit import tokens
from app.ui.rounds.machine_line import MachineLine

PIECE = PieceChoice(1, "kounen", "K031201000000126", "ZMGKK#1201", 1, "0" * 64)


def test_it_is_there_only_with_something_to_say_and_the_gravest_gives_its_colour(qtbot, themed):
    line = MachineLine()
    qtbot.addWidget(line)
    line.show_piece(PIECE)
    assert line.isHidden()
    for told, tone in (
        ("○ 機械の照合　一致", "good"),
        ("○ 機械の照合　一致\n◆ 機械の照合　判定できない", "asked"),
        ("○ 機械の照合　一致\n▲ 機械の照合　違い", "bad"),
    ):
        line.says = lambda piece, told=told: told if piece is PIECE else ""
        line.show_piece(PIECE)
        assert not line.isHidden() and line.text.text() == told
        assert tokens.TONES[tone].ground in line.styleSheet()
    line.show_piece(None)
    assert line.isHidden() and line.text.text() == ""

"""Another record for one of the pieces: the one on screen, or one named by its 現品ID."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.notice.piece_id import read_piece_id
from app.proof.model import GROUP_NAMES, PieceChoice
from app.proof.scanner import PLAIN, Scanner, read_scan
from app.proof.scans import clean_scan, meant_id
from app.ui.board.choose_rows import case_labels, lost_cases
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.fitting import fit
from app.ui.kit.labels import plain

Place = tuple[str, int]
PieceFor = Callable[[int, str, int], PieceChoice]


@dataclass(frozen=True, slots=True)
class Swap:
    """What is needed to judge another record: all pieces, the one to replace, the medium's pair (``PAP03``), and what
    the hand scanner puts around an ID. ``printed``: the pieces are printed already, so that the same record can only be
    printed again.
    """

    pieces: tuple[PieceChoice, ...]
    old: PieceChoice
    volume: str
    piece_for: PieceFor
    scanner: Scanner = PLAIN
    printed: bool = False

    def piece_at(self, place: Place) -> PieceChoice:
        """The piece of a record; ``KenpanError`` if it cannot take the old one's place."""
        new = self.piece_for(self.old.number, *place)
        if new.group != self.old.group:
            raise KenpanError(
                "swap.group",
                f"{GROUP_NAMES[new.group]}のレコードです。",
                f"{GROUP_NAMES[self.old.group]}のレコードを選んでください。",
            )
        other = next((piece for piece in self.pieces if (piece.file, piece.record) == (new.file, new.record)), None)
        if other is not None and (other is not self.old or not self.printed):
            raise KenpanError(
                "swap.twice", f"番号 {other.number} の現品に、すでに選ばれています。", "別のレコードを選んでください。"
            )
        return new

    def piece_named(self, text: str) -> PieceChoice:
        """The piece of a 現品ID, scanned or typed."""
        code = read_scan(text, self.scanner).text or clean_scan(text)
        ref = read_piece_id(meant_id(code, self.old.piece_id, self.scanner.codes))
        if ref.volume != self.volume:
            raise KenpanError(
                "swap.volume", "開いている媒体の現品ではありません。", "検証品の媒体の現品IDを読み取ってください。"
            )
        return self.piece_at((ref.file, ref.record))


class SwapDialog(QDialog):
    """Accepted, :attr:`new` is the piece to take. A hand scanner types the ID and Enter, which is all it needs."""

    def __init__(self, swap: Swap, shown: Place | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("現品を差し替える"))
        self.setMinimumWidth(700)
        self._swap, self._shown = swap, shown
        self.new: PieceChoice | None = None
        self.from_screen = QPushButton(tr("画面に出ているレコードを使う(&U)"))
        self.from_screen.setAutoDefault(False)
        self.from_screen.setEnabled(shown is not None)
        self.again = QPushButton(tr("同じレコードを刷り直す(&R)"), self)
        self.again.setAutoDefault(False)
        self.again.setVisible(swap.printed)
        self.id = QLineEdit(placeholderText=tr("現品IDを読み取るか、入力する"))
        self.id.setAccessibleName(tr("現品ID"))
        self.found, self.trouble = plain(), plain(role="alarm")
        buttons = DialogButtons("差し替える　Enter")
        self.ok = buttons.ok
        for button in (self.from_screen, self.again):
            button.setMinimumHeight(40)
        old = swap.old
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(tr("今の現品"), plain(text=_about(old)))
        form.addRow(tr("画面"), plain(text="なし" if shown is None else _place_text(*shown)))
        form.addRow("", self.from_screen)
        if swap.printed:
            form.addRow("", self.again)
        form.addRow(tr("現品ID(&I)"), self.id)
        form.addRow(tr("新しい現品"), self.found)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.from_screen.clicked.connect(lambda: self._take(self._shown))
        self.again.clicked.connect(lambda: self._take((old.file, old.record)))
        self.id.textChanged.connect(self._take_id)
        self.ok.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._tell(None, "")
        self.id.setFocus()

    def _take(self, place: Place | None) -> None:
        self.id.clear()
        if place is not None:
            self._try(lambda: self._swap.piece_at(place))
            self.ok.setFocus()

    def _take_id(self, text: str) -> None:
        if text.strip():
            self._try(lambda: self._swap.piece_named(text))
        else:
            self._tell(None, "")

    def _try(self, find: Callable[[], PieceChoice]) -> None:
        try:
            self._tell(find(), "")
        except KenpanError as error:
            self._tell(None, f"！ {error}")

    def _tell(self, new: PieceChoice | None, trouble: str) -> None:
        self.new = new
        self.found.setText(tr("まだ選ばれていません" if new is None else _about(new) + self._lost(new)))
        self.trouble.setText(tr(trouble))
        self.trouble.setVisible(bool(trouble))
        self.ok.setEnabled(new is not None)
        fit(self)

    def _lost(self, new: PieceChoice) -> str:
        lost: Sequence[str] = lost_cases(self._swap.pieces, self._swap.old, new)
        return f"\n▲ 差し替えると、{case_labels(lost)}を示す現品がなくなります。" if lost else ""


def _place_text(file: str, record: int) -> str:
    """Pieces have numbers too: a record is called one."""
    return f"{file} のレコード {record + 1:,}"


def _about(piece: PieceChoice) -> str:
    run = read_piece_id(piece.piece_id).run
    again = f"（{run.making} 回目の印刷）" if run is not None and run.making > 1 else ""
    return (
        f"番号 {piece.number}　{piece.piece_id}{again}　{_place_text(piece.file, piece.record)}\n"
        f"{case_labels(piece.cases) or '特別な場合なし'}"
    )

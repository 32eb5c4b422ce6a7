"""One bundle of 引き抜き in hand: each piece is scanned, nothing else may be among them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.lists.bundles import WORDS, Bundle, judge_scan
from app.proof.scanner import Scanner, read_scan
from app.proof.scans import meant_id
from app.ui.board.cells import Cell, CellView, row
from app.ui.kit import sounds
from app.ui.kit.cards import primary, words
from app.ui.kit.fitting import by_text
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import id_edit, plain, sized
from app.ui.kit.shortcuts import bind
from app.ui.redirects import screen_keys

_WIDTH_EM = 42
_WAITING = "現品IDを読み取ってください"
_NO_ID = "！ 現品IDではありません"


class BundleDialog(QDialog):
    """``checked(bundle)``: all of its pieces were scanned, and a person says so."""

    checked = Signal(object)

    def __init__(
        self, bundle: Bundle, bundles: tuple[Bundle, ...], scanner: Scanner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bundle, self._bundles, self._scanner = bundle, bundles, scanner
        self.scanned: frozenset[str] = frozenset()
        self.setWindowTitle(tr("引き抜きの束　{key}", key=bundle.key))
        by_text(self, lambda one: one.setMinimumSize(one.fontMetrics().horizontalAdvance("漢") * _WIDTH_EM, 560))
        self.answer = sized(plain(_WAITING), 1.55, bold=True)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count = words("", "head")
        self.edit = id_edit("現品ID")
        self.edit.setPlaceholderText(tr("ここに読み取る"))
        self.pieces = CellView("束の現品", ("読取", "整理記号・番号", "通知書", "現品ID"), (4, 12, 4, 0))
        self.ok, cancel = primary(f"この束を確認済にする　{screen_keys.ACT_WORD}"), QPushButton(tr("閉じる　Esc"))
        cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.count)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        layout = QVBoxLayout(self)
        layout.addWidget(words(f"{bundle.name}　{bundle.grams / 1000:.2f} kg", "title"))
        layout.addWidget(self.answer)
        layout.addWidget(self.edit)
        layout.addWidget(self.pieces, 1)
        layout.addLayout(buttons)
        self.edit.returnPressed.connect(lambda: self.take(self.edit.text()))
        self.ok.clicked.connect(self._done)
        cancel.clicked.connect(self.reject)
        bind(self, screen_keys.ACT, self._done)
        hand_back(self)
        self._tell()
        self.edit.setFocus()

    def take(self, text: str) -> None:
        """A scan."""
        self.edit.clear()
        self.edit.setFocus()
        reading = read_scan(text, self._scanner)
        found = reading.text
        if reading.is_id and self._scanner.codes is not None:
            try:
                found = meant_id(found, self.bundle.pieces[0].ids[0], self._scanner.codes)
            except KenpanError as error:
                self._say(f"！ {error.what}", good=False)
                return
        if not reading.is_id:
            self._say(f"{_NO_ID}　{reading.note}".rstrip(), good=False)
            return
        verdict, other = judge_scan(self._bundles, self.bundle, self.scanned, found)
        if verdict == "in":
            self.scanned |= {found}
        self._say(WORDS[verdict] + (f"（{other}）" if other else ""), good=verdict == "in")
        self._tell()

    def _say(self, text: str, *, good: bool) -> None:
        self.answer.setText(tr(text))
        self.answer.setProperty("tone", "good" if good else "bad")
        self.answer.style().polish(self.answer)
        if good:
            sounds.match()
        else:
            sounds.mismatch()

    @property
    def left(self) -> int:
        """How many envelopes (通) are not scanned yet."""
        return len(self.bundle.ids - self.scanned)

    def _tell(self) -> None:
        self.pieces.show_rows(
            [
                row(
                    one.ids[0],
                    Cell("○", "strong") if one.ids[0] in self.scanned else Cell("□", "faint"),
                    f"{one.row.symbol}　{one.row.code}",
                    f"{len(one.ids)} 件",
                    one.ids[0],
                )
                for one in self.bundle.pieces
            ]
        )
        total = len(self.bundle.ids)
        self.count.setText(tr("{total:,}／{total_2:,} 通", total=total - self.left, total_2=total))
        self.ok.setEnabled(self.left == 0)

    def _done(self) -> None:
        if self.left == 0:
            self.accept()
            self.checked.emit(self.bundle)

"""Pages that an eye must look at: the picture beside what was read of it, the same or not, one after the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.delivery.looking import PageToSee
from app.delivery.pictures import PagePicture, picture_of
from app.errors import KenpanError
from app.language import tr
from app.progress import Progress
from app.signoff.exchange_wording import TYPES
from app.ui.delivery.page_pixmap import page_pixmap
from app.ui.kit.act_row import ActRow
from app.ui.kit.fitting import may_scroll
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.shell.workers import Jobs

_JOB = "delivery.eyes"
_DPI = 200
_ZOOMS = (1.0, 1.5, 2.0, 3.0)
_WORDS = {True: "○ 同じ", False: "× 違う", None: "▶ まだ"}
_ABOUT = (
    "検版がその字形を知らない書体か、画像・図のある頁です。絵に見える文字と、右の読み取った文字を、"
    "事業所・氏名・金額まで見比べてください。同じ頁だけを署名できます。"
)


class EyesDialog(QDialog):
    """``told(keys)``: the pages that were said to be the same, to be signed for. O says the same, X not; ↑ ↓ choose,
    + and − make the picture larger and smaller.
    """

    told = Signal(object)

    def __init__(self, pages: Sequence[PageToSee], jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages, self._jobs, self._pixmap = tuple(pages), jobs, QPixmap()
        self.answers: dict[int, bool] = {}
        self._zoom = 0
        self._shown: set[int] = set()
        self._pictured = -1
        self.setWindowTitle(tr("頁を目で確かめる"))
        self.setMinimumSize(1180, 660)
        self.list = LinesTable("目視する頁", ("目視", "事業所", "帳票", "頁", "理由"), (3.5, 3.5, 0.0, 1.5, 2.5))
        self.picture, self.area = QLabel(), QScrollArea()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(tr("頁の絵"))
        may_scroll(self.list)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        may_scroll(self.area)
        self.read = QPlainTextEdit()
        self.read.setReadOnly(True)
        self.read.setAccessibleName(tr("読み取った文字"))
        self.read.setTabChangesFocus(True)
        self.said = plain("", "note")
        self.same, self.other = QPushButton(tr("絵と同じ　O")), QPushButton(tr("絵と違う　X"))
        self.larger, self.smaller = QPushButton(tr("拡大　+")), QPushButton(tr("縮小　−"))
        self.ok, cancel = QPushButton(tr("署名へ　Enter")), QPushButton(tr("中止　Esc"))
        self.ok.setProperty("role", "primary")
        self.ok.setDefault(True)
        for button in (self.same, self.other, self.larger, self.smaller, cancel):
            button.setAutoDefault(False)
        split = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.list, self.area, self.read):
            split.addWidget(widget)
        split.setSizes([300, 580, 300])
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(_ABOUT, "note"))
        layout.addWidget(split, 1)
        layout.addWidget(self.said)
        layout.addWidget(ActRow((self.same, self.other, self.larger, self.smaller, cancel, self.ok), self.ok))
        self.same.clicked.connect(lambda: self.answer(True))
        self.other.clicked.connect(lambda: self.answer(False))
        self.larger.clicked.connect(lambda: self.zoom(1))
        self.smaller.clicked.connect(lambda: self.zoom(-1))
        self.ok.clicked.connect(self._tell)
        cancel.clicked.connect(self.reject)
        self.list.moved.connect(lambda _row: self._look())
        hand_back(self)
        self._fill()
        self._look()

    def answer(self, same: bool) -> None:
        """What the eye says of the page in hand, which must be there to be seen; then the next one."""
        at = self.list.current
        if at not in self._shown or self._pages[at].seen:
            return
        self.answers[at] = same
        self._fill()
        later = [one for one in range(len(self._pages)) if self._answer(one) is None]
        if later:
            self.list.setCurrentIndex(self.list.lines.index(next((one for one in later if one > at), later[0]), 0))
        else:
            self.ok.setFocus()

    def _answer(self, at: int) -> bool | None:
        return True if self._pages[at].seen else self.answers.get(at)

    def _fill(self) -> None:
        self.list.show_rows(
            [
                (
                    f"○ {one.seen}" if one.seen else _WORDS[self._answer(at)],
                    "・".join(one.establishments),
                    TYPES.get(one.type, one.type),
                    f"{one.page + 1}",
                    one.why,
                )
                for at, one in enumerate(self._pages)
            ]
        )
        good = sum(self.answers.values())
        left = sum(self._answer(at) is None for at in range(len(self._pages)))
        bad = len(self.answers) - good
        told = f"同じ {good} 頁・違う {bad} 頁・まだ {left} 頁／{len(self._pages)} 頁"
        self.said.setText(tr(f"{told}　違う頁のある事業所は、配信先から外すか、帳票を破棄します。" if bad else told))
        self.ok.setEnabled(good > 0)

    def _look(self) -> None:
        at = self.list.current
        if at < 0:
            return
        one = self._pages[at]
        self.read.setPlainText("\n".join(one.lines) or tr("（読み取れた文字はありません）"))
        if at != self._pictured:  # until its own picture is there: another page's is still on screen
            self._shown.discard(at)
        self._enable(at)

        def work(progress: Progress) -> PagePicture:
            return picture_of(one.content, one.page, one.name, _DPI)

        def done(found: PagePicture) -> None:
            if self.list.current == at:
                self._show(at, found)

        self._jobs.cancel(_JOB)
        self._jobs.start(work, on_done=done, on_error=self._refuse, key=_JOB)

    def _refuse(self, error: KenpanError) -> None:
        self.said.setText(tr("！ {error}", error=error))

    def _show(self, at: int, found: PagePicture) -> None:
        self._shown.add(at)
        self._pictured = at
        self._pixmap = page_pixmap(found, self)
        self._fit()
        self._enable(at)

    def _enable(self, at: int) -> None:
        """Nobody says what they see before it is there."""
        may = at in self._shown and not self._pages[at].seen
        self.same.setEnabled(may)
        self.other.setEnabled(may)

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            width = max(self.area.viewport().width() - 4, 200) * _ZOOMS[self._zoom]
            self.picture.setPixmap(self._pixmap.scaledToWidth(int(width), Qt.TransformationMode.SmoothTransformation))

    def zoom(self, step: int) -> None:
        """The picture larger, or smaller again."""
        self._zoom = min(max(self._zoom + step, 0), len(_ZOOMS) - 1)
        self._fit()

    def _tell(self) -> None:
        keys = [self._pages[at].key for at, same in self.answers.items() if same]
        if keys:
            self.accept()
            self.told.emit(keys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.zoom(step)
            return
        said = {Qt.Key.Key_O: True, Qt.Key.Key_X: False}.get(Qt.Key(event.key()))
        if said is None:
            super().keyPressEvent(event)
        else:
            self.answer(said)

    def done(self, result: int) -> None:
        """Nothing is drawn any more."""
        self._jobs.cancel(_JOB)
        super().done(result)

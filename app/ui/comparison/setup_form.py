"""What is compared: print files or captures of paper, the form they are measured by, and which notices they hold."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.month.printed.in_hand import SCANNER_NOTE
from app.ui.comparison.print_row import PrintRow
from app.ui.kit import tokens
from app.ui.kit.cards import words
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import plain
from app.ui.kit.scrolling import Scrolled
from app.ui.shell.opening.path_row import PathRow

_FILES = "印刷データ・取り込み画像 (*.pdf *.tif *.tiff *.png *.jpg *.jpeg)"
_CAPTURES = (
    "紙の取り込み画像は、200 dpi 以上のグレーの PDF・TIFF、または PNG のフォルダーで加えます（印刷データとは別）。"
    f"手元の様式と、実測様式なら紙の印刷データとも比べます。{SCANNER_NOTE}。"
)
_SEALED = "封筒を外から写した画像です。窓から見える所だけを照合し、見えない所は「判定していません」と示します。"
_FORMS = "委託先の印刷を測った様式のフォルダーです。空なら参照として承認した様式、なければ下書き様式と比べます。"
_SOURCE = (
    "取り込み画像を実測様式で照合するときに指定します。その紙を刷った PDF（またはそのフォルダー）です。"
    "字の大きさ・形と地の印刷をここから取り、レコード・印刷データ・紙の三つを突き合わせます。"
    "レコードと違う通知書は、紙の判定に使いません。"
)
_RESULT = "kenpan compare --json で済ませた照合を続けるときだけ選びます。"
_WIDEST_EM = 72
_FILE_LINES, _LEAST = 2.4, 10
"""Lines of the list of files, and of all that is in sight however low the window is; the rest scrolls."""
_JSON = "照合結果 (*.json)"


class Chosen(NamedTuple):
    """What was filled in. ``first``/``last``: which notices were printed, counted from 1, ``None`` for all; ``forms``
    ``None``: those at hand; ``result``: a result that was written before, to be gone through without comparing again;
    ``sealed``: the captures are of sealed envelopes; ``printed``: the print that captured paper came from.
    """

    files: tuple[Path, ...]
    forms: Path | None
    first: int | None
    last: int | None
    result: Path | None
    sealed: bool = False
    printed: tuple[Path, ...] = ()


class SetupForm(QWidget):
    """``changed()``: something else is filled in; ``learnWanted()``: the form has to be measured first."""

    changed = Signal()
    learnWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("印刷データか取り込み画像"))
        self.add, self.remove = QPushButton(tr("ファイルを加える(&A)…")), QPushButton(tr("外す(&X)"))
        self.last_captures = QPushButton(tr("前回の取り込み画像の照合を開く(&K)"))
        self.folder = QPushButton(tr("フォルダーを加える(&D)…"))
        self.sealed = QCheckBox(tr("封をした封筒の取り込み(&N)"))
        self.forms = PathRow("様式のフォルダー", folder=True)
        self.source, self._source_part = PrintRow(), QWidget()
        self.first, self.last = QLineEdit(), QLineEdit()
        self.learn = QPushButton(tr("印刷から測る(&L)…"))
        self.result = PathRow("照合結果", pattern=_JSON)
        self._files: list[Path] = []
        self._arrange()
        self.add.clicked.connect(self._ask)
        self.folder.clicked.connect(self._ask_folder)
        self.learn.clicked.connect(self.learnWanted)
        self.remove.clicked.connect(self._take_out)
        for edit in (self.forms.edit, self.source.edit, self.first, self.last, self.result.edit):
            edit.textChanged.connect(lambda _text: self.changed.emit())
        self.forms.edit.textChanged.connect(lambda _text: self._offer_source())
        self._measured = False
        self._offer_source()

    def _arrange(self) -> None:
        for edit, name in ((self.first, "何件目の通知書から"), (self.last, "何件目の通知書まで")):
            edit.setAccessibleName(tr(name))
            edit.setPlaceholderText(tr("すべて"))
            edit.setMaximumWidth(120)
        for button in (self.add, self.folder, self.remove, self.last_captures, self.learn):
            button.setAutoDefault(False)
        by_text(self.list, lambda one: one.setFixedHeight(round(_FILE_LINES * one.fontMetrics().lineSpacing())))
        part = _row(self.first, words("件目から"), self.last, words("件目まで（1から数える。空ならすべて）"))
        part.addStretch(1)
        forms = QHBoxLayout()
        forms.addWidget(self.forms, 1)
        forms.addWidget(self.learn)
        source = QVBoxLayout(self._source_part)
        source.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(tokens.SPACE["tight"])
        source.setSpacing(column.spacing())
        column.addWidget(words("何を照合しますか", "title"))
        self._enter(column, "印刷データか取り込み画像", self.list, self._files_part(), "")
        self._enter(column, "様式(&M)", self.forms.edit, forms, _FORMS)
        self._enter(source, "紙の印刷データ(&T)", self.source.edit, _row(self.source), _SOURCE)
        column.addWidget(self._source_part)
        self._enter(column, "刷った通知書", self.list, part, "")
        self._enter(column, "照合結果(&R)", self.result.edit, _row(self.result), _RESULT)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        by_text(inside, lambda one: one.setMaximumWidth(one.fontMetrics().horizontalAdvance("漢") * _WIDEST_EM))
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        scrolled = self._scrolled = Scrolled(inside, _LEAST)
        scrolled.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        layout.addWidget(scrolled, 20)
        layout.addStretch(1)

    def _files_part(self) -> QVBoxLayout:
        buttons = _row(self.add, self.folder, self.remove)
        buttons.addStretch(1)
        buttons.addWidget(self.last_captures)
        files = QVBoxLayout()
        files.addWidget(self.list)
        files.addLayout(buttons)
        files.addWidget(plain(_CAPTURES, "note"))
        files.addWidget(self.sealed)
        files.addWidget(plain(_SEALED, "note"))
        return files

    @staticmethod
    def _enter(column: QVBoxLayout, title: str, buddy: QWidget, field: QLayout, told: str) -> None:
        """A part of the form, one below the other. ``told``: what it is for."""
        head = QLabel(tr(title))
        head.setProperty("type", "head")
        head.setBuddy(buddy)
        column.addSpacing(tokens.SPACE["tight"])
        column.addWidget(head)
        column.addLayout(field)
        if told:
            column.addWidget(plain(told, "note"))

    def take_reference(self, *, measured: bool) -> None:
        """Whether a measured form is approved for the open medium: paper of it is judged with its print."""
        self._measured = measured
        self._offer_source()

    def _offer_source(self) -> None:
        self._source_part.setVisible(self.needs_source)

    def ask_source(self) -> None:
        """The print is missing: it is written where this is, however far down."""
        self._scrolled.ensureWidgetVisible(self._source_part, 0, 0)
        self.source.setFocus()

    @property
    def needs_source(self) -> bool:
        """Whether captures would be judged by a measured form."""
        return self._measured or self.forms.path() is not None

    @property
    def files(self) -> tuple[Path, ...]:
        """The print files that are chosen."""
        return tuple(self._files)

    def fill_in(
        self, files: Sequence[Path], forms: Path | None, result: Path | None = None, printed: Sequence[Path] = ()
    ) -> None:
        """As a person would."""
        self._files = list(files)
        self._show_files()
        if forms is not None:
            self.forms.set(forms)
        if result is not None:
            self.result.set(result)
        if printed:
            self.source.set(printed)
        self.changed.emit()

    def chosen(self) -> Chosen | None:
        """What was filled in; ``None`` as long as something is missing. ``KenpanError`` ``print.range``."""
        if not self._files:
            return None
        return Chosen(
            tuple(self._files),
            self.forms.path(),
            _number(self.first),
            _number(self.last),
            self.result.path(),
            self.sealed.isChecked(),
            self.source.paths() if self.needs_source else (),
        )

    def _ask(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("印刷データか取り込み画像を選ぶ"), "", tr(_FILES))
        self._add(names)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("取り込み画像のフォルダーを選ぶ"))
        self._add([name] if name else [])

    def _add(self, names: Sequence[str]) -> None:
        self._files += [Path(name) for name in names if Path(name) not in self._files]
        self._show_files()
        self.changed.emit()

    def _take_out(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._files):
            del self._files[row]
            self._show_files()
            self.changed.emit()

    def _show_files(self) -> None:
        self.list.clear()
        for number, path in enumerate(self._files, 1):
            self.list.addItem(tr("{number}　{path_name}", number=number, path_name=path.name))
            self.list.item(number - 1).setToolTip(tr(str(path)))
            self.list.item(number - 1).setTextAlignment(Qt.AlignmentFlag.AlignVCenter)

    def take_keyboard(self) -> None:
        """Where one begins."""
        self.add.setFocus()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def _number(edit: QLineEdit) -> int | None:
    text = edit.text().strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise KenpanError(
            "print.range", "刷った通知書の範囲が数字ではありません。", "1 から数えた番号を入力してください。"
        )
    return int(text)

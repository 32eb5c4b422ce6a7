"""What is asked about differences: what becomes of a group, and why nothing is judged in a zone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)
from PySide6.QtWidgets import QWidget as Widget

from app.language import tr
from app.proof.compared.captions import group_text
from app.proof.compared.differences import DECISIONS, SIDE_NAMES, DifferenceGroup, DifferenceReview, Ruling
from app.sheet.measured_form import Zone
from app.ui.kit.act_row import ActRow, DialogButtons
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain


class _Asking(QDialog):
    """Fields and 決定, which can only be pressed when all is filled in."""

    def __init__(self, title: str, parent: Widget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(560)
        self.body = QVBoxLayout(self)
        self.buttons = DialogButtons("決定　Enter")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        hand_back(self)

    def set_whole(self, on: bool) -> None:
        """Whether it can be decided."""
        self.buttons.ok.setEnabled(on)


class RulingDialog(_Asking):
    """差し支えなし or 刷り直し for all differences of a group, with the reason."""

    def __init__(self, review: DifferenceReview, group: int, parent: Widget) -> None:
        super().__init__("同じ違いをまとめて決める", parent)
        one: DifferenceGroup = review.groups[group]
        seen = review.seen_of(group)
        self.accept_button, self.reprint = (
            QRadioButton(tr(f"{DECISIONS['accept']}(&1)")),
            QRadioButton(tr(f"{DECISIONS['reprint']}(&2)")),
        )
        self.reason = QLineEdit(placeholderText=tr("例　様式の版の違いで、機構が認めている"))
        self.reason.setAccessibleName(tr("理由"))
        self._group = QButtonGroup(self)
        self.body.addWidget(plain(f"{group_text(one)}\n{len(one.members):,} 件（見た {seen:,} 件）"))
        for button in (self.accept_button, self.reprint):
            self._group.addButton(button)
            self.body.addWidget(button)
        self.accept_button.setEnabled(review.may(group, "accept"))
        if not self.accept_button.isEnabled():
            self.body.addWidget(plain("▲ 別の人の面が組み合わさった印刷は、差し支えなしにできません。", "alarm"))
        self.body.addWidget(self.reason)
        self.body.addWidget(self.buttons)
        known = review.rulings.get(group)
        if known is not None:
            (self.accept_button if known.decision == "accept" else self.reprint).setChecked(True)
            self.reason.setText(known.reason)
        self._group.buttonToggled.connect(lambda *_: self._tell())
        self.reason.textChanged.connect(lambda _text: self._tell())
        self._tell()
        (self.accept_button if self.accept_button.isEnabled() else self.reprint).setFocus()

    @property
    def ruling(self) -> Ruling | None:
        """What was decided, once all is filled in."""
        reason = self.reason.text().strip()
        if not reason or self._group.checkedButton() is None:
            return None
        return Ruling("accept" if self.accept_button.isChecked() else "reprint", reason)

    def _tell(self) -> None:
        self.set_whole(self.ruling is not None)


class ZoneDialog(_Asking):
    """Name and reason of a zone; without both there is none."""

    def __init__(self, place: str, parent: Widget) -> None:
        super().__init__("除外域", parent)
        self.name, self.reason = QLineEdit(), QLineEdit(placeholderText=tr("なぜ、ここの違いを判定しないのか"))
        self.body.addWidget(
            plain(
                f"{place}\nこの中の違いは数えるだけで、判定しません。宛名・金額などの重要な項目とコードは、除外域でも判定します。"
                "\n照合はやり直しになります。"
            )
        )
        rows = QFormLayout()
        rows.addRow(tr("名前(&N)"), self.name)
        rows.addRow(tr("理由(&R)"), self.reason)
        self.body.addLayout(rows)
        self.body.addWidget(self.buttons)
        for edit in (self.name, self.reason):
            edit.textChanged.connect(lambda _text: self._tell())
        self._tell()
        self.name.setFocus()

    def _tell(self) -> None:
        self.set_whole(bool(self.name.text().strip()) and bool(self.reason.text().strip()))


class ZoneListDialog(QDialog):
    """The zones of a comparison with their reasons; ``removed(name)``: one of them shall count again."""

    removed = Signal(str)

    def __init__(self, zones: Sequence[tuple[Zone, int]], parent: Widget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("除外域"))
        self.setMinimumWidth(640)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("除外域"))
        self.list.setWordWrap(True)
        for number, (zone, pages) in enumerate(zones, 1):
            x0, y0, x1, y1 = zone.rect
            where = f"{SIDE_NAMES[zone.side]}　横 {x0:.1f}〜{x1:.1f} mm、縦 {y0:.1f}〜{y1:.1f} mm"
            item = QListWidgetItem(
                tr(f"Z{number} {zone.name}　{where}　違いのある {pages:,} 頁\n理由：{zone.reason}"), self.list
            )
            item.setData(Qt.ItemDataRole.UserRole, zone.name)
        self.list.setCurrentRow(0)
        self.remove, close = QPushButton(tr("外して照合し直す(&X)")), QPushButton(tr("閉じる　Esc"))
        layout = QVBoxLayout(self)
        layout.addWidget(
            plain("この中の違いは数えるだけで、判定していません。宛名・金額などの重要な項目とコードは判定しています。")
        )
        layout.addWidget(self.list)
        layout.addWidget(ActRow((close, self.remove), self.remove))
        self.remove.clicked.connect(self._remove)
        close.clicked.connect(self.reject)
        hand_back(self)

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))

"""All process settings below one another: how each is given, and what is said of it."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from app.language import tr
from app.signoff.process_settings import Given, SettingKind, reason_for
from app.ui.board.setting_input import SettingInput
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import plain
from app.ui.shell.workers import Jobs

_LABEL_EM, _MARK_EM, _SHORT_MARK_EM = 10, 10, 5
_LINES = 2  # rows of the grid that a setting takes: what it is, and the reason


class SettingRows(QScrollArea):
    """``changed``: something else is given, or another reason; ``failed(error)``: a file could not be read.

    With ``reasons`` a line for the reason comes up where :func:`reason_for` asks for one.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        jobs: Jobs,
        kinds: Sequence[SettingKind],
        *,
        blind: bool = False,
        reasons: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kinds = tuple(kinds)
        self.inputs = {kind.name: SettingInput(jobs, kind, blind=blind) for kind in self.kinds}
        self.marks = {kind.name: plain(role="note") for kind in self.kinds}
        self.reasons = {kind.name: QLineEdit() for kind in self.kinds} if reasons else {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._arrange(_SHORT_MARK_EM if blind else _MARK_EM)
        for one in self.inputs.values():
            one.changed.connect(self._tell)
            one.failed.connect(self.failed)
        for line in self.reasons.values():
            line.textChanged.connect(lambda _text: self.changed.emit())

    def _arrange(self, mark_em: float) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(2, 2, 8, 2)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(10)

        def widths(one: QWidget) -> None:
            em = one.fontMetrics().horizontalAdvance("漢")
            grid.setColumnMinimumWidth(0, em * _LABEL_EM)
            grid.setColumnMinimumWidth(2, round(em * mark_em))

        by_text(box, widths)
        grid.setColumnStretch(1, 1)
        for at, kind in enumerate(self.kinds):
            grid.addWidget(plain(text=kind.label), at * _LINES, 0)
            grid.addWidget(self.inputs[kind.name], at * _LINES, 1)
            grid.addWidget(self.marks[kind.name], at * _LINES, 2)
            if self.reasons:
                line = self.reasons[kind.name]
                line.setAccessibleName(tr("{kind_label}の理由", kind_label=kind.label))
                line.hide()
                grid.addWidget(line, at * _LINES + 1, 1)
        grid.setRowStretch(len(self.kinds) * _LINES, 1)
        self.setWidget(box)
        every = [widget for kind in self.kinds for widget in self._in_order(kind)]
        for before, after in pairwise(every):
            QWidget.setTabOrder(before, after)

    def _in_order(self, kind: SettingKind) -> list[QWidget]:
        """Where Tab goes within a setting."""
        one, reason = self.inputs[kind.name], self.reasons.get(kind.name)
        return [one.how, one.button, one.value, one.none, *([] if reason is None else [reason])]

    def minimumSizeHint(self) -> QSize:
        """All of each line is seen: there is no scrolling to the side."""
        box, least = self.widget(), super().minimumSizeHint()
        if box is None:
            return least
        wide = box.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return least.expandedTo(QSize(wide, 0))

    def given(self, kind: SettingKind) -> Given | None:
        """What was given for a setting."""
        return self.inputs[kind.name].given

    def reason(self, kind: SettingKind) -> str:
        """What was said beside it, if that was asked."""
        line = self.reasons.get(kind.name)
        return "" if line is None or line.isHidden() else line.text().strip()

    def mark(self, kind: SettingKind, text: str, *, alarm: bool = False) -> None:
        """Say something of a setting."""
        label = self.marks[kind.name]
        label.setText(tr(text))
        label.setProperty("role", "alarm" if alarm else "note")
        label.style().polish(label)

    def take_keyboard(self, kind: SettingKind) -> None:
        """Go to a setting."""
        self.inputs[kind.name].take_keyboard()
        self.ensureWidgetVisible(self.inputs[kind.name])

    def before(self, widget: QWidget) -> None:
        """Where Tab goes behind the last setting."""
        if self.kinds:
            QWidget.setTabOrder(self._in_order(self.kinds[-1])[-1], widget)

    def leave(self) -> None:
        """Stop reading files."""
        for one in self.inputs.values():
            one.leave()

    def _tell(self) -> None:
        for kind in self.kinds:
            line, given = self.reasons.get(kind.name), self.given(kind)
            if line is not None:
                asked = "" if given is None else reason_for(kind, given)
                line.setPlaceholderText(tr(asked))
                line.setVisible(bool(asked))
        self.changed.emit()

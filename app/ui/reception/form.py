"""What is transcribed: the fields of labels, papers and statements in groups, with the result beside each."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.month.reception.typed import FIELDS, GROUP_NAMES, SCHEMES, Group, Office, Typed, TypedField, paper_fields
from app.records.layouts import Scheme
from app.ui.board.cells import Kind
from app.ui.kit import tokens
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import dress
from app.ui.kit.tokens import narrow_font
from app.ui.reception.count_table import PaperTable


class _Tab(NamedTuple):
    name: str
    groups: tuple[Group, ...]
    scheme: Scheme | None = None


_TABS = (
    _Tab("ラベル", ("disc", "case")),
    _Tab("受渡し", ("hand", "order")),
    _Tab("スキャン", ("scan", "pair")),
    _Tab("厚年", ("paper",), "kounen"),
    _Tab("船保", ("paper",), "senpo"),
    _Tab("理由", ("explain",)),
)


class TypedForm(QTabWidget):
    """``changed()`` after a field was filled in and left; :attr:`typed` is what stands there, by field id."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.typed: dict[str, str] = {}
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.marks: dict[str, QLabel] = {}
        self.tables: dict[Scheme, PaperTable] = {}
        self._offices: tuple[Office, ...] = ()
        self._filling = False
        self.setAccessibleName(tr("転記する項目"))
        self.setDocumentMode(True)
        self.tabBar().setFont(narrow_font())
        self._pages = [self._page(tab) for tab in _TABS]

    # Made once

    def _page(self, tab: _Tab) -> QWidget:
        area, inner = QScrollArea(), QWidget()
        self.addTab(area, tr(tab.name))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 6, 8, 6)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for group in tab.groups:
            if len(tab.groups) > 1:
                grid.addWidget(_heading(GROUP_NAMES[group]), grid.rowCount(), 0, 1, 3)
            for one in FIELDS:
                if one.group == group and (tab.scheme is None or f".{tab.scheme}." in one.id):
                    self._add(grid, one, tab.scheme)
        column.addLayout(grid)
        if tab.scheme is None:
            column.addStretch(1)
        else:
            table = self.tables[tab.scheme] = PaperTable(tab.scheme)
            table.setAccessibleName(tr("{schemes}の紙の件数表", schemes=SCHEMES[tab.scheme]))
            table.changed.connect(self._line_typed)
            column.addWidget(table, 1)
        return area

    def _add(self, grid: QGridLayout, one: TypedField, scheme: Scheme | None) -> None:
        row = grid.rowCount()
        label = QLabel(tr(one.label.removeprefix(f"{SCHEMES[scheme]} ") if scheme else one.label))
        label.setTextFormat(Qt.TextFormat.PlainText)
        field = _choice(one) if one.choices else QLineEdit(placeholderText=tr(one.help))
        field.setAccessibleName(tr(one.place))
        field.installEventFilter(self)
        if isinstance(field, QComboBox):
            field.activated.connect(lambda _at: self._take(one.id))
        else:
            field.editingFinished.connect(lambda: self._take(one.id))
        mark = QLabel()
        mark.setTextFormat(Qt.TextFormat.PlainText)
        by_text(mark, lambda one: one.setMinimumWidth(one.fontMetrics().horizontalAdvance("漢") * 8))
        for at, widget in enumerate((label, field, mark)):
            grid.addWidget(widget, row, at)
        self.fields[one.id], self.marks[one.id] = field, mark

    # Filled

    def show_typed(self, typed: Typed, offices: Sequence[Office]) -> None:
        """What was typed before, and a line for each of these offices."""
        self._filling = True
        self.typed, self._offices = dict(typed), tuple(offices)
        for name, field in self.fields.items():
            text = typed.get(name, "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(text)))
            else:
                field.setText(text)
                if not field.hasFocus():
                    field.home(False)  # a long text is read from its beginning
        for table in self.tables.values():
            table.show_offices(offices, typed)
        self._filling = False
        self._tell()

    def shows(self, offices: Sequence[Office]) -> bool:
        """Whether its lines are those of these offices."""
        return self._offices == tuple(offices)

    def show_marks(self, mark: Callable[[str], tuple[str, Kind]], lines: Mapping[str, tuple[str, bool]]) -> None:
        """The result beside each field and each line that is filled in."""
        for name, label in self.marks.items():
            text, kind = mark(name)
            label.setText(tr(text))
            dress(label, f"color: {tokens.ALARM}; font-weight: bold;" if kind == "alarm" else "")
        for table in self.tables.values():
            table.show_marks(lines)

    def set_writable(self, writable: bool) -> None:
        """Whether anything may be typed."""
        for field in self.fields.values():
            field.setEnabled(writable)
        for table in self.tables.values():
            table.setEnabled(writable)

    def take_keyboard(self) -> None:
        """The first field that is still empty."""
        self.go_to(next((name for name in self.fields if name not in self.typed), next(iter(self.fields))))

    def go_to(self, name: str) -> None:
        """A field by its id; ids that are no field's are passed over."""
        field = self.fields.get(name)
        if field is None:
            return
        page = next((at for at, one in enumerate(self._pages) if one.isAncestorOf(field)), 0)
        self.setCurrentIndex(page)
        field.setFocus()

    # Typing

    def commit(self) -> None:
        """Take what stands in the field that has the keyboard."""
        for name, field in self.fields.items():
            if field.hasFocus():
                self._take(name)

    def _take(self, name: str) -> None:
        field = self.fields[name]
        text = field.currentData() if isinstance(field, QComboBox) else field.text()
        self._set(name, text)

    def _line_typed(self, name: str, text: str) -> None:
        self._set(name, text)

    def _set(self, name: str, text: str) -> None:
        if self._filling or self.typed.get(name, "") == text.strip():
            return
        if text.strip():
            self.typed[name] = text.strip()
        else:
            self.typed.pop(name, None)
        self._tell()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; the wheel never changes a choice."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _is_enter(event):
            self._next(watched)
            return True
        return super().eventFilter(watched, event)

    def _next(self, field: QObject) -> None:
        names = list(self.fields)
        at = next((at for at, name in enumerate(names) if self.fields[name] is field), -1)
        if at < 0:
            return
        self._take(names[at])
        name = names[at]
        if name.startswith("paper.") and name.endswith(".total"):
            self.tables["kounen" if ".kounen." in name else "senpo"].setFocus()
        elif at + 1 < len(names):
            self.go_to(names[at + 1])

    def _tell(self) -> None:
        """How many of the required fields of each group are filled in."""
        lines = paper_fields(self._offices)
        for at, tab in enumerate(_TABS):
            own = [
                one
                for one in (*FIELDS, *lines)
                if one.required and one.group in tab.groups and (tab.scheme is None or f".{tab.scheme}." in one.id)
            ]
            filled = sum(one.id in self.typed for one in own)
            sign = "" if not own else " ●" if filled == len(own) else f" {filled}/{len(own)}"
            self.setTabText(at, tr(f"{tab.name}{sign}"))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As wide as its tabs: the verdict beside it gives way."""
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(self.tabBar().sizeHint().width(), 0))


def _is_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier


def _heading(text: str) -> QLabel:
    label = QLabel(tr(text))
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _choice(one: TypedField) -> QComboBox:
    box = QComboBox()
    box.addItem("", "")
    for _value, word in one.choices:
        box.addItem(tr(word), word)  # what is kept is the word, in Japanese
    return box

"""What to show of the findings: severities with their counts, rule, file, office, order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.checks.catalogue import rule
from app.language import tr
from app.reports.finding_words import WHOLE_VOLUME
from app.ui.findings.finding_table import SEVERITIES, FindingTable, Wanted
from app.ui.findings.severity_tile import SeverityTile

_NO_OFFICE = "事務所なし"
_NAME = Qt.ItemDataRole.UserRole + 1
"""What an entry of a choice is called, without its count."""


class FindingFilters(QWidget):
    """``changed`` is sent when a person chose something else, never by :meth:`set_table`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.severities = [SeverityTile(severity, str(number + 1)) for number, severity in enumerate(SEVERITIES)]
        self.rules, self.files, self.offices = _combo("規則"), _combo("ファイル"), _combo("事務所")
        self.together = QToolButton(checkable=True)
        self.together.setProperty("chip", True)
        self.together.setToolTip(tr("1件ずつ見ないで、まとめて確認済にした指摘だけを表示します（4）。"))
        tiles, rest = QHBoxLayout(), QHBoxLayout()
        for tile in self.severities:
            tiles.addWidget(tile)
        for combo in (self.rules, self.files, self.offices):
            rest.addWidget(combo, 1)
            combo.activated.connect(lambda _row: self.changed.emit())
        rest.addWidget(self.together)
        for button in (*self.severities, self.together):
            button.clicked.connect(lambda _on: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(tiles)
        layout.addLayout(rest)
        self._table: FindingTable | None = None
        self.set_table(None, {})
        self.set_marks(np.zeros(0, dtype=bool), np.zeros(0, dtype=bool))

    def set_table(self, table: FindingTable | None, office_names: dict[str, str]) -> None:
        """Offer what these findings have; what was chosen stays chosen where it is still there."""
        self._table = table
        if table is None:
            for combo, text in ((self.rules, "規則"), (self.files, "ファイル"), (self.offices, "事務所")):
                _fill(combo, f"すべての{text}", [])
        else:
            rules = [f"{name}　{rule(name).title}" for name in table.rules]
            _fill(self.rules, "すべての規則", _counted(rules, table.rule_of))
            _fill(
                self.files, "すべてのファイル", _counted([name or WHOLE_VOLUME for name in table.files], table.file_of)
            )
            offices = [f"{code} {office_names.get(code, '')}".strip() or _NO_OFFICE for code in table.offices]
            _fill(self.offices, "すべての事務所", _counted(offices, table.office_of))
        self.setEnabled(table is not None)

    def set_marks(self, done: NDArray[np.bool_], together: NDArray[np.bool_]) -> None:
        """Which findings are 確認済, of those まとめて; the list of the latter ends with the last one."""
        table, none = self._table, np.zeros(len(SEVERITIES), dtype=np.int64)
        counts = none if table is None else _counts(table.severity_of, SEVERITIES)
        left = none if table is None else _counts(table.severity_of[~done], SEVERITIES)
        for tile, count, open_ in zip(self.severities, counts, left, strict=True):
            tile.show_counts(int(count), int(open_))
        count = int(together.sum())
        self.together.setText(tr("△ まとめて {count:,} 件", count=count))
        if not count:
            self.together.setChecked(False)
        self.together.setEnabled(count > 0)
        self.together.setVisible(count > 0)

    def toggle_severity(self, number: int) -> None:
        """As a click on the button does."""
        self.severities[number].click()

    @property
    def wanted(self) -> Wanted:
        """The choice; the order is the list's."""
        pressed = frozenset(number for number, button in enumerate(self.severities) if button.isChecked())
        chosen = (self.rules.currentData(), self.files.currentData(), self.offices.currentData())
        return Wanted(pressed, *chosen, together=self.together.isChecked())

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered out at all."""
        return self.wanted != Wanted()


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(tr("{name}で絞り込む", name=name))
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(5)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo


def _counts(column: NDArray[np.int32], names: Sequence[str]) -> NDArray[np.int64]:
    return np.bincount(column, minlength=len(names)).astype(np.int64)


def _counted(names: Sequence[str], column: NDArray[np.int32]) -> list[str]:
    return [f"{name}（{count:,} 件）" for name, count in zip(names, _counts(column, names), strict=True)]


def _fill(combo: QComboBox, everything: str, texts: Sequence[str]) -> None:
    """Numbers stand for the texts in order, ``None`` for everything; the text before the count keeps the choice."""
    chosen = combo.currentData(_NAME) if combo.currentIndex() > 0 else ""
    combo.clear()
    combo.addItem(tr(everything), None)
    for number, text in enumerate(texts):
        name = text.rpartition("（")[0]
        combo.addItem(tr(text), number)
        combo.setItemData(number + 1, name, _NAME)
        if chosen and name == chosen:
            combo.setCurrentIndex(number + 1)
    width = combo.view().sizeHintForColumn(0) if texts else 0
    combo.view().setMinimumWidth(min(max(width + 30, combo.width()), 700))

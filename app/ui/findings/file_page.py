"""Where a finding is shown: its record on the review screen, with the bytes lit and the page in front that prints them;
or in place of the sheet the file, or the whole medium, that a finding is about which is about no record.
"""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.checks.model import Finding
from app.language import tr
from app.month.looking.workbench import SCHEME_NAMES, Workbench
from app.records.layouts import NOTICE_LENGTH
from app.reports.finding_words import SIGNS, WHOLE_VOLUME, bytes_text, rule_of
from app.ui.findings.severity_tile import SEVERITY_TONES
from app.ui.kit.cards import words
from app.ui.kit.columns import ContentColumns
from app.ui.kit.fitting import may_elide, may_scroll
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.ui.review.texts import visible

_HEADERS = ("", "ファイル", "内容", "状態", "レコード", "バイト", "指摘")
_WHAT, _RIGHT = 2, (4, 5, 6)
_WINDOW = "window."


def show_in_review(review: ReviewPage, finding: Finding) -> bool:
    """Show the record of a finding; ``False`` if there is none to show (a whole file, or a file that is not open)."""
    record, bench = finding.record, review.bench
    if record is None or finding.file not in bench.names or record >= bench.record_count(finding.file):
        return False
    span = None
    if finding.offset is not None and finding.length:
        span = (finding.offset, finding.offset + finding.length)
    review.selection.show(finding.file, record, span)
    tab = _tab(review, finding)
    if tab is not None:
        review.tabs.setCurrentIndex(tab)
    return True


def _tab(review: ReviewPage, finding: Finding) -> int | None:
    """The page that prints the bytes; the one in front if it does, ``None`` if none does."""
    if finding.rule.startswith(_WINDOW):
        return ENVELOPE_TAB
    printing = [number for number, page in enumerate(review.pages) if page.lit(review.selection.span)]
    front = review.tabs.currentIndex()
    return front if front in printing else next(iter(printing), None)


class FilePage(QWidget):
    """Text only; ``told`` are the facts as shown, by their labels."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.title, self.what = words(step="display"), words(step="head")
        self.message = words(step="head", wrap=True)
        self.facts = QFormLayout()
        self.told: dict[str, str] = {}
        self.files = _table()
        self.kept = ContentColumns(self.files, (_WHAT,))
        self.files.setWordWrap(False)
        may_elide(self.files, _HEADERS[_WHAT])
        may_scroll(self.files)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 12)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.what)
        layout.addWidget(self.message)
        layout.addLayout(self.facts)
        layout.addWidget(words("この媒体のファイル", "head"))
        layout.addWidget(self.files, 1)

    def show_finding(self, finding: Finding, findings: Sequence[Finding]) -> None:
        """The file of this finding; ``findings`` are all of the check."""
        bench, name = self._bench, finding.file
        self.title.setText(tr(visible(name) or WHOLE_VOLUME))
        self.what.setText(tr(f"媒体 {bench.media.volume.title}" if not name else _what(bench, name)))
        self.message.setText(
            tr(
                "{signs}　{rule_of_title}\n{visible}",
                signs=SIGNS[finding.severity],
                rule_of_title=rule_of(finding.rule, finding.severity).title,
                visible=visible(finding.message),
            )
        )
        self.message.setProperty("tone", SEVERITY_TONES[finding.severity])
        self.message.style().polish(self.message)
        while self.facts.rowCount():
            self.facts.removeRow(0)
        self.told = dict(_facts(bench, finding))
        for label, text in self.told.items():
            self.facts.addRow(words(label, "small"), words(text, wrap=True))
        self._fill(name, Counter(one.file for one in findings))

    def _fill(self, name: str, counts: Counter[str]) -> None:
        bench = self._bench
        names = sorted({one.name for one in bench.media.volume.expected} | set(bench.names) | ({name} - {""}))
        self.files.setRowCount(len(names))
        for row, own in enumerate(names):
            open_ = own in bench.names
            size = f"{bench.media.files[own].data.size:,}" if open_ else ""
            records = f"{bench.record_count(own):,}" if open_ else ""
            texts = ("▶" if own == name else "", visible(own), _what(bench, own), _state(bench, own), records, size,
                     f"{counts[own]:,}" if counts[own] else "")  # fmt: skip
            for column, text in enumerate(texts):
                item = QTableWidgetItem(tr(text))
                side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if own == name:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.files.setItem(row, column, item)
        self.kept.now()
        if name:
            at = self.files.model().index(names.index(name), 1)
            self.files.scrollTo(at, QAbstractItemView.ScrollHint.PositionAtCenter)


def _what(bench: Workbench, name: str) -> str:
    """What a file holds, or would hold."""
    if name in bench.names:
        return bench.title(name)
    found = next((one for one in bench.media.volume.expected if one.name == name), None)
    if found is None:
        return "この媒体の一覧にないファイル"
    kind = "件数表" if found.kind == "counts" else found.prefecture
    return f"{SCHEME_NAMES[found.scheme]} {kind}"


def _state(bench: Workbench, name: str) -> str:
    volume = bench.media.volume
    if name in bench.names:
        return "○ 開いています"
    if any(one.name == name for one in volume.missing):
        return "× ありません"
    if any(one.name == name for one in volume.unexpected):
        return "▲ 一覧にありません"
    return "× 開けません" if any(one.name == name for one in volume.files) else "× ありません"


def _facts(bench: Workbench, finding: Finding) -> list[tuple[str, str]]:
    name, volume = finding.file, bench.media.volume
    if not name:
        missing = "、".join(one.name for one in volume.missing) or "なし"
        unexpected = "、".join(visible(one.name) for one in volume.unexpected) or "なし"
        return [("ファイル", f"{len(volume.files):,}"), ("ない", missing), ("一覧にない", unexpected)]
    facts = [("状態", _state(bench, name))]
    if name in bench.names:
        file = bench.media.files[name]
        size = int(file.data.size)
        facts.append(("バイト", f"{size:,}"))
        if file.kind == "notices":
            whole, rest = divmod(size, NOTICE_LENGTH)
            facts.append(
                ("レコード", f"{NOTICE_LENGTH} バイト × {whole:,}" + (f"、余り {rest} バイト" if rest else ""))
            )
        else:
            facts.append(("行", f"{bench.record_count(name):,}"))
        fours = (file.sha256[at : at + 4] for at in range(0, len(file.sha256), 4))
        facts.append(("SHA-256", " ".join(fours)))
    where = bytes_text(finding)
    return [*facts, ("指摘の場所", f"{where} バイト目" if where else "ファイル全体")]


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_HEADERS))
    table.setObjectName("findings.files")
    table.setAccessibleName(tr("この媒体のファイル"))
    table.setHorizontalHeaderLabels([tr(one) for one in list(_HEADERS)])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    return table

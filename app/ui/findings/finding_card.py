"""The finding looked at, in full and in one place: what, where, why it is one, who said what about it, and its keys."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.checks.documents import documents_of
from app.checks.model import Finding, Severity
from app.checks.to_findings import Group
from app.language import tr
from app.month.findings.decisions import Decided
from app.month.findings.review import Review
from app.reports.finding_words import SIGNS, place_text, rule_of
from app.signoff.wording import DECISIONS
from app.ui.findings.severity_tile import SEVERITY_TONES
from app.ui.kit.cards import primary, words
from app.ui.kit.fitting import by_text
from app.ui.kit.flow import FlowLayout
from app.ui.kit.tokens import Tone
from app.ui.kit.words import shown_time
from app.ui.review.panes import toggle
from app.ui.review.texts import visible

_ACTIONS = {"reviewed": "確認済", "undone": "取り消し"}
_LOOK = "→ で1件ずつ見ると、M で確認済にできます。見ていない指摘は、まとめての理由でだけ確認済にできます。"
_MARK = "確認済にする　M"
_ANEW = "理由　{}（Shift+M で別の理由）"


class Where(NamedTuple):
    """Which of how many is shown, and which of its group."""

    place: int
    of: int
    in_group: int
    group: int


class FindingCard(QFrame):
    """Text and buttons only; what a button does is the page's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.head, self.count = words(step="head", wrap=True), words(step="small")
        self.marked = words()
        self.place, self.message = words(step="head", wrap=True), words(wrap=True)
        self.said, self.rule = words(wrap=True), words(wrap=True)
        self.reason = words(step="small", wrap=True)
        self.last, self.next = _button("前　←"), _button("次　→")
        self.mark = primary(_MARK)
        self.mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.undo, self.decide = _button("取り消す　U"), _button("決定　D")
        self.undo.setToolTip(tr("確認済を取り消す（U）"))
        self.decide.setToolTip(tr("続行か、別紙9で機構へ報告するかを決める（D）"))
        self.explain = toggle("説明", "H")
        self.explain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.explain.setChecked(True)
        self.explain.toggled.connect(lambda on: self.rule.setVisible(on and bool(self.rule.text())))
        self.decide.hide()
        self.rule.setProperty("role", "note")
        self._arrange()
        self.show_nothing("")

    def _arrange(self) -> None:
        band = QHBoxLayout()
        band.addWidget(self.head, 1)
        band.addWidget(self.marked)
        band.addWidget(self.explain)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        for label in (self.place, self.message, self.said, self.rule):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setProperty("bare", True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("指摘の全文"))
        self.area.setWidget(inside)
        by_text(self.area, lambda one: one.setMinimumHeight(round(one.fontMetrics().height() * 2.6)))
        keys = FlowLayout()
        for part in (self.last, self.count, self.next, self.mark, self.undo, self.decide):
            keys.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(band)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.reason)
        layout.addLayout(keys)

    def minimumSizeHint(self) -> QSize:
        """A few lines of text are enough; the rest scrolls."""
        return QSize(super().minimumSizeHint().width(), round(self.fontMetrics().height() * 11))

    @property
    def lines(self) -> list[str]:
        """All that is said of the finding, line by line."""
        parts = (self.place, self.message, self.said, self.rule)
        return [line for part in parts for line in part.text().splitlines()]

    def show_nothing(self, why: str) -> None:
        """No finding is looked at."""
        self._say(why, None)
        self._tell("", "", "", "")
        self.count.clear()
        self._show_mark("", "absent")
        self._enable(False, False, False, "")

    def show_finding(
        self,
        finding: Finding,
        where: Where,
        history: Sequence[Review],
        decided: Sequence[Decided],
        *,
        markable: bool,
        reason: str = "",
    ) -> None:
        """One finding, all that was said about it, and what leads decided. ``reason``: for which one key marks it."""
        said = [f"{_ACTIONS[one.action]}　{one.reason}　（{one.who}、{shown_time(one.when)}）" for one in history]
        self._say_rule(finding.rule, finding.severity)
        self._tell(place_text(finding), visible(finding.message), [*decision_lines(decided), *said],
                   rule_text(finding.rule, finding.severity))  # fmt: skip
        alike = f"（同じ指摘 {where.in_group:,}／{where.group:,} 件）" if where.group > 1 else ""
        self.count.setText(tr("{place:,}／{of:,} 件{alike}", place=where.place, of=where.of, alike=alike))
        last = history[-1] if history else None
        done = last is not None and last.action == "reviewed"
        together = last is not None and done and last.how == "together"
        mark = "△ まとめて確認済" if together else "✓ 確認済" if done else ""
        self._show_mark(mark, "asked" if together else "good")
        self._enable(markable and (not done or together), markable and done, True, reason)

    def show_group(
        self,
        group: Group,
        count: int,
        done: int,
        unseen: int,
        decided: Sequence[Decided] = (),
        *,
        markable: bool,
        open_: bool,
    ) -> None:
        """A group of which ``count`` findings are shown, ``done`` of them 確認済, ``unseen`` of the rest not looked at;
        ``open_`` if there is anything left to mark; ``decided`` of all its rule.
        """
        self._say_rule(group.rule, group.severity)
        counted = f"{count:,} 件、うち確認済 {done:,} 件、まだ見ていないもの {unseen:,} 件"
        self._tell(counted, visible(group.heading), [*decision_lines(decided), _LOOK],
                   rule_text(group.rule, group.severity))  # fmt: skip
        self.count.setText(tr("指摘 {count:,} 件", count=count))
        self._show_mark("✓ 確認済" if done == count else "", "good")
        self._enable(markable and open_, markable and done > 0, True, "")

    def _say_rule(self, name: str, severity: Severity) -> None:
        self._say(f"{SIGNS[severity]}　{rule_of(name, severity).title}", SEVERITY_TONES[severity])

    def _say(self, text: str, tone: Tone | None) -> None:
        self.head.setText(tr(text))
        self.head.setProperty("tone", tone)
        self.head.style().polish(self.head)

    def _tell(self, place: str, message: str, said: Sequence[str], rule: str) -> None:
        texts = (tr(place), tr(message), tr("\n".join(said)), rule)
        for label, text in zip((self.place, self.message, self.said, self.rule), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.rule.setVisible(bool(rule) and self.explain.isChecked())
        self.area.verticalScrollBar().setValue(0)

    def _show_mark(self, text: str, tone: Tone) -> None:
        self.marked.setText(tr(text))
        self.marked.setProperty("tone", tone)
        self.marked.style().polish(self.marked)
        self.marked.setVisible(bool(text))

    def _enable(self, mark: bool, undo: bool, explain: bool, reason: str) -> None:
        for button, is_on in ((self.mark, mark), (self.undo, undo), (self.explain, explain), (self.decide, explain)):
            button.setEnabled(is_on)
        self.reason.setText(tr(_ANEW.format(reason) if mark and reason else ""))


def rule_text(name: str, severity: Severity) -> str:
    """What a rule checks, where that is written, and what to do when it fires, as it is shown; a document keeps its
    title.
    """
    one = rule_of(name, severity)
    named = "".join(f"\n　・{title}" for title in documents_of(one.source))
    return f"{tr(one.explanation)}\n{tr(f'根拠　{one.source}')}{named}\n{tr(f'規則　{one.name}')}"


def decision_lines(decided: Sequence[Decided]) -> list[str]:
    """What leads decided, a line each: 続行 or 別紙9, why, who, when."""
    return [
        f"決定　{DECISIONS[one.decision]}　{visible(one.reason)}　（{one.who}、{shown_time(one.when)}）"
        for one in decided
    ]


def _button(text: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setAutoDefault(False)
    # The keyboard stays in the list, so that its keys go on working after a click.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button

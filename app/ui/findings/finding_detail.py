"""The finding looked at, in full: what, where, who said what about it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.checks.model import Finding, Severity
from app.checks.to_findings import Group
from app.month.findings.decisions import Decided
from app.month.findings.review import Review
from app.reports.finding_words import SIGNS, place_text, rule_of
from app.signoff.wording import DECISIONS
from app.ui.kit.words import shown_time
from app.ui.review.texts import visible

_ACTIONS = {"reviewed": "確認済", "undone": "取り消し"}
_LOOK = "1件ずつ見る（N）と、M で確認済にできます。見ていない指摘は、まとめての理由でだけ確認済にできます。"


class FindingDetail(QWidget):
    """Text and buttons only; what a button does is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.head = QLabel()
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("指摘の全文")
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(round(self.fontMetrics().height() * 2.6))
        self.go = _button("レコードへ", "Enter")
        self.mark = _button("確認済にする", "M")
        self.undo = _button("確認済を取り消す", "U")
        self.explain = _button("規則の説明", "H")
        self.decide = _button("続行・別紙9を決める", "D")
        self.decide.hide()
        self._buttons = QGridLayout()
        for number, button in enumerate((self.go, self.mark, self.undo, self.explain, self.decide)):
            self._buttons.addWidget(button, number // 2, number % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.addWidget(self.text, 1)
        self._body.addLayout(self._buttons)
        layout.addLayout(self._body, 1)
        self.show_nothing("")

    def set_low(self, low: bool) -> None:
        """Put the buttons beside the text, where there is little height."""
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Two lines of text are enough; the rest scrolls."""
        return QSize(super().minimumSizeHint().width(), round(self.fontMetrics().height() * 4.4))

    def show_nothing(self, why: str) -> None:
        """No finding is looked at."""
        self.head.setText(why)
        self.text.clear()
        self._enable(False, False, False, False)

    def show_finding(
        self, finding: Finding, history: Sequence[Review], decided: Sequence[Decided], *, markable: bool
    ) -> None:
        """One finding, all that was said about it, and what leads decided."""
        self._show_head(finding.rule, finding.severity)
        said = [f"{_ACTIONS[one.action]}　{one.reason}　（{one.who}、{shown_time(one.when)}）" for one in history]
        said = [*decision_lines(decided), *said]
        lines = [place_text(finding), visible(finding.message), *(["", *said] if said else [])]
        self.text.setPlainText("\n".join(lines))
        last = history[-1] if history else None
        done = last is not None and last.action == "reviewed"
        together = last is not None and done and last.how == "together"
        self._enable(finding.record is not None, markable and (not done or together), markable and done, True)

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
        self._show_head(group.rule, group.severity)
        counted = f"{count:,} 件、うち確認済 {done:,} 件、まだ見ていないもの {unseen:,} 件"
        self.text.setPlainText(
            "\n".join((visible(group.heading), counted, *decision_lines(decided), "", f"→ で開きます。{_LOOK}"))
        )
        self._enable(False, markable and open_, markable and done > 0, True)

    def _show_head(self, name: str, severity: Severity) -> None:
        one = rule_of(name, severity)
        self.head.setText(f"{SIGNS[severity]}　{one.title}（{one.name}）")

    def _enable(self, go: bool, mark: bool, undo: bool, explain: bool) -> None:
        on = (self.go, go), (self.mark, mark), (self.undo, undo), (self.explain, explain), (self.decide, explain)
        for button, is_on in on:
            button.setEnabled(is_on)


def decision_lines(decided: Sequence[Decided]) -> list[str]:
    """What leads decided, a line each: 続行 or 別紙9, why, who, when."""
    return [
        f"決定　{DECISIONS[one.decision]}　{visible(one.reason)}　（{one.who}、{shown_time(one.when)}）"
        for one in decided
    ]


def _button(text: str, key: str) -> QPushButton:
    button = QPushButton(f"{text}　{key}")
    button.setAutoDefault(False)
    # The keyboard stays in the list, so that its keys go on working after a click.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button

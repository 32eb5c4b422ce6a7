"""The list of findings, what is chosen in it in full, and the marks that people set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.checks.model import Finding
from app.errors import KenpanError
from app.month.findings.review import Action, How
from app.month.looking.workbench import Workbench
from app.signoff.ledger import Entry
from app.ui.findings.check_work import Checked
from app.ui.findings.filters import FindingFilters
from app.ui.findings.finding_card import FindingCard, Where
from app.ui.findings.finding_table import FindingTable, Shown, arranged, stepped
from app.ui.findings.findings_model import SORTS, FindingsModel
from app.ui.findings.findings_view import FindingsView
from app.ui.findings.mark_book import Keeper, MarkBook
from app.ui.kit.focus import hand_back
from app.ui.kit.reason_dialog import REVIEW_REASONS, TOGETHER_REASONS, UNDO_REASONS, ReasonDialog

_NOTHING = "→ で最初の指摘へ"
_SHARES = (56, 44)
"""Of list and card."""
_EACH = "対象 {some:,} 件。理由を選んでください。"
_TOGETHER = (
    "対象 {some:,} 件のうち {unseen:,} 件は、まだ見ていません。まとめて確認済にすると、そのことが台帳と書き出しに残り、"
    "レコード一覧の印は消えません。\n1件ずつ確かめるときは、中止して → で順に見てください。理由を選んでください。"
)
_BECOME = {
    ("reviewed", "each"): "確認済にしました",
    ("reviewed", "together"): "まとめて確認済にしました（1件ずつは見ていません）",
    ("undone", "each"): "未確認に戻しました",
}


class FindingsPanel(QWidget):
    """``findingChosen(finding)``: show its record; ``said(text, alarm)``: to be told; ``marked()``: 確認済 changed;
    ``decisionWanted(findings)``: a lead is to decide on them."""

    findingChosen = Signal(object)
    said = Signal(str, bool)
    marked = Signal()
    decisionWanted = Signal(object)

    def __init__(self, bench: Workbench, keeper: Keeper | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._keeper = bench, keeper
        self._table: FindingTable | None = None
        self._shown: Shown | None = None
        self._marks: MarkBook | None = None
        self._on_screen: int | None = None
        self._by = 1
        self._reasons: dict[str, str] = {}
        self.filters = FindingFilters(self)
        self.model = FindingsModel(self)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.list = FindingsView(self.model, self.split)
        self.card = FindingCard(self.split)
        self.split.setObjectName("findings")
        self.split.addWidget(self.list)
        self.split.addWidget(self.card)
        self.split.setChildrenCollapsible(False)
        for place, share in enumerate(_SHARES):
            self.split.setStretchFactor(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.filters)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.list)
        self._wire()
        self._tell_chosen()

    def _wire(self) -> None:
        self.filters.changed.connect(self._rearrange)
        self.list.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._rearrange())
        self.list.moved.connect(self._moved)
        actions: dict[str, Callable[[], None]] = {
            "next": lambda: self.step(1),
            "last": lambda: self.step(-1),
            "after": lambda: self.walk(1),
            "before": lambda: self.walk(-1),
            "go": self.go,
            "mark": self.mark,
            "mark_anew": lambda: self.mark(anew=True),
            "undo": self.undo,
            "decide": self.decide,
            "explain": self.explain,
            "together": self.filters.together.click,
            **{f"severity{number}": partial(self.filters.toggle_severity, number) for number in range(3)},
        }
        self.list.wanted.connect(lambda name: actions[name]())
        for button, name in (
            (self.card.last, "before"),
            (self.card.next, "after"),
            (self.card.mark, "mark"),
            (self.card.undo, "undo"),
            (self.card.decide, "decide"),
        ):
            button.clicked.connect(actions[name])

    # What is shown

    @property
    def marks(self) -> MarkBook | None:
        """The marks of the check shown."""
        return self._marks

    def show_check(self, checked: Checked) -> None:
        """Show what a check found; a finding that was chosen and is still there stays chosen."""
        kept = self.chosen
        # Numbers of another check mean other findings; only an equal finding is the same one.
        self.list.selectionModel().clear()
        self._on_screen, self._reasons = None, {}
        self._table, self._marks = checked.table, MarkBook(self._bench, checked, self._keeper)
        offices = self._bench.equipment.offices
        known = [] if offices is None else [offices.get(code) for code in checked.table.offices]
        self.filters.set_table(checked.table, {office.code: office.name for office in known if office is not None})
        self.filters.set_marks(self._marks.done, self._marks.together)
        self._rearrange()
        self._make_room()
        if kept is not None:
            same = next((number for number, one in enumerate(checked.result.findings) if one == kept), None)
            if same is not None:
                self._go_to(same)

    def _rearrange(self) -> None:
        if self._table is None or self._marks is None:
            return
        finding = self._finding()
        header = self.list.horizontalHeader()
        wanted = self.filters.wanted
        sorted_by = SORTS.get(header.sortIndicatorSection())
        if sorted_by is not None:
            down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            wanted = replace(wanted, sort=sorted_by, descending=down)
        marks = self._marks
        self._shown = arranged(self._table, wanted, marks.done, marks.together)
        self.model.show(self._table, self._shown, marks.done, marks.together)
        if finding is not None and finding < len(self._table):
            self._go_to(finding)
        self._tell_chosen()
        if self.filters.narrows:
            self.said.emit(f"{len(self._table):,} 件のうち {len(self._shown.order):,} 件を表示", False)

    def _make_room(self) -> None:
        if self._table is not None and self._marks is not None:
            self.list.make_room(self._table.widest, marked=bool(self._marks.done.any()))

    def _finding(self) -> int | None:
        row = self.list.row
        return None if row is None else self.model.finding_at(row)

    @property
    def chosen(self) -> Finding | None:
        """The finding in the current row."""
        number = self._finding()
        return None if number is None or self._table is None else self._table.findings[number]

    def _moved(self) -> None:
        """What is chosen is on screen, with its record, as long as the findings are."""
        if self.isVisible() and self._finding() != self._on_screen:
            self.go()
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        row = self.list.row
        if row is None or self._table is None or self._marks is None or self._shown is None:
            self.card.show_nothing(_NOTHING if self._table is not None and len(self._table) else "")
            return
        marks, number = self._marks, self.model.finding_at(row)
        if number is not None:
            one = self._table.findings[number]
            history, decided = marks.history(number), marks.decided(number)
            reason = self._reasons.get(one.rule, "")
            self.card.show_finding(
                one, self._where(self._shown, number), history, decided, markable=marks.markable, reason=reason
            )
            return
        mine = self.model.findings_of(row)
        group = self._table.groups[int(self._table.group_of[mine[0]])]
        done, unseen = int(marks.done[mine].sum()), int((~marks.settled[mine] & ~marks.seen[mine]).sum())
        left = bool(marks.open_of(mine))
        decided = () if group.severity == "error" else marks.decided(int(mine[0]))
        self.card.show_group(group, len(mine), done, unseen, decided, markable=marks.markable, open_=left)

    def _where(self, shown: Shown, number: int) -> Where:
        place = int(shown.place[number])
        group = int(shown.starts.searchsorted(place, side="right")) - 1
        first, end = int(shown.starts[group]), int(shown.starts[group + 1])
        return Where(place + 1, len(shown.order), place - first + 1, end - first)

    # What people do

    def walk(self, by: int) -> None:
        """Show the next (1) or previous (-1) finding."""
        self._step(by, skip=False)

    def step(self, by: int) -> None:
        """Show the next (1) or previous (-1) finding that is not 確認済; まとめて is 確認済, unless that is listed."""
        self._step(by, skip=not self.filters.together.isChecked())

    def following(self) -> Finding | None:
        """The finding beside the one in hand, on the way that the last key went."""
        if self._shown is None or self._table is None or self.list.row is None:
            return None
        place = self.model.place_of(self.list.row) + self._by
        return self._table.findings[int(self._shown.order[place])] if 0 <= place < len(self._shown.order) else None

    def _step(self, by: int, *, skip: bool) -> None:
        self._by = by
        if self._shown is None or self._marks is None or not len(self._shown.order):
            self.said.emit("表示する指摘がありません。", False)
            return
        row = self.list.row
        place = (-1 if by > 0 else len(self._shown.order)) if row is None else self.model.place_of(row)
        if by < 0 and row is not None and self.model.finding_at(row) is None:
            place += 1
        found = stepped(self._shown, place, by, self._marks.done & skip)
        if found is None:
            side = "後" if by > 0 else "前"
            rest = "確認済でない" if skip else ""
            self.said.emit(f"これより{side}に{rest}指摘はありません。", False)
            return
        self._show_finding(found)

    def go_to_rule(self, name: str) -> None:
        """The first finding of a rule that is listed."""
        findings = () if self._table is None else self._table.findings
        rows = (number for number, one in enumerate(findings) if one.rule == name)
        found = next((number for number in rows if self.model.row_of(number) is not None), None)
        if found is None:
            self.said.emit(f"{name} の指摘は表示していません。", False)
        else:
            self._show_finding(found)

    def _show_finding(self, finding: int) -> None:
        self._on_screen = None
        self._go_to(finding)
        if self._on_screen != finding:  # it was chosen before, or the findings are out of sight
            self.go()

    def _go_to(self, finding: int) -> None:
        row = self.model.row_of(finding)
        if row is not None:
            self.list.go_to_row(row)

    def go(self) -> None:
        """Ask for the record of the finding to be shown."""
        number = self._finding()
        self._on_screen = number
        if number is None or self._table is None or self._marks is None:
            return
        self.findingChosen.emit(self._table.findings[number])
        self._marks.seen[number] = True

    def mark(self, *, anew: bool = False) -> None:
        """Mark the finding as 確認済, or all of the group, after asking for the reason.

        A finding is shown first. A single one of a rule for which a reason was given since the check has the same,
        which stands on the card, unless it is asked for ``anew``. In a group, what was not looked at can only be
        marked まとめて, for another reason.
        """
        row, marks = self.list.row, self._marks
        if row is None or marks is None or not marks.markable:
            return
        if self._finding() != self._on_screen:
            self.go()
        some = marks.open_of(self.model.findings_of(row))
        known = "" if anew else self._known_reason()
        if known and some:
            self._write_down(marks, some, "reviewed", known, "each")
            return
        unseen = sum(not marks.seen[number] for number in some)
        if unseen:
            about = _TOGETHER.format(some=len(some), unseen=unseen)
            self._ask(marks, some, "reviewed", "まとめて確認済にする", about, TOGETHER_REASONS, "together")
        else:
            self._ask(marks, some, "reviewed", "確認済にする", _EACH.format(some=len(some)), REVIEW_REASONS)

    def _known_reason(self) -> str:
        """Why findings of the chosen one's rule were let stand last."""
        one = self.chosen
        return "" if one is None else self._reasons.get(one.rule, "")

    def undo(self) -> None:
        """Take the mark back after asking for the reason."""
        row, marks = self.list.row, self._marks
        if row is None or marks is None or not marks.markable:
            return
        mine = self.model.findings_of(row)
        some = mine[marks.done[mine]].tolist()
        self._ask(marks, some, "undone", "確認済を取り消す", _EACH.format(some=len(some)), UNDO_REASONS)

    def allow_decisions(self, on: bool) -> None:
        """Whether the person who is here may decide on findings of this medium."""
        self.card.decide.setVisible(on)

    def decide(self) -> None:
        """Have the finding decided on, or all of the group."""
        row = self.list.row
        if row is None or self._table is None or self.card.decide.isHidden():
            return
        self.decisionWanted.emit([self._table.findings[number] for number in self.model.findings_of(row)])

    def take_decisions(self, entries: Sequence[Entry]) -> None:
        """Show what was decided just now."""
        if self._marks is not None and isValid(self):
            self._marks.add_decisions(entries)
            self._tell_chosen()

    def _ask(
        self,
        marks: MarkBook,
        some: list[int],
        action: Action,
        title: str,
        about: str,
        reasons: tuple[str, ...],
        how: How = "each",
    ) -> None:
        if not some:
            return
        dialog = ReasonDialog(title, f"{self.card.head.text()}\n{about}", reasons, self)
        dialog.accepted.connect(lambda: self._write_down(marks, some, action, dialog.reason(), how))
        hand_back(dialog, self.list.setFocus)
        _pop_up(dialog)

    def _write_down(self, marks: MarkBook, some: list[int], action: Action, reason: str, how: How) -> None:
        if marks is not self._marks:
            self.said.emit("その間に検査し直したので、記録していません。もう一度選んでください。", True)
            return

        single = self.chosen if action == "reviewed" and how == "each" and len(some) == 1 else None

        def kept() -> None:
            if marks is not self._marks or not isValid(self):
                return  # the medium is closed, or was checked again: the ledger has it all the same
            if single is not None:
                self._reasons[single.rule] = reason
            self.model.done_changed()
            self._make_room()
            listed = self.filters.together.isChecked()
            self.filters.set_marks(marks.done, marks.together)
            if listed and not self.filters.together.isChecked():
                self._rearrange()  # that was the last of them
            self._tell_chosen()
            become = _BECOME[action, how]
            self.said.emit(f"{len(some):,} 件を{become}。", False)
            self.marked.emit()

        def wrong(error: KenpanError) -> None:
            if isValid(self):
                self.said.emit(str(error), True)

        marks.write(some, action, reason, how, kept, wrong)

    def explain(self) -> None:
        """Show what the rule is about, or put that away."""
        self.card.explain.toggle()


def _pop_up(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()

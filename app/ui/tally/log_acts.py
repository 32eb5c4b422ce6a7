"""What is done on 封入ログ: logs signed for, what is left recorded, the gate closed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import KenpanError
from app.lists.logs.model import Log, LogProblem
from app.lists.logs.reading import Named
from app.month.logs.columns import keep_log, known_logs
from app.month.logs.keeping import keep_logs
from app.month.logs.reading import MonthTally, entry_of, reason_of
from app.month.logs.shown import counted_text
from app.month.looking.workbench import Workbench
from app.signoff import machine_logs, months
from app.signoff.gates import LOGS
from app.signoff.live_parts import Live, for_run
from app.signoff.log_standing import is_settled, log_lines, log_work, results_named
from app.signoff.model import Month
from app.tally.remaining import BY_HAND, REMADE, Left
from app.ui.board.board_words import evidence_text
from app.ui.kit import reasons
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.tally.log_dialogs import ConsentDialog, LogColumnsDialog, RemakeDialog
from app.ui.tally.log_rows import item_of

REASONS = (
    "余分な現品を回収し、廃棄した",
    "機械の記録の誤りと分かった（現品で確認した）",
    "別の月のログが混じっていた",
    "機構に報告し、指示を受けた",
)
_SHOWN, _WORDS = 6, 12
PASSED, SPOILED = "passed", "spoiled"
_MEANS = (
    ("", "まだ決めない（数えません）"),
    (PASSED, "良品（この工程を済ませた）"),
    (SPOILED, "不良（作り直しがいる）"),
)


class LogActs:
    """A part of the page."""

    found: MonthTally | None
    month: Month | None
    problem: LogProblem | None
    log: Log | None
    _folder: Path | None
    _desk: Desk
    _live: Callable[[], Live]
    _bench: Callable[[], Workbench | None]
    _stores: Callable[[], Path]
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]
    _tell_next: Callable[[], None]
    read: Callable[[Path], None]

    @property
    def _widget(self) -> QWidget:
        return cast(QWidget, self)

    def sign(self) -> None:
        """Keep the logs, and sign for what they say and leave to do."""
        bench, month, found, folder = self._bench(), self.month, self.found, self._folder
        if bench is None or month is None or found is None or folder is None:
            return
        told, root, month_id = entry_of(bench, found), self._stores(), month.id

        def kept(_nothing: object) -> None:
            summary = (
                named_month(month),
                f"作業ログ {len(found.read.logs):,} 本　{found.read.lines:,} 行",
                counted_text(found),
                f"残り {len(found.left):,} 項目　時刻の順の警告 {told['order']:,} 項目",
            )
            act = lambda state, by: machine_logs.take_logs(state, by, month_id, told)  # noqa: E731
            self._desk.sign(act, "logs.read", summary, None, self._widget.window())

        results = results_named(self._desk.state, month)
        work = lambda book, session: keep_logs(  # noqa: E731
            book, session, root, month_id, folder, told["sha256"], known_logs(root), results
        )
        self._say("")
        self._desk.run_with(work, kept, self._refuse)

    def ask_columns(self) -> None:
        """Which column is what, of the log in hand; else what its results mean."""
        problem = self.problem
        if problem is None:
            self._ask_results()
            return
        dialog = LogColumnsDialog(problem, self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(lambda *_: self.name_columns(problem.fingerprint, dialog.told()))
        dialog.open()

    def name_columns(self, fingerprint: str, named: Named) -> None:
        """Remember it, and read the folder again."""
        try:
            keep_log(self._stores(), fingerprint, named)
        except KenpanError as error:
            self._refuse(error)
            return
        if self._folder is not None:
            self.read(self._folder)

    def _ask_results(self) -> None:
        """What the results of the log in hand mean that nobody knows: a lead says so, and the logs are read again."""
        month, log = self.month, self.log
        if month is None or log is None or not log.strange:
            return
        words = log.strange[:_WORDS]
        asked = [Asked(f"{at}", f"「{word}」", "", _MEANS, needed=False) for at, word in enumerate(words)]
        about = f"{log.name} の結果のうち、意味の分からない語です。決めると、この語のある行を数えます。"
        asked.append(Asked("reason", "そう決めた理由（機械の取扱説明書など）"))
        dialog = AskDialog("結果の語を決める", about, asked, "署名へ　Enter", self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def told(values: dict[str, str]) -> None:
            results = {word: means == PASSED for at, word in enumerate(words) if (means := values[f"{at}"])}
            act = lambda state, by: machine_logs.name_results(  # noqa: E731
                state, by, month.id, results, values["reason"]
            )
            try:
                act(self._desk.state, "")
            except KenpanError as error:
                self._refuse(error)
                return
            said = (f"「{word}」は{'良品' if passed else '不良'}" for word, passed in results.items())
            summary = (named_month(month), *said, f"理由：{values['reason']}")
            self._desk.sign(act, "result.named", summary, self._read_again, self._widget.window())

        dialog.told.connect(told)
        dialog.open()

    def _read_again(self, *_told: object) -> None:
        if self._folder is not None:
            self.read(self._folder)

    def record_left(self, left: Left) -> QDialog | None:
        """What has to be recorded about this, asked for and signed."""
        month = self.month
        if month is None:
            return None
        own = log_work(self._desk.state, month)
        if is_settled(own, item_of(left)):
            return None
        if left.rule == BY_HAND:
            return self._ask_consent(month)
        if left.rule != REMADE:
            said = lambda reason: self._settle(month, left, reason)  # noqa: E731
            return reasons.ask(self._widget, "残りを済ませる理由", f"{left.about}　{left.text}", REASONS, said)
        if left.about in own.remade:
            self._see_destroyed(month)
            return None
        return self._ask_remake(month, left)

    def _ask_remake(self, month: Month, left: Left) -> QDialog:
        found = self.found
        assert found is not None
        own = log_work(self._desk.state, month)
        others = [
            (one, told)
            for one in found.left
            if one.rule == REMADE and one.about not in own.remade and one is not left
            if all(told := reason_of(found, one))
        ]
        dialog = RemakeDialog(left.about, reason_of(found, left), len(others), self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def filled(texts: dict[str, str], with_others: bool) -> None:
            mine = [(left, (texts["reason"], texts["machine"], texts["person"]))]
            pieces = [
                {"piece": one.about, "again": one.again, "reason": why, "machine": machine, "person": person}
                for one, (why, machine, person) in (*mine, *(others if with_others else ()))
            ]
            act = lambda state, by: machine_logs.remake(state, by, month.id, pieces, texts["method"])  # noqa: E731
            shown = [f"{one['piece']} → {one['again']}　{one['reason']}" for one in pieces[:_SHOWN]]
            more = [f"ほか {len(pieces) - _SHOWN:,} 件"] if len(pieces) > _SHOWN else []
            summary = (named_month(month), f"{len(pieces):,} 件　廃棄：{texts['method']}", *shown, *more)
            self._desk.sign(act, "piece.remade", summary, None, self._widget.window())

        dialog.told.connect(filled)
        dialog.open()
        return dialog

    def _see_destroyed(self, month: Month) -> None:
        """Everything that somebody else wrote down, together: it lies there together."""
        own, account = log_work(self._desk.state, month), self._desk.account
        by = "" if account is None else account.id
        pieces = [piece for piece, one in own.remade.items() if piece not in own.destroyed and one.signature.by != by]
        act = lambda state, who: machine_logs.see_destroyed(state, who, month.id, pieces)  # noqa: E731
        more = [f"ほか {len(pieces) - _SHOWN:,} 件"] if len(pieces) > _SHOWN else []
        told = f"不良になった現品 {len(pieces):,} 件が廃棄されたことを確認した"
        summary = (named_month(month), told, *pieces[:_SHOWN], *more)
        self._desk.sign(act, "piece.destroyed", summary, None, self._widget.window())

    def _ask_consent(self, month: Month) -> QDialog:
        found = self.found
        assert found is not None
        own = log_work(self._desk.state, month)
        pieces = [one.about for one in found.left if one.rule == BY_HAND and one.about not in own.allowed]
        dialog = ConsentDialog(len(pieces), self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def told(consent: str, reason: str) -> None:
            act = lambda state, by: machine_logs.allow_by_hand(  # noqa: E731
                state, by, month.id, pieces, consent, reason
            )
            summary = (named_month(month), f"手封入 {len(pieces):,} 通　承認番号 {consent}", f"理由：{reason}")
            self._desk.sign(act, "insertion.allowed", summary, None, self._widget.window())

        dialog.told.connect(told)
        dialog.open()
        return dialog

    def _settle(self, month: Month, left: Left, reason: str) -> None:
        items = [item_of(left)]
        act = lambda state, by: machine_logs.settle(state, by, month.id, items, reason)  # noqa: E731
        summary = (named_month(month), f"{left.about}　{left.text}", f"理由：{reason}")
        self._desk.sign(act, "logs.settled", summary, None, self._widget.window())

    def close_gate(self) -> None:
        """封入ログ is done: by somebody else than who read the logs."""
        month: Any = self.month
        if month is None:
            return
        lines, live = log_lines(self._desk.state, month), for_run(self._live() or ())
        account = self._desk.account
        act = lambda state, by: months.close_gate(state, by, month.id, LOGS, lines, "", live)  # noqa: E731
        try:
            act(self._desk.state, "" if account is None else account.id)
        except KenpanError as error:
            self._refuse(error)
            return
        told = (f"{one.label}：{evidence_text(one)}" for one in lines)
        summary = (named_month(month), "封入ログの完了（関門を閉じます）", *told)
        self._desk.sign(act, "gate.closed", summary, None, self._widget.window())

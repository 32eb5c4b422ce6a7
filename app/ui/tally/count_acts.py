"""What is done on 件数: the slip drafted and typed, the counts signed for, differences explained, the gate closed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.equipment.posting import load_posting
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.filing.slip_files import keep_slip, read_image, stamped_act
from app.language import tr
from app.month.counts.gathering import CountedMonth
from app.month.counts.standing import Beside, differs_in
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.records.units import ENVELOPES, NOTICES
from app.reports.counts_table import counts_xlsx
from app.reports.form_cells import load_form
from app.reports.insert_plan import insert_plan_xlsx
from app.reports.posting_slip import FORM, slip_xlsx
from app.signoff import counts, months
from app.signoff.count_standing import count_lines, may_explain, unexplained
from app.signoff.gates import COUNTS
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Month
from app.tally.slip_model import Slip
from app.ui.board.board_words import evidence_text
from app.ui.kit import reasons
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.tally.count_rows import Line
from app.ui.tally.slip_dialog import SlipDialog

REASONS = (
    "機構に確認し、媒体のとおりとする回答があった",
    "郵便局の数え方の違いを郵便局に確認した",
    "機構の訂正の連絡があった",
)


class CountActs:
    """A part of the page."""

    said: Any
    found: CountedMonth | None
    own: Beside | None
    line: Line | None
    month: Month | None
    forms: Path | None = None
    """Where the agency's own forms lie; without it the stand-ins are filled in."""
    _desk: Desk
    _live: Callable[[], Live]
    _bench: Callable[[], Workbench | None]
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]

    @property
    def _widget(self) -> QWidget:
        assert isinstance(self, QWidget)
        return self

    def _medium(self) -> str:
        bench = self._bench()
        return "" if bench is None else media_part(bench).sha256

    def sign_draft(self) -> None:
        """The slip as it must be, before it is shown to the agency."""
        month, found = self.month, self.found
        if month is None or found is None:
            return
        slip, medium = found.drawn.slip, self._medium()
        act = lambda state, by: counts.draft(state, by, month.id, medium, slip)  # noqa: E731
        told = (f"{key.name}　{slip[key]:,} 通" for key in sorted(slip, key=lambda one: one.order))
        self._desk.sign(act, "slip.drafted", (named_month(month), *told), None, self._widget.window())

    def ask_slip(self) -> SlipDialog | None:
        """Type the stamped copy."""
        found = self.found
        if self.month is None or found is None:
            return None
        keys = sorted(found.drawn.slip, key=lambda one: one.order)
        dialog = SlipDialog(keys, self._widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.typed.connect(self.sign_slip)
        dialog.open()
        return dialog

    def sign_slip(self, slip: Slip, on: str, image: Path) -> None:
        """The numbers and the image, both or neither."""
        month, medium = self.month, self._medium()
        if month is None:
            return
        try:
            content = read_image(image)
            act = stamped_act(month.id, medium, slip, on, image, content)
        except KenpanError as error:
            self._refuse(error)
            return
        told = (f"{key.name}　{slip[key]:,} 通" for key in sorted(slip, key=lambda one: one.order))
        summary = (named_month(month), f"受付印 {on}　{image.name}", *told)
        work = lambda book, session: keep_slip(book, session, content, act)  # noqa: E731
        self._desk.sign_with(work, "slip.stamped", summary, None, self._widget.window())

    def sign_counts(self) -> None:
        """All counts side by side, as they are shown."""
        month, found, own = self.month, self.found, self.own
        if month is None or found is None or own is None:
            return
        notices, envelopes = found.table.sums(NOTICES), found.table.sums(ENVELOPES)
        sums = notices["data"] or 0, envelopes["data"] or 0, envelopes["posted"]
        told = self._medium(), found.drawn.slip, own.sha256, sums, own.untold, len(own.unconfirmed)
        differs = differs_in(found)
        act = lambda state, by: counts.take_counts(state, by, month.id, *told, differs)  # noqa: E731
        summary = (
            named_month(month),
            f"明細 {sums[0]:,} 件　封筒 {sums[1]:,} 通",
            f"まだない件数：{'・'.join(own.untold) or 'なし'}",
            *(one.what for one in differs),
        )
        self._desk.sign(act, "counts.taken", summary, None, self._widget.window())

    def ask_reason(self) -> None:
        """Why the difference in hand, or the first that may be explained, stands as it is."""
        month, line = self.month, self.line
        if month is None:
            return
        left = [one for one in unexplained(self._desk.state, month) if may_explain(one.key)]
        mine = [one for one in left if line is not None and one.key == line.key]
        one = next(iter(mine or left), None)
        if one is None:
            self._say("理由を書いて済ませられる違いではありません。数を合わせてください。")
            return

        def said(reason: str) -> None:
            act = lambda state, by: counts.explain(state, by, month.id, one.key, reason)  # noqa: E731
            summary = (named_month(month), one.what, f"理由：{reason}")
            self._desk.sign(act, "count.explained", summary, None, self._widget.window())

        reasons.ask(self._widget, "違いの理由", one.what, REASONS, said)

    def close_gate(self) -> None:
        """件数 is done: by somebody else than who typed the slip."""
        month = self.month
        if month is None:
            return
        lines, live = count_lines(self._desk.state, month), for_run(self._live() or ())
        account = self._desk.account
        act = lambda state, by: months.close_gate(state, by, month.id, COUNTS, lines, "", live)  # noqa: E731
        try:
            act(self._desk.state, "" if account is None else account.id)
        except KenpanError as error:
            self._refuse(error)
            return
        told = (f"{one.label}：{evidence_text(one)}" for one in lines)
        summary = (named_month(month), "件数の完了（関門を閉じます）", *told)
        self._desk.sign(act, "gate.closed", summary, None, self._widget.window())

    def ask_export(self) -> None:
        """Choose the folder for the three books."""
        chosen = QFileDialog.getExistingDirectory(self._widget, tr("件数の表を書き出すフォルダーを選ぶ"))
        if chosen:
            self.write_books(Path(chosen))

    def write_books(self, folder: Path) -> None:
        """差出票 draft, 件数突合表 and 同封計画; each file is an entry."""
        month, bench, found, own = self.month, self._bench(), self.found, self.own
        if month is None or bench is None or found is None or own is None:
            return
        name, volume, made = named_month(month), bench.media.volume.label, datetime.now(UTC)

        def work(book, session):
            books = (
                (
                    "slip",
                    f"差出票_{month.period}.xlsx",
                    slip_xlsx(found.drawn.slip, load_posting(), name, volume, made, load_form(FORM, self.forms)),
                ),
                (
                    "counts",
                    f"件数突合表_{month.period}.xlsx",
                    counts_xlsx(found.table, own.slip, own.unconfirmed, name, volume, made),
                ),
                ("plan", f"同封計画_{month.period}.xlsx", insert_plan_xlsx(found.plan, name, volume, made)),
            )
            return [write_with_entry(book, session, kind, folder / file, content) for kind, file, content in books]

        done = lambda files: self.said.emit(f"{len(files)} ファイルを書き出しました：{folder.name}")  # noqa: E731
        self._desk.run_with(work, done, self._refuse)

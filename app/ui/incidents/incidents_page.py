"""事故 of one month: what is looked for, what was found, and what is being done about it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.japan_time import JST
from app.language import tr
from app.month.incidents.rolls import roll_condition, roll_note
from app.month.incidents.searching import (
    Condition,
    Found,
    earlier_months,
    search,
    stage_lines,
)
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.progress import Progress
from app.reports.incident_list import TITLE, incident_xlsx
from app.signoff.dummy_model import Roll
from app.signoff.dummy_standing import rolls_of
from app.signoff.gates import medium_of
from app.signoff.incident_model import Incident
from app.signoff.incidents import CLAIM_DAYS, claim, close_incident, contain, open_incident, tell_agency
from app.signoff.model import Month
from app.tally.model import Lives
from app.ui.incidents import rows, screen_keys
from app.ui.incidents.page_parts import FOUND_TAB, PAST_TAB, PageParts
from app.ui.kit import tokens
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.later import soon
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.shortcuts import bind
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

SEARCH_JOB = "incidents.search"


class IncidentsPage(PageParts):
    """``said(text)`` for the status line; ``leaveWanted()``; ``recordWanted(file, record)``.

    ``bench`` gives the open medium, ``lives`` what the machines' logs say of it, if they are read.
    """

    said = Signal(str)
    leaveWanted = Signal()
    recordWanted = Signal(str, int)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        lives: Callable[[], Lives | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._lives = desk, jobs, bench, lives
        self._month_id = ""
        self.found: Found | None = None
        self._past: tuple[Incident, ...] = ()
        self._next = rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        for table in (self.found_table, self.past):
            self.search.textChanged.connect(table.only)
        self.past.moved.connect(lambda _row: self._show())
        self.found_table.entered.connect(self._look_at)
        self.tabs.currentChanged.connect(lambda _at: self._show())
        for button, act in (
            (self.look, self.look_for),
            (self.export, self.ask_export),
            (self.tell, self.ask_tell),
            (self.contain, self.ask_contain),
            (self.claimed, self.ask_claim),
            (self.act, self.act_now),
            (self.progress.stop, self.stop),
        ):
            button.clicked.connect(act)
        for edit in (self.value, self.begin, self.end):
            edit.returnPressed.connect(self.look_for)
        bind(self, screen_keys.ACT, self.act_now)
        bind(self, screen_keys.FIND, self.search.setFocus)
        bind(self, screen_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    # What is in hand

    @property
    def month(self) -> Month | None:
        """The month whose pieces these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def incident(self) -> Incident | None:
        """The accident in hand."""
        at = self.past.current
        return self._past[at] if 0 <= at < len(self._past) else None

    def condition(self) -> Condition:
        """What is asked for."""
        kind = self.kind.currentData()
        value = str(self.case.currentData()) if kind == "case" else self.value.text().strip()
        if kind == "roll":
            return roll_condition(self._rolls(), value, self._lives())
        if kind == "form":
            return Condition(kind, f"{self.form.currentData()} {value}".strip())
        timed = kind in ("machine", "period")
        begin, end = (self.begin.text().strip(), self.end.text().strip()) if timed else ("", "")
        return Condition(kind, "" if kind == "period" else value, begin, end)

    def _rolls(self) -> tuple[Roll, ...]:
        month = self.month
        return () if month is None else rolls_of(self._desk.state, month)

    # What is shown

    def show_month(self, month_id: str) -> None:
        """The accidents of this month."""
        if month_id != self._month_id:
            self._take(None)
        self._month_id = month_id
        self.renew()

    def _take(self, found: Found | None, cells: Sequence[tuple[str, ...]] = ()) -> None:
        self.found = found
        self.found_table.show_rows(cells)

    def renew(self) -> None:
        """Look again: the ledger went on, or another medium is open."""
        month, state = self.month, self._desk.state
        self.title.setText(tr("事故" if month is None else f"事故　{named_month(month)}"))
        self._past = rows.incidents_of(state, self._month_id)
        self.past.show_rows([rows.past_cells(one) for one in self._past])
        left = sum(one.is_open for one in self._past)
        untold = sum(one.is_open and one.told is None for one in self._past)
        tone: tokens.Tone = "bad" if untold else "doing" if left else "absent"
        word = f"機構への連絡待ち {untold} 件" if untold else f"対応中 {left} 件" if left else "事故なし"
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
        self.tabs.setTabText(PAST_TAB, tr("事故の一覧 {n_past:,} 件", n_past=len(self._past)))
        self._show()

    def _show(self) -> None:
        month, found, one = self.month, self.found, self.incident
        self.tabs.setTabText(
            FOUND_TAB, tr("該当する現品" if found is None else f"該当する現品 {len(found.affected):,} 件")
        )
        self.counts.setText(tr("" if found is None else rows.counted(found)))
        self.counts.setVisible(found is not None)
        self.show_lines(() if one is None else rows.incident_lines(one))
        account, may = self._desk.account, self._desk.may("incident.opened")
        by = "" if account is None else account.id
        closes = self._desk.may("incident.closed") and one is not None and one.opened.by != by
        self._next = rows.next_act(month, found, one, may=may, closes=closes)
        running = self._jobs.running(SEARCH_JOB)
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.progress.setVisible(running)
        self.look.setEnabled(self._there() and not running)
        self.export.setEnabled(found is not None and not running)
        is_open = may and one is not None and one.is_open
        for button in (self.tell, self.contain, self.claimed):
            button.setEnabled(is_open)

    def _there(self) -> bool:
        bench, month = self._bench(), self.month
        return bench is not None and month is not None and media_part(bench).sha256 == medium_of(month)

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self._show()
        self._say(str(error))

    # Looking

    def look_for(self) -> None:
        """Everything with the condition that is asked for."""
        bench, lives = self._bench(), self._lives()
        if bench is None or not self._there():
            self._say("当月の媒体を開いてください（Ctrl+O）。")
            return
        try:
            condition = self.condition()
        except KenpanError as error:
            self._refuse(error)
            return

        def work(progress: Progress) -> tuple[Found, list[tuple[str, ...]]]:
            found = search(bench, condition, lives, progress)
            shown = min(len(found.affected), rows.SHOWN)
            return found, [rows.piece_cells(bench, found, at) for at in range(shown)]

        def done(both: tuple[Found, list[tuple[str, ...]]]) -> None:
            self._take(*both)
            self.tabs.setCurrentIndex(FOUND_TAB)
            self._show()
            self._say(roll_note(self._rolls(), condition, lives))

        self._say("")
        self._jobs.start(
            work,
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=SEARCH_JOB,
        )
        self._show()

    def stop(self) -> None:
        """Not after all."""
        self._jobs.cancel(SEARCH_JOB)
        self._show()
        self._say("中止しました。")

    def _look_at(self, at: int) -> None:
        if self.found is not None:
            own = self.found.affected
            self.recordWanted.emit(*own.pieces.place(int(own.notices[at])))

    def ask_export(self) -> None:
        """Where the list goes."""
        month = self.month
        if month is None or self.found is None:
            return
        path = ask_where(self, f"{TITLE}を書き出す", f"{TITLE}_{month.period}.xlsx", "Excel (*.xlsx)", ".xlsx")
        if path is not None:
            self.write_list(path)

    def write_list(self, path: Path) -> None:
        """All pieces with their places; the file is an entry."""
        bench, found, month = self._bench(), self.found, self.month
        if bench is None or found is None or month is None:
            return
        facts = [("月", named_month(month)), *((one.label, one.value) for one in found.condition.told)]
        facts += [("該当", f"{found.affected.envelopes:,} 通（{len(found.affected):,} 件）")]
        facts += [(word, f"{count:,} 通　{who}") for word, who, count in stage_lines(found.affected)]
        facts.append(("一覧の SHA-256", found.list_hash))

        def work(book: Any, session: Any) -> Path:
            lines = (rows.listed(bench, found, at) for at in range(len(found.affected)))
            content = incident_xlsx(facts, lines, datetime.now(UTC))
            return write_with_entry(book, session, "incident", path, content)

        self._desk.run_with(work, lambda done: self.said.emit(f"書き出しました：{done.name}"), self._refuse)

    # What is done

    def act_now(self) -> None:
        """The one thing to do."""
        todo: dict[str, Callable[[], object]] = {
            "open": self.ask_open,
            "search": self.look_for,
            "tell": self.ask_tell,
            "contain": self.ask_contain,
            "close": self.ask_close,
        }
        if self._next.act:
            todo[self._next.act]()

    def _ask(
        self, title: str, about: str, asked: tuple[Asked, ...], then: Callable[[dict[str, str]], None]
    ) -> AskDialog:
        self._say("")  # what an earlier answer was refused for
        dialog = AskDialog(title, about, asked, "署名へ　Enter", self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(then)
        dialog.open()
        return dialog

    def ask_open(self) -> AskDialog | None:
        """Write the accident down: when and what."""
        found, month = self.found, self.month
        if found is None or month is None:
            return None
        now = datetime.now(JST)
        asked = (Asked("found", "分かった日時", f"{now:%Y-%m-%d %H:%M}"), Asked("what", "何が起きたか（事実）"))
        earlier = earlier_months(self._desk.state, month, now.date())
        about = f"該当 {found.affected.envelopes:,} 通（{len(found.affected):,} 件）、差出済 {found.gone:,} 通"
        more = "\n".join(f"▲ 前5営業日に差し出した月も調べます：{one}" for one in earlier)
        told, counts = found.condition.told, (len(found.affected), found.affected.envelopes, found.gone)

        def done(values: dict[str, str]) -> None:
            own = uuid.uuid4().hex[:12]
            earlier = earlier_months(self._desk.state, month, rows.day_of(values["found"], now.date()))
            act = lambda state, by: open_incident(  # noqa: E731
                state, by, month.id, own, values["found"], values["what"], told, counts, earlier, found.list_hash
            )
            lines = (f"{one.label}：{one.value}" for one in told)
            summary = (named_month(month), values["found"], values["what"], *lines, about, *earlier)
            self._desk.sign(act, "incident.opened", summary, lambda _entries: self._recorded(), self.window())

        return self._ask("事故の記録", f"{about}\n{more}".strip(), asked, done)

    def _recorded(self) -> None:
        self._take(None)
        self.tabs.setCurrentIndex(PAST_TAB)
        self.renew()

    def ask_tell(self) -> AskDialog | None:
        """When the agency was told, and whom."""
        one = self.incident
        if one is None or not one.is_open:
            return None
        asked = (
            Asked("at", "連絡した日時", f"{datetime.now(JST):%Y-%m-%d %H:%M}"),
            Asked("whom", "連絡先（部署・担当）"),
            Asked("way", "連絡のしかた（電話など）と、受けた指示"),
        )

        def done(values: dict[str, str]) -> None:
            act = lambda state, by: tell_agency(  # noqa: E731
                state, by, one.id, values["at"], values["whom"], values["way"]
            )
            self._desk.sign(act, "incident.told", (one.what, *values.values()), None, self.window())

        return self._ask("機構への連絡", "事故は、直ちに機構へ連絡し、指示を受けます（委託要領 13(2)）。", asked, done)

    def ask_contain(self) -> AskDialog | None:
        """How many are found and back."""
        one = self.incident
        if one is None or not one.is_open:
            return None
        asked = (
            Asked("found", f"所在の分かった現品（通、該当 {one.envelopes:,}）", str(one.traced), (), "count"),
            Asked("recovered", "回収した現品（通）", str(one.recovered), (), "count"),
            Asked("note", "経過", needed=False),
        )

        def done(values: dict[str, str]) -> None:
            counts = int(values["found"]), int(values["recovered"])
            act = lambda state, by: contain(state, by, one.id, *counts, values["note"])  # noqa: E731
            self._desk.run(act, None, self._refuse)

        return self._ask("発見・回収", "これまでの合計を入力します。", asked, done)

    def ask_claim(self) -> AskDialog | None:
        """The agency asked for measures: they are due three days later."""
        one = self.incident
        if one is None or not one.is_open:
            return None
        today = datetime.now(JST).date()
        asked = (Asked("on", "指摘のあった日", today.isoformat(), (), "day"), Asked("note", "指摘の内容"))

        def done(values: dict[str, str]) -> None:
            due = (date.fromisoformat(values["on"]) + timedelta(days=CLAIM_DAYS)).isoformat()
            act = lambda state, by: claim(state, by, one.id, values["on"], due, values["note"])  # noqa: E731
            self._desk.run(act, None, self._refuse)

        return self._ask(
            "機構の指摘", "改善結果・再発防止策は、指摘から 3 日以内に書面で出します（仕様書別紙4）。", asked, done
        )

    def ask_close(self) -> AskDialog | None:
        """It is over: cause and measures."""
        one = self.incident
        if one is None or not one.is_open:
            return None
        asked = (
            Asked("on", "終結した日", datetime.now(JST).date().isoformat(), (), "day"),
            Asked("measures", "原因と再発防止策（書面の要点）"),
        )

        def done(values: dict[str, str]) -> None:
            act = lambda state, by: close_incident(state, by, one.id, values["measures"], values["on"])  # noqa: E731
            summary = (one.what, f"回収 {one.recovered:,}／{one.envelopes:,} 通", *values.values())
            self._desk.sign(act, "incident.closed", summary, None, self.window())

        return self._ask("事故の終結", f"{one.what}\n回収 {one.recovered:,}／{one.envelopes:,} 通", asked, done)

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def leave(self) -> None:
        """Forget the medium and what was found in it."""
        self._jobs.cancel(SEARCH_JOB)
        self._take(None)
        self._say("")
        self.renew_soon()

"""What is done about the papers: filled in, written out, handed in, looked up again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.filing.known_files import look_up, told
from app.filing.recorded_file import write_with_entry
from app.japan_time import JST
from app.language import tr
from app.month.looking.workbench import Workbench
from app.month.papers.counting import monthly_counts
from app.month.papers.making import (
    DAYS,
    ELSEWHERE,
    INSPECTION,
    MADE,
    REMARK,
    SERVICE,
    TRAINING,
    answers_of,
    inspection_told,
    make_paper,
    told_of,
)
from app.reports.paper_texts import load_texts
from app.reports.typed_papers import CHECKS, FIT
from app.signoff.custody import hand_in
from app.signoff.custody_model import PAPERS
from app.signoff.gates import REPORTS
from app.signoff.ledger import Head
from app.signoff.model import Month, Told
from app.signoff.months import state_that
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.words import named_month
from app.ui.papers.rows import typed_of
from app.ui.papers.training_form import training_asked, training_of
from app.ui.shell.desk import Desk

KINDS = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel (*.xlsx)"}
WAYS = "持参・郵送・電子メール・FAX など"


def today() -> str:
    """The day in Japan."""
    return datetime.now(JST).date().isoformat()


class PaperActs:
    """A part of the page."""

    said: Any
    month: Month | None
    paper: str
    _desk: Desk
    _month_id: str
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]
    _own_bench: Callable[[], Workbench | None]

    @property
    def _widget(self) -> QWidget:
        return self  # type: ignore[return-value]

    def _ask(self, dialog: AskDialog, then: Callable[[dict[str, str]], None]) -> AskDialog:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.told.connect(then)
        dialog.open()
        return dialog

    # Filling in

    def fill_in(self) -> AskDialog | None:
        """What people must state before a paper is written out."""
        month, what = self.month, typed_of(self.paper)
        if month is None or not what:
            return None
        if what == TRAINING:
            return self._fill_training(month)
        return self._fill_inspection(month) if what == INSPECTION else self._fill_service(month)

    def _fill_training(self, month: Month) -> AskDialog:
        dialog = AskDialog(*training_asked(self._desk.state, month), "署名へ　Enter", self._widget)
        return self._ask(dialog, lambda values: self._state(month, TRAINING, "研修の実施", training_of(values)))

    def _fill_inspection(self, month: Month) -> AskDialog:
        texts, before = load_texts(), answers_of(month)
        asked = []
        for one in texts.inspection:
            check, result = before.get(one.id, (FIT, ""))
            choices = tuple((word, word) for word in CHECKS)
            asked.append(Asked(f"check.{one.id}", f"{one.id}　{one.name}　{one.text}", check, choices))
            asked.append(Asked(f"result.{one.id}", f"{one.id}　{one.name}　結果", result, beside=True))
        told_before = told_of(month, INSPECTION)
        asked.append(Asked("days", "点検実施日", told_before.get(DAYS, f"{today()} ～ {today()}")))
        asked.append(Asked("remark", "特記事項", told_before.get(REMARK, ""), needed=False))
        dialog = AskDialog(
            texts.inspection_title, "項目ごとに、チェックと結果を記入します（仕様書別紙12）。", asked, "署名へ　Enter",
            self._widget,
        )  # fmt: skip

        def done(values: dict[str, str]) -> None:
            answers = {one.id: (values[f"check.{one.id}"], values[f"result.{one.id}"]) for one in texts.inspection}
            data = inspection_told(answers, values["days"], values["remark"], texts)
            self._state(month, INSPECTION, "自主点検の結果", data)

        return self._ask(dialog, done)

    def _fill_service(self, month: Month) -> AskDialog:
        texts, before = load_texts(), told_of(month, SERVICE)
        asked = [
            Asked(one.id, f"{one.name}（{one.unit}）", before.get(one.id, ""), (), "count") for one in texts.service
        ]
        asked.append(Asked("remark", "その他", before.get(REMARK, ""), needed=False))
        dialog = AskDialog(
            texts.service_title, "当月に判明した数を記入します。月間報告書と達成状況に載ります（仕様書別紙4、13-2）。",
            asked, "署名へ　Enter", self._widget,
        )  # fmt: skip

        def done(values: dict[str, str]) -> None:
            data = tuple(Told(one.id, one.name, values[one.id]) for one in texts.service)
            self._state(month, SERVICE, "サービス水準の達成状況", (*data, Told(REMARK, "その他", values["remark"])))

        return self._ask(dialog, done)

    def _state(self, month: Month, what: str, text: str, data: tuple[Told, ...]) -> None:
        act = lambda state, by: state_that(state, by, month.id, REPORTS, what, text, data)  # noqa: E731
        told_lines = (f"{one.label}：{one.value}" for one in data)
        self._desk.sign(act, "statement.made", (named_month(month), text, *told_lines), None, self._widget.window())

    # Writing out

    def ask_write(self) -> None:
        """Where the paper in hand goes; those of other screens are written there."""
        month, paper = self.month, self.paper
        if month is None or not paper:
            return
        own = PAPERS[paper]
        if paper in ELSEWHERE:
            self._say(f"{own.title}は、{ELSEWHERE[paper]}の画面で書き出します。")
            return
        if paper == "custody":
            asked = (Asked("place", "履行場所", needed=False),)
            about = "履行場所ごとに作ります。空けておくと、書き出してから記入できます。"
            dialog = AskDialog(own.title, about, asked, "書き出す　Enter", self._widget)
            self._ask(dialog, lambda values: self._where(paper, values["place"]))
            return
        self._where(paper, "")

    def _where(self, paper: str, place: str) -> None:
        month, own = self.month, PAPERS[paper]
        if month is None:
            return
        endings = MADE[paper]
        name = f"{own.annex}_{own.title}_{month.period}{endings[0]}".replace(" ", "")
        kinds = ";;".join(KINDS[one] for one in endings)
        path = ask_where(self._widget, f"{own.title}を書き出す", name, kinds)
        if path is not None:
            self.write_paper(paper, path if path.suffix in endings else path.with_suffix(endings[0]), place)

    def write_paper(self, paper: str, path: Path, place: str = "") -> None:
        """One paper; the file is an entry."""
        month_id, (kind,), bench = self._month_id, PAPERS[paper].kinds, self._own_bench()

        def work(book: Any, session: Any) -> Path:
            state = book.refresh()
            head = Head(state.count, state.head, state.time)
            month, made = state.months[month_id], datetime.now(UTC)
            counts = {} if bench is None or paper != "monthly" else monthly_counts(bench)
            content = make_paper(paper, path.suffix, state, month, head, made, counts, place)
            return write_with_entry(book, session, kind, path, content)

        self._say("")
        self._desk.run_with(work, lambda done: self.said.emit(f"書き出しました：{done.name}"), self._refuse)

    # Handing in

    def ask_hand(self) -> None:
        """Which file was handed in."""
        own = PAPERS.get(self.paper)
        if own is None or self.month is None:
            return
        chosen, _ = QFileDialog.getOpenFileName(self._widget, tr("提出した{own_title}を選ぶ", own_title=own.title))
        if chosen:
            self.hand_file(Path(chosen))

    def hand_file(self, path: Path) -> None:
        """When and how it was handed in, then the signature."""
        month, paper = self.month, self.paper

        def known(one: Any) -> None:
            try:
                hand_in(self._desk.state, "", self._month_id, paper, one.sha256, today(), "？")
            except KenpanError as error:
                self._refuse(error)
                return
            asked = (Asked("on", "提出した日", today(), (), "day"), Asked("way", f"提出のしかた（{WAYS}）"))
            about = f"{PAPERS[paper].title}　{path.name}\n書き出したままのファイルです。"
            dialog = AskDialog("提出の記録", about, asked, "署名へ　Enter", self._widget)
            self._ask(dialog, lambda values: self._hand(month, paper, one.sha256, values, path.name))

        self._say("")
        self._desk.run_with(lambda book, _session: look_up(book, path), known, self._refuse)

    def _hand(self, month: Month | None, paper: str, sha256: str, values: dict[str, str], name: str) -> None:
        if month is None:
            return
        act = lambda state, by: hand_in(state, by, month.id, paper, sha256, values["on"], values["way"])  # noqa: E731
        summary = (named_month(month), PAPERS[paper].title, name, f"提出 {values['on']}　{values['way']}", sha256)
        self._desk.sign(act, "paper.handed", summary, None, self._widget.window())

    # Looking up

    def ask_check(self) -> None:
        """Is this file still what was written out?"""
        chosen, _ = QFileDialog.getOpenFileName(self._widget, tr("確かめるファイルを選ぶ"))
        if chosen:
            self.check_file(Path(chosen))

    def check_file(self, path: Path) -> None:
        """The answer stands below the table."""
        self._desk.run_with(
            lambda book, _session: look_up(book, path), lambda one: self._answer(told(one)), self._refuse
        )

    def _answer(self, text: str) -> None:
        self._say(text)

"""A new month: which process makes it, when its media come, when it must be delivered."""

import secrets
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QFormLayout, QLineEdit, QWidget

from app.japan_time import JST, month_text
from app.language import tr
from app.month.schedule.dates import day_text
from app.month.schedule.file import schedule
from app.signoff import months
from app.signoff.processes import in_force
from app.ui.board.board_words import force_text
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.labels import plain
from app.ui.shell.desk import Desk

_BEFORE, _AFTER = 2, 3
_USUAL = timedelta(days=5)


class MonthDialog(FormDialog):
    """``created(month id)`` is sent when the month is registered."""

    created = Signal(str)

    def __init__(self, desk: Desk, process: str = "", parent: QWidget | None = None) -> None:
        super().__init__(desk, "月を登録", "登録する　Enter", 640, parent)
        self._id = secrets.token_hex(8)
        self.month, self.process, self.title = QComboBox(), QComboBox(), QLineEdit()
        self.title.setAccessibleName(tr("件名"))
        self.title.setPlaceholderText(tr("例　納入告知額通知書　第3巻"))
        now = desk.book.clock().astimezone(JST)
        self.handover, self.delivery = _date(now), _date(now + _USUAL)
        self.state, self.plan = plain(role="note"), plain(role="note")
        self._offer_months(now)
        for one in sorted(desk.state.processes.values(), key=lambda one: one.created.seq, reverse=True):
            self.process.addItem(one.title, one.id)
        self.process.setCurrentIndex(max(0, self.process.findData(process)))
        form = QFormLayout()
        form.addRow(tr("月(&G)"), self.month)
        form.addRow(tr("件名(&T)"), self.title)
        form.addRow(tr("工程(&P)"), self.process)
        form.addRow(tr("引渡し日(&H)"), self.handover)
        form.addRow(tr("納品日(&D)"), self.delivery)
        self.body.addLayout(form)
        self.body.addWidget(self.plan)
        self.body.addWidget(self.state)
        self.month.currentIndexChanged.connect(lambda _at: self._offer_days())
        self._offer_days()
        self.title.textChanged.connect(lambda _text: self._tell())
        self.process.currentIndexChanged.connect(lambda _at: self._tell())
        self.handover.dateChanged.connect(lambda _day: self._tell())
        self.delivery.dateChanged.connect(lambda _day: self._tell())
        self.finishedAct.connect(lambda: self.created.emit(self._id))
        self._tell()
        self.title.setFocus()

    def _offer_months(self, now: datetime) -> None:
        this = now.year * 12 + now.month - 1
        for number in range(this - _BEFORE, this + _AFTER + 1):
            period = f"{number // 12}-{number % 12 + 1:02}"
            self.month.addItem(tr(month_text(period)), period)
        self.month.setCurrentIndex(_BEFORE)

    def _offer_days(self) -> None:
        """The days of the plan, where it has them; a person may still choose others."""
        planned = schedule().months.get(self.month.currentData())
        if planned is None or planned.handover is None or planned.delivery is None:
            known = "" if planned is None else f"委託予定件数 {planned.planned}。"
            self.plan.setText(tr("{known}日程の表に、この月の引渡し日・納品日はありません。", known=known))
            return
        self.handover.setDate(_qdate(planned.handover))
        self.delivery.setDate(_qdate(planned.delivery))
        days = f"引渡し {day_text(planned.handover)}　納品 {day_text(planned.delivery)}"
        self.plan.setText(
            tr(
                "日程の表：{days}　委託予定件数 {planned}（{planned_source}）",
                days=days,
                planned=planned.planned,
                planned_source=schedule().planned_source,
            )
        )

    def _tell(self) -> None:
        process = self.process.currentData()
        if process is None:
            self.state.setText(tr("工程がありません。先に工程を登録してください。"))
        else:
            force = in_force(self.desk.state, process)
            why = "" if force.version is not None else f"　{'、'.join(force.reasons)}"
            self.state.setText(tr(f"{force_text(force)}{why}"))
        in_order = self.handover.date() <= self.delivery.date()
        self.set_ready(bool(self.title.text().strip()) and process is not None and in_order)

    def pressed(self) -> None:
        """Register it."""
        own, title, period, process = self._id, self.title.text(), self.month.currentData(), self.process.currentData()
        days = self.handover.date().toString("yyyy-MM-dd"), self.delivery.date().toString("yyyy-MM-dd")
        self.run(lambda state, by: months.open_month(state, by, own, title, period, process, *days))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: datetime) -> QDateEdit:
    edit = QDateEdit(_qdate(day))
    edit.setDisplayFormat("yyyy/MM/dd")
    edit.setCalendarPopup(True)
    return edit

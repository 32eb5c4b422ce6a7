"""A new job, from the medium that is open."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from app.signoff import jobs
from app.signoff.live_parts import to_bind
from app.signoff.model import Part
from app.ui.board.cells import CellView, row
from app.ui.board.form_dialog import FormDialog, text_label
from app.ui.board.medium_choice import MediumChoice
from app.ui.board.words import ABSENT, short_fingerprint, short_hash
from app.ui.desk import Desk
from app.ui.words import month_text

_BEFORE, _AFTER = 2, 3
_ASK = "開いている媒体がどちらかを選んでください。"


class JobDialog(FormDialog):
    """``created(job id)`` is sent when the job is registered."""

    created = Signal(str)

    def __init__(self, desk: Desk, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(desk, "仕事を登録", "登録する　Enter", 760, parent)
        self._live = tuple(live)
        self._id = secrets.token_hex(8)
        self.month, self.title = QComboBox(), QLineEdit()
        self.title.setAccessibleName("件名")
        self.title.setPlaceholderText("例　納入告知額通知書　第3巻")
        self._offer_months(desk.book.clock())
        self.medium = MediumChoice(live)
        self.print = text_label()
        self.parts = CellView("結び付けるもの", ("もの", "版・名前", "ハッシュ"), (0, 0, 6))
        self.parts.setMinimumHeight(240)
        form = QFormLayout()
        form.addRow("月(&G)", self.month)
        form.addRow("件名(&T)", self.title)
        form.addRow("媒体", self.medium)
        self.body.addLayout(form)
        self.body.addWidget(text_label("note", "次のものを仕事に結び付けます。変わると、承認は失効します。"))
        self.body.addWidget(self.parts, 1)
        self.body.addWidget(self.print)
        self.title.textChanged.connect(lambda _text: self._tell())
        self.medium.changed.connect(self._tell)
        self.finishedAct.connect(lambda: self.created.emit(self._id))
        self._tell()
        self.title.setFocus()

    def _offer_months(self, now: datetime) -> None:
        this = now.astimezone().year * 12 + now.astimezone().month - 1
        for number in range(this - _BEFORE, this + _AFTER + 1):
            month = f"{number // 12}-{number % 12 + 1:02}"
            self.month.addItem(month_text(month), month)
        self.month.setCurrentIndex(_BEFORE)

    def _chosen_parts(self) -> tuple[Part, ...]:
        return to_bind(self._live, (), month=self.medium.is_month is True)

    def _tell(self) -> None:
        parts = self._chosen_parts()
        self.parts.show_rows([row(one.name, one.label, one.detail or ABSENT, short_hash(one.sha256)) for one in parts])
        asked = self.medium.is_month is None
        self.print.setText(_ASK if asked else f"指紋　{short_fingerprint(parts)}")
        self.set_ready(bool(self.title.text().strip()) and not asked)

    def pressed(self) -> None:
        """Register it."""
        job, title, month, parts = self._id, self.title.text(), self.month.currentData(), self._chosen_parts()
        self.run(lambda state, by: jobs.create(state, by, job, title, month, parts))

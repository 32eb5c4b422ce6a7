"""A new process, from what this workstation holds."""

import secrets
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.language import tr
from app.signoff import processes
from app.signoff.binding import of_process
from app.signoff.signed import Part
from app.ui.board.board_words import ABSENT, short_fingerprint, short_hash
from app.ui.board.cells import CellView, row
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.labels import plain
from app.ui.shell.desk import Desk


class ProcessDialog(FormDialog):
    """``created(process id)`` is sent when the process is registered."""

    created = Signal(str)

    def __init__(self, desk: Desk, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(desk, "工程を登録", "登録する　Enter", 760, parent)
        self._bound = of_process(live)
        self._id = secrets.token_hex(8)
        self.title = QLineEdit(placeholderText=tr("例　納入告知額通知書　2 号機"))
        self.title.setAccessibleName(tr("工程の名前"))
        self.parts = CellView("結び付けるもの", ("もの", "版・名前", "ハッシュ"), (0, 0, 6))
        self.parts.setMinimumHeight(240)
        form = QFormLayout()
        form.addRow(tr("工程の名前(&T)"), self.title)
        self.body.addLayout(form)
        said = "次のものを工程に結び付けます。変わると、承認は失効します。媒体やチラシは月に結び付けます。"
        self.body.addWidget(plain(said, "note"))
        self.body.addWidget(self.parts, 1)
        self.body.addWidget(plain(text=f"指紋　{short_fingerprint(self._bound)}"))
        self.parts.show_rows(
            [row(one.name, one.label, one.detail or ABSENT, short_hash(one.sha256)) for one in self._bound]
        )
        self.title.textChanged.connect(lambda text: self.set_ready(bool(text.strip())))
        self.finishedAct.connect(lambda: self.created.emit(self._id))
        self.set_ready(False)
        self.title.setFocus()

    def pressed(self) -> None:
        """Register it."""
        process, title, parts = self._id, self.title.text(), self._bound
        self.run(lambda state, by: processes.create(state, by, process, title, parts))

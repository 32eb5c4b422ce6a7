"""Who may open the store of deliveries: its key given to somebody new, or another key for all of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from app.delivery import store
from app.language import tr
from app.month.keeping.month_store import Holder
from app.ui.board.cells import CellView
from app.ui.board.form_dialog import FormDialog
from app.ui.board.store_dialog import HEADERS, WIDTHS, holder_row
from app.ui.kit.labels import plain
from app.ui.shell.desk import Desk

_ABOUT = (
    "配信の控え（7 年間）と端末の鍵を暗号化して置く場所です。人が辞めるか、職務が替わったときは、鍵を取り替えます。"
    "取り替えると、いま権限のある人だけが開けます。控えの中身と端末の鍵（指紋）は変わらず、相手の登録はそのままです。"
)


class KeysDialog(FormDialog):
    """The dialog stays after each act and shows what has become of it."""

    def __init__(self, desk: Desk, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(desk, "配信の保管庫の鍵", "鍵を取り替える", 700, parent)
        self._root = root
        self._holders: tuple[Holder, ...] = ()
        self.table = CellView("保管庫を開ける人", HEADERS, WIDTHS)
        self.table.setMinimumHeight(240)
        self.give = QPushButton(tr("選んだ人に鍵を渡す(&G)"))
        self.give.setAutoDefault(False)
        self.note = plain("", "note")
        for widget in (plain(_ABOUT, "note"), self.table, self.give, self.note):
            self.body.addWidget(widget, 1 if widget is self.table else 0)
        self.cancel.setText(tr("閉じる　Esc"))
        self.ok.setAutoDefault(False)
        self.give.clicked.connect(self._give)
        self.table.moved.connect(self._allow)
        desk.stateChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self._work(lambda book, _session: store.holders(book, self._root), self._show)

    def _show(self, holders: tuple[Holder, ...]) -> None:
        if isValid(self):
            self._holders = holders
            self.table.show_rows([holder_row(one) for one in holders])
            self._allow()

    def _allow(self) -> None:
        one, is_made = self._chosen(), self.desk.state.exchange.machine is not None
        to_give = one is not None and one.permitted and one.standing != "held" and bool(one.account.box)
        self.give.setEnabled(is_made and to_give and self.desk.may("media.opened"))
        self.set_ready(is_made and self.desk.may("machine.rekeyed"))

    def _chosen(self) -> Holder | None:
        return next((one for one in self._holders if one.account.id == self.table.key), None)

    def _give(self) -> None:
        one = self._chosen()
        if one is not None:
            who = one.account.id
            self._work(
                lambda book, session: store.give(store.open_desk(book, session, self._root), who),
                lambda _: self._done(f"{one.account.name} に渡しました。"),
            )

    def pressed(self) -> None:
        """Another key."""

        def done(found: Any) -> None:
            left = found[1]
            told = f"前の鍵のファイルを消せませんでした：{'、'.join(left[:3])}" if left else "鍵を取り替えました。"
            self._done(told)

        self._work(lambda book, session: store.rekey(store.open_desk(book, session, self._root)), done)

    def _done(self, told: str) -> None:
        if isValid(self):
            self.note.setText(tr(told))
            self._look()

    def _work(self, work: Callable[[Any, Any], Any], on_done: Callable[[Any], None]) -> None:
        self.desk.run_with(work, on_done, self.refuse)

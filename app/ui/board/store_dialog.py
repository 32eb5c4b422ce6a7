"""月の保管庫: made, who may open it, another key, 返却・消去 by two persons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget
from shiboken6 import isValid

from app.errors import KenpanError
from app.language import tr
from app.month.keeping import month_store
from app.month.keeping.month_store import Holder
from app.shown import shown
from app.signoff import months
from app.signoff.comparison_standing import copies_of
from app.signoff.model import Month
from app.signoff.model import Store as KnownStore
from app.ui.board.board_words import sign_text
from app.ui.board.cells import BoardRow, Cell, CellView, row
from app.ui.board.form_dialog import FormDialog
from app.ui.kit import reasons
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk

HEADERS, WIDTHS = ("人", "保管庫の鍵", "媒体を開く権限"), (0, 12, 9)
_ABOUT = (
    "別送・画像・照合結果など、個人情報を含む当月のものを暗号化して置く場所です。"
    "台帳には、作ったこと・鍵が替わったこと・消去したことだけが残ります。"
)
_STANDINGS = {"held": "● あり", "stale": "▲ 前の鍵のもの", "none": "－ なし"}
_ENDINGS = ("当月の業務が終わった", "契約の終了", "機構の指示")
_REKEY = "いま権限がある人だけに新しい鍵を渡します。前の鍵しか持たない人は、これから書くものを読めません。"


class StoreDialog(FormDialog):
    """``root`` gives the folder of all months' stores, or refuses. Files are looked at off the GUI thread; the dialog
    stays after each act and shows what has become of it.
    """

    def __init__(self, desk: Desk, month: Month, root: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(desk, "月の保管庫", "保管庫を作る　Enter", 640, parent)
        self._month, self._root = month.id, root
        self._holders: tuple[Holder, ...] = ()
        self.state = plain()
        self.table = CellView("保管庫を開ける人", HEADERS, WIDTHS)
        self.table.setMinimumHeight(200)
        self.give, self.rekey = QPushButton(tr("選んだ人に鍵を渡す(&G)")), QPushButton(tr("鍵を取り替える(&K)"))
        self.end, self.erase = QPushButton(tr("返却・消去を申し出る(&E)…")), QPushButton(tr("消去する（2人目）(&D)…"))
        self.body.addWidget(plain(text=named_month(month)))
        self.body.addWidget(plain(_ABOUT, "note"))
        self.body.addWidget(self.state)
        self.body.addWidget(self.table, 1)
        grid = QGridLayout()
        for at, button in enumerate((self.give, self.rekey, self.end, self.erase)):
            button.setAutoDefault(False)
            grid.addWidget(button, at // 2, at % 2)
        self.body.addLayout(grid)
        self.rekey.setToolTip(tr(_REKEY))
        self.cancel.setText(tr("閉じる　Esc"))
        self.give.clicked.connect(self._give)
        self.rekey.clicked.connect(self._rekey)
        self.end.clicked.connect(self._end)
        self.erase.clicked.connect(self._destroy)
        self.table.moved.connect(self._allow)
        desk.stateChanged.connect(self._look)
        self._look()

    @property
    def _known(self) -> Month:
        return self.desk.state.months[self._month]

    @property
    def _store(self) -> KnownStore | None:
        one = self._known.store
        return None if one is None or one.destroyed is not None else one

    def _look(self) -> None:
        self._tell()
        self._work(lambda book, _session: month_store.holders(book, self._root(), self._month), self._show)

    def _show(self, holders: tuple[Holder, ...]) -> None:
        if isValid(self):
            self._holders = holders
            self.table.show_rows([holder_row(one) for one in holders])
            self._allow()

    def _tell(self) -> None:
        one = self._known.store
        if one is None:
            text = "まだありません。作ると、媒体を開ける人全員に鍵を渡します。"
        elif one.destroyed is not None:
            text = f"消去しました。　{sign_text(one.destroyed)}\nもう開けず、作り直せません。"
        else:
            made = "作成" if len(one.keys) == 1 else f"鍵の取り替え（{len(one.keys) - 1} 回目）"
            text = f"● あります。　{made}　{sign_text(one.created)}"
            if one.ending is not None:
                text += f"\n▲ 返却・消去の申し出　{sign_text(one.ending)}\n　別の品質責任者が消去できます。"
        copies = self._copies()
        self.state.setText(tr("\n".join((text, *(f"▲ {line}" for line in copies)))))
        self._allow()

    def _copies(self) -> tuple[str, ...]:
        """Where else the month's records went: what is destroyed here is not destroyed there."""
        names = copies_of(self.desk.state, self._known)
        return (f"照合のために写しを渡した端末：{shown('、'.join(names))}",) if names else ()

    def _allow(self) -> None:
        """Each act only for whom it is, and while there is something to be done."""
        there, may = self._store, self.desk.may
        chosen = self._chosen()
        to_give = chosen is not None and chosen.permitted and chosen.standing != "held"
        self.set_ready(self._known.store is None and may("store.created"))
        self.ok.setVisible(self._known.store is None)
        self.give.setEnabled(there is not None and to_give and may("media.opened"))
        self.rekey.setEnabled(there is not None and may("store.created"))
        self.end.setEnabled(there is not None and there.ending is None and may("store.ending"))
        self.erase.setVisible(may("store.destroyed"))
        self.erase.setEnabled(there is not None and self._may_destroy())

    def _may_destroy(self) -> bool:
        account = self.desk.account
        try:
            months.refuse_destroying(self.desk.state, "" if account is None else account.id, self._month)
        except KenpanError:
            return False
        return True

    def _chosen(self) -> Holder | None:
        return next((one for one in self._holders if one.account.id == self.table.key), None)

    # What people do

    def pressed(self) -> None:
        """Make it."""
        self._work(lambda book, session: month_store.create_store(book, session, self._root(), self._month))

    def _give(self) -> None:
        one = self._chosen()
        if one is not None:
            who = one.account.id
            self._work(lambda book, session: month_store.grant(book, session, self._root(), self._month, who))

    def _rekey(self) -> None:
        named = [one.account.id for one in self._holders if one.permitted and one.account.box]
        work = lambda book, session: month_store.rekey(book, session, self._root(), self._month, named)  # noqa: E731
        self._work(work, self._rekeyed)

    def _rekeyed(self, made: Any) -> None:
        if isValid(self) and made.left:
            self.say(f"前の鍵のファイルを消せませんでした：{'、'.join(made.left[:3])}")
        self._done(made)

    def _end(self) -> None:
        title = named_month(self._known)
        about = f"{title}の保管庫の返却・消去を申し出ます。別の品質責任者が消去すると、元に戻せません。"

        def said(reason: str) -> None:
            act = lambda state, by: months.end_store(state, by, self._month, reason)  # noqa: E731
            self.desk.sign(act, "store.ending", (title, f"理由：{reason}", *self._copies()), self._done, self)

        reasons.ask(self, "返却・消去の申し出", about, _ENDINGS, said)

    def _destroy(self) -> None:
        one = self._store
        if one is None or one.ending is None:
            return
        lines = (
            f"{named_month(self._known)}の保管庫を消去します。元に戻せません。",
            f"申し出：{sign_text(one.ending)}",
            "機構から受け取ったものを返却したことを確かめてください。",
            *(f"{line}。そこに残っていないことを確かめてください。" for line in self._copies()),
        )
        work = lambda book, session: month_store.destroy_store(book, session, self._root(), self._month)  # noqa: E731
        self.desk.sign_with(work, "store.destroyed", lines, self._done, self)

    def _work(self, work: Callable[[Any, Any], Any], on_done: Callable[[Any], None] | None = None) -> None:
        self.desk.run_with(work, on_done or self._done, self.refuse)

    def _done(self, _result: Any) -> None:
        if isValid(self):
            self._look()


def holder_row(one: Holder) -> BoardRow:
    """Somebody who may open the store, or has its key."""
    name = f"{one.account.name}（{one.account.login}）"
    told = _STANDINGS[one.standing] if one.account.box else "－ 初回ログイン前"
    return row(one.account.id, name, told, Cell("あり") if one.permitted else Cell("▲ なし", "alarm"))

"""人と権限: who may do what, who changed that, and who was here."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from app.filing.people_files import export_access, export_rights
from app.language import tr
from app.reports.access_log import Period
from app.signoff.book import Book, Session
from app.signoff.model import Account
from app.ui.kit.act_row import ActRow
from app.ui.kit.labels import plain, sized
from app.ui.kit.page_stack import Tabs
from app.ui.kit.words import person
from app.ui.login.shown_once import ShownOnce
from app.ui.people import changes
from app.ui.people.analysis_dialog import AnalysisDialog
from app.ui.people.changes import Change, Wanted
from app.ui.people.history_tab import HistoryTab
from app.ui.people.nodes import ACCESS_HEADERS, PEOPLE_HEADERS, RIGHTS_HEADERS, Log, PlainRow, extended, people_rows
from app.ui.people.person_dialog import PersonDialog
from app.ui.people.rows_table import RowsTable

if TYPE_CHECKING:
    from app.ui.shell.desk import Desk

LOG_JOB = "people.log"
_ADMIN = (
    "登録と変更には、理由と署名（パスワード）が必要です。すべて「権限の履歴」に残り、消すことも直すこともできません。"
)
_OTHERS = "登録と変更ができるのは管理者だけです。"
_JOINED = ("検版の業務に就くため", "担当の追加")
_NAMES = ("改姓", "誤記の訂正")
_RIGHTS = ("担当の変更", "担当の追加", "担当を外れるため")
_LEFT = ("異動", "退職", "契約の終了", "不正な使用の疑い")
_BACK = ("復職", "停止の誤り")
_LOST = ("パスワードを忘れた", "認証アプリの機器をなくした", "ほかの人に知られたおそれ")

Make = Callable[[Wanted], Change]


class PeoplePage(QWidget):
    """Three tables. ``said(error)``: what went wrong; ``wrote(text)``: what was written out."""

    said = Signal(object)
    wrote = Signal(str)

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._log = Log()
        self._make: Make = changes.added
        self.tabs = Tabs(self, document=False)
        self.front = QWidget(self.tabs.room)
        self.people = RowsTable(
            "人",
            PEOPLE_HEADERS,
            (
                "検査検査検査検",
                "検査員１２検査員１２",
                "検査員・品質責任者",
                "○ 有効　鍵の再発行 2000-00-00 00:00:00 管理者１２",
                "2000-00-00 00:00:00",
            ),
            2,
            self.front,
        )
        time, who = "2000-00-00 00:00:00", "検査員１２（kensa-12）"
        rights = (time, who, who, "本人がパスワードと署名の鍵を設定", "検版の業務に就くため", "workstation", "台帳番号")
        access = (time, who, "× 認証を一時停止", "PAP03A　ネットワーク接続あり：eth0", "workstation", "台帳番号")
        self.rights_tab = HistoryTab(
            "権限の履歴",
            lambda place: RowsTable("権限の履歴", RIGHTS_HEADERS, rights, 4, place),
            _rights,
            self.tabs.room,
            of_period=False,
        )
        self.access_tab = HistoryTab(
            "アクセスの記録",
            lambda place: RowsTable("アクセスの記録", ACCESS_HEADERS, access, 3, place),
            export_access,
            self.tabs.room,
            of_period=True,
        )
        self.rights, self.access = self.rights_tab.table, self.access_tab.table
        for one, name in ((self.people, "people"), (self.rights, "rights"), (self.access, "access")):
            one.table.setObjectName(f"people.{name}")
        self.note = plain(role="note")
        self.add, self.rename = QPushButton(tr("人を登録する(&A)…")), QPushButton(tr("氏名を変える(&M)…"))
        self.change, self.reset = QPushButton(tr("権限を変える(&R)…")), QPushButton(tr("パスワードを再発行する(&P)…"))
        self.stop, self.analysis = QPushButton(), QPushButton(tr("月次点検をする(&I)…"))
        self._arrange()
        self._wire()
        self._tell()

    def _arrange(self) -> None:
        self.acts = ActRow((self.change, self.rename, self.reset, self.stop, self.add, self.analysis))
        rows = QVBoxLayout(self.front)
        rows.setContentsMargins(8, 8, 8, 4)
        rows.addWidget(self.note)
        rows.addWidget(self.people, 1)
        rows.addWidget(self.acts)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        self.tabs.addTab(self.front, tr("人と権限(&1)"))
        self.tabs.addTab(self.rights_tab, tr("権限の履歴(&2)"))
        self.tabs.addTab(self.access_tab, tr("アクセスの記録(&3)"))
        self.setFocusProxy(self.people)

    def _wire(self) -> None:
        self._desk.stateChanged.connect(self._load)
        self._desk.sessionChanged.connect(self._tell)
        self.people.chosen.connect(self._tell)
        self.add.clicked.connect(self.add_person)
        self.analysis.clicked.connect(self.analyse)
        self.rename.clicked.connect(self.rename_person)
        self.change.clicked.connect(self.change_rights)
        self.stop.clicked.connect(self.stop_or_restore)
        self.reset.clicked.connect(self.reset_password)
        self.people.pressed.connect(self.change_rights)
        for tab in (self.rights_tab, self.access_tab):
            tab.exportWanted.connect(self._export)

    def analyse(self) -> None:
        """The inspector's monthly analysis."""
        dialog = AnalysisDialog(self._desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()

    def account(self) -> Account | None:
        """Whom the keyboard is on."""
        row = self.people.current()
        return None if row is None else self._desk.state.accounts.get(row.key)

    def _load(self) -> None:
        """Read what was added since the last time; not while nobody looks."""
        jobs, log = self._desk.jobs, self._log
        if not self.isVisible() or jobs.running(LOG_JOB):
            return
        book = self._desk.book
        jobs.start(
            lambda progress: extended(log, book.history(after=log.count)),
            on_done=self._show,
            on_error=self.said.emit,
            key=LOG_JOB,
        )

    def _show(self, log: Log) -> None:
        self._log = log
        self.people.show_rows(people_rows(self._desk.state, log))
        self.rights.show_rows(log.rights)
        self.access.show_rows(log.access)
        self._tell()
        if log.count < self._desk.state.count:
            self._load()

    def _tell(self, _row: PlainRow | None = None) -> None:
        account, admin = self.account(), self._desk.may("account.created")
        self.note.setText(tr(_ADMIN if admin else _OTHERS))
        self.add.setEnabled(admin)
        self.analysis.setVisible(self._desk.may("analysis.signed"))
        self.acts.lead_with(self.add if admin else None if self.analysis.isHidden() else self.analysis)
        for button in (self.rename, self.change, self.stop):
            button.setEnabled(admin and account is not None)
        self.reset.setEnabled(admin and account is not None and account.active)
        active = account is None or account.active
        self.stop.setText(tr("停止する(&S)…" if active else "停止を取り消す(&S)…"))

    def _export(self, work: Callable[[Book, Session], Path]) -> None:
        self.wrote.emit("書き出しています…")
        self._desk.run_with(work, lambda path: self.wrote.emit(f"書き出しました：{path.name}"), self.said.emit)

    # Changing

    def add_person(self) -> None:
        """Register somebody."""
        self._ask(
            "人を登録する",
            "ID はひとりにひとつです。停止した人の ID も、ほかの人には使えません。",
            _JOINED,
            changes.added,
            login=True,
            name="",
            roles=frozenset(),
        )

    def rename_person(self) -> None:
        """Change a name."""
        account = self.account()
        if account is not None:
            about = f"{person(account)}\n過去の署名の氏名は変わりません。"
            self._ask("氏名を変える", about, _NAMES, partial(changes.renamed, account), name=account.name)

    def change_rights(self) -> None:
        """Give and take rights."""
        account = self.account()
        if account is not None and self.change.isEnabled():
            self._ask("権限を変える", person(account), _RIGHTS, partial(changes.rights, account), roles=account.roles)

    def stop_or_restore(self) -> None:
        """Stop somebody, or take that back."""
        account = self.account()
        if account is None:
            return
        if account.active:
            about = f"{person(account)}\n停止すると、ログインも署名もできなくなります。過去の署名はそのまま残ります。"
            self._ask("停止する", about, _LEFT, partial(changes.stopped, account))
        else:
            self._ask("停止を取り消す", person(account), _BACK, partial(changes.restored, account))

    def reset_password(self) -> None:
        """A new initial password."""
        account = self.account()
        if account is not None:
            about = f"{person(account)}\n今のパスワードと確認コードは使えなくなります。過去の署名はそのまま残ります。"
            self._ask("パスワードを再発行する", about, _LOST, partial(changes.reset, account))

    def _ask(
        self,
        title: str,
        about: str,
        reasons: Sequence[str],
        make: Make,
        **fields,
    ) -> None:
        """Ask, then have it signed. The dialog must not hold this page, which would die with it."""
        desk = self._desk
        dialog = PersonDialog(title, about, reasons, lambda wanted: make(wanted).check(desk.state), self, **fields)
        self._make = make
        dialog.agreed.connect(self._sign)
        dialog.open()

    def _sign(self, wanted: Wanted) -> None:
        change = self._make(wanted)

        def done(result: Any) -> None:
            if change.gives_password:
                self._hand_over(change.whom, result)

        self._desk.sign_with(change.work, change.signed, change.summary, done, self)

    def _hand_over(self, who: str, password: str) -> None:
        InitialPassword(who, password, self).open()


def _rights(book: Book, session: Session, path: Path, _period: Period) -> Path:
    return export_rights(book, session, path)


_ABOUT = (
    "初回のログインに使うパスワードです。この画面を離れると二度と表示できません。\n"
    "本人にだけ渡してください。本人は初回のログインで、自分のパスワードに変えます。"
)


class InitialPassword(QDialog):
    """Cannot be closed before the person says to have it on paper."""

    def __init__(self, who: str, password: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("初回のパスワード"))
        self.setMinimumWidth(620)
        self.once = ShownOnce(_ABOUT, "本人に渡すため、紙に控えました(&W)", "閉じる")
        self.once.show_lines([password])
        layout = QVBoxLayout(self)
        layout.addWidget(sized(plain(who), 1.4, bold=True))
        layout.addWidget(self.once)
        self.once.confirmed.connect(self.accept)

    def reject(self) -> None:
        """Esc would lose the password."""

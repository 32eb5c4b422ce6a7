"""The menus of the main window and their keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.language import tr
from app.ui.findings import screen_keys as finding_keys
from app.ui.kit import shortcuts as keys
from app.ui.login import screen_keys as login_keys
from app.ui.shell.frame import Frame
from app.ui.shell.help_list import show_guide, show_keys
from app.ui.shell.languages import add_language_menu

TO_PRACTICE, BACK_TO_LIVE = "練習モードで開く(&L)", "練習を終えて本番のログインに戻る(&L)"


@dataclass(frozen=True, slots=True)
class Menus:
    """The entries that change with what is on screen."""

    open: QAction
    sample: QAction
    close: QAction
    compare: QAction
    export: QAction
    proof: QAction
    review: QAction
    atlas: QAction
    problems: QAction
    large: QAction
    contrast: QAction
    sounds: QAction
    base: QAction
    mode: QAction
    checks: tuple[QAction, ...]
    with_person: tuple[QAction, ...]

    @property
    def starting(self) -> tuple[QAction, ...]:
        """Entries that begin to open a volume."""
        return self.open, self.sample

    @property
    def with_volume(self) -> tuple[QAction, ...]:
        """Entries that need an open volume."""
        own = (self.close, self.compare, self.export, self.proof, self.review, self.atlas, self.problems, self.base)
        return own + self.checks


def make_menus(window: Frame) -> Menus:
    """Fill the window's menu bar."""
    files = window.menuBar().addMenu(tr("ファイル(&F)"))
    open_ = _action(files, "媒体を開く(&O)…", keys.OPEN, window.choose_medium)
    sample = _action(files, "見本データを開く(&S)", "", window.open_sample)
    close = _action(files, "媒体を閉じる(&C)", "", window.close_volume)
    compare = _action(files, "正・副を比べる(&M)…", "", window.compare_media)
    files.addSeparator()
    export = _action(files, "この通知を PDF に書き出す(&E)…", keys.EXPORT, window.export_notice)
    proof = _action(files, "外字全件一覧を PDF に書き出す(&G)…", "", window.export_proof)
    files.addSeparator()
    mode = _action(files, TO_PRACTICE, "", window.switch_mode)
    _action(files, "終了(&X)", keys.QUIT, window.close)
    view = window.menuBar().addMenu(tr("表示(&V)"))
    review = _action(view, "レコードと紙面(&R)", keys.REVIEW, window.show_review)
    atlas = _action(view, "外字一覧(&J)", keys.ATLAS, window.show_atlas)
    problems = _action(view, "問題の一覧(&P)", "", lambda: window.problems.setVisible(True))
    view.addSeparator()
    large = _action(view, "文字を大きく（研修・投影用）(&L)", keys.LARGE, window.choose_look, checkable=True)
    contrast = _action(view, "高コントラスト(&H)", "", window.choose_look, checkable=True)
    sounds = _action(view, "読み取りの音を鳴らす(&S)", "", window.switch_sounds, checkable=True)
    base = _action(view, "位置を 1 から数える(&1)", "", window.rebase, checkable=True)
    _action(view, "実寸の調整(&T)…", "", window.adjust_true_size)
    add_language_menu(view, window.say)
    _action(view, "全画面(&F)", keys.FULL_SCREEN, window.toggle_full_screen)
    checking = window.menuBar().addMenu(tr("検査(&C)"))
    checks = (
        _action(checking, "検査結果(&K)", finding_keys.SCREEN, window.show_findings),
        _action(checking, "検査を行う(&R)", finding_keys.RUN, window.run_check),
        _action(checking, "次の指摘(&N)", finding_keys.NEXT, lambda: window.step_finding(1)),
        _action(checking, "前の指摘(&P)", finding_keys.LAST, lambda: window.step_finding(-1)),
        _action(checking, "規則の説明(&E)", finding_keys.EXPLAIN, window.explain_rule),
    )
    with_person = _signoff_menu(window)
    help_menu = window.menuBar().addMenu(tr("ヘルプ(&H)"))
    _action(
        help_menu,
        "キー操作の一覧(&K)",
        keys.HELP,
        lambda: show_keys(window.rail.front, cast(QWidget, window)),
    )
    _action(help_menu, "手引き(&T)", "", lambda: show_guide(window.rail.front, cast(QWidget, window)))
    _action(help_menu, "検版について(&A)", "", window.show_about)
    return Menus(
        open_,
        sample,
        close,
        compare,
        export,
        proof,
        review,
        atlas,
        problems,
        large,
        contrast,
        sounds,
        base,
        mode,
        checks,
        with_person,
    )


def _signoff_menu(window: Frame) -> tuple[QAction, ...]:
    """Entries for whoever is logged in; none where nobody can log in."""
    screens = window.signoff
    if screens is None:
        return ()
    work = window.menuBar().addMenu(tr("作業(&J)"))
    today = _action(work, "今日(&T)", "", screens.show_home)
    find = _action(work, "検索(&F)…", keys.SEARCH, window.seeking.search)
    board = _action(work, "月と工程(&B)", keys.BOARD, screens.show_board)
    piece = _action(work, "現品の読み取りへ(&P)", keys.TO_PIECE, screens.take_piece)
    ledger = _action(work, "台帳(&D)", keys.LEDGER, screens.show_ledger)
    people = _action(work, "人と権限(&U)", keys.PEOPLE, screens.show_people)
    drill = _action(work, "欠陥を見つける練習(&E)", "", screens.show_drill)
    work.addSeparator()
    lock = _action(work, "画面をロック(&L)", login_keys.LOCK, screens.desk.lock)
    leave = _action(work, "ログアウト(&O)", "", screens.log_out)
    return today, find, board, piece, ledger, people, drill, lock, leave


def _action(menu: QMenu, text: str, key: str, slot: Callable[[], object], *, checkable: bool = False) -> QAction:
    action = QAction(tr(text), menu, checkable=checkable)
    if key:
        action.setShortcut(QKeySequence(key))
    action.triggered.connect(lambda _checked: slot())
    menu.addAction(action)
    return action

"""How the window looks: text size, contrast, sounds, counting, true size, full screen."""

from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QMainWindow, QMessageBox, QWidget

from app import __version__
from app.language import tr
from app.ui.kit import sounds, tokens
from app.ui.kit.fitting import fit
from app.ui.shell.frame import Frame
from app.ui.shell.layout import Appearance, Kept
from app.ui.shell.menus import BACK_TO_LIVE, Menus

_ABOUT = (
    "検版 {version}\n\n"
    "納入告知額・領収済額通知書の検証端末（AGPL-3.0）\n\n"
    "通知書の様式は公開資料から推定した草案です。正式な版下ではありません。\n"
    "暗号形式・外字・様式の扱いは 手引き（F1）の「推定と代用の一覧」にあります。"
)


class ViewActs:
    """A part of the window."""

    menus: Menus
    kept: Kept
    review: Any
    title: Any
    _wide: Mapping[QDockWidget, int] = {}
    """How wide what stands beside was before the text became large."""

    def seat(self, account: str) -> None:
        """This person, or nobody, is here from now on; whoever comes finds the screens as they left them."""
        self.kept.of(account)
        if account:
            cast(QMainWindow, self).statusBar().clearMessage()  # said to whoever was here before
            self.kept.restore_page(cast(QWidget, self))
            self.take_look()

    def take_look(self) -> None:
        """Text and contrast as whoever is here wants them."""
        look = self.kept.look()
        self.menus.large.setChecked(look.large)
        self.menus.contrast.setChecked(look.high)
        self.kept.keep_look(look, chosen=False)
        self.resize_text()

    def choose_look(self) -> None:
        """Text and contrast as the menu says, from now on for this person."""
        self.kept.keep_look(Appearance(self.menus.large.isChecked(), self.menus.contrast.isChecked()), chosen=True)
        self.resize_text()

    def resize_text(self) -> None:
        """Large or normal text, as the menu says; how large, the window."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        size = tokens.text_size(large=self.menus.large.isChecked(), width=cast(QWidget, self).width())
        window = cast(QMainWindow, self)
        docks = [dock for dock in window.findChildren(QDockWidget) if dock.isVisible() and dock.parent() is window]
        if size != "normal" and not self._wide:
            self._wide = {dock: dock.width() for dock in docks}
        tokens.apply_theme(app, size, "high" if self.menus.contrast.isChecked() else "normal")
        if size == "normal" and self._wide:
            back, self._wide = {dock: wide for dock, wide in self._wide.items() if dock in docks}, {}
            # Behind the layouts, which still ask for what large text needs.
            QTimer.singleShot(
                0, window, lambda: window.resizeDocks([*back], [*back.values()], Qt.Orientation.Horizontal)
            )
        for dialog in cast(QWidget, self).findChildren(QDialog):
            if dialog.isVisible():
                fit(dialog)

    def switch_sounds(self) -> None:
        """Sounds of scans on or off, as the menu says."""
        sounds.set_sounds(self.menus.sounds.isChecked())

    def rebase(self) -> None:
        """Count positions from 0 or 1, as the menu says."""
        if self.review is not None:
            self.review.offsets.set_base(1 if self.menus.base.isChecked() else 0)

    def adjust_true_size(self) -> None:
        """Let the user measure the screen."""
        from app.ui.review.true_size import TrueSizeDialog

        dialog = TrueSizeDialog(cast(QWidget, self))
        dialog.accepted.connect(lambda: self.review.rezoom() if self.review is not None else None)
        cast(Frame, self).pop_up(dialog)

    def toggle_full_screen(self) -> None:
        """Full screen or a window."""
        window = cast(QWidget, self)
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_practice(self) -> None:
        """A band across the whole window, and the word."""
        cast(Any, self).band()
        self.menus.mode.setText(tr(BACK_TO_LIVE))

    other_mode = False
    """Whether the program goes on in the other mode, live or practice, when the window is closed."""

    def switch_mode(self) -> None:
        """Close this window, and open the login of the other mode: there is never a window of both."""
        self.other_mode = True
        cast(Frame, self).signoff.desk.log_out(cast(QWidget, self).close)

    def show_about(self) -> None:
        """検版について."""
        cast(Frame, self).pop_up(about_box(cast(QWidget, self)))


def about_box(parent: QWidget) -> QMessageBox:
    """検版について: version, licence, and what is only inferred; not shown yet."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon, tr("検版について"), tr(_ABOUT.format(version=__version__)), parent=parent
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(tr("閉じる"), QMessageBox.ButtonRole.AcceptRole)
    return box

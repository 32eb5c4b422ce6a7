"""A new password, typed twice, with its strength said while it is typed (N 仕様書 10(8)④)."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFormLayout

from app.errors import KenpanError
from app.language import tr
from app.signoff.passwords import CLASSES, LASTS, LONG, check_new, is_strong
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import forget, plain, secret_edit

RULE = f"{LONG} 文字以上で、英大文字・英小文字・数字・記号のうち {CLASSES} 種類以上を使ってください。"


def strength(password: str, login: str, old: str = "") -> tuple[bool, str]:
    """Whether a password can be taken, and what to say of it."""
    if not password:
        return False, RULE
    try:
        check_new(password, login, old)
    except KenpanError as error:
        return False, f"× {error}"
    if not is_strong(password):
        return True, f"△ 使えますが、{LASTS.days} 日ごとに変更が必要です。期限をなくすには：{RULE}"
    return True, "○ 十分な強さです。変更の期限はありません。"


class PasswordPair(QObject):
    """Two fields and what is said of them; ``changed`` follows every letter."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._login = self._old = ""
        self.first, self.second = secret_edit("新しいパスワード"), secret_edit("もう一度")
        self.note = plain(role="note")
        by_text(self.note, lambda one: one.setMinimumHeight(one.fontMetrics().lineSpacing() * 4))
        for edit in (self.first, self.second):
            edit.textChanged.connect(self._tell)
        self._tell()

    def add_to(self, form: QFormLayout) -> None:
        """Put the rows at the end of a form."""
        form.addRow(tr("新しいパスワード(&N)"), self.first)
        form.addRow(tr("もう一度(&R)"), self.second)
        form.addRow("", self.note)

    def about(self, login: str, old: str = "") -> None:
        """Whose password it is, and what it was."""
        self._login, self._old = login, old
        self._tell()

    @property
    def ready(self) -> bool:
        """Whether both fields hold the same password, and it can be taken."""
        usable, _ = strength(self.first.text(), self._login, self._old)
        return usable and self.first.text() == self.second.text()

    @property
    def password(self) -> str:
        """What was typed."""
        return self.first.text()

    def forget(self) -> None:
        """Keep nothing."""
        self._old = ""
        forget(self.first, self.second)

    def _tell(self) -> None:
        usable, text = strength(self.first.text(), self._login, self._old)
        if usable and self.second.text() and self.first.text() != self.second.text():
            usable, text = False, "× 2 回の入力が違います。同じパスワードを入力してください。"
        elif usable and not self.second.text():
            text += "\nもう一度、同じパスワードを入力してください。"
        self.note.setText(tr(text))
        self.note.setProperty("role", "note" if usable or not self.first.text() else "alarm")
        self.note.style().polish(self.note)
        self.changed.emit()

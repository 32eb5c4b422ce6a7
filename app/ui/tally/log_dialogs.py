"""What is asked on 封入ログ: what took a spoiled piece's place, the consent to hand work, columns that nobody knows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.lists.logs.model import LogProblem
from app.lists.logs.reading import Named
from app.lists.logs.spec import KEYS, REPRINT, log_words
from app.tally.model import STAGE_WORDS
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.columns_dialog import ColumnsDialog, Wanted
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain

_STAGES = dict(zip(("print", "insert", "thickness", "weight", "post"), STAGE_WORDS, strict=True)) | {REPRINT: "再印字"}
METHODS = ("裁断した", "溶解の箱に入れた")


def _edit(name: str, text: str = "") -> QLineEdit:
    edit = QLineEdit(text)
    edit.setAccessibleName(tr(name))
    edit.setClearButtonEnabled(True)
    return edit


class _Asking(QDialog):
    """Lines to fill in; the button is there once all are."""

    def __init__(self, title: str, about: str, act: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(620)
        self.rows = QFormLayout()
        self.edits: dict[str, QLineEdit] = {}
        buttons = DialogButtons(tr("{act}　Enter", act=act))
        self.ok = buttons.ok
        self.more = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.addWidget(plain(about))
        layout.addLayout(self.rows)
        layout.addLayout(self.more)
        layout.addWidget(buttons)
        self.ok.clicked.connect(self._done)
        buttons.rejected.connect(self.reject)
        hand_back(self)

    def ask(self, key: str, label: str, text: str = "") -> None:
        """One more line."""
        edit = _edit(tr(label).replace("&", "").partition(" (")[0].partition("(")[0], text)
        self.edits[key] = edit
        self.rows.addRow(tr(label), edit)
        edit.textChanged.connect(lambda _text: self._look())
        self._look()

    def texts(self) -> dict[str, str]:
        """What was filled in."""
        return {key: edit.text().strip() for key, edit in self.edits.items()}

    def _look(self) -> None:
        self.ok.setEnabled(all(self.texts().values()))

    def _done(self) -> None:
        if self.ok.isEnabled():
            self.accept()


class RemakeDialog(_Asking):
    """``told(texts, all)``: reason, machine, person, method; and whether the others of which the logs say all go with
    it (``others`` of them).
    """

    told = Signal(object, bool)

    def __init__(self, piece: str, known: tuple[str, str, str], others: int, parent: QWidget | None = None) -> None:
        super().__init__("作り直しと廃棄を記録する", f"不良になった現品　{piece}", "記録して署名", parent)
        reason, machine, person = known
        self.ask("reason", "作り直しの理由(&R)", reason)
        self.ask("machine", "作り直した機械(&M)", machine)
        self.ask("person", "作り直した人(&P)", person)
        self.ask("method", "不良品の廃棄(&D)", METHODS[0])
        self.all = QCheckBox(tr("理由がログにある残り {others:,} 件も同じ廃棄で記録(&A)", others=others))
        self.all.setVisible(others > 0)
        self.all.setChecked(others > 0)
        self.more.addWidget(self.all)
        self.accepted.connect(lambda: self.told.emit(self.texts(), self.all.isChecked()))


class ConsentDialog(_Asking):
    """``told(consent, reason)``."""

    told = Signal(str, str)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        about = f"手作業で封入した {count:,} 通。機械で封入できないときは、事前に機構の承認が要ります。"
        super().__init__("手封入の承認番号を記録する", about, "記録して署名", parent)
        self.ask("consent", "機構の承認番号(&N)")
        self.ask("reason", "手作業にした理由(&R)")
        self.accepted.connect(lambda: self.told.emit(self.edits["consent"].text(), self.edits["reason"].text()))


class LogColumnsDialog(ColumnsDialog):
    """And of which stage a log is whose headers nobody knows."""

    def __init__(self, problem: LogProblem, parent: QWidget | None = None) -> None:
        labels = log_words().labels
        super().__init__(
            f"{problem.name}　同じ見出しのログは、次からこの列で読みます。",
            problem.rows,
            [Wanted(key, labels[key], key == "code") for key in KEYS if key != "stage"],
            lambda _at: {},
            parent,
            title="列と工程を指定する",
        )
        self.stage = QComboBox()
        self.stage.setAccessibleName(tr("工程"))
        for name, word in _STAGES.items():
            self.stage.addItem(tr(word), name)
        self.fields.insertRow(0, "工程(&S)", self.stage)

    def told(self) -> Named:
        """What was chosen."""
        return Named(self.stage.currentData(), self.columns)

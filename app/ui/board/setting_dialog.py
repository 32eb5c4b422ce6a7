"""Registering a process setting: a value, or a file of which only the hash is kept."""

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QComboBox, QFormLayout, QHBoxLayout, QRadioButton, QWidget

from app.signoff import jobs
from app.signoff.model import Job
from app.signoff.process_settings import SettingKind
from app.ui.board.form_dialog import FormDialog, text_label
from app.ui.board.setting_input import SettingInput
from app.ui.board.words import month_text, round_name, short_hash
from app.ui.desk import Desk
from app.ui.workers import Jobs

_UNREGISTERED = "未登録"


class SettingDialog(FormDialog):
    """One kind at a time; the kinds that are missing come first."""

    def __init__(
        self, desk: Desk, pool: Jobs, job: Job, kinds: Sequence[SettingKind], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, "工程の設定を登録", "内容を確かめて署名する　Enter", 760, parent)
        self._job, self._kinds = job, tuple(kinds)
        self.kind = QComboBox()
        for one in self._kinds:
            mark = "" if one.name in job.settings else f"（{_UNREGISTERED}）"
            self.kind.addItem(f"{one.label}{mark}", one.name)
        self.help, self.now, self.effect = text_label("note"), text_label(), text_label()
        self.by_file, self.by_value = QRadioButton("ファイル(&F)"), QRadioButton("値を入力(&V)")
        self._how = QButtonGroup(self)
        choice = QHBoxLayout()
        for button in (self.by_file, self.by_value):
            self._how.addButton(button)
            choice.addWidget(button)
        choice.addStretch(1)
        self.by_file.setChecked(True)
        self.input = SettingInput(pool, "設定", as_file=True)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow("仕事", text_label(text=f"{month_text(job.month)}　{job.title}"))
        form.addRow("設定(&K)", self.kind)
        form.addRow("", self.help)
        form.addRow("今の登録", self.now)
        form.addRow("新しい登録", choice)
        form.addRow("", self.input)
        self.body.addLayout(form)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.body.addWidget(
            text_label("note", "ファイルの中身は残しません。名前と大きさを確かめ、ハッシュを記録します。")
        )
        self.kind.currentIndexChanged.connect(lambda _row: self._show_kind())
        self.by_file.toggled.connect(self.input.set_as_file)
        self.input.changed.connect(self._tell)
        self.input.failed.connect(self.refuse)
        missing = next((at for at, one in enumerate(self._kinds) if one.name not in job.settings), 0)
        self.kind.setCurrentIndex(missing)
        self._show_kind()
        self.kind.setFocus()

    def _chosen(self) -> SettingKind:
        return self._kinds[max(self.kind.currentIndex(), 0)]

    def _show_kind(self) -> None:
        self.help.setText(self._chosen().help)
        now = self._job.settings.get(self._chosen().name)
        self.now.setText(_UNREGISTERED if now is None else f"{now.file or now.value}　{short_hash(now.sha256)}")
        if now is not None:
            (self.by_file if now.file else self.by_value).setChecked(True)
        self._tell()

    def _tell(self) -> None:
        given = self.input.given
        self.set_ready(given is not None)
        now = self._job.settings.get(self._chosen().name)
        if given is None:
            self.effect.clear()
        elif now is not None and now.sha256 == given.sha256:
            self.effect.setText("● 今の登録と同じ内容です。")
        else:
            self.effect.setText(self._effect())

    def _effect(self) -> str:
        rounds = self.desk.state.rounds_of(self._job.id)
        if not rounds or rounds[-1].state == "rejected":
            return ""
        return f"▲ 登録すると、{round_name(rounds[-1])}は失効し、検証品の検査をやり直すことになります。"

    def pressed(self) -> None:
        """Ask for the signature."""
        given, kind, job = self.input.given, self._chosen(), self._job
        if given is None:
            return
        lines = (
            f"{month_text(job.month)}　{job.title}",
            f"{kind.label}：{given.file or given.value}　{short_hash(given.sha256)}",
            self.effect.text(),
        )
        self.sign(
            lambda state, by: jobs.register_setting(
                state, by, job.id, kind.name, kind.label, given.sha256, given.value, given.file
            ),
            "setting.registered",
            tuple(filter(None, lines)),
        )

    def done(self, result: int) -> None:
        """Close; nothing is read any more."""
        self.input.leave()
        super().done(result)

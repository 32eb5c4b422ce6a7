"""Registering process settings: all of them in one list, of files only the hash, signed together."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.language import tr
from app.signoff import processes
from app.signoff.ledger import Draft
from app.signoff.model import Process, Setting, State
from app.signoff.process_settings import Given, SettingKind, reason_for
from app.ui.board.board_words import round_name, short_hash
from app.ui.board.form_dialog import FormDialog
from app.ui.board.setting_rows import SettingRows
from app.ui.kit.labels import plain
from app.ui.kit.words import process_text
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

_UNREGISTERED = "未登録"
_WIDTH, _HEIGHT = 1080, 640


class SettingDialog(FormDialog):
    """Whatever is given is registered; what is left as it is stays as it is registered."""

    def __init__(
        self, desk: Desk, pool: Jobs, process: Process, kinds: Sequence[SettingKind], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, "工程の設定を登録", "内容を確かめて署名する　Enter", _WIDTH, parent)
        self._process = process
        self.rows = SettingRows(pool, kinds, reasons=True)
        self.effect = plain()
        self.body.addWidget(plain(text=f"{process_text(process)}"))
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self.effect)
        self.body.addWidget(
            plain(
                "機械が書き出したファイルを選びます。工程にない設定は「なし」と登録します。"
                "ファイルの中身は残さず、名前・大きさ・ハッシュを記録します。",
                "note",
            )
        )
        for kind in kinds:
            now = process.settings.get(kind.name)
            if now is not None and not now.absent:
                self.rows.inputs[kind.name].show_how("file" if now.file else "value")
        self.rows.changed.connect(self._tell)
        self.rows.failed.connect(self.refuse)
        self.resize(_WIDTH, _HEIGHT)
        self._tell()
        first = next((kind for kind in kinds if kind.name not in process.settings), kinds[0])
        self.rows.take_keyboard(first)

    def _chosen(self) -> list[tuple[SettingKind, Given, str]]:
        """What is another registration than the one there is, with its reason."""
        found = []
        for kind in self.rows.kinds:
            given, now = self.rows.given(kind), self._process.settings.get(kind.name)
            if given is not None and not (now is not None and _same(now, given, self.rows.reason(kind))):
                found.append((kind, given, self.rows.reason(kind)))
        return found

    def _tell(self) -> None:
        chosen = self._chosen()
        wanting = [kind for kind, given, reason in chosen if reason_for(kind, given) and not reason]
        names = {kind.name for kind, _given, _reason in chosen}
        for kind in self.rows.kinds:
            now = self._process.settings.get(kind.name)
            if kind in wanting:
                self.rows.mark(kind, "▲ 理由を入力", alarm=True)
            elif kind.name in names:
                self.rows.mark(kind, "○ 登録する" if now is None else "○ 登録し直す")
            elif now is None:
                self.rows.mark(kind, _UNREGISTERED, alarm=True)
            else:
                self.rows.mark(kind, f"● 登録済　{short_hash(now.sha256)}\n{processes.setting_text(now)}")
        self.set_ready(bool(chosen) and not wanting)
        self.effect.setText(tr(self._effect() if chosen else ""))

    def _effect(self) -> str:
        rounds = self.desk.state.rounds_of(self._process.id)
        if not rounds or rounds[-1].state == "rejected":
            return ""
        registered = self._process.settings
        changed = any(
            kind.name not in registered or registered[kind.name].sha256 != given.sha256
            for kind, given, _reason in self._chosen()
        )
        if not changed:
            return ""
        return f"▲ 登録すると、{round_name(rounds[-1])}は失効し、検証品の検査をやり直すことになります。"

    def pressed(self) -> None:
        """Ask for the signature."""
        chosen, process = self._chosen(), self._process
        lines = [f"{process_text(process)}"]
        for kind, given, reason in chosen:
            said = f"　理由：{reason}" if reason else ""
            mark = "" if given.absent else f"　{short_hash(given.sha256)}"
            lines.append(f"{kind.label}：{given.text}{mark}{said}")

        def act(state: State, by: str) -> list[Draft]:
            return [
                processes.register_setting(state, by, process.id, kind, given, reason) for kind, given, reason in chosen
            ]

        self.sign(act, "setting.registered", tuple(filter(None, (*lines, self.effect.text()))))

    def done(self, result: int) -> None:
        """Close; nothing is read any more."""
        self.rows.leave()
        super().done(result)


def _same(now: Setting, given: Given, reason: str) -> bool:
    """Whether it is registered so already."""
    as_before = (now.sha256, now.file, now.absent) == (given.sha256, given.file, given.absent)
    return as_before and reason in ("", now.reason)

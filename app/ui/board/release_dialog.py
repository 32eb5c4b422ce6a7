"""本番開始: everything that will be used is read again and compared with what was approved.

What was approved is not shown before its counterpart was given: nobody copies it from the screen.
"""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff import months
from app.signoff.binding import PROOF_MEDIA
from app.signoff.checksheet import CheckSheet
from app.signoff.live_parts import for_run, without
from app.signoff.model import Month, Process, Round
from app.signoff.process_settings import SettingKind
from app.signoff.processes import in_force
from app.signoff.signed import Part
from app.ui.board.board_words import DIFFERS, SAME, round_name, short_fingerprint
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import compared_rows
from app.ui.board.form_dialog import FormDialog
from app.ui.board.setting_rows import SettingRows
from app.ui.kit.fitting import room_for
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

_HEADERS, _WIDTHS = ("もの", "承認時", "今", "結果"), (9, 0, 0, 5)
_LEAST, _WIDTH_EM, _HEIGHT_EM = 1100, 97, 50
_LEFT_SHARE = 0.62
_UNGIVEN = "未照合"


class ReleaseDialog(FormDialog):
    """Can be signed only when everything is given again and nothing differs; the ledger asks once more by itself."""

    def __init__(
        self,
        desk: Desk,
        pool: Jobs,
        month: Month,
        live: Sequence[Part],
        sheet: CheckSheet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, "本番を開始", "照合を確かめて署名する　Enter", _LEAST, parent)
        self._month, self._live, self._sheet = month, for_run(live), sheet
        self._process: Process = desk.state.processes[month.process]
        force = in_force(desk.state, month.process)
        self._round: Round | None = force.version or force.last
        self._before = {part.name: part for part in self._approved()}
        self._mended: dict[str, str] = {}
        self.rows = SettingRows(pool, _registered(self._process, sheet), blind=True)
        self.comment = QLineEdit()
        self.comment.setAccessibleName(tr("コメント"))
        self.table = CellView("承認時と今", _HEADERS, _WIDTHS)
        self.state = plain()
        self._arrange()
        self.rows.changed.connect(self._tell)
        self.rows.failed.connect(self.refuse)
        self.comment.textChanged.connect(lambda _text: self._tell())
        self._tell()
        if self.rows.kinds:
            self.rows.take_keyboard(self.rows.kinds[0])

    def _arrange(self) -> None:
        proof = "なし" if self._round is None else round_name(self._round)
        head = f"{named_month(self._month)}　　承認された検証品　{proof}"
        left = QWidget()
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        asked = "本番を行う機械から設定を読み直し、ひとつずつ示してください。承認時の設定は、示したあとで出ます。"
        lines.addWidget(plain(asked, "note"))
        lines.addWidget(self.rows, 1)
        em = self.fontMetrics().horizontalAdvance("漢")
        width, height = room_for(self, QSize(_WIDTH_EM * em, _HEIGHT_EM * em)).toTuple()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.table)
        split.setSizes([round(width * _LEFT_SHARE), round(width * (1 - _LEFT_SHARE))])
        below = QFormLayout()
        below.addRow(tr("コメント(&C)"), self.comment)
        self.body.addWidget(plain(text=head))
        self.body.addWidget(split, 1)
        self.body.addWidget(self.state)
        self.body.addLayout(below)
        self.rows.before(self.comment)
        for before, after in pairwise((self.comment, self.ok, self.cancel, self.table)):
            QWidget.setTabOrder(before, after)
        self.resize(width, height)

    # Comparing

    def _now(self) -> tuple[Part, ...]:
        """What will be used in the run, as far as it was given."""
        every = ((kind, self.rows.given(kind)) for kind in self.rows.kinds)
        given = [one.part(kind) for kind, one in every if one is not None]
        return (*without(self._live, *(part.name for part in given)), *given)

    def _approved(self) -> tuple[Part, ...]:
        """What was approved, with what the month is bound to."""
        approved = self._process.parts if self._round is None else without(self._round.parts, PROOF_MEDIA)
        return (*approved, *self._month.parts)

    def _refusal(self) -> KenpanError | None:
        """Why not, asked of the ledger's own rules; what no setting can help comes first."""
        refusal = self._refused(self._now())
        if refusal is None or refusal.code != "release.settings":
            return refusal
        registered = tuple(part for part in self._process.parts if part.name in self._pending())
        return self._refused((*self._now(), *registered)) or refusal

    def _refused(self, now: Sequence[Part]) -> KenpanError | None:
        try:
            months.release(self.desk.state, "", self._month.id, now, self.comment.text(), self._sheet)
        except KenpanError as error:
            return error
        return None

    def _pending(self) -> frozenset[str]:
        """Names of the settings that were not given yet."""
        return frozenset(kind.part for kind in self.rows.kinds if self.rows.given(kind) is None)

    def _differs(self, kind: SettingKind) -> bool:
        """Whether a setting that was given is not as it was approved."""
        given, before = self.rows.given(kind), self._before.get(kind.part)
        return given is not None and (before is None or before.sha256 != given.sha256)

    def _tell(self) -> None:
        now, pending = self._now(), self._pending()
        compared = compared_rows(tuple(self._before.values()), now, pending)
        self.table.show_rows(compared)
        if compared:
            self.table.go_to(compared[0].key)
        for kind in self.rows.kinds:
            wrong = self._differs(kind)
            if wrong:
                self._mended[kind.name] = kind.label
            self.rows.mark(kind, _UNGIVEN if kind.part in pending else DIFFERS if wrong else SAME, alarm=wrong)
        refusal = self._refusal()
        unsaid = refusal is None and bool(self._mended) and not self.comment.text().strip()
        if refusal is not None:
            text = f"▲ {refusal}"
        elif unsaid:
            text = f"▲ 初めに示したものが承認時と違いました（{self._mended_names()}）。コメントに理由を書いてください。"
        else:
            text = f"● すべて一致　指紋 {short_fingerprint(now)}"
        self.comment.setPlaceholderText(tr("示し直した理由" if self._mended else "なくてもよい"))
        self.state.setText(tr(text))
        self.state.setProperty("role", "alarm" if text.startswith("▲") else "")
        self.state.style().polish(self.state)
        self.set_ready(refusal is None and not unsaid)

    def _mended_names(self) -> str:
        return "、".join(self._mended.values())

    def pressed(self) -> None:
        """Ask for the signature."""
        month, now, sheet = self._month, self._now(), self._sheet
        mended = f"（示し直した設定：{self._mended_names()}）" if self._mended else ""
        comment = f"{self.comment.text().strip()}{mended}"
        summary = (
            named_month(month),
            "" if self._round is None else f"検証品　{round_name(self._round)}",
            f"指紋　{short_fingerprint(now)}（承認時とすべて一致）",
            mended,
        )
        self.desk.sign(
            lambda state, by: months.release(state, by, month.id, now, comment, sheet),
            "run.released",
            tuple(filter(None, summary)),
            lambda _entries: self.close_done(),
            self,
        )

    def done(self, result: int) -> None:
        """Close; nothing is read any more."""
        self.rows.leave()
        super().done(result)


def _registered(process: Process, sheet: CheckSheet) -> tuple[SettingKind, ...]:
    """The settings of a process in the order of the table, with those that the table no longer has behind them."""
    kinds = tuple(kind for kind in sheet.settings if kind.name in process.settings)
    known = {kind.name for kind in kinds}
    gone = (one for one in process.settings.values() if one.name not in known)
    return (*kinds, *(SettingKind(one.name, one.label, one.label, file=True) for one in gone))

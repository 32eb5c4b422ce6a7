"""What is done about what is held, what is erased, and with the gates."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.filing.erasing import METHOD
from app.filing.evidence_pack import Gathered, gather, signed_analyses, write_pack
from app.language import tr
from app.month.keeping.ending import METHOD as STORE_METHOD
from app.reports.paper_texts import load_texts
from app.signoff import months
from app.signoff.custody import ask_erasure, confirm_holding, erase, move_holding, record_holding
from app.signoff.custody_model import HOW_WORDS, MEDIUM_WORDS, Holding
from app.signoff.custody_standing import paper_lines, settled_lines
from app.signoff.gates import GATES, REPORTS, RETURN, is_closed
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Attachment, Month
from app.ui.board.board_words import evidence_text
from app.ui.kit import reasons
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.words import named_month
from app.ui.papers.paper_acts import today
from app.ui.shell.desk import Desk

WHY_ERASE = ("保管の期限を過ぎた", "契約が終わった", "機構から指示があった")
PACK_JOB = "papers.pack"


class CustodyActs:
    """A part of the page."""

    said: Any
    month: Month | None
    holding: Holding | None
    log: Attachment | None
    _desk: Desk
    _live: Callable[[], Live]
    _month_id: str
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]
    _ask: Callable[[AskDialog, Callable[[dict[str, str]], None]], AskDialog]
    _widget: QWidget

    # What is held

    def add_holding(self) -> AskDialog:
        """Something that Kenpan cannot know of."""
        asked = (
            Asked("what", "情報の内容"),
            Asked("number", "識別番号"),
            Asked("quantity", "数量（助数詞を付けて）"),
            Asked("medium", "種類", "paper", tuple(MEDIUM_WORDS.items())),
            Asked("purpose", "利用目的"),
            Asked("copy", "複写複製", "yes", (("yes", "有"), ("no", "無"))),
            Asked("place", "保管場所"),
            Asked("made", "作成（受領）日", today(), (), "day"),
            Asked("received", "作成（受領）者"),
        )
        about = "検版の外で作った写し・紙・バックアップなどを、個人情報等管理台帳に加えます（仕様書別紙10）。"
        dialog = AskDialog("管理対象を加える", about, asked, parent=self._widget)

        def done(values: dict[str, str]) -> None:
            told = {**values, "month": self._month_id, "copy": values["copy"] == "yes"}
            self._desk.run(lambda state, by: record_holding(state, by, told), None, self._refuse)

        return self._ask(dialog, done)

    def ask_move(self) -> AskDialog | None:
        """What became of the holding in hand."""
        one = self.holding
        if one is None or one.is_settled:
            return None
        how = "erased" if one.medium == "data" else "returned"
        method = STORE_METHOD if one.source == "store" else ""
        asked = (
            Asked("how", "区分", how, tuple(HOW_WORDS.items())),
            Asked("on", "実施日", today(), (), "day"),
            Asked("method", "行き先・方法（消去は、復元できない方法まで）", method),
            Asked("kept_until", "保管の期限（その日まで保管が必要なときだけ）", "", (), "day", needed=False),
        )
        about = f"{one.what}　{one.number}　{one.quantity}\n実施した人とは別の人が、あとで確認します。"
        dialog = AskDialog("返却・消去を記録する", about, asked, "署名へ　Enter", self._widget)

        def done(values: dict[str, str]) -> None:
            act = lambda state, by: move_holding(  # noqa: E731
                state, by, one.key, values["how"], values["on"], values["method"], values["kept_until"]
            )
            told = f"{HOW_WORDS[values['how']]}　{values['on']}　{values['method']}"
            until = (f"保管の期限：{values['kept_until']}",) if values["kept_until"] else ()
            self._check_and_sign(act, "holding.moved", (one.what, one.number, told, *until))

        return self._ask(dialog, done)

    def confirm_gone(self) -> None:
        """The holding in hand is gone: somebody else says so."""
        one = self.holding
        if one is None or one.moved is None:
            return
        act = lambda state, by: confirm_holding(state, by, one.key)  # noqa: E731
        try:
            act(self._desk.state, self._by())
        except KenpanError as error:
            self._refuse(error)
            return
        moved = one.moved
        told = f"{HOW_WORDS[moved.how]}　{moved.on}　{moved.method}　{moved.signature.name}"
        summary = (one.what, one.number, told, "現物か記録で、返却・消去を確かめました。")
        self._desk.sign(act, "holding.confirmed", summary, None, self._widget.window())

    def _by(self) -> str:
        account = self._desk.account
        return "" if account is None else account.id

    # Attachments

    def erase_log(self) -> None:
        """Ask for the erasure of the attachment in hand, or decide on what somebody else asked for."""
        one = self.log
        if one is None:
            return
        asked = self._desk.state.erasures.get(one.sha256)
        if asked is not None and asked.erased is None:
            act = lambda state, by: erase(state, by, one.sha256, METHOD)  # noqa: E731
            self._check_and_sign(act, "attachment.erased", (one.name, f"理由：{asked.reason}", METHOD))
            return
        until = load_texts().contract.start.isoformat()

        def said(reason: str) -> None:
            act = lambda state, by: ask_erasure(state, by, one.sha256, until, reason)  # noqa: E731
            told = (one.name, f"保管の期限：履行開始日（{until}）まで", f"理由：{reason}")
            self._check_and_sign(act, "attachment.erasing", told)

        about = f"{one.name} の中身を消去します（ハッシュと記録は残ります）。別の人の署名の後に消します。"
        reasons.ask(self._widget, "添付の消去", about, WHY_ERASE, said)

    def _check_and_sign(self, act: Any, kind: str, summary: tuple[str, ...]) -> None:
        try:
            act(self._desk.state, self._by())
        except KenpanError as error:
            self._refuse(error)
            return
        self._desk.sign(act, kind, summary, None, self._widget.window())

    # The gates

    def close_gate(self) -> None:
        """報告 or 返却・消去 is done: by somebody else than who did it."""
        month = self.month
        if month is None:
            return
        gate = RETURN if is_closed(self._desk.state, month, REPORTS) else REPORTS
        lines = (paper_lines if gate == REPORTS else settled_lines)(self._desk.state, month)
        live = for_run(self._live() or ())
        act = lambda state, by: months.close_gate(state, by, month.id, gate, lines, "", live)  # noqa: E731
        told = (f"{one.label}：{evidence_text(one)}" for one in lines)
        summary = (named_month(month), f"{GATES[gate].label}の完了（関門を閉じます）", *told)
        self._check_and_sign(act, "gate.closed", summary)

    # The evidence

    def ask_pack(self) -> None:
        """Which files, then where to."""
        month = self.month
        if month is None:
            return
        chosen, _ = QFileDialog.getOpenFileNames(
            self._widget, tr("証拠一式に入れるファイル（検版が書き出したもの）を選ぶ")
        )
        if chosen:
            self.gather_files([Path(one) for one in chosen])

    def gather_files(self, paths: list[Path]) -> None:
        """Look at the files, say what is missing, and sign."""
        month = self.month
        if month is None:
            return

        def work(book: Any, _session: Any) -> Gathered:
            return gather(paths, book.refresh(), month, signed_analyses(book))

        def done(found: Gathered) -> None:
            path = ask_where(self._widget, "証拠一式を書き出す", f"証拠一式_{month.period}.zip", "ZIP (*.zip)", ".zip")
            if path is not None:
                self.write_pack(found, path)

        self._say("")
        self._desk.run_with(work, done, self._refuse)

    def write_pack(self, found: Gathered, path: Path) -> None:
        """Signed for, then written with the ledger as it is after that."""
        month, session = self.month, self._desk.session
        if month is None or session is None:
            return
        files = tuple(one.name for one, _content in found.files)
        missing = tuple(f"▲ 入っていないもの：{one}" for one in found.missing)
        summary = (named_month(month), f"証拠一式　{len(files):,} ファイル", *files, *missing)
        self._desk.sign_with(
            lambda book, fresh: write_pack(book, fresh, session, month, found, path),
            "evidence.packed",
            summary,
            lambda done: self.said.emit(f"証拠一式を書き出しました：{done.name}"),
            self._widget.window(),
        )

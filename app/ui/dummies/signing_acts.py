"""What is signed at ダミー, and what leaves it as a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.filing.dummy_files import export_dummies
from app.language import tr
from app.month.dummies.comparing import DummyPrint
from app.month.dummies.roll_edges import roll_edge
from app.proof.model import PieceChoice
from app.proof.piece_codes import PieceCodes
from app.signoff import dummies as acts
from app.signoff.book import Act
from app.signoff.checksheet import CheckSheet
from app.signoff.dummy_model import PrintSeen
from app.signoff.ledger import Draft
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Month, State
from app.signoff.signed import Part
from app.ui.kit import reasons
from app.ui.kit.words import named_month
from app.ui.rounds.acts import as_shown
from app.ui.rounds.drafts import Drafts
from app.ui.shell.desk import Desk

METHODS = ("溶解処理した", "細断した", "機構へ引き渡した")
RETURNS = ("現品をもう一度見る必要がある", "印刷データが本番のものではない", "業者ダミーの登録に漏れがある")


class DummyActs:
    """A part of the page."""

    reprints: dict[int, tuple[DummyPrint, str]]
    seen_of: Callable[[int], PrintSeen | None]
    asked_of: Callable[[int], tuple[int, ...]]
    pairs_of: Callable[[int], str]
    right_of: Callable[[int], int]
    panel: Any
    found_of: Callable[[int], DummyPrint | None]
    rolls: Any
    note: Any
    said: Any
    _desk: Desk
    _live: Callable[[], Live]
    _sheet: CheckSheet
    _drafts: Drafts
    _month_id: str
    _codes: PieceCodes | None
    _again: int
    month: Month | None
    piece: PieceChoice | None
    go_on: Callable[[], None]
    _tell_next: Callable[[], None]
    _today: Callable[[], str]

    def _here(self) -> tuple[Part, ...]:
        return for_run(self._live() or ())

    def _draft(self, piece: PieceChoice, state: State | None = None, by: str = "") -> Draft:
        asked = self.asked_of(piece.number)
        if asked:
            what = f"取り込み画像で判定できない所が {len(asked)} か所あります。"
            raise KenpanError("dummies.undecided", what, "拡大された所を見て、一致か相違を決めてください。")
        pairs = self.pairs_of(piece.number)
        if pairs:
            what = f"取り込み画像では区別できない文字の組があります：{pairs}。"
            raise KenpanError("dummies.pairs", what, "品質責任者がこの画面で組を決めたあとで、署名してください。")
        seen, told = self.seen_of(piece.number), self.right_of(piece.number)
        reprint = self.reprints[piece.number][1] if piece.number in self.reprints else ""
        look = self.panel.draft.look(piece.number)
        now = self._desk.state if state is None else state
        found = self.found_of(piece.number)
        form = None if found is None else found.used
        unproved = "" if found is None else found.unproved_text(piece.number)
        return acts.check_dummy(
            now, by, self._month_id, look, seen, self._sheet, self._here(), told, reprint, form, unproved
        )

    def sign_piece(self) -> None:
        """検査 of the dummy in hand."""
        month, piece = self.month, self.piece
        if month is None or piece is None or self.panel.draft is None:
            return
        try:
            failures = self._draft(piece).data["failures"]
        except KenpanError as error:
            self._refuse(error)
            return
        verdict = "× 不合格" if failures else "○ 合格"
        told = self.right_of(piece.number)
        more = [f"人が見て一致 {told:,} か所（取り込み画像）"] if told else []
        more += [f"刷り直し：{self.reprints[piece.number][1]}"] if piece.number in self.reprints else []
        summary = (named_month(month), f"番号 {piece.number}　現品ID {piece.piece_id}", verdict, *failures, *more)

        def done(_entries: object) -> None:
            self._drafts.drop(month.id, "check", piece)
            self._again = 0
            self.go_on()

        act = as_shown(lambda state, by: self._draft(piece, state, by), "failures", failures)
        self._sign(act, "dummy.checked", summary, done)

    def sign_all(self) -> None:
        """検査 of all of them."""
        self._decide(acts.sign_dummies, "dummies.signed", "機構ダミー全数の検査")

    def approve(self) -> None:
        """承認, which closes the gate."""
        self._decide(acts.approve_dummies, "dummies.approved", "ダミーの承認（関門を閉じます）")

    def _decide(self, make: Callable[..., Draft], kind: str, what: str) -> None:
        month = self.month
        if month is None:
            return
        try:
            data = make(self._desk.state, "", month.id, "", self._here()).data
        except KenpanError as error:
            self._refuse(error)
            return
        dummies = self._desk.state.dummies[month.id]
        counts = f"機構ダミー {len(dummies.pieces):,} 部　業者ダミー {data['rolls']:,} ロール"
        summary = (named_month(month), what, counts, f"一覧 {dummies.name}")
        self._sign(lambda state, by: make(state, by, month.id, "", self._here()), kind, summary)

    def return_all(self) -> None:
        """差し戻し, with a reason."""
        month = self.month
        if month is None:
            return

        def said(reason: str) -> None:
            act = lambda state, by: acts.return_dummies(state, by, month.id, reason)  # noqa: E731
            self._sign(act, "dummies.returned", (named_month(month), f"差し戻し　{reason}"))

        reasons.ask(self._widget, "差し戻し", "検査員の署名は無効になります。", RETURNS, said)

    def keep_roll(self, texts: dict[str, str]) -> None:
        """A 業者ダミー: a routine entry."""
        today, month_id = self._today(), self._month_id
        self._say("")
        try:
            edges = {name: roll_edge(texts.get(name, ""), self._codes) for name in ("first", "last")}
        except KenpanError as error:
            self._refuse(error)
            return
        act = lambda state, by: acts.keep_roll(state, by, month_id, **{**texts, **edges}, made=today)  # noqa: E731
        self._desk.run(act, lambda _entries: self.rolls.clear(), self._refuse)

    def discard_roll(self, roll: str) -> None:
        """The 業者ダミー of a roll are thrown away."""
        month, today = self.month, self._today()
        if month is None:
            return

        def said(method: str) -> None:
            act = lambda state, by: acts.discard_roll(state, by, month.id, roll, method, today)  # noqa: E731
            try:
                act(self._desk.state, "")
            except KenpanError as error:
                self._refuse(error)
                return
            self._sign(act, "roll.discarded", (named_month(month), f"ロール {roll}　{method}"))

        reasons.ask(self._widget, "業者ダミーの廃棄", f"ロール {roll} の証跡を廃棄します。", METHODS, said)

    # Files

    def ask_export(self) -> None:
        """Where the result sheet goes: PDF or Excel."""
        month = self.month
        if month is None:
            return
        name = f"ダミー検査結果表_{month.period}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self._widget, tr("ダミー検査結果表を書き出す"), name, "PDF (*.pdf);;Excel (*.xlsx)"
        )
        if chosen:
            self.write_result(Path(chosen))

    def write_result(self, path: Path) -> None:
        """The result sheet; the export is an entry."""
        month_id, sheet = self._month_id, self._sheet
        whole = path if path.suffix else path.with_suffix(".pdf")
        self._desk.run_with(
            lambda book, session: export_dummies(book, session, month_id, whole, sheet),
            lambda done: self.said.emit(f"書き出しました：{done.name}"),
            self._refuse,
        )

    # In common

    @property
    def _widget(self) -> QWidget:
        assert isinstance(self, QWidget)
        return self

    def _sign(
        self, act: Act, kind: str, summary: Sequence[str], done: Callable[[Any], None] = lambda _entries: None
    ) -> None:
        self._say("")
        self._desk.sign(act, kind, summary, done, self._widget.window())

    def _refuse(self, error: KenpanError) -> None:
        self._tell_next()
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

"""What is done about notifications: made there, received here, checked, accepted or sent back by two persons."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.delivery.filing_table import filing_spec, filing_table, read_filing, sheets_of
from app.delivery.notifications import FILING_END, arrived_table, columns_of, make_filing, name_columns, receive_filing
from app.delivery.package import read_file
from app.delivery.status import named
from app.delivery.store import Desk as Store
from app.delivery.store import open_desk
from app.errors import KenpanError
from app.lists.headers import HEADER_ROWS, first_texts
from app.signoff import filings
from app.signoff.exchange_model import Filing
from app.ui.delivery import rows
from app.ui.delivery.acts import Acts
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.columns_dialog import ColumnsDialog, Wanted

_TABLE = "届出の表 (*.xlsx *.csv)"
_FILING = f"届出 (*{FILING_END})"


class FilingActs(Acts):
    """A part of the page."""

    # At the establishment

    def ask_file(self) -> AskDialog:
        """Which notification; what comes by mail only is told so."""
        table = filing_table()
        kinds = tuple((one.id, one.title) for one in table.filings.values())
        mail = "、".join(f"「{title}」" for title in table.by_mail)
        asked = (Asked("kind", "届出の種類", kinds[0][0], kinds),)

        def then(values: dict[str, str]) -> None:
            path = self._file("届出の表を選ぶ", _TABLE)
            if path is not None:
                self.choose_target(values["kind"], path)

        return self._ask("届出を作る", f"郵送のみ：{mail}", asked, "表を選ぶ", then)

    def choose_target(self, kind: str, path: Path) -> None:
        """The columns are named first where nobody knows them; then where the medium is."""

        def read(store: Store) -> tuple[str, Any]:
            spec, raw = filing_spec(kind), read_file(path)
            try:
                return "read", read_filing(raw, path.name, spec, columns_of(store, spec.id))
            except KenpanError as error:
                if error.code != "filing.columns":
                    raise
                return "columns", sheets_of(raw, path.name)

        def done(found: tuple[str, Any]) -> None:
            if found[0] == "columns":
                self.ask_columns(kind, path.name, found[1], lambda: self.choose_target(kind, path))
                return
            folder = self._medium("届出を書き出す媒体（フォルダー）を選ぶ")
            if folder is not None:
                self.file(kind, path, folder)

        self._with_store(read, done)

    def ask_columns(self, kind: str, name: str, sheets: list[Any], then: Callable[[], None]) -> ColumnsDialog:
        """Which column is which field, once for all tables with these headers."""
        spec = filing_spec(kind)
        rows = next((rows for _, rows in sheets if any(rows)), ())
        texts = first_texts(rows)

        def known(at: int) -> dict[str, int]:
            heads = [text.strip() for text in texts[at]] if texts else []
            return {one.key: heads.index(one.label) for one in spec.fields if one.label in heads}

        wanted = [Wanted(one.key, one.label, True, "" if one.optional else "（空欄不可）") for one in spec.fields]
        about = f"{name}　同じ見出しの「{spec.title}」は、次からこの列で読みます。"
        dialog = ColumnsDialog(about, texts, wanted, known, self._over, headers=HEADER_ROWS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def named(at: int, columns: Mapping[str, int]) -> None:
            self._with_store(lambda store: name_columns(store, spec, tuple(rows[at]), columns), lambda _: then())

        dialog.named.connect(named)
        dialog.open()
        return dialog

    def file(self, kind: str, path: Path, folder: Path) -> None:
        """Signed by this machine, sealed to the fund."""
        root, own = self._root(), self._desk.session
        self._desk.sign_with(
            lambda book, session: make_filing(open_desk(book, session, root), kind, path, folder, own),
            "filing.made",
            (filing_spec(kind).title, path.name),
            self._wrote,
            self._over.window(),
        )

    # At the fund

    def ask_filing_in(self) -> None:
        """Which file on the medium."""
        path = self._file("届いた届出を選ぶ", _FILING)
        if path is not None:
            self.take_filing(path)

    def take_filing(self, path: Path) -> None:
        """Take it in; its number follows."""

        def receive(store: Store) -> str | tuple[str, str, list[Any]]:
            try:
                return receive_filing(store, path)
            except KenpanError as error:
                if error.code != "filing.columns":
                    raise
                return arrived_table(store, path)

        def done(found: str | tuple[str, str, list[Any]]) -> None:
            if isinstance(found, tuple):
                self.ask_columns(*found, lambda: self.take_filing(path))
                return
            own = self._desk.state.exchange.filings[found]
            self.said.emit(f"受信しました：受付番号 {own.number}　{named(self.own, own.establishment)}")

        self._with_store(receive, done)

    def ask_check(self) -> None:
        """A checker looked at every field."""
        self._sign("filing.checked", lambda state, by, own: filings.check_filing(state, by, own, ""))

    def ask_accept(self) -> None:
        """A lead accepts it."""
        self._sign("filing.accepted", lambda state, by, own: filings.accept_filing(state, by, own, ""))

    def ask_send_back(self) -> AskDialog | None:
        """Why it goes back."""
        if not isinstance(self.hand.thing, Filing):
            return None

        def then(values: dict[str, str]) -> None:
            act = lambda state, by, own: filings.return_filing(state, by, own, values["reason"])  # noqa: E731
            self._sign("filing.returned", act, values["reason"])

        return self._ask("届出の返戻", "次の配信で事業所へ伝わります。", (Asked("reason", "理由"),), "署名へ", then)

    def _sign(self, kind: str, act: Callable[[Any, str, str], Any], *more: str) -> None:
        own = self.hand.thing
        if isinstance(own, Filing):
            summary = (*(text for _, text in rows.filing_lines(self.own, own)[:3]), *more)
            self._desk.sign(lambda state, by: act(state, by, own.id), kind, summary, None, self._over.window())

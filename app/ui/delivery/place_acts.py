"""Who exchanges: the beginning, establishments, their terminals, the fund's keys, this machine's card, the list."""

from pathlib import Path
from typing import Any

from app.delivery import fund
from app.delivery.forms import form_table
from app.delivery.status import named, status_file
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.reports.delivery_papers import more_terminals_pdf
from app.signoff import exchange
from app.signoff.exchange_kinds import ESTABLISHMENT, FUND, PAPER, VOICE
from app.signoff.exchange_model import Establishment
from app.signoff.machine_key import fingerprint, spoken
from app.ui.delivery.acts import Acts
from app.ui.kit.ask_dialog import AskDialog, Asked
from app.ui.kit.save_dialog import ask_where

_CARD = "端末の鍵 (*.json)"
_COMPARED = Asked("compared", "指紋の照らし合わせ", VOICE, ((VOICE, "電話で読み上げた"), (PAPER, "紙で照らし合わせた")))
_WHOM = Asked("with", "照らし合わせた相手（部署・氏名）")


class PlaceActs(Acts):
    """A part of the page."""

    def ask_begin(self) -> AskDialog:
        """Which side this is, for good."""
        asked = (
            Asked("side", "この台帳の立場（後から変えられません）", FUND, ((FUND, "基金"), (ESTABLISHMENT, "事業所"))),
            Asked("name", "名称（基金か事業所の名）"),
        )

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: exchange.begin(state, by, values["side"], values["name"])  # noqa: E731
            side = "基金" if values["side"] == FUND else "事業所"
            self._desk.sign(act, "exchange.begun", (side, values["name"]), None, self._over.window())

        about = "帳票と届出を、媒体で受け渡します。通信は使いません。"
        return self._ask("配信を始める", about, asked, "署名へ", then)

    def ask_enter(self) -> AskDialog:
        """An establishment by its number."""
        asked = (Asked("establishment", "事業所番号（帳票に印字される番号）"), Asked("name", "事業所の名称"))

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: exchange.enter_establishment(  # noqa: E731
                state, by, values["establishment"], values["name"]
            )
            self._desk.sign(act, "establishment.entered", tuple(values.values()), None, self._over.window())

        return self._ask("事業所の登録", "帳票の事業所番号と名称は、この登録と突き合わせます。", asked, "署名へ", then)

    def ask_enrol(self) -> AskDialog | None:
        """A terminal from the file of its public keys; the fourth is refused, with the paper to print."""
        own = self.hand.thing
        if not isinstance(own, Establishment):
            return None
        most = form_table().most_terminals
        if len(own.terminals) >= most:
            self._say(f"{own.name}の利用端末は {most} 台までです。利用台数増設届を書き出せます。")
            path = ask_where(
                self._over, "利用台数増設届を書き出す", f"利用台数増設届_{own.id}.pdf", "PDF (*.pdf)", ".pdf"
            )
            if path is not None:
                self.write_more(own, path)
            return None
        path = self._file("端末の鍵のファイルを選ぶ", _CARD)
        return None if path is None else self.enrol_from(own, path)

    def enrol_from(self, own: Establishment, path: Path) -> AskDialog | None:
        """The fingerprint is read to whoever has the machine before anything is signed."""
        card = self._card(path)
        if card is None:
            return None
        name, keys = card
        most = form_table().most_terminals

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: exchange.enrol_terminal(  # noqa: E731
                state, by, own.id, values["label"], keys, values["compared"], values["with"], most
            )
            summary = (named(self.own, own.id), values["label"], spoken(fingerprint(*keys)))
            self._desk.sign(act, "terminal.enrolled", summary, None, self._over.window())

        asked = (Asked("label", "端末の名前", name), _COMPARED, _WHOM)
        return self._ask("利用端末の登録", _told(name, keys), asked, "署名へ", then)

    def write_more(self, own: Establishment, path: Path) -> None:
        """利用台数増設届, to be filled in."""
        named = [(one.label, spoken(one.id)) for one in own.terminals.values()]
        content = more_terminals_pdf(self.own.name, own.id, own.name, named, form_table().most_terminals)
        self._write("delivery.more_terminals", path, content)

    def ask_remove(self) -> AskDialog | None:
        """Which terminal is no longer used."""
        own = self.hand.thing
        if not isinstance(own, Establishment) or not own.terminals:
            return None
        choices = tuple((one.id, f"{one.label}　{spoken(one.id)[:9]}") for one in own.terminals.values())
        asked = (Asked("terminal", "取り消す端末", choices[0][0], choices), Asked("reason", "理由"))

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: exchange.remove_terminal(  # noqa: E731
                state, by, own.id, values["terminal"], values["reason"]
            )
            summary = (named(self.own, own.id), own.terminals[values["terminal"]].label, values["reason"])
            self._desk.sign(act, "terminal.removed", summary, None, self._over.window())

        return self._ask("利用端末の取消", "これからの配信は、この端末では開けません。", asked, "署名へ", then)

    def ask_fund(self) -> AskDialog | None:
        """The fund's keys from its file."""
        path = self._file("基金の鍵のファイルを選ぶ", _CARD)
        return None if path is None else self.fund_from(path)

    def fund_from(self, path: Path) -> AskDialog | None:
        """As a terminal at the fund."""
        card = self._card(path)
        if card is None:
            return None
        name, keys = card

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: exchange.enrol_fund(  # noqa: E731
                state, by, values["name"], keys, values["compared"], values["with"]
            )
            summary = (values["name"], spoken(fingerprint(*keys)))
            self._desk.sign(act, "fund.enrolled", summary, None, self._over.window())

        asked = (Asked("name", "基金の名称", name), _COMPARED, _WHOM)
        return self._ask("基金の鍵の登録", _told(name, keys), asked, "署名へ", then)

    def _card(self, path: Path) -> tuple[str, tuple[str, str]] | None:
        try:
            return fund.read_card(path)
        except KenpanError as error:
            self._refuse(error)
            return None

    def ask_card(self) -> None:
        """Where the file of this machine's public keys goes."""
        path = ask_where(self._over, "この端末の鍵を書き出す", "端末の鍵.json", _CARD, ".json")
        if path is not None:
            self.write_card(path)

    def write_card(self, path: Path) -> None:
        """The card, to be enrolled on the other side; its fingerprint is told to be read aloud."""

        def done(told: str) -> None:
            self.said.emit(f"書き出しました：{path.name}")
            self._say(f"指紋（電話か紙で相手と照らし合わせます）：{told}")

        def work(store: Any) -> str:
            write_with_entry(store.book, store.session, "delivery.machine", path, fund.card(store))
            return spoken(store.machine.id)

        self._with_store(work, done)

    # The list

    def ask_export(self) -> None:
        """Where the list goes."""
        path = ask_where(self._over, "配信状況一覧を書き出す", "配信状況一覧.xlsx", "Excel (*.xlsx)", ".xlsx")
        if path is not None:
            self.write_list(path)

    def write_list(self, path: Path) -> None:
        """How everything stands, and the operation history; what the filter lets through."""
        wanted = str(self._over.search.text())  # type: ignore[attr-defined]
        self._desk.run_with(lambda book, session: status_file(book, session, path, wanted), self._wrote, self._refuse)

    def _write(self, kind: str, path: Path, content: bytes) -> None:
        self._desk.run_with(
            lambda book, session: write_with_entry(book, session, kind, path, content), self._wrote, self._refuse
        )


def _told(name: str, keys: tuple[str, str]) -> str:
    return f"{name} の鍵の指紋を、相手の画面か紙の指紋と照らし合わせてください：\n{spoken(fingerprint(*keys))}"

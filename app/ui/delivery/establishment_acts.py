"""What is done at the establishment: packages opened, their forms looked at, the receipt slip signed and written."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.delivery import establishment, fund
from app.delivery.establishment import OpenForms
from app.delivery.notifications import show_filing
from app.delivery.status import named
from app.delivery.store import Desk as Store
from app.delivery.store import open_desk
from app.filing.recorded_file import write_with_entry
from app.reports.delivery_papers import receipt_pdf
from app.signoff.exchange_model import Filing, FormBatch, OpenedPackage
from app.signoff.exchange_wording import TYPES
from app.ui.delivery.acts import Acts
from app.ui.delivery.filing_dialog import FilingDialog
from app.ui.delivery.forms_dialog import FormsDialog, Shown

_PACKAGE = f"配信の包み (*{fund.PACKAGE_END})"


class EstablishmentActs(Acts):
    """A part of the page."""

    def ask_open(self) -> None:
        """Which file on the medium."""
        path = self._file("届いた配信の包みを選ぶ", _PACKAGE)
        if path is not None:
            self.open_package(path)

    def open_package(self, path: Path) -> None:
        """Open it for the establishment that is chosen, and show it."""
        self._with_store(lambda store: establishment.open_package(store, path), self._opened)

    def _opened(self, forms: OpenForms) -> None:
        told = "、".join(f"{number} {state}" for number, state, _ in forms.answers if number)
        self.said.emit(
            f"受信しました：{forms.name}　{forms.period}　{len(forms.forms)} 件" + (f"　届出 {told}" if told else "")
        )
        self.show_forms(forms.name, forms.period, forms.forms)

    def look(self) -> None:
        """The forms, or the notification, of the line in hand."""
        thing = self.hand.thing
        if isinstance(thing, OpenedPackage):
            self._with_store(
                lambda store: establishment.show_package(store, thing.id),
                lambda forms: self.show_forms(forms.name, forms.period, forms.forms),
            )
        elif isinstance(thing, FormBatch):
            self._with_store(
                lambda store: tuple(
                    (one.type, f"{one.establishment}　{one.name}", fund.document(store, thing.id, one))
                    for one in thing.documents
                ),
                lambda forms: self.show_forms("帳票", thing.period, forms),
            )
        elif isinstance(thing, Filing):
            self._with_store(
                lambda store: show_filing(store, thing.id), lambda read: self._over_it(FilingDialog(read, self._over))
            )

    def show_forms(self, name: str, period: str, forms: tuple[tuple[str, str, bytes], ...]) -> FormsDialog:
        """Every form, page by page."""
        shown = [Shown(TYPES.get(kind, kind), file, content) for kind, file, content in forms]
        dialog = FormsDialog(f"{name}　{period}", shown, self._jobs, self._over)
        self._over_it(dialog)
        return dialog

    def _over_it(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def sign_slip(self) -> None:
        """That the forms were received; then the slip goes onto the medium."""
        thing, root = self.hand.thing, self._root()
        if isinstance(thing, OpenedPackage):
            self._desk.sign_with(
                lambda book, session: establishment.sign_receipt(open_desk(book, session, root), thing.id),
                "receipt.signed",
                tuple(f"{label}：{text}" for label, text in self._facts(thing)),
                lambda _slip: self.ask_slip(),
                self._over.window(),
            )

    def ask_slip(self) -> None:
        """Where the receipt slip goes, now or once more."""
        folder = self._medium("受領票を書き出す媒体（フォルダー）を選ぶ")
        if folder is not None:
            self.write_slip(folder)

    def write_slip(self, folder: Path) -> None:
        """The slip of the line in hand, as a file and as a sheet with its 2D code."""
        thing = self.hand.thing
        if not isinstance(thing, OpenedPackage):
            return
        facts = self._facts(thing)

        def work(store: Store) -> Path:
            entries = store.book.history(("receipt.signed",))
            slip = establishment.slip_text(next(one for one in reversed(entries) if one.data["package"] == thing.id))
            path = establishment.write_receipt(store, slip, folder)
            paper = path.with_suffix(".pdf")
            write_with_entry(store.book, store.session, "delivery.receipt", paper, receipt_pdf(slip, facts))
            return path

        self._with_store(work, self._wrote)

    def _facts(self, thing: OpenedPackage) -> list[tuple[str, str]]:
        told = "、".join(TYPES.get(one.type, one.type) for one in thing.documents)
        return [("事業所", named(self.own, thing.establishment)), ("対象年月", thing.period), ("帳票", told)]

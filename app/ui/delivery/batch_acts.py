"""What is done with a batch before anybody approves it: pages looked at, thrown away; and the key of the store."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from app.delivery import fund
from app.delivery.looking import PageToSee, pages_to_see
from app.delivery.store import open_desk
from app.sheet.fonts import load_fonts
from app.signoff import form_batches
from app.signoff.exchange_model import FormBatch
from app.ui.delivery import rows
from app.ui.delivery.acts import Acts
from app.ui.delivery.eyes_dialog import EyesDialog
from app.ui.delivery.keys_dialog import KeysDialog
from app.ui.kit.ask_dialog import AskDialog, Asked


class BatchActs(Acts):
    """A part of the page."""

    def ask_see(self) -> None:
        """The pages that an eye must look at, read again away from the window."""
        batch = self.hand.thing
        if isinstance(batch, FormBatch):
            self._with_store(
                lambda store: pages_to_see(store, batch.id, load_fonts()), lambda pages: self.show_pages(batch, pages)
            )

    def show_pages(self, batch: FormBatch, pages: Sequence[PageToSee]) -> EyesDialog:
        """Then a checker signs for those that say what was read."""
        dialog = EyesDialog(pages, self._jobs, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def then(keys: Sequence[tuple[str, int]]) -> None:
            act = lambda state, by: form_batches.look_at(state, by, batch.id, keys, "")  # noqa: E731
            summary = (f"対象年月 {batch.period}", f"目で確かめた頁　{len(keys):,} 頁")
            self._desk.sign(act, "batch.looked", summary, None, self._over.window())

        dialog.told.connect(then)
        dialog.open()
        return dialog

    def ask_discard(self) -> AskDialog | None:
        """Why the batch is thrown away: its forms are erased, that it was there stays in the ledger."""
        batch, root = self.hand.thing, self._root()
        if not isinstance(batch, FormBatch):
            return None

        def then(values: dict[str, str]) -> None:
            reason = values["reason"]
            self._desk.sign_with(
                lambda book, session: fund.discard(open_desk(book, session, root), batch.id, reason),
                "batch.discarded",
                (f"対象年月 {batch.period}", f"帳票 {len(batch.documents):,} 部", f"理由：{reason}"),
                None,
                self._over.window(),
            )

        about = f"{batch.period}　帳票 {len(batch.documents):,} 部を保管庫から消去します。配信していないものだけです。"
        return self._ask("帳票の破棄", f"{about}\n{rows.whose(batch.read)}", (Asked("reason", "理由"),), "署名へ", then)

    def ask_keys(self) -> KeysDialog:
        """Who may open the store; its key given, or another one for all."""
        dialog = KeysDialog(self._desk, self._root(), self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

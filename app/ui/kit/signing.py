"""One signature on its way: from the dialog that asks for the password, or the PIN of a row, to the entries."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from shiboken6 import isValid

from app.errors import KenpanError
from app.signoff import login, pin
from app.signoff.book import Book, Session
from app.signoff.pin import Pin
from app.ui.kit.signature_dialog import SignatureDialog

Work = Callable[[Book, Session], Any]
Keep = Callable[[Pin | None], None]
Start = Callable[[Callable[[], Any], Callable[[Any], None], Callable[[KenpanError], None]], None]


class Signing:
    """Ties a dialog to its work. ``start(work, on_done, on_error)`` runs it off the GUI thread.

    Whoever makes one keeps it while :attr:`pending`: a dialog holds on to nobody, so that nothing dies with it.
    """

    def __init__(
        self,
        dialog: SignatureDialog,
        book: Book,
        session: Session,
        kinds: Collection[str],
        work: Work,
        start: Start,
        on_done: Callable[[Any], None] | None,
        on_lost: Callable[[KenpanError], None],
        own: Pin | None = None,
        keep: Keep | None = None,
    ) -> None:
        """The key is opened for entries of these ``kinds`` only, whose meaning the dialog shows; ``on_lost`` is told
        what was refused after the dialog was gone. ``own`` is the PIN that may be typed instead, ``keep`` gets the one
        that holds from then on, where pieces are signed in a row.
        """
        self._dialog, self._book, self._session, self._work = dialog, book, session, work
        self._kinds = kinds
        self._start, self._on_done, self._on_lost = start, on_done, on_lost
        self._own, self._keep = own, keep
        dialog.passwordGiven.connect(self.try_password)

    @property
    def pending(self) -> bool:
        """Whether the dialog is still there."""
        return isValid(self._dialog)

    def try_password(self, password: str) -> None:
        """Open the key with what was typed, and use it once."""
        own = self._own if self._dialog.asked == "pin" else None
        new = self._dialog.new_pin

        def work() -> tuple[Any, Pin | None]:
            if own is not None:
                key = pin.unlock(self._book, own, password)
                return self._work(self._book, replace(self._session, signer=key)), own
            key = login.unlock(self._book, self._session, password)
            result = self._work(self._book, replace(self._session, signer=key.only(self._kinds)))
            return result, pin.set_pin(self._book, key, result[0], new) if new else None

        self._start(work, self._done, self._refused)

    def _done(self, found: tuple[Any, Pin | None]) -> None:
        result, own = found
        if self._keep is not None:
            self._keep(own)
        if self.pending:
            self._dialog.finish()
        if self._on_done is not None:
            self._on_done(result)

    def _refused(self, error: KenpanError) -> None:
        if self.pending:
            self._dialog.refuse(error)
        else:
            self._on_lost(error)

"""What each act of ``kenpan delivery`` needs: somebody logged in for one command, and the store of the exchange."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.login import ask_who, settings_of, with_code
from app.errors import KenpanError

if TYPE_CHECKING:
    from app.delivery.store import Desk
    from app.signoff.book import Act, Book, Session
    from app.signoff.model import State


class Work:
    """Who is logged in, and the store, opened when it is first asked for."""

    def __init__(self, book: "Book", session: "Session", root: Path) -> None:
        self.book, self.session, self.root = book, session, root
        self._desk: Desk | None = None

    @property
    def desk(self) -> "Desk":
        """The store of the exchange, open."""
        from app.delivery.store import open_desk

        if self._desk is None:
            self._desk = open_desk(self.book, self.session, self.root)
        return self._desk

    @property
    def state(self) -> "State":
        """What the ledger says now."""
        return self.book.refresh()

    def batch(self, begins: str) -> str:
        """A batch by the beginning of what it is known by."""
        found = [one for one in self.state.exchange.batches if one.startswith(begins)]
        if len(found) != 1:
            raise KenpanError(
                "batch.unknown", "取り込んでいない帳票です。", "kenpan delivery status で確かめてください。"
            )
        return found[0]

    def sign(self, act: Callable[..., Any], *arguments: Any) -> None:
        """One act of whoever is logged in."""
        asked: Act = lambda state, by: act(state, by, *arguments)  # noqa: E731
        self.book.sign(self.session.signer, asked)


@contextmanager
def at_work(arguments: argparse.Namespace) -> "Iterator[Work]":
    """Somebody logs in for this one command; nothing is done while a network is connected, where that is refused."""
    from app.delivery.store import delivery_root
    from app.signoff import login
    from app.workstation.known_ledger import registered
    from app.workstation.network import interfaces_up, media_permission

    settings = settings_of(arguments)
    refusal = media_permission(settings, interfaces_up())
    if refusal is not None:
        raise refusal
    book = registered(settings)
    if book is None:
        what = "台帳にだれも登録されていません。"
        raise KenpanError("login.nobody", what, "kenpan を起動し、管理者を登録してください。")
    try:
        who, password = ask_who()
        session = with_code(lambda code: login.log_in(book, who, password, code))
        try:
            yield Work(book, session, delivery_root(book, settings))
        finally:
            login.log_out(book, session)
    finally:
        book.engine.dispose()

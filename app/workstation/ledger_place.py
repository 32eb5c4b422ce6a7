"""Which ledger is in use, and which one it took on from."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.private import tighten
from app.signoff.book import Book, open_book, open_past
from app.signoff.formats import NEWEST
from app.store.database import default_url, is_old
from app.workstation.settings import Settings


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """``url`` of the ledger in use, ``previous`` of the one before, if there is any. Both may hold a password."""

    url: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)


def ledger_place(settings: Settings) -> LedgerPlace:
    """As the settings say; otherwise in the user's data folder, where each format has a file of its own beside the one
    before. ``KenpanError`` ``store.open``.
    """
    if settings.store_url is not None:
        return LedgerPlace(settings.store_url, settings.store_previous)
    first = default_url()
    files = [first, *(_beside(first, number) for number in range(2, NEWEST + 1))]
    there = [url for url in files if Path(make_url(url).database or "").exists()] or [first]
    if is_old(there[-1]):
        there.append(_beside(first, NEWEST))
    before = there[-2] if len(there) > 1 else None
    return LedgerPlace(there[-1], settings.store_previous or before)


def months_folder(settings: Settings) -> Path:
    """Where the months' encrypted stores lie (:mod:`app.month`): as the settings say, else beside a ledger in a file.

    ``KenpanError`` ``month.no_place`` for a ledger on a server, which has nothing beside it; ``store.open``.
    """
    if settings.store_months is not None:
        return settings.store_months
    made = make_url(ledger_place(settings).url)
    if made.get_backend_name() != "sqlite" or not made.database:
        raise KenpanError(
            "month.no_place",
            "台帳がサーバーにあるため、月の保管庫を置くフォルダーが決まりません。",
            "設定の [store] months に、どの端末からも使える共有フォルダーを書いてください。",
        )
    return Path(made.database).with_name("months")


def open_ledger(settings: Settings) -> Book:
    """The ledger in use, made if there is none; with the one before open as long as it has not been taken on.

    ``KenpanError`` as :func:`app.signoff.book.open_book` and, of the one before, :func:`app.signoff.book.open_past`.
    """
    place = ledger_place(settings)
    book = open_book(place.url)
    book.past_url = place.previous
    try:
        if place.previous is not None and not book.state.count:
            book.past = see_past(place.previous)
    except BaseException:
        book.engine.dispose()
        raise
    return book


def see_past(url: str) -> Book:
    """The ledger before, to be looked at. It holds wrapped keys: others are kept out where that is possible."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite" and made.database:
        with suppress(OSError):  # such as on a medium that nobody can write to
            tighten(Path(made.database))
    return open_past(url)


def _beside(url: str, number: int) -> str:
    made = make_url(url)
    path = Path(made.database or "")
    return made.set(database=str(path.with_name(f"{path.stem}-{number}{path.suffix}"))).render_as_string(False)

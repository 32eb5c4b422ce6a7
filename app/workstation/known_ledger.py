"""The ledger that this workstation knows: remembered in the user's data, so that who removes the settings, or names
other ones, does not get a new and empty ledger, or none at all.
"""

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
from sqlalchemy.engine import make_url

from app.bounded import read_regular
from app.errors import KenpanError
from app.signoff.book import Book
from app.store.database import open_read_only, reading
from app.store.rows import first_hash, hash_of
from app.workstation.ledger_place import LedgerPlace, ledger_place, open_ledger
from app.workstation.settings import Settings

_SQLITE = "sqlite"
_SERVER_PORT = 5432
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class KnownLedger:
    """``place`` names the database without user and password, ``first`` is the hash of the ledger's first entry."""

    place: str
    first: str


def marker() -> Path:
    """The file that remembers. Who moves a ledger on purpose removes it, as an administrator."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "ledger.json"


def open_known(settings: Settings) -> Book:
    """The ledger that the settings name; it is empty where none was ever begun, or where it is yet to take on the one
    before.

    ``KenpanError``: ``ledger.place`` where the settings name another place than the one remembered, ``ledger.gone``
    where there is none any more, ``ledger.other`` where another one lies; those of
    :func:`app.workstation.ledger_place.open_ledger`.
    """
    place, known = ledger_place(settings), _known()
    if known is not None and known.place != named(place.url):
        if place.previous is None or known.place != named(place.previous):
            raise _elsewhere(known.place, named(place.url))
    elif known is not None and _is_missing(place.url):
        raise _gone(known.place)
    book = open_ledger(settings)
    try:
        remember(book, settings)
    except BaseException:
        book.engine.dispose()
        raise
    return book


def registered(settings: Settings) -> Book | None:
    """The ledger, if anybody is registered in it; where there is none, none is made.

    ``KenpanError`` as :func:`open_known`; ``ledger.past`` where one before is there that was not taken on yet.
    """
    place = ledger_place(settings)
    if _known() is None and place.previous is None and _is_missing(place.url):
        return None
    book = open_known(settings)
    if book.state.count:
        return book
    book.engine.dispose()
    if place.previous is None:
        return None
    raise KenpanError(
        "ledger.past",
        "前の台帳をまだ引き継いでいません。",
        "kenpan を起動し、管理者が前の台帳を引き継いでください。",
    )


def remember(book: Book, settings: Settings) -> None:
    """Remember a ledger that was begun.

    ``KenpanError``: ``ledger.gone`` for an empty one in the place of the known one, ``ledger.other`` for one that
    neither is that nor says that it took on from that, ``ledger.place``.
    """
    place, known, first = ledger_place(settings), _known(), ledger_id(book)
    if known is None or known.place != named(place.url):
        if first and (known is None or _took_on(book, place, known)):
            _write(KnownLedger(named(place.url), first))
        elif first:
            raise _other(place.url)
    elif not first:
        raise _gone(known.place)
    elif known.first != first:
        raise _other(place.url)


def ledger_id(book: Book) -> str:
    """The hash of the first entry, which no other ledger has; empty for one that was not begun."""
    with reading(book.engine) as connection:
        return first_hash(connection)


def named(url: str) -> str:
    """A database's place: without what differs between those who may use it, and without anything secret."""
    made = make_url(url)
    if made.get_backend_name() == _SQLITE:
        return f"sqlite:///{Path(made.database or '').resolve()}"
    host, port = made.host or made.query.get("host", ""), made.port or made.query.get("port", _SERVER_PORT)
    return f"{made.get_backend_name()}://{str(host).lower()}:{port}/{made.database}"


def _took_on(book: Book, place: LedgerPlace, known: KnownLedger) -> bool:
    """Whether a ledger says that it goes on where the known one ended, and that one ends there."""
    before = book.state.previous
    if before is None or place.previous is None or named(place.previous) != known.place:
        return False
    engine = open_read_only(place.previous)
    try:
        with reading(engine) as connection:
            return (first_hash(connection), hash_of(connection, before.count)) == (known.first, before.head)
    finally:
        engine.dispose()


def _is_missing(url: str) -> bool:
    made = make_url(url)
    return made.get_backend_name() == _SQLITE and not Path(made.database or "").exists()


def _known() -> KnownLedger | None:
    try:
        table = json.loads(read_regular(marker(), _MOST_BYTES))
        if {name: type(value) for name, value in table.items()} == {"place": str, "first": str}:
            return KnownLedger(**table)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise _unreadable() from error
    raise _unreadable()


def _write(known: KnownLedger) -> None:
    path = marker()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
            json.dump(asdict(known), file, ensure_ascii=False)
        Path(file.name).replace(path)
    except OSError as error:
        raise KenpanError(
            "ledger.place",
            "台帳の場所を覚えておけません。",
            f"{path.parent} の空き容量と書き込みの可否を確かめてください。",
        ) from error


def _unreadable() -> KenpanError:
    what = "この端末の台帳の場所を書いたファイルを読めません。"
    return KenpanError("ledger.place", what, f"管理者が {marker()} を確かめてください。", file=marker().name)


def _elsewhere(known: str, other: str) -> KenpanError:
    return KenpanError(
        "ledger.place",
        f"この端末の台帳は {known} ですが、設定では {other} です。",
        f"設定ファイルを元に戻してください。わざと移したときは、管理者が確かめて {marker()} を消してください。",
    )


def _gone(place: str) -> KenpanError:
    return KenpanError(
        "ledger.gone",
        "この端末で使ってきた台帳がありません。新しい台帳は作りません。",
        f"控えから戻してください。わざと始め直すときは、管理者が確かめて {marker()} を消してください。",
        file=place,
    )


def _other(url: str) -> KenpanError:
    return KenpanError(
        "ledger.other",
        "この端末で使ってきた台帳とは別の台帳です。",
        f"元の台帳に戻してください。わざと替えたときは、管理者が確かめて {marker()} を消してください。",
        file=named(url),
    )

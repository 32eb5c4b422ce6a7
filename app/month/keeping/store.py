"""A month's encrypted store: what must outlive a session but may not lie in the clear.

Objects have names and versions. Whoever writes over one says which one they saw; if it is another by then, nothing is
written and nobody's work is lost. What each object is made of is in :mod:`app.month.keeping.sealed`, who gets the key
in :mod:`app.month.keeping.wraps`; how the whole ends, in :mod:`app.month.keeping.ending`.

What the store finds by itself: every changed, cut or swapped byte, and an object under another name, month or version.
What it cannot: an object that was removed, or an older one that was put back whole. Whoever keeps the ``mark`` that
they expect (the ledger's entries do) and asks for it finds these, too.
"""

import io
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from app.bounded import open_regular
from app.month.keeping import refusals, wraps
from app.month.keeping.folder import (
    erase_file,
    erase_folder,
    files_in,
    locked,
    make_folder,
    put,
    ready_lock,
    settle,
    temporary,
)
from app.month.keeping.place import OBJECT_END, StorePlace, public_id_of
from app.month.keeping.refusals import telling
from app.month.keeping.sealed import DamagedError, Opened, Stored, file_name, open_head, pieces_of, seal
from app.month.keeping.wraps import Standing
from app.signoff.model import Account, State
from app.signoff.signing_key import Unlocked

_SLICE = 1 << 20


class Contents(NamedTuple):
    """What a store holds: objects by name, and the files whose heads do not open (``damaged``, names of files)."""

    objects: Mapping[str, Stored]
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealedStore:
    """A month's store with its open key, which is never written or shown. Safe beside other workstations and threads.

    ``public_id`` says which key it is (:func:`app.month.keeping.place.public_id_of`). Everything may raise what
    :func:`app.month.keeping.refusals.telling` says; names are texts of 1 to 1,000 bytes (``ValueError``).
    """

    place: StorePlace
    public_id: str
    key: bytes = field(repr=False)

    @property
    def created(self) -> dict[str, str]:
        """The data of ``store.created``, made anew whenever the month gets another key."""
        return {"month": self.place.month, "public_id": self.public_id}

    def contents(self) -> Contents:
        """Everything in it. Only heads are read: that a content is whole is known when it is read."""
        objects, damaged = {}, []
        with telling(self.place.title):
            self._refuse_gone()
            for path in files_in(self.place.generation(self.public_id), OBJECT_END):
                try:
                    with self._head(path) as (_, opened):
                        objects[opened.stored.name] = opened.stored
                except FileNotFoundError:  # removed meanwhile
                    continue
                except (DamagedError, OSError):
                    damaged.append(path.name)
        return Contents(dict(sorted(objects.items())), tuple(damaged))

    def find(self, name: str) -> Stored | None:
        """The object of this name as it stands, ``None`` if there is none."""
        with telling(self.place.title, name):
            self._refuse_gone()
            return self._found(name)

    def read(self, name: str, expected: Stored | None = None) -> bytes:
        """The whole content. ``KenpanError`` as :meth:`pieces`; nothing is given of an object that is not whole."""
        return b"".join(self.pieces(name, expected))

    def pieces(self, name: str, expected: Stored | None = None) -> Iterator[bytes]:
        """The content piece by piece. Each is what was written there, but only who came to the end has all of it.

        ``KenpanError``: ``month.missing``, ``month.other_version`` where it is not the ``expected`` one,
        ``month.damaged``, also after the last piece.
        """
        with telling(self.place.title, name):
            self._refuse_gone()
            try:
                with self.opened(name) as (file, opened):
                    if expected is not None and opened.stored != expected:
                        raise refusals.other_version(self.place.title, name)
                    yield from pieces_of(file, opened)
            except FileNotFoundError as error:
                raise refusals.missing(self.place.title, name) from error

    def write(self, name: str, content: bytes | Iterable[bytes], over: Stored | None = None) -> Stored:
        """Keep a content whole, or leave all as it was: in the place of ``over``, or as a new object without it.

        ``KenpanError`` ``month.other_version`` when another stands there by then (or one at all, or none any more);
        a ``KenpanError`` of what gives the content goes through.
        """
        if over is not None and over.name != name:
            raise ValueError("over another object")
        given = _sliced(content) if isinstance(content, bytes) else content
        with telling(self.place.title, name):
            return self._put(name, given, over)

    def delete(self, stored: Stored) -> None:
        """Overwrite and remove an object, if it is still this one. ``KenpanError`` ``month.other_version``."""
        with telling(self.place.title, stored.name), self._changing():
            if self._found(stored.name) != stored:
                raise refusals.other_version(self.place.title, stored.name)
            erase_file(self.path_of(stored.name))

    # The key

    def grant(self, account: Account) -> None:
        """Give the month's key to somebody who may open media, or again to who got another key of their own.

        ``KenpanError``: ``month.not_permitted``, ``month.no_box``.
        """
        with telling(self.place.title), self._changing():
            wraps.give(self.place, self.public_id, self.key, account)

    # Inside

    def path_of(self, name: str) -> Path:
        """Where the object of this name lies."""
        return self.place.generation(self.public_id) / f"{file_name(self.key, name)}{OBJECT_END}"

    def opened(self, name: str) -> AbstractContextManager[tuple[IO[bytes], Opened]]:
        """An object with its head read. ``OSError``, :class:`~app.month.keeping.sealed.DamagedError`."""
        return self._head(self.path_of(name))

    @contextmanager
    def _head(self, path: Path) -> Iterator[tuple[IO[bytes], Opened]]:
        with io.BufferedReader(open_regular(path)) as file:
            yield file, open_head(file, self.key, self.place.month, path.name.removesuffix(OBJECT_END))

    def _found(self, name: str) -> Stored | None:
        try:
            with self.opened(name) as (_, opened):
                return opened.stored
        except FileNotFoundError:
            return None

    def _refuse_gone(self) -> None:
        if not self.place.keys(self.public_id).is_dir():
            raise refusals.gone(self.place.title)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with locked(self.place.folder):
            self._refuse_gone()
            yield

    def _put(self, name: str, content: Iterable[bytes], over: Stored | None) -> Stored:
        target, version = self.path_of(name), 1 if over is None else over.version + 1
        with temporary(target.parent) as (file, path):
            stored = seal(file, self.key, self.place.month, name, version, content)
            settle(file)
            with self._changing():
                if self._found(name) != over:
                    raise refusals.other_version(self.place.title, name)
                put(file, path, target)
        return stored


Record = Callable[["SealedStore"], None]
"""Makes the entry that names :attr:`Store.created`: called while the month is locked, so never inside a transaction."""


def create(place: StorePlace, accounts: Sequence[Account], record: Record) -> SealedStore:
    """A store with a fresh key, given to these people, who must all be permitted; if ``record`` raises, it is gone
    again.

    ``KenpanError`` as :func:`wraps.refuse_unpermitted` and :func:`app.month.keeping.refusals.telling`.
    """
    wraps.refuse_unpermitted(place, *accounts)
    with telling(place.title):
        make_folder(place.root)
        ready_lock(place.folder)
        with locked(place.folder), founded(place, accounts) as store:
            record(store)
            return store


@contextmanager
def founded(place: StorePlace, accounts: Sequence[Account]) -> Iterator[SealedStore]:
    """A new store for who holds the month's lock; what is raised meanwhile removes it. ``KenpanError``, ``OSError``."""
    key = secrets.token_bytes(32)
    store = SealedStore(place, public_id_of(key, place.month), key)
    try:
        make_folder(place.generation(store.public_id))
        make_folder(place.keys(store.public_id))
        for account in accounts:
            wraps.give(place, store.public_id, key, account)
        yield store
    except BaseException:
        with suppress(OSError):
            erase_folder(place.generation(store.public_id))
        raise


def open_store(place: StorePlace, public_id: str, state: State, signer: Unlocked) -> SealedStore:
    """The store whose key the ledger names, opened with a person's own open key.

    ``KenpanError``: ``month.gone``, those of :func:`wraps.take` and :func:`app.month.keeping.refusals.telling`.
    """
    with telling(place.title):
        if not place.keys(public_id).is_dir():
            raise refusals.gone(place.title)
        return SealedStore(place, public_id, wraps.take(place, public_id, state, signer))


def standings(place: StorePlace, public_id: str, state: State) -> Mapping[str, Standing]:
    """Who has the key, by account id (:func:`wraps.standings`); no key is needed to ask. ``KenpanError``."""
    with telling(place.title):
        return wraps.standings(place, public_id, state)


def _sliced(content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    return (bytes(view[at : at + _SLICE]) for at in range(0, len(content), _SLICE))

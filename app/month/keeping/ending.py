"""How a month's key ends: another one takes its place, or the whole store is destroyed (返却・消去).

A key is destroyed by overwriting and removing its wraps; that is done first, then come the objects. What is promised of
a disc that copies what is written (SSD, snapshots, backups) is said in the guide for operators.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.month.keeping import refusals, wraps
from app.month.keeping.folder import erase_folder, files_in, folders_in, locked, put, remove_left, settle, temporary
from app.month.keeping.place import KEY_END, OBJECT_END, StorePlace
from app.month.keeping.refusals import telling
from app.month.keeping.sealed import pieces_of, seal
from app.month.keeping.store import Record, SealedStore, founded
from app.progress import Progress, no_progress
from app.signoff.model import Account

METHOD = "各人に渡した鍵を上書きして消去し、暗号化（AES-256-GCM）したファイルを上書きして消去"
_STAGE = "保管庫の鍵の取り替え"


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What is gone of a month: objects, their bytes on disc, wraps of its keys. ``left`` names what is not, or was
    removed without being overwritten: while it names anything, nobody may say that the month was erased.
    """

    month: str
    objects: int
    bytes: int
    wraps: int
    left: tuple[str, ...]
    method: str = METHOD

    @property
    def data(self) -> dict[str, object]:
        """The data of ``store.destroyed``; ``ValueError`` while something is left."""
        if self.left:
            raise ValueError("not destroyed")
        return {"month": self.month, "objects": self.objects, "bytes": self.bytes, "method": self.method}


class Rekeyed(NamedTuple):
    """The store under its new key, and what could not be removed of the old one."""

    store: SealedStore
    left: tuple[str, ...]


def rekey(store: SealedStore, accounts: Sequence[Account], record: Record, progress: Progress = no_progress) -> Rekeyed:
    """Give the month another key, and everything in it anew under it; only these people get it.

    ``record`` makes the entry that names the new store's :attr:`Store.created`, while no other workstation can change
    anything; if it raises, all is as it was. Then the old key is destroyed. Objects keep their marks and versions.
    ``progress`` counts objects. ``KenpanError``: as :func:`app.month.keeping.store.create`, ``month.damaged`` if
    something does not open: it would be lost (bring it back from a copy first).
    """
    place = store.place
    wraps.refuse_unpermitted(place, *accounts)
    with telling(place.title), locked(place.folder):
        contents = store.contents()
        if contents.damaged:
            raise refusals.damaged(place.title, contents.damaged[0])
        with founded(place, accounts) as new:
            for done, name in enumerate(contents.objects):
                progress(_STAGE, done, len(contents.objects))
                _carry(store, new, name)
            record(new)
        return Rekeyed(new, _erase_generation(place.generation(store.public_id)))


def _carry(old: SealedStore, new: SealedStore, name: str) -> None:
    with telling(old.place.title, name), old.opened(name) as (source, opened):
        target = new.path_of(name)
        with temporary(target.parent) as (file, path):
            version = opened.stored.version
            seal(file, new.key, new.place.month, name, version, pieces_of(source, opened), opened.blind)
            settle(file)
            put(file, path, target)


def sweep(place: StorePlace, current: Callable[[], str]) -> int:
    """Remove what was broken off: unfinished files, and what lies under keys that the ledger does not name; how many.

    ``current`` reads the ledger anew and gives the public id of the month's key; it is asked while no other workstation
    can change it. ``KenpanError`` as :func:`app.month.keeping.refusals.telling`.
    """
    with telling(place.title), locked(place.folder):
        valid = place.generation(current())
        others = [one for one in folders_in(place.folder) if one != valid]
        for one in others:
            _erase_generation(one)
        return len(others) + (remove_left(valid) + remove_left(valid / "keys") if valid.is_dir() else 0)


def destroy(place: StorePlace) -> Destroyed:
    """Destroy a month's store, under whatever keys: all wraps first, then the rest. Needs no key; whoever may have it
    done, and the entry about it, are the caller's matter. Once more, where something was left.

    ``KenpanError``: ``month.gone`` where there is nothing, :func:`app.month.keeping.refusals.telling`.
    """
    with telling(place.title):
        with locked(place.folder):
            generations = folders_in(place.folder)
            objects = {path: path.lstat().st_size for one in generations for path in files_in(one, OBJECT_END)}
            keys = [path for one in generations for path in files_in(one / "keys", KEY_END)]
            left = tuple(name for one in generations for name in _erase(one / "keys"))
            left += tuple(name for one in generations for name in _erase(one))
        left += _erase(place.folder)
    gone = [size for path, size in objects.items() if not path.exists()]
    return Destroyed(place.month, len(gone), sum(gone), sum(not path.exists() for path in keys), left)


def _erase_generation(folder: Path) -> tuple[str, ...]:
    return (*_erase(folder / "keys"), *_erase(folder))


def _erase(folder: Path) -> tuple[str, ...]:
    try:
        return erase_folder(folder).left
    except FileNotFoundError:
        return ()
    except OSError:
        return (folder.name,)

"""The key of a session opened for a batch: kept for as long as it is good for, where no disk keeps it longer."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from app.errors import KenpanError
from app.signoff.batch import OpenBatch
from app.workstation.dpapi import Dpapi
from app.workstation.runtime_folder import own_folder, read_own, runtime_folder, write_own

_NAME = "session.json"
_TYPES = {"ledger": str, "account": str, "seed": str, "expires": str}


@dataclass(frozen=True, slots=True)
class KeptSession:
    """``batch`` is the session of a person in the ledger whose first entry has the hash ``ledger``."""

    ledger: str
    batch: OpenBatch


class Sealing(Protocol):
    """How bytes are made unreadable for other users where the folder does not."""

    def seal(self, content: bytes) -> bytes:
        """Bytes to lay down."""

    def unseal(self, sealed: bytes) -> bytes:
        """What :meth:`seal` was given."""


class _NoSealing:
    """Where the file's rights do it."""

    def seal(self, content: bytes) -> bytes:
        return content

    def unseal(self, sealed: bytes) -> bytes:
        return sealed


def ready_to_keep() -> None:
    """Look whether a session could be kept, before one is opened. ``KenpanError`` ``session.folder``."""
    own_folder(runtime_folder().path)


def keep_session(kept: KeptSession, sealing: Sealing | None = None) -> bool:
    """Keep it in place of an earlier one; whether it lies in memory, or sealed, and nowhere else.

    ``KenpanError``: ``session.folder``, ``session.seal``.
    """
    place = runtime_folder()
    content = json.dumps({"ledger": kept.ledger, **asdict(kept.batch)}).encode("ascii")
    write_own(place.path / _NAME, (sealing or _sealing()).seal(content))
    return place.in_memory or os.name == "nt"


def kept_session(sealing: Sealing | None = None) -> KeptSession | None:
    """What is kept, ``None`` if there is nothing.

    ``KenpanError``: ``session.file`` for what is not this user's alone or says something else, ``session.folder``,
    ``session.seal``.
    """
    folder = runtime_folder().path
    if not folder.exists() and not folder.is_symlink():
        return None
    path = own_folder(folder) / _NAME
    raw = read_own(path)
    return None if raw is None else _parsed(path, (sealing or _sealing()).unseal(raw))


def forget_session() -> None:
    """Overwrite and remove it. ``KenpanError``: ``session.folder``, ``session.file`` if it is not this user's alone."""
    folder = runtime_folder().path
    if not folder.exists():
        return
    path = own_folder(folder) / _NAME
    try:
        if read_own(path) is not None:
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
        path.unlink(missing_ok=True)
    except OSError as error:
        raise KenpanError(
            "session.folder", "セッションの鍵を消せませんでした。", f"管理者に連絡し、{path} を消してください。"
        ) from error


def _sealing() -> Sealing:
    return Dpapi() if os.name == "nt" else _NoSealing()


def _parsed(path: Path, content: bytes) -> KeptSession:
    try:
        table = json.loads(content)
        if {name: type(value) for name, value in table.items()} == _TYPES and len(bytes.fromhex(table["seed"])) == 32:
            return KeptSession(table.pop("ledger"), OpenBatch(**table))
    except (ValueError, AttributeError, RecursionError):
        pass
    raise KenpanError(
        "session.file",
        "セッションの鍵のファイルを読めません。使いません。",
        "kenpan login をやり直してください。",
        file=path.name,
    )

"""Where a month's store lies: ``ROOT/MONTH/GENERATION/`` with its objects, and ``keys/`` in it with the month's key,
wrapped for each person. Each key that the month ever had makes a generation of its own, called by its public id.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from pathlib import Path

from app.errors import KenpanError

_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PUBLIC = b"kenpan-month-store-1\n"
OBJECT_END, KEY_END = ".obj", ".key"


@dataclass(frozen=True, slots=True)
class StorePlace:
    """``root`` holds the stores of all months, ``month`` is its id in the ledger, ``title`` what people call it.

    ``KenpanError`` ``month.id`` for an id that is no name of a folder.
    """

    root: Path
    month: str
    title: str

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.month):
            raise KenpanError(
                "month.id",
                f"{self.title}の番号が、保管庫のフォルダーの名前になりません。",
                "管理者に連絡し、台帳を検証してください。",
            )

    @property
    def folder(self) -> Path:
        """All that there is of this month."""
        return self.root / self.month

    def generation(self, public_id: str) -> Path:
        """What lies under the key of this public id."""
        return self.folder / public_id[:32]

    def keys(self, public_id: str) -> Path:
        """The wraps of that key."""
        return self.generation(public_id) / "keys"

    def wrap(self, public_id: str, account: str) -> Path:
        """The wrap for one person; an account's id may be no name of a file."""
        return self.keys(public_id) / f"{hashlib.sha256(account.encode()).hexdigest()[:32]}{KEY_END}"


def public_id_of(key: bytes, month: str) -> str:
    """What the ledger says of a month's key, 64 hex digits: only this key gives it, and it does not give the key.

    Whoever can write to the folder could lay down a key of their own for everybody, and read what is written from then
    on; this is why the key that a wrap opens to counts only if the signed ledger names it.
    """
    return hmac.new(key, _PUBLIC + month.encode(), hashlib.sha256).hexdigest()

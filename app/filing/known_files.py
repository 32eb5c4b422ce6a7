"""Whether a file is still what Kenpan once wrote out."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from app.bounded import TooLargeError, read_regular, why
from app.errors import KenpanError
from app.filing.recorded_file import ledger_name
from app.reports.signs import local_time
from app.signoff.book import Book
from app.signoff.ledger import Entry
from app.signoff.verify import UnreadableError, read_checkpoint
from app.signoff.wording import EXPORT_NAMES

LARGEST = 2 * 1024 * 1024 * 1024
"""Bytes of the largest file that is looked at."""


class KnownFile(NamedTuple):
    """``entry``: how it was written out, ``None`` where the ledger knows no such file; ``same_name``: files that once
    were written out under this name, where this one is another; ``is_checkpoint``: it bears its own signature, and
    what it says is held against the ledger, not looked up in it.
    """

    name: str
    sha256: str
    size: int
    entry: Entry | None
    same_name: tuple[Entry, ...] = ()
    is_checkpoint: bool = False

    @property
    def is_unchanged(self) -> bool:
        """It is exactly what was written out."""
        return self.entry is not None


def look_up(book: Book, path: Path) -> KnownFile:
    """What the ledger says of a file. ``KenpanError`` ``export.unreadable``."""
    try:
        content = read_regular(path, LARGEST)
    except (OSError, TooLargeError) as error:
        raise KenpanError(
            "export.unreadable", f"ファイルを読めません。{why(error)}", "場所と権限を確かめてください。", file=path.name
        ) from error
    sha256, name = hashlib.sha256(content).hexdigest(), ledger_name(path)
    entries = book.history(("export.made",))
    own = [one for one in entries if one.data["sha256"] == sha256]
    others = tuple(one for one in entries if one.data["name"] == name)
    if own:
        return KnownFile(name, sha256, len(content), own[-1])
    return KnownFile(name, sha256, len(content), None, others, _is_checkpoint(path))


def _is_checkpoint(path: Path) -> bool:
    try:
        read_checkpoint(path)
    except UnreadableError:
        return False
    return True


def told(one: KnownFile) -> str:
    """The answer in Japanese, one line."""
    if one.entry is not None:
        kind = EXPORT_NAMES.get(one.entry.data["kind"], "ファイル")
        when = local_time(one.entry.time)
        return f"○ {one.name}　書き出したままです（{kind}、{when}、{one.entry.name}、台帳 {one.entry.seq:,}）"
    if one.same_name:
        last = one.same_name[-1]
        when = f"台帳 {last.seq:,}、{local_time(last.time)}"
        return f"× {one.name}　書き出した後で変わっています（{when} のファイルと違います）"
    if one.is_checkpoint:
        return f"△ {one.name}　チェックポイントです。kenpan ledger verify の --checkpoint で台帳と照らしてください"
    return f"× {one.name}　検版が書き出したファイルではないか、書き出した後で変わっています"

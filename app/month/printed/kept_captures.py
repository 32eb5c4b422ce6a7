"""The last comparison of captures that a month has, kept in its encrypted store: opened again without judging anew."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from app.canonical import canonical
from app.errors import KenpanError
from app.month.printed.in_hand import Compared
from app.month.printed.kept_work import get, put
from app.signoff.book import Book, Session

_NAME = "captures.result"


class KeptCaptures(NamedTuple):
    """``raw``: the result as a file. ``files`` were compared by the forms of ``forms`` (``None``: those at hand), from
    notice ``first`` to ``last``, counted from 1 (``None``: those on the captures); ``printed``: the print that the
    paper came from, where it was judged by that.
    """

    raw: bytes
    files: tuple[Path, ...]
    forms: Path | None
    first: int | None
    last: int | None
    printed: tuple[Path, ...] = ()


def keep_captures(book: Book, session: Session, root: Path, month: str, kept: KeptCaptures) -> bool:
    """Keep it; ``False`` where the month has no store. ``KenpanError`` as :func:`app.month.printed.kept_work.put`.
    Not for the GUI thread.
    """
    told = {
        "raw": kept.raw.decode("utf-8"),
        "files": [str(file.absolute()) for file in kept.files],
        "forms": "" if kept.forms is None else str(kept.forms.absolute()),
        "first": kept.first or 0,
        "last": kept.last or 0,
        "printed": [str(file.absolute()) for file in kept.printed],
    }
    return put(book, session, root, month, _NAME, canonical(told).encode("utf-8"))


def kept_captures(book: Book, session: Session, root: Path, month: str) -> KeptCaptures:
    """What was kept last. ``KenpanError`` as :func:`keep_captures`, ``captures.kept`` where there is nothing or it
    cannot be read.
    """
    raw = get(book, session, root, month, _NAME)
    if raw is None:
        raise _refused("この月に、取り込み画像の照合は残っていません。")
    try:
        told: Any = json.loads(raw)
        files = tuple(Path(str(one)) for one in told["files"])
        forms = Path(str(told["forms"])) if told["forms"] else None
        printed = tuple(Path(str(one)) for one in told.get("printed", ()))  # earlier versions kept none
        first, last = int(told["first"]) or None, int(told["last"]) or None
        return KeptCaptures(str(told["raw"]).encode("utf-8"), files, forms, first, last, printed)
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("この月に残っている取り込み画像の照合を読めません。") from error


def _refused(what: str) -> KenpanError:
    return KenpanError("captures.kept", what, "取り込み画像を選んで、照合を始めてください。")


def kept_of(one: Compared, first: int | None, last: int | None) -> KeptCaptures:
    """What is kept of a comparison of captures in hand."""
    printed = () if one.source is None else one.source.files
    return KeptCaptures(one.raw, one.files, one.forms, first, last, printed)

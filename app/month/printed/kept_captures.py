"""The last comparison of captures that a month has, kept in its encrypted store: opened again without judging anew."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from app.canonical import canonical
from app.errors import KenpanError
from app.month.printed.in_hand import Compared, FoundSound
from app.month.printed.kept_work import get, put
from app.proof.printed.model import Notice
from app.signoff.book import Book, Session

_NAME = "captures.result"


class KeptCaptures(NamedTuple):
    """``raw``: the result as a file. ``files`` were compared by the forms of ``forms`` (``None``: those at hand), from
    notice ``first`` to ``last``, counted from 1 (``None``: those on the captures); ``printed``: the print that the
    paper came from, where it was judged by that, and what of that was ``found`` sound.
    """

    raw: bytes
    files: tuple[Path, ...]
    forms: Path | None
    first: int | None
    last: int | None
    printed: tuple[Path, ...] = ()
    found: FoundSound | None = None


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
        "found": None if kept.found is None else _told(kept.found),
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
        found = _found(told.get("found"))
        return KeptCaptures(str(told["raw"]).encode("utf-8"), files, forms, first, last, printed, found)
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("この月に残っている取り込み画像の照合を読めません。") from error


def _told(found: FoundSound) -> dict[str, Any]:
    places = sorted((*notice, sorted(pages)) for notice, pages in found.places.items())
    return {"basis": found.basis, "places": [list(one) for one in places]}


def _found(told: Any) -> FoundSound | None:
    if told is None:
        return None
    places = {Notice(str(file), int(record)): {int(page) for page in pages} for file, record, pages in told["places"]}
    return FoundSound(str(told["basis"]), places)


def _refused(what: str) -> KenpanError:
    return KenpanError("captures.kept", what, "取り込み画像を選んで、照合を始めてください。")


def kept_of(one: Compared, first: int | None, last: int | None) -> KeptCaptures:
    """What is kept of a comparison of captures in hand."""
    if one.source is None:
        return KeptCaptures(one.raw, one.files, one.forms, first, last)
    source, captured = one.source, {(str(row["file"]), int(row["record"])) for row in one.table["captures"]["pages"]}
    places: dict[Notice, set[int]] = {}
    files: set[str] = set()
    for notice, pages in source.places.items():
        if notice in captured or notice.file not in files:
            places[notice] = pages
            files.add(notice.file)
    found = FoundSound(source.basis, places)
    return KeptCaptures(one.raw, one.files, one.forms, first, last, source.files, found)

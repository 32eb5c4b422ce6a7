"""The month's lists in its encrypted store, and their entry in the ledger: read once, carried out whenever the medium
is opened.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.canonical import digest
from app.errors import KenpanError
from app.lists.list_zip import FOLDERS, ListFile, ReadLists
from app.lists.redirects import RedirectLists, match_lists
from app.lists.tables import ListRow, ListTable
from app.month.keeping.month_store import open_store
from app.month.lists.applying import with_lists
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.progress import Progress, no_progress
from app.signoff.book import Book, Session
from app.signoff.gates import medium_of
from app.signoff.list_standing import lists_of
from app.signoff.model import Month, State


def _name(sha256: str, carried: str) -> str:
    """By the archive and what is carried out: what is kept before a person signs, perhaps with other columns named,
    does not take the place of what was signed before.
    """
    return f"lists.{digest(sha256 + carried)}"


def month_of_medium(state: State, bench: Workbench) -> Month | None:
    """The month whose medium is open, the last opened one first."""
    manifest = media_part(bench).sha256
    return next((one for one in reversed(tuple(state.months.values())) if medium_of(one) == manifest), None)


def keep_lists(book: Book, session: Session, root: Path, month: str, lists: RedirectLists) -> None:
    """Keep the lists in the month's store; they count once their entry is signed. ``KenpanError`` as
    :func:`app.month.keeping.month_store.open_store`. Not for the GUI thread.
    """
    store, name = open_store(book, session, root, month), _name(lists.read.sha256, lists.carried)
    store.write(name, json.dumps(_table(lists.read), ensure_ascii=False).encode("utf-8"), store.find(name))


def entry_of(bench: Workbench, lists: RedirectLists, stated: Mapping[str, int]) -> dict[str, Any]:
    """What the ledger says of the lists: counts and hashes only."""
    counts = lists.counts
    return {
        "manifest": media_part(bench).sha256,
        "name": lists.read.source,
        "sha256": lists.read.sha256,
        "stated": {scheme: stated[scheme] for scheme in FOLDERS},
        "read": {scheme: lists.read.read_of(scheme) for scheme in FOLDERS},
        "unread": len(lists.read.problems),
        "rows": len(lists.rows),
        **{name: counts[name] for name in ("redirect", "pull", "unmatched", "duplicate", "contradiction")},
        "carried": lists.carried,
    }


def with_kept_lists(
    book: Book, session: Session, root: Path, bench: Workbench, progress: Progress = no_progress
) -> Workbench:
    """The open medium with its month's lists, if it has any. What does not come out as it was signed is not carried
    out: ``KenpanError`` ``lists.other``, those of the store.
    """
    state = book.refresh()
    month = month_of_medium(state, bench)
    known = None if month is None else lists_of(state, month)
    if month is None or known is None:
        return bench
    kept = open_store(book, session, root, month.id).read(_name(known.sha256, known.carried))
    lists = match_lists(_read(kept), bench.notices.values(), progress)
    if (lists.read.sha256, lists.carried) != (known.sha256, known.carried):
        raise KenpanError(
            "lists.other",
            "保管している別送・引き抜きリストから、読み込んだときと違う内容が出ました。",
            "機構から受け取った ZIP をもう一度読み込んでください。",
            file=known.name,
        )
    return with_lists(bench, lists, progress)


def _table(read: ReadLists) -> dict[str, Any]:
    files = [one._asdict() | {"offices": list(one.offices)} for one in read.files]
    tables = [
        {
            "source": one.source,
            "sha256": one.sha256,
            "size": one.size,
            "rows": [[row.place, dict(row.cells)] for row in one.rows],
            "headers": dict(one.headers),
        }
        for one in read.tables
    ]
    return {"source": read.source, "sha256": read.sha256, "size": read.size, "files": files, "tables": tables}


def _read(raw: bytes) -> ReadLists:
    """The store vouches for the bytes; another version of the program may have written them otherwise."""
    try:
        told = json.loads(raw)
        files = tuple(ListFile(**one | {"offices": tuple(one["offices"])}) for one in told["files"])
        tables = tuple(
            ListTable(
                one["source"],
                one["sha256"],
                one["size"],
                tuple(ListRow(place, cells) for place, cells in one["rows"]),
                one["headers"],
            )
            for one in told["tables"]
        )
        return ReadLists(told["source"], told["sha256"], told["size"], files, tables)
    except (ValueError, KeyError, TypeError) as error:
        raise KenpanError(
            "lists.kept",
            "この月に保管している別送・引き抜きリストを読めません。",
            "別の版の検版が保存したものです。機構から受け取った ZIP をもう一度読み込んでください。",
        ) from error

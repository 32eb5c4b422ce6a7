"""The month's logs in its encrypted store: as the machines wrote them, to be read again whenever they are asked for."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path

from app.errors import KenpanError
from app.lists.logs.reading import Known, LogSource, Named, Results, log_paths, read_bytes, read_sources
from app.month.keeping.month_store import open_store
from app.month.logs.reading import MonthTally, held
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.piece_codes import PieceCodes
from app.signoff.book import Book, Session
from app.signoff.log_standing import logs_of
from app.signoff.model import Month

_LEVEL = 3


def keep_logs(
    book: Book,
    session: Session,
    root: Path,
    month: str,
    folder: Path,
    sha256: str,
    known: Known,
    results: Results | None = None,
) -> None:
    """Keep every log of a folder that can be read, and how its columns and results were named; they count once their
    entry is signed. ``sha256``: of the entry. ``KenpanError`` as :func:`app.month.keeping.month_store.open_store`. Not
    for the GUI thread.
    """
    store = open_store(book, session, root, month)
    names: list[list[str]] = []
    for path in log_paths(folder):
        try:
            raw = read_bytes(path)
        except KenpanError:
            continue
        own = hashlib.sha256(raw).hexdigest()
        name = f"log.{own}"
        if store.find(name) is None:
            store.write(name, zlib.compress(raw, _LEVEL))
        names.append([path.name, own])
    columns = {mark: [one.stage, dict(one.columns)] for mark, one in known.items()}
    told = {"logs": names, "known": columns, "results": dict(results or {})}
    name = f"logs.{sha256}"
    store.write(name, json.dumps(told, ensure_ascii=False).encode("utf-8"), store.find(name))


def kept_logs(
    book: Book,
    session: Session,
    root: Path,
    bench: Workbench,
    month: Month,
    codes: PieceCodes,
    progress: Progress = no_progress,
) -> MonthTally | None:
    """The month's logs as they were signed for, read again; ``None`` where there are none. ``KenpanError``
    ``logs.other`` where they do not come out as they were signed, those of the store.
    """
    known = logs_of(book.refresh(), month)
    if known is None:
        return None
    store = open_store(book, session, root, month.id)
    try:
        told = json.loads(store.read(f"logs.{known.sha256}"))
        named: Mapping[str, Named] = {mark: Named(stage, columns) for mark, (stage, columns) in told["known"].items()}
        results = {str(word): passed is True for word, passed in told.get("results", {}).items()}
        sources = [LogSource(name, zlib.decompress(store.read(f"log.{own}"))) for name, own in told["logs"]]
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise KenpanError(
            "logs.kept",
            "この月に保管している作業ログを読めません。",
            "別の版の検版が保存したものです。作業ログをもう一度読み込んでください。",
        ) from error
    found = held(bench, read_sources(sources, named, progress, results), codes, month, progress)
    if found.sha256 != known.sha256:
        raise KenpanError(
            "logs.other",
            "保管している作業ログから、読み込んだときと違う結果が出ました。",
            "別送・引き抜きや現品のコードの設定が変わっていないか確かめ、作業ログをもう一度読み込んでください。",
        )
    return found

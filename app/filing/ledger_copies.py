"""Taking the ledger out and proving it: copies, checkpoints, the verifier as one file."""

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import KenpanError
from app.filing.practice_mark import as_it_leaves
from app.filing.recorded_file import write_with_entry
from app.filing.safe_write import write_safely
from app.progress import Progress, no_progress
from app.reports.checkpoint_sheet import checkpoint_pdf
from app.signoff.book import Book, Session
from app.signoff.checkpoint import ledger_copy, make_checkpoint
from app.signoff.model import State
from app.signoff.signing_key import Unlocked
from app.signoff.stored import stored_rows
from app.signoff.two_persons import is_hidden
from app.signoff.verify import (
    Checkpoint,
    Previous,
    Report,
    Row,
    UnreadableError,
    altered,
    held,
    pack_summary,
    prove_file,
    read_checkpoint,
    verify_entries,
)
from app.store.database import open_read_only, reading
from app.store.rows import load_attachment

_PARTS = (
    "texts", "shapes", "rules", "kind", "month_kinds", "form_batches", "exchange", "kinds", "persons", "works", "pins",
    "proofs", "dummies", "compared", "lists", "logs", "counts", "custody", "incidents", "months", "warm_ups",
    "old_jobs", "audit", "schema", "files", "packs", "say",
)  # fmt: skip
"""The verifier's modules, each after those it uses."""


def export_ledger(book: Book, session: Session, path: Path) -> Path:
    """Write a copy of the ledger as JSON lines.

    It holds every result: ``KenpanError`` ``report.blind`` for somebody who must not see one of them yet. An
    administrator or inspector may always, who cannot decide on a round; besides those of
    :func:`app.filing.recorded_file.write_with_entry`.
    """
    return write_with_entry(book, session, "ledger", path, ledger_for(book, session.account))


def ledger_for(book: Book, account: str) -> bytes:
    """A copy of the ledger as JSON lines; ``KenpanError`` ``report.blind`` as :func:`export_ledger`."""
    content = ledger_copy(book)
    _refuse_blind(book, account)
    return content


def _refuse_blind(book: Book, viewer: str) -> None:
    # Entries are looked at after the copy was made, and the state after the entries: nothing newer slips through.
    entries, state = book.history(), book.refresh()
    roles = state.accounts[viewer].roles
    if roles & {"admin", "inspector"} and "lead" not in roles:
        return
    if any(is_hidden(entry, state, viewer) for entry in entries):
        raise KenpanError(
            "report.blind",
            "判定の済んでいない検査結果があるため、台帳の写しを出せません。",
            "ご自身の確認か判定を済ませるか、管理者に書き出しを頼んでください。",
        )


def export_checkpoint(book: Book, signer: Unlocked, path: Path) -> Path:
    """Make a signed checkpoint and write it; its own entry records it."""
    return write_safely(path, make_checkpoint(book, signer).content)


def export_checkpoint_sheet(book: Book, signer: Unlocked, path: Path) -> Path:
    """Make a signed checkpoint and write it as one page to print; its own entry records it."""
    checkpoint = make_checkpoint(book, signer)
    account = book.state.accounts.get(checkpoint.by)
    content = checkpoint_pdf(asdict(checkpoint), "" if account is None else account.login)
    return write_safely(path, as_it_leaves(book, content))


def verify_book(book: Book, progress: Progress = no_progress) -> Report:
    """Prove the ledger that is in use, and that every log it speaks of is there; ``progress`` counts entries.

    ``KenpanError`` ``store.read``, ``ledger.unreadable`` for what only a newer program reads.
    """
    known = book.state.count  # not refreshed: a ledger that the book refuses to read on must still be judged

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            progress("台帳の検証", row.line, max(known, row.line))
            yield row

    return _verify_stored(book.engine, counted)


def verify_past(past: Book, after: State, progress: Progress = no_progress) -> Report:
    """:func:`verify_book` of the ledger before, held against what the one in use says of it."""
    said = after.previous
    return held(verify_book(past, progress), None if said is None else Previous(said.format, said.count, said.head))


def verify_with_previous(place: str, checkpoints: Sequence[Path], previous: str) -> tuple[Report, Report]:
    """:func:`verify_ledger` of a ledger and of the one that it took on from, which must be the one it speaks of."""
    report = verify_ledger(place, checkpoints)
    return report, held(verify_ledger(previous), report.previous)


def verify_ledger(place: str, checkpoints: Sequence[Path] = ()) -> Report:
    """Prove the ledger in a SQLite file, an exported copy or at a database URL. Nothing is written, nobody logs in.

    Logs are looked for in a database; a copy holds none. ``KenpanError`` ``ledger.unreadable`` if there is no ledger,
    or a checkpoint is none; ``store.open``, ``store.read``.
    """
    try:
        stated = [read_checkpoint(path) for path in checkpoints]
        path = _file(place)
        if path is None:
            return _verify_served(place, stated)
        return prove_file(path, stated)
    except UnreadableError as error:
        raise _unreadable(error) from error


def verify_pack(path: Path, checkpoints: Sequence[Path] = ()) -> tuple[str, bool]:
    """The verdict on an evidence pack in Japanese, and whether all is right. ``KenpanError`` ``ledger.unreadable``."""
    try:
        return pack_summary(path, [read_checkpoint(one) for one in checkpoints])
    except UnreadableError as error:
        raise _unreadable(error) from error


def _unreadable(error: UnreadableError) -> KenpanError:
    next_step = "データベースか、書き出した台帳・チェックポイントを指定してください。"
    return KenpanError("ledger.unreadable", str(error), next_step)


def database_at(place: str) -> str:
    """The URL of a database that is there, by its path or URL. ``KenpanError`` ``ledger.unreadable``: opened to be
    written to, what is not there would be made.
    """
    path = _file(place)
    if path is None:
        return place
    if not _is_database(path):
        next_step = "SQLite のデータベースか、データベースの URL を指定してください。"
        raise KenpanError("ledger.unreadable", "台帳のデータベースがありません。", next_step, file=path.name)
    return f"sqlite:///{path}"


def _is_database(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe may never end
            return False
        with path.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _file(place: str) -> Path | None:
    """The file that is meant, ``None`` for the URL of a server."""
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        return Path(place)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _verify_served(url: str, checkpoints: Sequence[Checkpoint]) -> Report:
    engine = open_read_only(url)
    try:
        return _verify_stored(engine, iter, checkpoints)
    finally:
        engine.dispose()


def _verify_stored(
    engine: Engine, watched: Callable[[Iterator[Row]], Iterator[Row]], checkpoints: Sequence[Checkpoint] = ()
) -> Report:
    """The verdict on a database; one that was altered is no ledger that could be read, but a broken one."""
    try:
        with reading(engine) as connection:
            return verify_entries(watched(stored_rows(connection)), checkpoints, partial(_lost, connection))
    except KenpanError as error:
        if error.code != "store.schema":
            raise
        return altered(error.what, len(checkpoints))
    except UnreadableError as error:
        raise _unreadable(error) from error


def _lost(connection: Connection, wanted: Collection[str]) -> set[str]:
    return {sha256 for sha256 in wanted if load_attachment(connection, sha256) is None}


_MISSING = (
    "pycryptodome がありません。この Python に入れてから、もう一度実行してください：python -m pip install pycryptodome"
)
_ASKED = f"""
import importlib.util
import sys

if importlib.util.find_spec("Crypto") is None:
    print("{_MISSING}", file=sys.stderr)
    sys.exit(2)
"""
"""What the file says where the one thing is missing that it needs, before it would end in a traceback."""


def verifier_source() -> str:
    """The verifier as one Python file: its modules one after the other, without what they import from each other."""
    folder = files("app.signoff.verify")
    texts = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in ("__init__", *_PARTS)]
    about = ast.get_docstring(ast.parse(texts[0]), clean=False)
    return (
        "\n\n".join([f'"""{about}"""', _ASKED.strip(), *(_without_own_imports(text).strip() for text in texts[1:])])
        + "\n"
    )


def _without_own_imports(text: str) -> str:
    lines = text.splitlines()
    own = [one for one in ast.parse(text).body if isinstance(one, ast.ImportFrom) and one.level]
    for one in reversed(own):
        del lines[one.lineno - 1 : one.end_lineno]
    return "\n".join(lines)

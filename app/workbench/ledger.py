"""Taking the ledger out and proving it: copies, checkpoints, the verifier as one file."""

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.reports.checkpoint_sheet import checkpoint_pdf
from app.signoff.book import Book
from app.signoff.checkpoint import ledger_copy, make_checkpoint
from app.signoff.keys import Unlocked
from app.signoff.ledger import Draft
from app.signoff.verify import Report, Row, UnreadableError, read_checkpoint, read_ledger, verify_entries
from app.store.database import existing_server, reading
from app.store.rows import stored_entries
from app.workbench.safe_write import write_safely

_PARTS = ("texts", "rules", "audit", "files", "say")
"""The verifier's modules, each after those it uses."""


def export_ledger(book: Book, signer: Unlocked, path: Path) -> Path:
    """Write a copy of the ledger as JSON lines. The entry about it comes first, so that no copy leaves without one."""
    content = ledger_copy(book)
    sha256 = hashlib.sha256(content).hexdigest()
    data = {"kind": "ledger", "name": path.name, "size": len(content), "sha256": sha256}
    book.sign(signer, lambda _state, _by: Draft("export.made", data))
    return write_safely(path, content)


def export_checkpoint(book: Book, signer: Unlocked, path: Path) -> Path:
    """Make a signed checkpoint and write it; its own entry records it."""
    return write_safely(path, make_checkpoint(book, signer).content)


def export_checkpoint_sheet(book: Book, signer: Unlocked, path: Path) -> Path:
    """Make a signed checkpoint and write it as one page to print; its own entry records it."""
    checkpoint = make_checkpoint(book, signer)
    account = book.state.accounts.get(checkpoint.by)
    return write_safely(path, checkpoint_pdf(asdict(checkpoint), "" if account is None else account.login))


def verify_book(book: Book, progress: Progress = no_progress) -> Report:
    """Prove the ledger that is in use; ``progress`` counts entries. ``KenpanError`` ``store.read``."""
    total = book.refresh().count

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            progress("台帳の検証", row.line, total)
            yield row

    with reading(book.engine) as connection:
        return verify_entries(counted(_stored(connection)))


def verify_ledger(place: str, checkpoints: Sequence[Path] = ()) -> Report:
    """Prove the ledger in a SQLite file, an exported copy or at a database URL. Nothing is written, nobody logs in.

    ``KenpanError`` ``ledger.unreadable`` if there is none, or a checkpoint is none; ``store.open``, ``store.read``.
    """
    try:
        return verify_entries(_rows(place), [read_checkpoint(path) for path in checkpoints])
    except UnreadableError as error:
        raise KenpanError(
            "ledger.unreadable", str(error), "データベースか、書き出した台帳・チェックポイントを指定してください。"
        ) from error


def _rows(place: str) -> Iterator[Row]:
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        return read_ledger(Path(place))
    if url.get_backend_name() == "sqlite":
        return read_ledger(Path(url.database or ""))
    return _served(place)


def _served(url: str) -> Iterator[Row]:
    engine = existing_server(url)
    try:
        with reading(engine) as connection:
            yield from _stored(connection)
    finally:
        engine.dispose()


def _stored(connection: Connection) -> Iterator[Row]:
    for line, (seq, body, hash_, signature) in enumerate(stored_entries(connection), 1):
        yield Row(line, body, hash_, signature, seq)


def verifier_source() -> str:
    """The verifier as one Python file: its modules one after the other, without what they import from each other."""
    folder = files("app.signoff.verify")
    texts = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in ("__init__", *_PARTS)]
    about = ast.get_docstring(ast.parse(texts[0]), clean=False)
    return "\n\n".join([f'"""{about}"""', *(_without_own_imports(text).strip() for text in texts[1:])]) + "\n"


def _without_own_imports(text: str) -> str:
    lines = text.splitlines()
    own = [one for one in ast.parse(text).body if isinstance(one, ast.ImportFrom) and one.level]
    for one in reversed(own):
        del lines[one.lineno - 1 : one.end_lineno]
    return "\n".join(lines)

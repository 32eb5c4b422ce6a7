"""Logs of a round when it is signed and when somebody wants to read them: the bytes must be those that were kept."""

from pathlib import Path

from app.filing.attachments import load_log
from app.filing.recorded_file import write_with_entry
from app.signoff.book import Book, Session
from app.signoff.model import Attachment


def require_logs(book: Book, round_id: str) -> None:
    """``KenpanError`` ``attachment.lost`` unless every log of the round is there as it was signed."""
    for kept in book.refresh().rounds[round_id].attachments:
        load_log(book, kept)


def export_log(book: Book, session: Session, kept: Attachment, path: Path) -> Path:
    """Write a log out to be read; ``KenpanError`` ``attachment.lost`` besides those of the writing."""
    return write_with_entry(book, session, "log", path, load_log(book, kept))

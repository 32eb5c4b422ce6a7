"""The slip as it came back: its image in the database, its hash and its numbers in the ledger, both or neither."""

import hashlib
from pathlib import Path

from app.errors import KenpanError
from app.filing.attachments import read_attached
from app.filing.kept_forms import keep_form
from app.filing.recorded_file import ledger_name
from app.signoff import counts
from app.signoff.book import Act, Book, Session
from app.signoff.count_model import SlipKept
from app.signoff.ledger import Entry
from app.store.database import reading
from app.store.rows import load_attachment
from app.tally.slip_model import Slip

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf")
"""What an image of the slip may be."""


def stamped_act(month: str, manifest: str, slip: Slip, on: str, path: Path, content: bytes) -> Act:
    """The entry about this image. ``KenpanError`` ``slip.image`` for a file that is none."""
    if path.suffix.lower() not in SUFFIXES or not content:
        raise KenpanError(
            "slip.image",
            "差出票（写）の画像ではありません。",
            "スキャンした PNG・JPEG・TIFF・PDF を選んでください。",
            file=ledger_name(path),
        )
    sha256 = hashlib.sha256(content).hexdigest()
    told = on, ledger_name(path), len(content), sha256
    return lambda state, by: counts.stamp(state, by, month, manifest, slip, *told)


def keep_slip(book: Book, session: Session, content: bytes, act: Act) -> tuple[Entry, ...]:
    """Keep the image and sign its entry. ``KenpanError``: whatever ``act`` refuses with; nothing is kept then."""
    return keep_form(book, session, content, act)


def read_image(path: Path) -> bytes:
    """Its bytes; ``KenpanError`` as :func:`app.filing.attachments.keep_log`."""
    return read_attached(path)


def load_slip(book: Book, kept: SlipKept) -> bytes:
    """The image; ``KenpanError`` ``attachment.lost`` if it is gone or no longer what was signed for."""
    with reading(book.engine) as connection:
        content = load_attachment(connection, kept.sha256)
    if content is None:
        raise KenpanError(
            "attachment.lost",
            "差出票（写）の画像がデータベースにないか、署名したときのものではありません。",
            "管理者に連絡し、台帳の検証を行ってください。",
            file=kept.name,
        )
    return content

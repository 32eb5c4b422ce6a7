"""What is taken away from a ledger, to prove it by later: signed checkpoints, and copies of the whole."""

from dataclasses import asdict, dataclass

from app.canonical import canonical
from app.signoff.book import Book
from app.signoff.formats import FORMATS, NEWEST
from app.signoff.ledger import Draft, broken
from app.signoff.signing_key import Unlocked
from app.signoff.stored import stored_rows
from app.signoff.verify import Row
from app.store.database import reading


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """``name`` stated at ``time`` (UTC) that entry ``count`` has the hash ``head``. Kept away from the database, it
    shows every truncation, roll-back and rewrite up to there. ``signature`` is of the canonical JSON of the rest.
    """

    format: str
    count: int
    head: str
    time: str
    by: str
    name: str
    public_key: str
    signature: str = ""

    @property
    def content(self) -> bytes:
        """The checkpoint file: one line of canonical JSON."""
        return f"{canonical(asdict(self))}\n".encode()


def make_checkpoint(book: Book, signer: Unlocked) -> SignedCheckpoint:
    """A checkpoint up to and with its own entry. ``KenpanError`` as :meth:`Book.sign`."""
    (entry,) = book.sign(
        signer, lambda state, _by: Draft("checkpoint.made", {"count": state.count, "head": state.head})
    )
    unsigned = SignedCheckpoint(
        FORMATS[NEWEST].checkpoint, entry.seq, entry.hash, entry.time, entry.by, entry.name, signer.public
    )
    said = {name: value for name, value in asdict(unsigned).items() if name != "signature"}
    return SignedCheckpoint(**said, signature=signer.sign(canonical(said)))


def ledger_copy(book: Book) -> bytes:
    """The whole ledger as JSON lines, one entry a line with body, hash and signature; nothing beside the ledger.

    ``KenpanError`` ``ledger.broken`` where a column holds no text, of which there is no copy.
    """
    with reading(book.engine) as connection:
        rows = [_exported(row) for row in stored_rows(connection)]
    return "".join(f"{canonical(row)}\n" for row in rows).encode()


def _exported(row: Row) -> dict[str, str]:
    if row.fault:
        raise broken(row.line)
    return {"body": row.body, "hash": row.hash, "signature": row.signature}

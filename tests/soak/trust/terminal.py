"""A workstation that signs for ever: two entries with an attachment in one act, ``SEQ NAME`` after each that was kept.

``terminal.py URL ACCOUNT SEED NAME``. What the ledger refuses while its server is away is tried again: ``CODE NAME``.
"""

import hashlib
import sys
import time

from Crypto.PublicKey import ECC

from app.errors import KenpanError
from app.signoff.book import Book, open_book
from app.signoff.ledger import Draft
from app.signoff.signing_key import KdfCost, Unlocked
from app.store.database import writing
from app.store.rows import keep_attachment

_CHEAP = KdfCost(1, 64, 1)


def sign_two(book: Book, key: Unlocked, name: str) -> int:
    """One act; the number of its last entry."""
    content = content_of(name)
    with writing(book.engine) as connection:
        data = {"kind": "log", "name": name, "size": len(content), "sha256": keep_attachment(connection, content)}
        pair = Draft("export.made", data), Draft("access.logout", {})
        return book.sign_in(connection, key, lambda _state, _by: pair)[-1].seq


def content_of(name: str) -> bytes:
    """The attachment of an act."""
    return hashlib.shake_128(name.encode()).digest(3_000)


def main(url: str, account: str, seed: str, name: str) -> None:
    key = Unlocked(account, ECC.construct(curve="ed25519", seed=bytes.fromhex(seed)))
    book, number = None, 0
    while True:
        try:
            book = book or open_book(url, cost=_CHEAP)
            said = str(sign_two(book, key, f"{name}-{number}"))
        except KenpanError as error:
            said = error.code
            time.sleep(0.05)
        sys.stdout.write(f"{said} {name}-{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Databases on the server."""

from pathlib import Path

from app.signoff.ledger import Draft

ROOT = Path(__file__).resolve().parents[3]


def sign(book, key, name="log"):
    draft = Draft("export.made", {"kind": "log", "name": name, "size": 0, "sha256": "0" * 64})
    return book.sign(key, lambda _state, _by: draft)[0].seq

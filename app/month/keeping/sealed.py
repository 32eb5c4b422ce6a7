"""One object of a month's store as it lies on disc.

A head of 4,096 bytes: ``KENPANM1``, version (u64), a salt of 32 bytes, and sealed with it the object's own name, size
and hash; then pieces of 262,144 bytes, the last one shorter: a multiple of 4,096, so that a file tells the size of its
content only so far. Head and pieces are AES-256-GCM under a key of their own, which HKDF-SHA256 gives from the month's
key and the salt. A nonce is the piece's counter and a byte that says what it is: head, piece, or last piece. All of
them vouch for month, name (as its HMAC, which is the file's name) and version; so nothing can be cut off, turned round,
or taken from another object, month or version without being found.

The head is written last, when the content has been hashed. ``mark`` is SHA-256 over that hash and a random number that
only the head holds: it binds month, name, version and content, tells nothing of them, and outlives a change of the
month's key, so it may stand in the ledger.
"""

import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from app.canonical import canonical

BLOCK = 4096
PIECE = 1 << 18
_TAG = 16
ROOM = PIECE - _TAG
"""What one piece holds."""
_MAGIC = b"KENPANM1"
_START, _INSIDE = struct.Struct(">8sQ32s"), struct.Struct(">Q32s32sH")
_HEAD_ROOM = BLOCK - _START.size - _TAG
MOST_NAME = 1000
"""Bytes of a name in UTF-8."""
_NAMES, _OBJECT, _MARK = b"kenpan-month-names-1\n", b"kenpan-month-object-1\n", b"kenpan-month-mark-1\n"
_A_PIECE, _LAST, _HEAD = 0, 1, 2


class DamagedError(Exception):
    """Not what was written there. Its text holds nothing of the content."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it stands: ``version`` counts its writings from 1, ``size`` in bytes, ``mark`` 64 hex digits."""

    name: str
    version: int
    size: int
    mark: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An object whose head was read: ``stored``, and with what the rest is opened and judged."""

    stored: Stored
    blind: bytes
    sha256: bytes
    key: bytes
    bound: bytes


def file_name(key: bytes, name: str) -> str:
    """What an object's file is called, 32 hex digits; ``ValueError`` for a name that none can have."""
    raw = name.encode("utf-8")
    if not 0 < len(raw) <= MOST_NAME:
        raise ValueError("no name for an object")
    return hmac.new(_derived(key, b"", _NAMES), raw, hashlib.sha256).hexdigest()[:32]


def seal(
    file: IO[bytes], key: bytes, month: str, name: str, version: int, content: Iterable[bytes], blind: bytes = b""
) -> Stored:
    """Write an object into an empty file. ``blind`` is that of the same object under another key of the month."""
    salt, blind = secrets.token_bytes(32), blind or secrets.token_bytes(32)
    bound = _bound(month, file_name(key, name), version)
    own = _derived(key, salt, _OBJECT + bound)
    file.write(bytes(BLOCK))
    size, hashed = 0, hashlib.sha256()
    for counter, (piece, is_last) in enumerate(_cut(content)):
        size += len(piece)
        hashed.update(piece)
        padded = piece + bytes(-(len(piece) + _TAG) % BLOCK)
        file.write(_sealed(own, counter, _LAST if is_last else _A_PIECE, bound, padded))
    raw = name.encode("utf-8")
    inside = _INSIDE.pack(size, hashed.digest(), blind, len(raw)) + raw
    file.seek(0)
    file.write(_START.pack(_MAGIC, version, salt))
    file.write(_sealed(own, 0, _HEAD, bound, inside.ljust(_HEAD_ROOM, b"\0")))
    return Stored(name, version, size, _mark(month, name, version, size, hashed.digest(), blind))


def open_head(file: IO[bytes], key: bytes, month: str, called: str) -> Opened:
    """Read the head of an object from the file that is ``called`` so. :class:`DamagedError`, ``OSError``."""
    head = file.read(BLOCK)
    if len(head) != BLOCK:
        raise DamagedError("cut off in the head")
    magic, version, salt = _START.unpack_from(head)
    bound = _bound(month, called, version)
    own = _derived(key, salt, _OBJECT + bound)
    inside = _unsealed(own, 0, _HEAD, bound, head[_START.size :])
    size, sha256, blind, length = _INSIDE.unpack_from(inside)
    name = inside[_INSIDE.size : _INSIDE.size + length].decode("utf-8")
    if magic != _MAGIC or file_name(key, name) != called:
        raise DamagedError("another name")
    if os.fstat(file.fileno()).st_size != _size_on_disc(size):
        raise DamagedError("another size")
    stored = Stored(name, version, size, _mark(month, name, version, size, sha256, blind))
    return Opened(stored, blind, sha256, own, bound)


def pieces_of(file: IO[bytes], opened: Opened) -> Iterator[bytes]:
    """The content behind a head. Each piece is what was written there; that all of them are, is known at the end.

    :class:`DamagedError`, also after the last piece, ``OSError``.
    """
    full, rest = divmod(opened.stored.size, ROOM)
    hashed = hashlib.sha256()
    for counter in range(full + 1):
        is_last = counter == full
        sealed = file.read(_padded(rest) if is_last else PIECE)
        piece = _unsealed(opened.key, counter, _LAST if is_last else _A_PIECE, opened.bound, sealed)
        content = piece[: rest if is_last else ROOM]
        hashed.update(content)
        yield content
    if not hmac.compare_digest(hashed.digest(), opened.sha256):
        raise DamagedError("other content")


def _cut(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Full pieces, then the last one, which is never full; whether it is the last."""
    held = bytearray()
    for given in content:
        held += given
        at = 0
        while len(held) - at >= ROOM:
            yield bytes(held[at : at + ROOM]), False
            at += ROOM
        del held[:at]
    yield bytes(held), True


def _padded(rest: int) -> int:
    """Size on disc of the last piece."""
    return rest + _TAG + -(rest + _TAG) % BLOCK


def _size_on_disc(size: int) -> int:
    full, rest = divmod(size, ROOM)
    return BLOCK + full * PIECE + _padded(rest)


def _bound(month: str, called: str, version: int) -> bytes:
    return canonical([month, called, version]).encode("utf-8")


def _mark(month: str, name: str, version: int, size: int, sha256: bytes, blind: bytes) -> str:
    told = canonical([month, name, version, size]).encode("utf-8")
    return hashlib.sha256(_MARK + blind + sha256 + told).hexdigest()


def _sealed(key: bytes, counter: int, what: int, bound: bytes, content: bytes) -> bytes:
    sealed, tag = _cipher(key, counter, what, bound).encrypt_and_digest(content)
    return bytes(sealed + tag)


def _unsealed(key: bytes, counter: int, what: int, bound: bytes, sealed: bytes) -> bytes:
    if len(sealed) < _TAG:
        raise DamagedError("cut off")
    try:
        return bytes(_cipher(key, counter, what, bound).decrypt_and_verify(sealed[:-_TAG], sealed[-_TAG:]))
    except ValueError as error:
        raise DamagedError("changed") from error


def _cipher(key: bytes, counter: int, what: int, bound: bytes) -> Any:
    cipher = AES.new(key, AES.MODE_GCM, nonce=counter.to_bytes(11, "big") + bytes([what]))
    cipher.update(bound)
    return cipher


def _derived(key: bytes, salt: bytes, label: bytes) -> bytes:
    made = HKDF(key, 32, salt, SHA256, context=label)
    assert isinstance(made, bytes)
    return made

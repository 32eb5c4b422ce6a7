"""Kenpan's own container for sample media, training and tests. It is not COMPLOCK II.

A ``.cmp`` file is AES-256-CBC, without padding rules of its own, over::

    b"OCMP" 01 00 00 00 | u64be length | SHA-256 of the plaintext (32) | u64be zlength | zlib stream |
    zero bytes to a multiple of 4096

A wrong key cannot produce the magic. Everything after it is compared too: lengths with the file's size, the
stream's end with zlength, the padding with zero, the plaintext with its SHA-256; so a changed byte anywhere is found.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from Crypto.Cipher import AES
from numpy.typing import NDArray

from app.bounded import open_regular, why
from app.durable import put_in_place
from app.errors import KenpanError
from app.media.media_key import Key
from app.media.plaintext import (
    CHUNK,
    MAX_PLAIN,
    Beside,
    Filled,
    HashBehind,
    Plaintext,
    nothing_beside,
    read_full,
    read_only,
    shown_name,
    unreadable,
)
from app.progress import Progress, no_progress

MAGIC = b"OCMP\x01\x00\x00\x00"
HEADER = struct.Struct(">8sQ32sQ")
BLOCK = 4096
_AES_BLOCK = 16
_BEGINNING = 16 * BLOCK
# Output of one inflate call: large enough to amortise the call, small enough to stay in the cache.
_INFLATE_STEP = 1 << 20
# No deflate stream grows more than this; a header that says so cannot be true.
_DEFLATE_RATIO = 1032
_COPY_AGAIN = "媒体から写し直し、同じなら副の媒体を使うか再作成を依頼してください。"
_CHECK_IV = "IVの17〜32桁目を確かめ、正しければ媒体から写し直すか、副の媒体を使ってください。"


@dataclass(frozen=True, slots=True)
class _Header:
    length: int
    sha256: bytes
    zlength: int


def read_sealed(path: Path, key: Key, progress: Progress = no_progress, beside: Beside = nothing_beside) -> Plaintext:
    """Decrypt and inflate one file in a stream; nothing is returned before everything was compared.

    Raises ``KenpanError``: ``file.key`` (magic does not hold), ``file.truncated``, ``file.damaged``,
    ``file.unreadable``. ``progress`` counts bytes of the medium.
    """
    name = shown_name(path)
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            _require_blocks(size, name)
            hashed = hashlib.sha256()
            chunks = _decrypted(_medium_chunks(file, size, name, progress), key, hashed.update)
            first = next(chunks)
            header = _header(first[: HEADER.size], size, name)
            data = _inflate(header, chain((first[HEADER.size :],), chunks), name, beside)
    except OSError as error:
        raise unreadable(name, why=why(error)) from None
    return Plaintext(data, header.sha256.hex(), size, hashed.hexdigest())


def read_beginning(path: Path, key: Key, count: int) -> bytes | None:
    """The first ``count`` bytes of the plaintext at most; ``None`` where they do not come out of this file and key.

    Only the magic is compared. ``OSError`` when the file cannot be read.
    """
    with open_regular(path) as file:
        raw = file.read(_BEGINNING)
    raw = raw[: len(raw) // BLOCK * BLOCK]
    if not raw:
        return None
    plain = AES.new(key.key, AES.MODE_CBC, iv=key.iv).decrypt(raw)
    if not plain.startswith(MAGIC):
        return None
    try:
        return zlib.decompressobj().decompress(plain[HEADER.size :], count)
    except zlib.error:
        return None


def seal(plaintext: bytes | NDArray[np.uint8], key: Key, level: int = 1, progress: Progress = no_progress) -> bytes:
    """The bytes of a ``.cmp`` file. The same input gives the same bytes."""
    return b"".join(_sealed_parts(plaintext, key, level, progress))


def seal_to(
    path: Path,
    plaintext: bytes | NDArray[np.uint8],
    key: Key,
    level: int = 1,
    progress: Progress = no_progress,
) -> None:
    """Write a ``.cmp`` file, whole or not at all. Memory: the compressed stream, whose length stands before it."""
    part_path = path.with_name(path.name + ".part")
    try:
        with part_path.open("wb") as file:
            for part in _sealed_parts(plaintext, key, level, progress):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(part_path, path)
    finally:
        part_path.unlink(missing_ok=True)


def cbc_decrypt(cipher: Any, before: bytes, source: memoryview, target: memoryview) -> bytes:
    """Decrypt whole blocks of AES-CBC into ``target``; returns the last cipher block, the next ``before``.

    ``cipher`` is the key's ECB mode and ``before`` the IV at the start: CBC is the block cipher's output XOR the
    cipher block before it. The library decrypts independent blocks many at a time in hardware, but CBC one by
    one, which made decryption a quarter of the opening time.
    """
    cipher.decrypt(source, output=target)
    out = np.frombuffer(target, dtype=np.uint64)
    coded = np.frombuffer(source, dtype=np.uint64)
    out[:2] ^= np.frombuffer(before, dtype=np.uint64)
    out[2:] ^= coded[:-2]
    return bytes(source[-_AES_BLOCK:])


def _require_blocks(size: int, name: str) -> None:
    if size == 0:
        raise _truncated(name, "ファイルが空です。", 0)
    if size % BLOCK:
        raise _truncated(name, f"長さ {size:,} バイトが {BLOCK:,} の倍数でなく、途中で切れています。", size)


def _medium_chunks(file: FileIO, size: int, name: str, progress: Progress) -> Iterator[memoryview]:
    """The file's bytes in order, in one buffer that is filled again for the next chunk."""
    buffer = memoryview(bytearray(CHUNK))
    for start in range(0, size, CHUNK):
        progress("復号", start, size)
        chunk = buffer[: min(CHUNK, size - start)]
        read_full(file, chunk, name, start)
        yield chunk
    progress("復号", size, size)


def _decrypted(
    chunks: Iterable[memoryview], key: Key, hash_medium: Callable[[memoryview], object]
) -> Iterator[memoryview]:
    """The plain bytes of each chunk, in one buffer too."""
    buffer = memoryview(bytearray(CHUNK))
    cipher, before = AES.new(key.key, AES.MODE_ECB), key.iv
    for chunk in chunks:
        hash_medium(chunk)
        plain = buffer[: len(chunk)]
        before = cbc_decrypt(cipher, before, chunk, plain)
        yield plain


def _header(raw: memoryview, size: int, name: str) -> _Header:
    magic, length, sha256, zlength = HEADER.unpack(raw)
    if magic != MAGIC:
        raise KenpanError(
            "file.key",
            "鍵が違うか、ファイルの先頭が壊れています。復号していません。",
            "鍵とIVを確かめて入れ直してください。",
            file=name,
            place="先頭",
        )
    sealed_size = -(-(HEADER.size + zlength) // BLOCK) * BLOCK
    if sealed_size > size:
        raise _truncated(name, f"記録では {sealed_size:,} バイトのところ、{size:,} バイトで切れています。", size)
    if sealed_size < size:
        raise _damaged(name, "記録された終わりの後ろに余分なデータがあります。", f"{sealed_size:,} バイト目から")
    if length > min(MAX_PLAIN, zlength * _DEFLATE_RATIO):
        raise _wrong_iv(name)
    return _Header(length, sha256, zlength)


def _inflate(header: _Header, chunks: Iterable[memoryview], name: str, beside: Beside) -> NDArray[np.uint8]:
    """Inflate into one array of the recorded length, never beyond it, and compare its SHA-256."""
    data = np.empty(header.length, dtype=np.uint8)
    with HashBehind(data) as behind:
        stream = _Inflater(data, name, (behind.filled, beside(data)))
        left, at = header.zlength, HEADER.size
        for chunk in chunks:
            body = chunk[:left]
            stream.feed(body, at)
            left -= len(body)
            if np.frombuffer(chunk[len(body) :], dtype=np.uint8).any():
                raise _damaged(name, "終わりの詰め物が0ではありません。", f"{at + len(body):,} バイト目から")
            at += len(chunk)
        if not stream.ended:
            raise _damaged(name, "圧縮データが終わっていません。", f"{HEADER.size + header.zlength:,} バイト目")
        same = behind.hexdigest() == header.sha256.hex()
    if not same:
        raise _damaged(name, "復号した内容のSHA-256が記録と合いません。")
    if stream.done != header.length:
        raise _wrong_iv(name)
    return read_only(data)


class _Inflater:
    """One zlib stream into one fixed array (1-D ``uint8``)."""

    def __init__(self, data: NDArray[np.uint8], name: str, hearing: tuple[Filled, ...]) -> None:
        self._data = data
        self._name = name
        self._hearing = hearing
        self._zlib = zlib.decompressobj()
        self.done = 0

    @property
    def ended(self) -> bool:
        """Whether the stream's own end, with its checksum, was seen."""
        return self._zlib.eof

    def feed(self, body: memoryview, at: int) -> None:
        """Inflate these bytes of the stream, which lie at ``at`` in the file."""
        pending: memoryview | bytes = body
        place = f"{at:,} バイト目から1MBの間"
        more = len(body) > 0
        while more:
            if self._zlib.eof:
                raise _damaged(self._name, "圧縮データが記録より前で終わっています。", place)
            room = len(self._data) - self.done
            # One byte more than there is room for shows a stream that is longer than it said.
            limit = min(_INFLATE_STEP, room + 1)
            try:
                piece = self._zlib.decompress(pending, limit)
            except zlib.error:
                raise _damaged(self._name, "圧縮データが壊れています。", place) from None
            if len(piece) > room:
                raise _damaged(self._name, "展開した長さが記録を超えます。", place, _CHECK_IV)
            # As an array: a copy between views of bytes would keep every other thread waiting, also for fresh memory.
            self._data[self.done : self.done + len(piece)] = np.frombuffer(piece, dtype=np.uint8)
            self.done += len(piece)
            for filled in self._hearing:
                filled(self.done)
            pending = self._zlib.unused_data or self._zlib.unconsumed_tail
            # A full piece may leave output behind inside the library even when all input is taken.
            more = len(pending) > 0 or (len(piece) == limit and not self._zlib.eof)


def _truncated(name: str, what: str, size: int) -> KenpanError:
    return KenpanError("file.truncated", what, _COPY_AGAIN, file=name, place=f"{size:,} バイト目")


def _damaged(name: str, what: str, place: str = "", next_step: str = _COPY_AGAIN) -> KenpanError:
    return KenpanError("file.damaged", what, next_step, file=name, place=place)


def _wrong_iv(name: str) -> KenpanError:
    # Damage garbles the whole first block, magic included: only the IV can change the length alone.
    return KenpanError(
        "file.key",
        "記録された長さが内容と合いません。IVの後半が違うと、こうなります。復号していません。",
        "IVの17〜32桁目を確かめて入れ直してください。",
        file=name,
        place="9〜16 バイト目",
    )


def _sealed_parts(plaintext: bytes | NDArray[np.uint8], key: Key, level: int, progress: Progress) -> Iterator[bytes]:
    """The encrypted file in pieces of at most ``CHUNK`` bytes."""
    flat = np.frombuffer(plaintext, dtype=np.uint8) if isinstance(plaintext, bytes) else plaintext.reshape(-1)
    view = np.ascontiguousarray(flat).data
    body = bytearray(HEADER.size)
    packer = zlib.compressobj(level)
    digest = hashlib.sha256()
    for start in range(0, len(view), CHUNK):
        progress("圧縮", start, len(view))
        piece = view[start : start + CHUNK]
        digest.update(piece)
        body += packer.compress(piece)
    body += packer.flush()
    HEADER.pack_into(body, 0, MAGIC, len(view), digest.digest(), len(body) - HEADER.size)
    body += bytes(-len(body) % BLOCK)
    cipher = AES.new(key.key, AES.MODE_CBC, iv=key.iv)
    for start in range(0, len(body), CHUNK):
        yield cipher.encrypt(memoryview(body)[start : start + CHUNK])
    progress("圧縮", len(view), len(view))

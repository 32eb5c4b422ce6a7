"""What travels on a medium: a payload that one machine signed, sealed to the machines that may open it.

Payload: magic, u32be length, JSON of manifest (canonical text) and signature, then the contents in the manifest's
order. Sealed file: magic, u32be length, header (canonical JSON: for each machine the key in its box), then the payload
by AES-256-GCM under that key with the header as associated data. The key is made for this one file.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from Crypto.Cipher import AES

from app.bounded import TooLargeError, read_regular, why
from app.canonical import canonical, parsed
from app.errors import KenpanError
from app.signoff.boxes import put_in, taken_out
from app.signoff.machine_key import MachineKey, machine_verified

LARGEST = 1 << 30
_PAYLOAD, _SEALED = b"KENPAN-PAYLOAD-1\n", b"KENPAN-SEALED-1\n"
_NONCE = bytes(12)
_TAG = 16
_AGAIN = "作った側に、もう一度書き出してもらってください。"


class Payload(NamedTuple):
    """What was opened: ``id`` is the SHA-256 of ``raw``; ``contents`` in the order of the manifest's documents."""

    id: str
    manifest: Mapping[str, Any]
    contents: tuple[bytes, ...]
    raw: bytes


class Sealed(NamedTuple):
    """A file, and what makes exactly this one again from the same payload."""

    raw: bytes
    header: str
    key: bytes


def pack(manifest: Mapping[str, Any], contents: Sequence[bytes], machine: MachineKey) -> bytes:
    """A payload. ``manifest``: its ``format`` is what it is signed as, ``documents`` tell hash and size of contents."""
    text = canonical(manifest)
    head = canonical({"manifest": text, "signature": machine.sign(manifest["format"], text)}).encode()
    return b"".join((_PAYLOAD, len(head).to_bytes(4, "big"), head, *contents))


def unpack(raw: bytes, form: str, keys: Mapping[str, str]) -> Payload:
    """A payload that is whole and signed. ``keys``: to sign with, of each machine that may have made it.

    ``KenpanError``: ``package.broken``; ``package.foreign`` for another machine's, or another signature.
    """
    try:
        head, rest = _framed(raw, _PAYLOAD)
        told = parsed(head.decode("utf-8"))
        text, signature = told["manifest"], told["signature"]
        manifest = parsed(text)
        sizes = [(str(one["sha256"]), int(one["size"])) for one in manifest["documents"]]
        maker, is_form = str(manifest["from"]), manifest["format"] == form
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken() from error
    if not is_form or not machine_verified(keys.get(maker, ""), form, text, signature):
        what = "登録した相手の鍵の署名ではありません。開きません。"
        raise KenpanError("package.foreign", what, "どこから受け取ったか確かめ、相手の鍵の登録を確かめてください。")
    contents, at = [], 0
    for sha256, size in sizes:
        content = rest[at : at + size]
        at += size
        if size < 0 or hashlib.sha256(content).hexdigest() != sha256:
            raise _broken()
        contents.append(content)
    if at != len(rest):
        raise _broken()
    return Payload(hashlib.sha256(raw).hexdigest(), manifest, tuple(contents), raw)


def seal(payload: bytes, machines: Mapping[str, str]) -> Sealed:
    """Seal for these machines: their keys that are sealed to, by fingerprint."""
    key = secrets.token_bytes(32)
    to = {name: put_in(public, key, _context(name)) for name, public in machines.items()}
    header = canonical({"format": "kenpan-sealed-1", "size": len(payload), "to": to})
    return Sealed(sealed_again(payload, header, key), header, key)


def sealed_again(payload: bytes, header: str, key: bytes) -> bytes:
    """Byte for byte the same file as was made of these."""
    head = header.encode()
    cipher = AES.new(key, AES.MODE_GCM, nonce=_NONCE)
    cipher.update(head)
    body, tag = cipher.encrypt_and_digest(payload)
    return b"".join((_SEALED, len(head).to_bytes(4, "big"), head, body, tag))


def unseal(raw: bytes, machine: MachineKey) -> bytes:
    """The payload. ``KenpanError``: ``package.broken`` (also cut off), ``package.not_ours``."""
    try:
        head, body = _framed(raw, _SEALED)
        told = parsed(head.decode("utf-8"))
        own, size = told["to"].get(machine.id), int(told["size"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _broken() from error
    if len(body) != size + _TAG:
        raise _broken()
    if own is None:
        what = "この端末あての包みではありません。開けません。"
        raise KenpanError("package.not_ours", what, "正しい媒体か、この端末が登録されているか、確かめてください。")
    try:
        cipher = AES.new(taken_out(machine.box, own, _context(machine.id)), AES.MODE_GCM, nonce=_NONCE)
        cipher.update(head)
        return bytes(cipher.decrypt_and_verify(body[:-_TAG], body[-_TAG:]))
    except (ValueError, TypeError) as error:
        raise _broken() from error


def read_file(path: Path) -> bytes:
    """A file from a medium. ``KenpanError`` ``package.unreadable``."""
    try:
        return read_regular(path, LARGEST)
    except (OSError, TooLargeError) as error:
        what = f"包みを読めません。{why(error)}"
        raise KenpanError("package.unreadable", what, "媒体を確かめてください。", file=path.name) from error


def bundled(contents: Mapping[str, bytes]) -> bytes:
    """Several contents by name as one."""
    head = canonical({name: len(content) for name, content in sorted(contents.items())}).encode()
    return b"".join((len(head).to_bytes(4, "big"), head, *(content for _, content in sorted(contents.items()))))


def unbundled(raw: bytes) -> dict[str, bytes]:
    """The same again; from our own store only."""
    size = int.from_bytes(raw[:4], "big")
    found, at = {}, 4 + size
    for name, length in parsed(raw[4:at].decode()).items():
        found[name] = raw[at : at + length]
        at += length
    return found


def _framed(raw: bytes, magic: bytes) -> tuple[bytes, bytes]:
    if not raw.startswith(magic):
        raise ValueError("magic")
    at = len(magic) + 4
    end = at + int.from_bytes(raw[at - 4 : at], "big")
    if end > len(raw):
        raise ValueError("cut off")
    return raw[at:end], raw[end:]


def _context(machine: str) -> bytes:
    return canonical({"format": "kenpan-sealed-1", "to": machine}).encode()


def _broken() -> KenpanError:
    return KenpanError("package.broken", "包みが途中で切れているか、書き換えられています。開きません。", _AGAIN)

"""Texts, hashes and signatures, as the ledger's format has them."""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from Crypto.Signature import eddsa

GENESIS = "0" * 64
DOMAINS = {1: b"kenpan-ledger-1\n", 2: b"kenpan-ledger-2\n"}
"""What stands before every signed text, by the ledger's format."""
FOUNDING = {1: 3, 2: 4}
"""How many entries register the first administrator, the last of them with the key that all are signed with."""
CHECKPOINTS = {"kenpan-checkpoint-1": 1, "kenpan-checkpoint-2": 2}
"""``format`` of a checkpoint file, and of the ledger it is of."""


_PRIME = 2**255 - 19
_SMALL = {
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    _PRIME - 1,
}
"""The points of small order of X25519: with these, anybody knows what both sides agree on."""


class UnreadableError(Exception):
    """Not a ledger, or it cannot be read. Its text is Japanese."""


def in_japan(time: str) -> str:
    """A time of an entry as people read it; what is no time as it stands there."""
    with suppress(ValueError, OverflowError):
        return f"{datetime.fromisoformat(time) + timedelta(hours=9):%Y-%m-%d %H:%M:%S} JST"
    return time


def parsed(text: str, names: Mapping[str, type]) -> dict[str, Any]:
    """A JSON object with exactly these names and types; ``ValueError`` for anything else."""
    try:
        table = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if type(table) is not dict or types(table) != names:
        raise ValueError("other names or types")
    return table


def types(table: Mapping[str, Any]) -> dict[str, type]:
    """The type of every value, by its name."""
    return {name: type(value) for name, value in table.items()}


def canonical(content: Any) -> str:
    """The one spelling of a content: sorted names, no blanks, no escapes beyond the needed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def verified(public: str, text: str, signature: str, number: int) -> bool:
    """Whether an Ed25519 signature (128 hex digits) by a public key (64 hex digits) is one of this text.

    ``number`` is the format of the ledger that it was made for.
    """
    if not re.fullmatch("[0-9a-f]{64}", public) or not re.fullmatch("[0-9a-f]{128}", signature):
        return False
    try:
        key = eddsa.import_public_key(bytes.fromhex(public))
        eddsa.new(key, "rfc8032").verify(DOMAINS[number] + text.encode("utf-8"), bytes.fromhex(signature))
    except ValueError:
        return False
    return True


def is_weak(public: str) -> bool:
    """Whether a key is no key: with a point of small order, this made-up signature fits every text."""
    return verified(public, "", "01" + "00" * 63, max(DOMAINS))


def is_box(public: str) -> bool:
    """Whether an X25519 public key (64 hex digits) is one that only its owner opens, in its one spelling."""
    point = int.from_bytes(bytes.fromhex(public), "little")
    return point < _PRIME and point not in _SMALL

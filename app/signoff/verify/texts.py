"""Texts, hashes and signatures, as the ledger's format has them."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from Crypto.Signature import eddsa

DOMAIN = b"kenpan-ledger-1\n"
GENESIS = "0" * 64


def parsed(text: str, names: Mapping[str, type]) -> dict[str, Any]:
    """A JSON object with exactly these names and types; ``ValueError`` for anything else."""
    try:
        table = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if type(table) is not dict or {name: type(value) for name, value in table.items()} != names:
        raise ValueError("other names or types")
    return table


def canonical(content: Any) -> str:
    """The one spelling of a content: sorted names, no blanks, no escapes beyond the needed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def verified(public: str, text: str, signature: str) -> bool:
    """Whether an Ed25519 signature (128 hex digits) by a public key (64 hex digits) is one of this text."""
    if not re.fullmatch("[0-9a-f]{64}", public) or not re.fullmatch("[0-9a-f]{128}", signature):
        return False
    try:
        key = eddsa.import_public_key(bytes.fromhex(public))
        eddsa.new(key, "rfc8032").verify(DOMAIN + text.encode("utf-8"), bytes.fromhex(signature))
    except ValueError:
        return False
    return True


def is_weak(public: str) -> bool:
    """Whether a key is no key: with a point of small order, this made-up signature fits every text."""
    return verified(public, "", "01" + "00" * 63)

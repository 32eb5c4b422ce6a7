"""One spelling for one content: canonical JSON, so that a hash of it means the content."""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64
"""``prev`` of the first entry."""


def canonical(content: Any) -> str:
    """JSON with sorted names, no blanks, no escapes beyond the needed; ``ValueError`` for anything with two spellings.

    Only texts, whole numbers, booleans, ``None``, lists and objects: a float has no one spelling.
    """
    _refuse_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise ValueError("a float has no canonical form")
    if isinstance(content, dict):
        if not all(isinstance(name, str) for name in content):
            raise ValueError("names must be texts")
        for value in content.values():
            _refuse_floats(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _refuse_floats(value)

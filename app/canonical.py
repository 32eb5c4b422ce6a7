"""One spelling for one content: canonical JSON, so that a hash of it means the content."""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64
"""``prev`` of the first entry."""
_spelled = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(content: Any) -> str:
    """JSON with sorted names, no blanks, no escapes beyond the needed; ``ValueError`` for anything with two spellings.

    Only texts, whole numbers, booleans, ``None``, lists and objects: a float has no one spelling.
    """
    _refuse_floats(content)
    return _spelled(content)


def parsed(text: str) -> Any:
    """What was written by :func:`canonical`; ``ValueError`` for JSON of any other spelling, ``RecursionError``."""
    content = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    if _spelled(content) != text:
        raise ValueError("another spelling")
    return content


def _refuse(number: str) -> None:
    raise ValueError(f"{number} has no canonical form")


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


NO_CONTENT = digest("")
"""The hash of what is not there: no file that can be loaded is empty, and no typed value blank."""


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

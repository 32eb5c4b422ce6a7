"""What the data of an entry must look like."""

import re
from typing import Any

_PATTERNS = {
    "text": "(?s:.*)",
    "said": r"(?s:.*\S.*)",
    "hash": "[0-9a-f]{64}",
    "signature": "[0-9a-f]{128}",
    "login": "[A-Za-z0-9._-]{2,32}",
    "name": r"(?s:(?=.*\S).{1,40})",
    "month": "[0-9]{4}-(0[1-9]|1[0-2])",
    "day": "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    "moment": "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z",
    "establishment": "[0-9A-Z]{1,16}",
    "applies": "always|(not )?[a-z0-9_]+",
}
_TEXT = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_LEAST = {"0+": 0, "1+": 1}


def shaped(value: Any, shape: Any) -> bool:
    """Whether a JSON value is as ``shape`` says.

    A word names a kind of text, ``0+`` and ``1+`` whole numbers, ``flag`` yes or no; ``a|b`` is one of these texts;
    ``(None, s)`` lets null in. ``[s]`` is a list of such values, ``[s, 1]`` not an empty one, ``{"*": s}`` an object of
    them that is not empty, any other object one with exactly these names.
    """
    if isinstance(shape, tuple):
        return value is None or shaped(value, shape[1])
    if isinstance(shape, list):
        return type(value) is list and len(value) >= len(shape) - 1 and all(shaped(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        if type(value) is not dict or (not value and shape):
            return False
        if "*" in shape:
            return all(shaped(one, shape["*"]) for one in value.values())
        return value.keys() == shape.keys() and all(shaped(value[name], shape[name]) for name in shape)
    if shape == "flag":
        return type(value) is bool
    if shape in _LEAST:
        return type(value) is int and value >= _LEAST[shape]
    if type(value) is not str:
        return False
    return bool(_TEXT[shape].fullmatch(value)) if shape in _TEXT else value in shape.split("|")

"""Where the data files lie that an expert changes without touching code."""

from functools import cache
from pathlib import Path

from app.bounded import read_regular

MOST_BYTES = 1 << 20
"""Of a table of the product's own; fonts are larger, and read on their own."""
_APP = Path(__file__).resolve().parent
_INSTALLED = _APP / "data"
RESOURCES = _INSTALLED if _INSTALLED.is_dir() else _APP.parent / "resources"


def resource(*parts: str) -> Path:
    """Path of a file under ``resources/``, both from source and in the built program."""
    return RESOURCES.joinpath(*parts)


@cache
def resource_bytes(*parts: str) -> bytes:
    """The bytes of a file under ``resources/``, read once while the program runs; ``OSError`` if it cannot be read.

    For tables that are loaded once for good: their hash, whenever it is asked for, is that of what is in use.
    """
    return read_regular(resource(*parts), MOST_BYTES)


@cache
def resource_names(folder: str, suffix: str) -> tuple[str, ...]:
    """Names of the files in a folder of ``resources/`` that end so, sorted, as they were when first asked for."""
    return tuple(sorted(path.name for path in resource(folder).iterdir() if path.name.endswith(suffix)))

"""Columns that a person has named once, remembered by the fingerprint of their headers for the lists to come.

Nothing of a list's rows is in there: only which column is what.
"""

import json
from pathlib import Path

from app.bounded import TooLargeError, read_regular
from app.filing.safe_write import write_safely
from app.lists.list_zip import LIST, Mapped
from app.lists.tables import list_spec

NAME = "list_columns.json"
_MOST_BYTES = 1_000_000
_MOST_COLUMN = 63


def known_columns(root: Path) -> Mapped:
    """What was named so far; a file that is damaged or foreign names nothing."""
    keys = {one.key for one in list_spec(LIST).columns}
    try:
        told = json.loads(read_regular(root / NAME, _MOST_BYTES))
        return {
            fingerprint: dict(columns)
            for fingerprint, columns in told.items()
            if columns.keys() <= keys and all(type(at) is int and 0 <= at <= _MOST_COLUMN for at in columns.values())
        }
    except (OSError, TooLargeError, ValueError, AttributeError, TypeError):
        return {}


def keep_columns(root: Path, fingerprint: str, columns: dict[str, int]) -> Mapped:
    """Remember it beside the others; gives all. ``KenpanError`` as :func:`app.filing.safe_write.write_safely`."""
    found = {**known_columns(root), fingerprint: columns}
    root.mkdir(parents=True, exist_ok=True)
    write_safely(root / NAME, json.dumps(found, ensure_ascii=True, indent=1, sort_keys=True).encode("ascii"))
    return found

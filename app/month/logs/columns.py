"""Stage and columns of logs that a person has named once, remembered by the fingerprint of their headers.

Nothing of a log's rows is in there.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from app.bounded import TooLargeError, read_regular
from app.filing.safe_write import write_safely
from app.lists.logs.reading import Known, Named
from app.lists.logs.spec import KEYS, REPRINT, STAGES

NAME = "log_columns.json"
_MOST_BYTES = 1_000_000
_MOST_COLUMN = 63


def known_logs(root: Path) -> Known:
    """What was named so far; a file that is damaged or foreign names nothing."""
    try:
        told = json.loads(read_regular(root / NAME, _MOST_BYTES))
        return {
            fingerprint: Named(own["stage"], dict(own["columns"]))
            for fingerprint, own in told.items()
            if own["stage"] in (*STAGES, REPRINT) and _fits(own["columns"])
        }
    except (OSError, TooLargeError, ValueError, AttributeError, TypeError, KeyError):
        return {}


def _fits(columns: Mapping[str, int]) -> bool:
    is_known = "code" in columns and columns.keys() <= {*KEYS}
    return is_known and all(type(one) is int and 0 <= one <= _MOST_COLUMN for one in columns.values())


def keep_log(root: Path, fingerprint: str, named: Named) -> Known:
    """Remember it beside the others; gives all. ``KenpanError`` as :func:`app.filing.safe_write.write_safely`."""
    found = {**known_logs(root), fingerprint: named}
    root.mkdir(parents=True, exist_ok=True)
    told = {mark: {"stage": one.stage, "columns": dict(one.columns)} for mark, one in found.items()}
    write_safely(root / NAME, json.dumps(told, ensure_ascii=True, indent=1, sort_keys=True).encode("ascii"))
    return found

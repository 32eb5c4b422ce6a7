"""The result of a comparison as a file: the bytes that are signed, and reading them again."""

import json
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

from app.bounded import read_regular, why
from app.errors import KenpanError
from app.notice.model import Side
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Difference, Severity, Unreadable
from app.sheet.measured_form import Zone
from app.sheet.model import Rect
from app.shown import json_text

_MOST_BYTES = 512 << 20


class ReadResult(NamedTuple):
    """A result that was read: the comparison as far as the file tells it, and the table itself."""

    result: Comparison
    table: dict[str, Any]


def result_bytes(table: dict[str, Any]) -> bytes:
    """The file; the same table gives the same bytes."""
    return json_text(table).encode("utf-8")


def read_result(path: Path) -> tuple[bytes, ReadResult]:
    """The file's bytes and what they say. ``KenpanError`` ``print.result`` for what is no result."""
    try:
        raw = read_regular(path, _MOST_BYTES)
        return raw, result_of(raw)
    except OSError as error:
        raise _refused(path, f"照合結果を読めません。{why(error)}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(path, "照合結果の JSON ではないか、壊れています。") from error


def _refused(path: Path, what: str) -> KenpanError:
    return KenpanError(
        "print.result", what, "kenpan compare の --json で書き出したファイルを選んでください。", file=path.name
    )


def result_of(raw: bytes) -> ReadResult:
    """What the bytes say; ``ValueError``, ``KeyError`` or ``TypeError`` for what is no result."""
    table = json.loads(raw)
    findings = [_finding(row) for row in table["findings"]]
    result = Comparison(
        pages=int(table["pages"]),
        records=int(table["records"]),
        matched=int(table["matched"]),
        unreadable=[
            Unreadable(str(row["file"]), None if row["page"] is None else int(row["page"]), str(row["reason"]))
            for row in table["unreadable"]
        ],
        findings=findings,
    )
    if result.counts != table["counts"]:
        raise ValueError("counts")
    for row in table["ignored"]:
        # Which pages they were is not told, only how many.
        zone = Zone(str(row["zone"]), str(row["reason"]), "front", Rect(0, 0, 0, 0))
        result.passed_over[zone] = set(range(int(row["pages"])))
    return ReadResult(result, table)


def _finding(row: Any) -> Difference:
    side, rect = row["side"], row["rect_mm"]
    if side is not None and side not in get_args(Side):
        raise ValueError("side")
    if row["severity"] not in get_args(Severity):
        raise ValueError("severity")
    return Difference(
        rule=str(row["rule"]),
        severity=cast(Severity, row["severity"]),
        file=str(row["file"]),
        record=None if row["record"] is None else int(row["record"]),
        page=None if row["page"] is None else int(row["page"]),
        side=cast(Side | None, side),
        item=None if row["item"] is None else str(row["item"]),
        expected=str(row["expected"]),
        found=str(row["found"]),
        rect=None if rect is None else Rect(*map(float, rect)),
        message=str(row["message"]),
    )

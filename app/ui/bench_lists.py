"""What ``kenpan bench`` measures of a month's lists and of the search for the pieces of an accident."""

import tempfile
from functools import partial
from pathlib import Path

from app.lists.list_zip import read_lists
from app.lists.redirects import match_lists
from app.month.incidents.searching import Condition, search
from app.month.lists.applying import with_lists
from app.month.looking.opening import open_folder
from app.records.notice_file import EXTRACT
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from app.ui.bench_starts import timed
from app.workstation.settings import Settings

_ROWS, _ROWS_EACH = 29_300, 100
"""293 files of 100 rows, as many as the agency sends at most; some more where they do not come out even."""
_CONDITIONS = (
    Condition("character", "東"),
    Condition("character", "F040"),
    Condition("case", "gaiji"),
    Condition("form", "kounen"),
)


def measure_lists(folder: Path) -> dict[str, float]:
    """Lists read and held against the month's notices; the search that takes longest."""
    bench = open_folder(folder, Settings())
    notices = tuple(bench.notices.values())
    establishments = sum(int((file.types == EXTRACT).sum()) for file in notices)
    with tempfile.TemporaryDirectory(prefix="kenpan-bench-") as temporary:
        path = Path(temporary) / "lists.zip"
        files = make_redirect_zip(path, notices, share=min(_ROWS / establishments, 1.0), rows_each=_ROWS_EACH)
        rows = 0

        def match() -> None:
            nonlocal rows
            lists = match_lists(read_lists(path, PASSWORD), notices)
            with_lists(bench, lists)
            rows = len(lists.rows)

        seconds = timed(match)
    return {
        "lists_files": sum(files.values()),
        "lists_rows": rows,
        "lists_seconds": seconds,
        "incident_seconds_longest": max(timed(partial(search, bench, one, None)) for one in _CONDITIONS),
    }

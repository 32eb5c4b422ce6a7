"""The figures of 仕様書別紙13-2: 厚年（協会）, 厚年（組合） and 船保 by 管掌区分, posted and made apart."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from app.tally.envelopes import Envelopes
from app.tally.model import Rows
from app.tally.ways import WAYS, Way

REPORT_ROWS = ("厚年（協会）", "厚年（組合）", "船保")
UNKNOWN = "管掌区分が不明"
_ASSOCIATION, _UNION = ord("1"), ord("2")


class ReportLine(NamedTuple):
    """A row. ``made``: 委託件数（作成件数） (件) in ``envelopes`` (通); ``posted`` (通) by barcode (有: true) and way:
    those of ``pull`` lie in bundles, which a row knows nothing of; ``pulled``: 引き抜き分の作成件数 (件).
    """

    title: str
    made: int
    envelopes: int
    posted: Mapping[tuple[bool, Way], int]
    pulled: int


def report_lines(envelopes: Envelopes) -> tuple[ReportLine, ...]:
    """The rows from the month's data; a fourth one only where a ``00`` of 厚年 says neither 1 nor 2."""
    kounen, told = ~envelopes.senpo, envelopes.jurisdiction
    rows = [kounen & (told == _ASSOCIATION), kounen & (told == _UNION), envelopes.senpo]
    lines = [_line(envelopes, title, np.flatnonzero(own)) for title, own in zip(REPORT_ROWS, rows, strict=True)]
    rest = np.flatnonzero(~np.logical_or.reduce(rows))
    return (*lines, *([_line(envelopes, UNKNOWN, rest)] if len(rest) else []))


def _line(envelopes: Envelopes, title: str, rows: Rows) -> ReportLine:
    way, bare, sheets = envelopes.way[rows], envelopes.bare[rows], envelopes.sheets[rows]
    posted = {
        (barcode, name): int(((way == at) & (bare != barcode)).sum())
        for barcode in (True, False)
        for at, name in enumerate(WAYS)
    }
    return ReportLine(title, int(sheets.sum()), len(rows), posted, int(sheets[way == WAYS.index("pull")].sum()))

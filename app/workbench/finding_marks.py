"""Which records have findings, as bits for the record list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.checks.marks import Mark
from app.checks.model import Finding

_BITS = {"error": np.uint8(Mark.ERROR), "warning": np.uint8(Mark.WARNING)}


def finding_marks(findings: Iterable[Finding], counts: Mapping[str, int]) -> dict[str, NDArray[np.uint8]]:
    """:func:`records_with_findings` of every file; ``counts`` is the number of records by file name."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.file].append(finding)
    return {file: records_with_findings(by_file[file], file, count) for file, count in counts.items()}


def records_with_findings(findings: Iterable[Finding], file: str, count: int) -> NDArray[np.uint8]:
    """``(count,)``: ``ERROR`` and ``WARNING`` bits of each record of a file. 情報 leaves no mark, nor does a
    finding about the whole file."""
    marks = np.zeros(count, dtype=np.uint8)
    for finding in findings:
        bit = _BITS.get(finding.severity)
        if bit is not None and finding.file == file and finding.record is not None:
            marks[finding.record : finding.record + finding.records] |= bit
    return marks

import numpy as np
import pytest

from app.cases.marks import Mark
from app.checks.model import Finding
from app.month.findings.bits import finding_marks, finding_spots

ERROR, WARNING = int(Mark.ERROR), int(Mark.WARNING)


def finding(severity, record, file="A", records=1):
    return Finding("field.numeric", severity, file, record, 0, 1, "x", records)


def marks_of(findings, counts, settled=None):
    return finding_marks(finding_spots(findings), counts, settled)


def records_with_findings(findings, file, count):
    return marks_of(findings, {file: count})[file]


def test_errors_and_warnings_have_bits_of_their_own():
    marks = records_with_findings([finding("error", 1), finding("warning", 2), finding("info", 3)], "A", 5)
    assert marks.tolist() == [0, ERROR, WARNING, 0, 0]
    assert marks.dtype == np.uint8


def test_a_record_with_both_has_both_bits():
    assert records_with_findings([finding("error", 0), finding("warning", 0)], "A", 1).tolist() == [ERROR | WARNING]


def test_a_run_of_records_is_marked_whole():
    assert records_with_findings([finding("error", 1, records=3)], "A", 6).nonzero()[0].tolist() == [1, 2, 3]


def test_other_files_and_whole_files_mark_no_record():
    others = [finding("error", 0, "B"), finding("error", None), finding("error", None, "")]
    assert not records_with_findings(others, "A", 3).any()


def test_every_file_gets_marks_also_without_findings():
    marks = marks_of([finding("error", 1), finding("warning", 0, "B")], {"A": 2, "B": 1, "C": 3})
    assert {name: found.tolist() for name, found in marks.items()} == {"A": [0, 64], "B": [128], "C": [0, 0, 0]}


def test_findings_that_are_settled_mark_no_record_unless_another_one_does():
    found = [finding("info", 0), finding("error", 1), finding("error", 1), finding("warning", 2, records=2)]
    settled = np.array([False, True, False, True])
    assert marks_of(found, {"A": 5}, settled)["A"].tolist() == [0, ERROR, 0, 0, 0]
    settled[2] = True
    assert not marks_of(found, {"A": 5}, settled)["A"].any()


@pytest.mark.parametrize("bit", [ERROR, WARNING])
def test_no_other_mark_uses_the_bits(bit):
    assert not any(int(mark) & bit for mark in Mark if mark.name not in ("ERROR", "WARNING"))

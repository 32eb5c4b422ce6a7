"""What cannot be read says nothing of the totals: a shift, lost records, a type that is not the record's own."""

from collections import Counter

import numpy as np

from app.checks.totals import UNJUDGED
from app.checks.types import believed_types, fitting_types, has_serial, unknown_runs
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, UNKNOWN, notice_file
from tests.rows import each_row
from tests.sizes import SOAK

NAMES = {"kounen": "ZMGKK#2101", "senpo": "ZMGKS#2101"}
EDITS = {
    "one more": lambda raw, at: raw[:at] + b" " + raw[at:],
    "one less": lambda raw, at: raw[:at] + raw[at + 1 :],
    # A hyphen comes to stand where the other one belongs.
    "three more": lambda raw, at: raw[:at] + b"123" + raw[at:],
    "half a record less": lambda raw, at: raw[:at] + raw[at + 490 :],
}


def shifted(month, name, record, edit):
    """The month with bytes put into a record or taken out of it, and the offices behind it."""
    draft = month.copy()
    data = draft.notices[name].data
    draft.raw[name] = EDITS[edit](data.tobytes(), record * 980 + 500)
    behind = {code.tobytes().decode() for code in data[record:, :4]}
    return draft, behind


@each_row("edit", EDITS)
@each_row("part", [0.05, 0.5, 0.95] if SOAK else [0.5])
@each_row("scheme", NAMES)
def test_a_shift_says_nothing_of_the_offices_behind_it(month, scheme, part, edit):
    name = NAMES[scheme]
    record = int(len(month.draft.notices[name].data) * part)
    draft, behind = shifted(month, name, record, edit)
    result = month.check(draft)
    new = month.new(result)
    assert {one.file for one in new} == {name}
    assert not [one.rule for one in new if one.rule.startswith(("total.", "order.", "match."))]
    assert Counter(one.rule for one in new)["record.type"] == 1
    lines = {line.office: line for line in result.totals if line.scheme == scheme}
    known = {line.office: line for line in month.clean.totals if line.scheme == scheme}
    assert set(lines) == set(known)
    for office, line in lines.items():
        if office in behind and known[office].counted != line.counted:
            assert (line.total_ok, line.prints_ok) == (None, None)
            assert line.cells()[-3:] == (UNJUDGED, UNJUDGED, f"{name} に読めないレコードがあり、件数が分かりません。")
        elif office not in behind:
            assert (line.total_ok, line.prints_ok) == (known[office].total_ok, known[office].prints_ok)


def test_what_is_really_wrong_elsewhere_is_still_found_beside_a_shift(month):
    draft, behind = shifted(month, NAMES["kounen"], 20, "one less")
    name = "KENS#ZMGKK31"
    table = bytearray(draft.counts[name])
    lines = [bytes(table[at : at + 160]) for at in range(0, len(table), 160)]
    wrong = {}
    for at, line in enumerate(lines):
        office = line[9:13].decode()
        if line[6:8] == b"03" and line[14:17].strip() and office not in wrong:
            wrong[office] = at
            end = at * 160 + 43
            table[end - 1] = ord("1") if table[end - 1] != ord("1") else ord("2")
    draft.counts[name] = bytes(table)
    found = {one.record for one in month.new_findings(draft) if one.rule == "total.counttable"}
    assert found == {at for office, at in wrong.items() if office not in behind}
    assert found


def test_an_office_without_notices_far_from_what_was_lost_is_judged(month):
    """Only offices of the damaged file's prefecture may be behind its shift."""
    draft, _ = shifted(month, NAMES["kounen"], 20, "one more")
    others = [line for line in month.check(draft).totals if line.office[:2] != "21" and line.scheme == "kounen"]
    assert others
    assert all(line.prints_ok for line in others)


@each_row("scheme", NAMES if SOAK else ["kounen"])
@each_row("own", [EXTRACT, DETAIL, OFFICE_TOTAL])
@each_row("said", [EXTRACT, DETAIL, OFFICE_TOTAL])
def test_a_type_that_is_not_the_records_own_is_one_finding(month, scheme, own, said):
    data = month.draft.notices[NAMES[scheme]].data
    rows = np.flatnonzero(data[:, 15] == ord("0") + own)
    places = (int(rows[0]), int(rows[len(rows) // 2]), int(rows[-1]))
    for record in places if SOAK else (places[(own + said) % 3],):
        draft = month.copy()
        draft.notices[NAMES[scheme]].data[record, 15] = ord("0") + said
        found = [one for one in month.new_findings(draft) if one.severity != "info"]
        if own == said:
            assert found == []
        else:
            assert [(one.rule, one.record, one.offset, one.length) for one in found] == [("record.type", record, 14, 2)]
            assert f"「0{said}」" in found[0].message
            assert f"「0{own}」" in found[0].message


def test_a_damaged_record_keeps_its_type_and_counts(month):
    data = month.copy().main.data
    record = int(np.flatnonzero(data[:, 15] == ord("1"))[5])
    data[record, 200:260] = 0
    data[record, 20] = ord("X")
    file = notice_file("f", "kounen", data.tobytes())
    assert fitting_types(file, np.array([record])).tolist() == [UNKNOWN]
    sound = np.ones(len(data), dtype=bool)
    sound[record] = False
    assert (believed_types(file, sound) == file.types).all()


def test_a_record_in_its_place_begins_with_a_serial_number(month):
    data = month.copy().main.data
    file = notice_file("f", "kounen", data.tobytes())
    assert has_serial(file, np.arange(len(data))).all()
    moved = notice_file("f", "kounen", b"123" + data.tobytes())
    assert not has_serial(moved, np.arange(len(moved))).any()
    assert [part.tolist() for part in unknown_runs(moved)] == [[0], [len(moved)]]

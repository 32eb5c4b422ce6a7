"""The special cases of a whole file, against what each notice really prints."""

import numpy as np
import pytest

from app.cases.marks import Mark
from app.cases.special import BITS, CASES, case_ids, find_candidates
from app.lists.keys import list_key
from app.records.notice_file import DETAIL

COMPARED_ELSEWHERE = {"two_months", "redirect", "cut_off", "longest_address", "longest_name", "largest_amount"}


def items_of(content, start):
    return [item for item in content.items if item.id.startswith(start)]


def printed_cases(bench, content):
    """What one notice shows, by reading what it prints item by item."""
    has_blank_date = {
        part: any(
            item.state == "blank" and item.id.split(".")[-1] in ("month", "due_date", "date")
            for item in items_of(content, f"front.{part}.")
        )
        for part in ("charge", "receipt")
    }
    found = {
        "gannen": any(item.edit is not None and item.edit.kind == "gannen" for item in content.items),
        "no_barcode": content.barcode.reason is not None,
        "blank_charge": has_blank_date["charge"],
        "blank_receipt": has_blank_date["receipt"],
        "asterisks": any("*****" in item.text for item in content.items),
        "flyer_b": content.scheme == "kounen" and content.flyers.of("B") != (),
        "no_flyer_b": content.scheme == "kounen" and content.flyers.of("B") == (),
        "layout_1": content.layout_no == 1,
        "layout_2": content.layout_no == 2,
        "gaiji": any("\ue000" <= char <= "\ue757" for item in content.items for char in item.text),
    }
    return {name for name, there in found.items() if there}


def columns(content, start):
    return sum(
        1 if char < "\x80" or "｡" <= char <= "ﾟ" else 2 for item in items_of(content, start) for char in item.text
    )


def yen(text):
    digits = "".join(char for char in text if char.isdigit())
    return int(digits or 0)


def test_every_notice_has_the_cases_that_it_prints(bench):
    seen = set()
    for candidates in bench.candidates:
        for record, bits in zip(candidates.rows, candidates.bits, strict=True):
            content = bench.content(candidates.file, int(record))
            own = set(case_ids(int(bits)))
            assert own - COMPARED_ELSEWHERE == printed_cases(bench, content), (candidates.file, record)
            seen |= own
    assert seen == {case.id for case in CASES} - {"redirect", "cut_off"}


def test_the_longest_and_the_largest_are_those_of_the_whole_group(bench):
    for group in ("kounen", "senpo"):
        shown = {}
        for candidates in (one for one in bench.candidates if one.group == group):
            for record, bits in zip(candidates.rows, candidates.bits, strict=True):
                content = bench.content(candidates.file, int(record))
                amount = max(yen(content.item(f"front.{part}.total").text) for part in ("charge", "receipt"))
                widths = (columns(content, "sheet.address_"), columns(content, "sheet.name_"))
                shown[candidates.file, int(record)] = (int(bits), *widths, amount)
        for at, case in enumerate(("longest_address", "longest_name", "largest_amount"), 1):
            most = max(one[at] for one in shown.values())
            marked = {place for place, one in shown.items() if one[0] & BITS[case]}
            assert marked == {place for place, one in shown.items() if one[at] == most}


def test_two_months_are_two_notices_of_one_establishment(bench):
    for candidates in bench.candidates:
        notices = candidates.notices
        serials = [notices.raw_record(int(record))[:14] for record in candidates.rows]
        doubled = [serials.count(serial) == 2 for serial in serials]
        assert ((candidates.bits & BITS["two_months"]) != 0).tolist() == doubled


def test_only_notices_are_candidates(bench):
    for candidates in bench.candidates:
        assert (candidates.notices.types[candidates.rows] == DETAIL).all()
        assert len(candidates.rows) == len(candidates.notices.rows(DETAIL))
        with pytest.raises(KeyError):
            candidates.bits_of(0)
        with pytest.raises(KeyError):
            candidates.bits_of(len(candidates.notices))


def test_a_file_without_notices_is_no_candidate(bench):
    empty = {name for name, notices in bench.notices.items() if not len(notices)}
    assert empty
    assert {one.file for one in bench.candidates} == bench.notices.keys() - empty


def test_a_notice_on_a_redirect_list_is_known_by_its_own_key_only(bench):
    files = tuple(bench.notices.values())
    name = bench.candidates[0].file
    record = int(bench.candidates[0].rows[3])
    key = list_key(bench.notices[name], record)
    found = find_candidates(files, bench.marks, "PAP03", frozenset([key]))
    hits = {(one.file, int(row)) for one in found for row in one.rows[(one.bits & BITS["redirect"]) != 0]}
    siblings = {(one.file, int(row)) for one in found for row in one.rows if list_key(one.notices, int(row)) == key}
    assert (name, record) in hits
    assert hits == siblings
    without = find_candidates(files, bench.marks, "PAP03")
    assert not any((one.bits & BITS["redirect"]).any() for one in without)


def test_a_mark_of_an_address_that_does_not_fit_is_a_case(bench):
    file = bench.notices[bench.candidates[0].file]
    marks = {file.name: np.zeros(len(file), dtype=np.uint8)}
    record = int(file.rows(DETAIL)[1])
    marks[file.name][record] = Mark.WINDOW
    (found,) = find_candidates((file,), marks, "PAP03")
    assert found.rows[(found.bits & BITS["cut_off"]) != 0].tolist() == [record]


def test_labels_are_short_and_each_its_own():
    assert len({case.label for case in CASES}) == len(CASES)
    assert all(len(case.label) <= 10 for case in CASES)

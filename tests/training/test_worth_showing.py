import numpy as np
import pytest

from app.records.layouts import notice_layouts
from app.records.notice_file import notice_file
from app.records.text import CharKind, decode
from app.training.worth_showing import telling_records

CASES = {
    "plain",
    "gannen",
    "two_months",
    "gaiji",
    "extension",
    "kana_name",
    "two_line_name",
    "longest_address",
    "no_barcode",
    "asterisks",
    "blank_receipt",
}
ADDRESS = {"kounen": (63, 65, 67), "senpo": (61, 63, 65)}
NAME = {"kounen": (70, 72), "senpo": (68, 70)}
POSTAL = {"kounen": 60, "senpo": 58}


def item(file, record, number):
    return file.raw(record, notice_layouts(file.scheme)["01"].field(number)).rstrip(b" ")


def flagged(file, record, flag):
    fields = [field for field in notice_layouts(file.scheme)["01"].fields if flag in field.flags]
    return [file.raw(record, field).strip() for field in fields]


def kinds(file, record):
    numbers = (*ADDRESS[file.scheme], *NAME[file.scheme])
    return {char.kind for number in numbers for char in decode(item(file, record, number))}


def address_length(file, record):
    return sum(len(item(file, record, number)) for number in ADDRESS[file.scheme])


def test_every_case_is_found_in_every_file_that_holds_notices(sample):
    for file in sample.filled():
        assert set(telling_records(file)) == CASES


def test_an_empty_file_has_nothing_to_tell(sample):
    empty = [file for file in sample.notices.values() if not len(file)]
    assert [telling_records(file) for file in empty] == [{}]


def test_the_records_are_notices_and_show_what_they_are_named_for(sample):
    for file in sample.filled():
        found = telling_records(file)
        assert all(file.types[record] == 1 for record in found.values())
        assert b"1" in flagged(file, found["gannen"], "gannen")
        assert CharKind.GAIJI in kinds(file, found["gaiji"])
        assert CharKind.EXTENSION in kinds(file, found["extension"])
        assert len(item(file, found["no_barcode"], POSTAL[file.scheme])) < 8
        assert any(raw.startswith(b"*****") for raw in flagged(file, found["asterisks"], "may_be_asterisks"))
        assert item(file, found["two_line_name"], NAME[file.scheme][1])
        name = item(file, found["kana_name"], NAME[file.scheme][0])
        assert {char.kind for char in decode(name)} == {CharKind.SINGLE}
        assert any(0xA1 <= byte <= 0xDF for byte in name)


def test_two_months_is_the_earlier_of_two_notices_of_one_establishment(sample):
    for file in sample.filled():
        record = telling_records(file)["two_months"]
        assert file.types[record - 1] == 0
        assert file.types[record + 1] == 1
        assert file.raw_record(record)[:14] == file.raw_record(record + 1)[:14] == file.raw_record(record - 1)[:14]


def test_a_blank_receipt_has_no_dates_and_no_amounts(sample):
    for file in sample.filled():
        record = telling_records(file)["blank_receipt"]
        fields = notice_layouts(file.scheme)["01"].fields
        part = [field for field in fields if field.section.startswith("個別部/前月分領収済額部")]
        assert {file.raw(record, field).strip().replace(b"*", b"") for field in part} == {b"000", b""}


def test_no_address_is_longer_than_the_longest(sample):
    for file in sample.filled():
        longest = address_length(file, telling_records(file)["longest_address"])
        assert longest == max(address_length(file, int(record)) for record in file.rows(1)) == 95 + 132 + 132


def test_a_plain_record_has_none_of_the_specialities(sample):
    for file in sample.filled():
        record = telling_records(file)["plain"]
        assert kinds(file, record) <= {CharKind.SINGLE, CharKind.DOUBLE}
        assert not item(file, record, NAME[file.scheme][1])
        assert b"1" not in flagged(file, record, "gannen")
        assert not any(b"*" in raw for raw in flagged(file, record, "may_be_asterisks"))
        assert b"" not in flagged(file, record, "may_be_blank")[:-2]
        assert len(item(file, record, POSTAL[file.scheme])) == 8


@pytest.mark.parametrize("repeat", [1, 5])
def test_cases_that_a_file_does_not_have_are_left_out(sample, repeat):
    file = sample.filled()[0]
    record = file.data[telling_records(file)["plain"]]
    # Without their 00 the notices belong to nobody, so they are no pair either.
    alone = notice_file(file.name, file.scheme, np.repeat(record[None, :], repeat, axis=0).reshape(-1))
    assert telling_records(alone) == {"plain": 0, "longest_address": 0}


def test_katakana_bytes_inside_kanji_are_no_kana_name(sample):
    file = sample.filled()[0]
    field = notice_layouts(file.scheme)["01"].field(NAME[file.scheme][0])
    record = file.data[telling_records(file)["plain"]].copy()
    record[field.span] = np.frombuffer("株式会社亜".encode("cp932").ljust(field.length), dtype=np.uint8)
    assert "kana_name" not in telling_records(notice_file(file.name, file.scheme, record))

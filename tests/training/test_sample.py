"""The sample is verified here in plain Python, record by record, without the code that made it."""

import hashlib
import re
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from app.errors import Cancelled, KenpanError
from app.media.volume import find_volume
from app.notice.offices import offices_in
from app.records.counts import read_count_table
from app.sheet.foreign_font import drawn_codes
from app.training.establishments import draw_establishments
from app.training.own_companions import FONT_FILE, OFFICES_FILE
from app.training.places import read_towns
from app.training.pools import address_pool, name_pool
from app.training.sample import make_sample
from tests.sizes import SOAK
from tests.training.sample_records import (
    CHARGE,
    RECEIPT,
    RECEIPT_DATES,
    day_of,
    establishments,
    office_rows,
    offices,
    records,
)

from .conftest import open_sample


def tree(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# the files


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(sample, tmp_path):
    make_sample(tmp_path / "again", establishments=600, seed=1)
    make_sample(tmp_path / "other", establishments=600, seed=2)
    first, again, other = tree(sample.out), tree(tmp_path / "again"), tree(tmp_path / "other")
    assert first == again
    assert {name for name in first if first[name] == other[name]} == {"offices.xlsx", "gaiji.ttf"}


def test_the_office_list_holds_no_time_of_its_making(sample):
    with zipfile.ZipFile(sample.out / "offices.xlsx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
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


# the folder


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


# order and counts


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

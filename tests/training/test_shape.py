"""Samples in every form that the source leaves open: split files, pages of the 件数表, runs of asterisks."""

import pytest

from app.checks.run import run_checks
from app.errors import KenpanError
from app.media.volume import find_volume
from app.month.findings.checking import check, check_input
from app.month.looking.opening import open_folder
from app.records.count_writing import PAGINGS
from app.records.counts import read_count_table
from app.records.layouts import NOTICE_LENGTH
from app.training.sample import Shape, draft_sample, make_sample
from app.workstation.settings import Settings
from tests.rows import each_row
from tests.sizes import SOAK, some

KOUNEN = "KENS#ZMGKK31"


def table(**shape):
    plain = draft_sample(establishments=60, shape=Shape(**shape)).counts[KOUNEN]
    return read_count_table(plain, "kounen", KOUNEN)


def page_sizes(read) -> list[int]:
    """Lines of each page, the total included."""
    sizes: list[int] = []
    for row in read.rows:
        if row.kind == "title":
            sizes.append(0)
        elif row.kind == "detail":
            sizes[-1] += 1
    return sizes


@each_row(
    ("offices", "paging", "pages"),
    [
        (1, "plain", [2]),
        (2, "plain", [3]),
        (25, "plain", [26]),
        (26, "plain", [27]),
        (26, "full", [26, 1]),
        (52, "full", [26, 26, 1]),
        (29, "plain", [26, 4]),
        (29, "total", [26, 3, 1]),
        (29, "prefecture", [6, 18, 6]),
        (3, "prefecture-total", [1, 1, 1, 1]),
        (0, "plain", [1]),
    ],
)
def test_a_sample_has_the_pages_that_are_asked_for(offices, paging, pages):
    read = table(offices=offices, paging=paging)
    assert read.problems == ()
    assert len(read.offices) == offices
    assert len(page_sizes(read)) == len(pages)
    if paging != "prefecture":
        assert page_sizes(read) == pages


@pytest.mark.parametrize("paging", some(list(PAGINGS), 3))
def test_nothing_is_wrong_with_a_month_however_its_pages_break(tmp_path, paging):
    make_sample(tmp_path, establishments=60, plain=True, shape=Shape(paging=paging, offices=26))
    bench = open_folder(tmp_path, Settings())
    result = run_checks(check_input(bench), stages=("content",))
    assert [one for one in result.findings if one.severity == "error"] == []
    assert bench.problems == ()


@pytest.mark.parametrize("asterisks", [1, 7, 33] if SOAK else [33])
def test_nothing_is_wrong_with_runs_of_asterisks_of_any_length(tmp_path, asterisks):
    make_sample(tmp_path, establishments=60, plain=True, shape=Shape(asterisks=asterisks))
    result = check(open_folder(tmp_path, Settings()))
    assert [one for one in result.findings if one.severity == "error"] == []
    raw = (tmp_path / "PAP03A" / "ZMGKK#2101").read_bytes()
    totals = [
        raw[at : at + NOTICE_LENGTH] for at in range(0, len(raw), NOTICE_LENGTH) if raw[at + 14 : at + 16] == b"02"
    ]
    assert {one[291:324].rstrip() for one in totals} == {b"*" * asterisks}


def test_a_split_sample_is_a_whole_volume_and_nothing_is_wrong_with_it(tmp_path):
    summary = make_sample(tmp_path, establishments=90, shape=Shape(split=20))
    volume = find_volume(tmp_path)
    assert (volume.missing, volume.unexpected) == ((), ())
    assert len(volume.files) == len(summary.files) > 12
    assert max(file.records for file in summary.files if file.name.startswith("ZMGK")) == 20
    result = check(open_folder(tmp_path, Settings()))
    assert [one for one in result.findings if one.severity == "error"] == []
    assert sum(file.notices for file in summary.files) == sum(file.notices for file in result.files)


def test_a_sample_takes_the_place_of_a_split_one(tmp_path):
    make_sample(tmp_path, establishments=90, plain=True, shape=Shape(split=20))
    make_sample(tmp_path, establishments=90, plain=True)
    assert len(list((tmp_path / "PAP03A").iterdir())) == 8


def test_defects_say_in_which_file_of_a_split_sample_they_are(tmp_path):
    whole = make_sample(tmp_path / "a", establishments=90, plain=True, defects=frozenset({"field.numeric"}))
    cut = make_sample(
        tmp_path / "b", establishments=90, plain=True, defects=frozenset({"field.numeric"}), shape=Shape(split=20)
    )
    (one,), (other,) = whole.planted, cut.planted
    assert (other.file, other.record) == (f"{one.file[:-2]}{one.record // 20 + 1:02}", one.record % 20)
    raw = (tmp_path / "b" / "PAP03A" / other.file).read_bytes()[other.record * NOTICE_LENGTH :]
    assert raw[other.offset + 2 : other.offset + 3] == b"A"


@pytest.mark.parametrize("shape", [{"paging": "other"}, {"split": 0}, {"asterisks": 0}])
def test_a_shape_that_cannot_be_is_refused(shape):
    with pytest.raises(KenpanError) as refused:
        Shape(**shape)
    assert refused.value.code in {"sample.paging", "sample.size"}


@pytest.mark.parametrize("shape", [Shape(offices=298), Shape(split=1)])
def test_more_than_two_digits_can_number_is_refused(tmp_path, shape):
    with pytest.raises(KenpanError) as refused:
        make_sample(tmp_path, establishments=400, shape=shape)
    assert refused.value.code == "sample.size"

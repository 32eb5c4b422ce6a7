"""Benchmarks, run by hand: ``pytest tests/bench --benchmark-enable --benchmark-only``."""

import numpy as np
import pytest

from app.month.looking.opening import open_folder
from app.month.looking.search import search
from app.notice.content import POSTAL_ID
from app.notice.customer_barcode import reason_codes
from app.notice.items import spec_of
from app.records.notice_file import DETAIL
from app.records.text_columns import text_classes
from app.sheet.draw import Drawer
from app.sheet.envelope import analyse
from app.training.sample import make_sample
from app.workstation.settings import Settings

FILE = "ZMGKK#2101"


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = tmp_path_factory.mktemp("month")
    make_sample(folder, establishments=20_000)
    return folder


@pytest.fixture(scope="module")
def opened(month):
    return open_folder(month, Settings())


def test_opening(benchmark, month):
    bench = benchmark(open_folder, month, Settings())
    assert len(bench.notices[FILE]) > 20_000


def test_looking_at_a_record(benchmark, opened):
    record = opened.first_record(FILE)
    assert benchmark(opened.look, FILE, record).sheet is not None


def test_what_the_windows_show(benchmark, opened):
    sheet = opened.look(FILE, opened.first_record(FILE)).sheet
    assert benchmark(analyse, sheet, opened.equipment.envelope).items


def test_a_picture_of_a_panel(benchmark, opened):
    drawer = Drawer(opened.equipment.fonts, opened.equipment.forms.values())
    sheet = opened.look(FILE, opened.first_record(FILE)).sheet
    assert benchmark(drawer.picture, sheet, "front", 110.0).width > 800


def test_scanning_an_address_column(benchmark, opened):
    file = opened.notices[FILE]
    column = file.data[file.rows(DETAIL), 289:384]
    assert np.any(benchmark(text_classes, column) >= 0)


def test_what_a_notice_must_show(benchmark, opened):
    record = opened.first_record(FILE)
    assert benchmark(opened.content, FILE, record).items


def test_the_barcodes_of_a_column(benchmark, opened):
    file, dictionary = opened.notices[FILE], opened.equipment.postal
    field = spec_of("kounen", POSTAL_ID).fields[0]
    column = np.tile(file.data[file.rows(DETAIL), field.span], (20, 1))
    assert len(benchmark(reason_codes, column, dictionary)) > 400_000


def test_searching_a_file(benchmark, opened):
    assert len(benchmark(search, opened.notices[FILE], "見本"))

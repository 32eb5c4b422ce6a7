from dataclasses import replace

import numpy as np
import pymupdf
import pytest
import zxingcpp

from app.errors import KenpanError
from app.notice.items import DRAWN, item_specs
from app.sheet.customer_bars import read_rects
from app.sheet.model import Rect
from app.training.printing.job import print_month
from app.training.printing.layout import TextPlace, layout_names, print_layout
from app.training.printing.setting import Setter
from tests.training.printing.paper import PT, read_in, squeezed

TWINS = {"\u2012": "-", "\u00a0": " "}


@pytest.mark.parametrize("name", layout_names())
def test_every_item_is_read_where_the_truth_says_it_stands(bench, name):
    job = print_month(bench, name, selection=2)
    documents = {file.name: pymupdf.open(stream=file.data) for file in job.files}
    for page, panel in job.panels():
        sheet = documents[page.file_name][page.file_page]
        content = bench.content(panel.file, panel.record)
        for item in panel.items:
            assert item.printed == item.expected
            if item.code == "none":
                assert item.expected == content.item(item.id).text
            for run in item.runs:
                assert read_in(sheet, run.rect, panel.turned) == squeezed(run.text), (name, item.id)


@pytest.mark.parametrize("name", layout_names())
def test_a_layout_prints_every_item_of_both_schemes(name):
    layout = print_layout(name)
    for scheme in ("kounen", "senpo"):
        wanted = {spec.id for spec in item_specs(scheme) if spec.form not in DRAWN}
        places = [*layout.items, *(place for block in layout.blocks for place in block.items)]
        assert wanted <= {place.id for place in places if scheme in place.schemes}


@pytest.mark.parametrize("name", layout_names())
def test_both_bar_codes_are_read_from_the_paper(bench, name):
    job = print_month(bench, name, selection=2)
    documents = {file.name: pymupdf.open(stream=file.data) for file in job.files}
    for page, panel in job.panels():
        sheet = documents[page.file_name][page.file_page]
        for item in panel.items:
            if item.code == "customer":
                bars = [
                    Rect(*(value / PT for value in one["rect"]))
                    for one in sheet.get_drawings()
                    for one in [{"rect": part[1]} for part in one["items"] if part[0] == "re"]
                ]
                own = [bar for bar in bars if within(bar, item.rect)]
                seen = read_rects(own)
                assert (turned(seen) if panel.turned else seen) == bench.content(panel.file, panel.record).barcode.bars
            elif item.code != "none":
                clip = pymupdf.Rect(*(value * PT for value in item.rect.grown(3)))
                pixels = sheet.get_pixmap(dpi=300, clip=clip, colorspace=pymupdf.csGRAY)
                image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
                assert [code.text for code in zxingcpp.read_barcodes(image)] == [item.printed]


def within(bar, rect):
    outer = rect.grown(0.1)
    return outer.x0 <= bar.x0 and bar.x1 <= outer.x1 and outer.y0 <= bar.y0 and bar.y1 <= outer.y1


def turned(bars):
    return bars[::-1].translate(str.maketrans("AD", "DA"))


@pytest.mark.parametrize("name", ["panels", "turned", "sides"])
def test_each_character_stands_where_the_truth_says(bench, name):
    job = print_month(bench, name, selection=2)
    documents = {file.name: pymupdf.open(stream=file.data) for file in job.files}
    for page, panel in job.panels():
        sheet = documents[page.file_name][page.file_page]
        traced = [
            (chr(char[0]), char[2][0] / PT, char[2][1] / PT) for span in sheet.get_texttrace() for char in span["chars"]
        ]
        for run in [run for item in panel.items for run in item.runs]:
            start, sign = (run.rect.x1, -1) if panel.turned else (run.rect.x0, 1)
            for char, left in zip(run.text, run.lefts, strict=True):
                here = {
                    TWINS.get(other, other)
                    for other, x, y in traced
                    if abs(x - start - sign * left) < 0.06 and abs(y - run.baseline) < 0.06
                }
                assert char in here, run


def test_the_same_arguments_give_the_same_bytes(bench):
    first, second = (print_month(bench, "fold", selection=3, shuffle=True) for _ in range(2))
    assert first.pdf == second.pdf
    other = print_month(bench, "fold", selection=3, shuffle=True, seed=2)
    assert other.pdf != first.pdf


def test_each_notice_can_have_a_file_of_its_own(bench):
    job = print_month(bench, "fold", selection=3, per_notice=True)
    assert len(job.files) == 3
    assert [page.file_page for page in job.pages] == [0, 1] * 3
    assert all(len(pymupdf.open(stream=file.data)) == 2 for file in job.files)


def test_two_up_sheets_are_cut_and_stacked_in_order(bench):
    job = print_month(bench, "panels", selection=5, imposed=True)
    plain = print_month(bench, "panels", selection=5)
    records = [(panel.file, panel.record) for _, panel in plain.panels() if panel.side == "front"]
    fronts = [page.panels for page in job.pages if page.panels[0].side == "front"]
    left = [(panels[0].file, panels[0].record) for panels in fronts]
    right = [(panels[1].file, panels[1].record) for panels in fronts if len(panels) > 1]
    assert left + right == records


def test_gaiji_without_their_font_are_refused_in_words(bench):
    fonts = bench.equipment.fonts
    without = replace(fonts, roles={role: font for role, font in fonts.roles.items() if role != "gaiji"})
    with pytest.raises(KenpanError, match="外字フォントが読み込まれていません") as refused:
        Setter(without, "natural").width("\ue000", TextPlace(0, 0, 9.0), 9.0)
    assert refused.value.code == "print.gaiji" and "--gaiji-font" in refused.value.next_step

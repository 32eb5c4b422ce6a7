"""A page as people see it: what is printed, what should be, and both as pictures."""

import numpy as np
import pymupdf
import pytest

from app.confined.limits import NotReadError
from app.errors import Cancelled, KenpanError
from app.proof.compared.captions import described
from app.proof.compared.pictures import Painter, bars_of, pair_from
from app.proof.compared.shown_page import Cell, ShownCode, ShownPage, ShownSide
from app.proof.compared.source import PageSource
from app.proof.printed.expected import expectation_of, panel_texts
from app.proof.printed.model import Notice
from app.records.notice_file import DETAIL
from app.sheet.customer_bars import read_rects
from app.sheet.measured_form import (
    Background,
    MeasuredBlock,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
)
from app.sheet.model import Rect

DPI = 110.0
_PT = 72 / 25.4
_ITEMS = ("front.office_symbol", "front.office_number", "front.charge.total", "front.charge.pension")
TOTAL = "front.charge.total"


def form(width=120.0, height=70.0):
    """Four items, one below the other, and nothing else; amounts end at a line."""
    blocks = []
    for at, name in enumerate(_ITEMS):
        y = 15.0 + 12 * at
        align, anchor = ("right", 80.0) if "charge" in name else ("left", 20.0)
        item = MeasuredItem(name, align, anchor, y, 10.0, left_out=frozenset({"円", "¥"}))
        blocks.append(MeasuredBlock((item,), Rect(10, y - 4, 90, y + 2)))
    panel = MeasuredPanel("front", "kounen", width, height, tuple(blocks), (), Background())
    page = MeasuredPage(width + 20, height + 10, (Placement("front", 12.0, 6.0),))
    return MeasuredForm((page,), {("front", "kounen"): panel})


@pytest.fixture(scope="module")
def printed(bench, tmp_path_factory):
    """Two pages of a record: one with another digit in an amount, one without the amount; the source that shows them,
    the record and what it should show.
    """
    name = next(name for name, file in bench.notices.items() if file.scheme == "kounen" and len(file))
    notice = Notice(name, int(bench.notices[name].rows(DETAIL)[0]))
    own, expectation = form(), expectation_of(bench)
    panel = own.panels["front", "kounen"]
    texts = {item: one.text for item, one in panel_texts(panel, bench.content(*notice)).items()}
    wrong = texts[TOTAL].replace(texts[TOTAL][0], "8" if texts[TOTAL][0] != "8" else "3", 1)
    font = pymupdf.Font(fontbuffer=bench.equipment.fonts.roles["text"].data)
    with pymupdf.open() as document:
        for total in (wrong, ""):
            page = document.new_page(width=own.pages[0].width * _PT, height=own.pages[0].height * _PT)
            writer = pymupdf.TextWriter(page.rect)
            for block in panel.blocks:
                (item,) = block.items
                text = total if item.id == TOTAL else texts[item.id]
                wide = font.text_length(text, item.size_pt) / _PT if item.align == "right" else 0.0
                place = (item.anchor - wide + 12.0) * _PT, (item.baseline + 6.0) * _PT
                writer.append(place, text, font=font, fontsize=item.size_pt)
            writer.write_text(page)
        path = tmp_path_factory.mktemp("shown") / "print.pdf"
        document.save(path)
    with PageSource([path], own, expectation, bench.equipment.fonts) as source:
        yield source, notice, texts[TOTAL], wrong
    with pytest.raises(Cancelled):
        source.shown(0)


def ink(pixels, rect):
    """Dark pixels in a rectangle of the page."""
    x0, y0, x1, y1 = (round(value * DPI / 25.4) for value in rect.grown(0.3))
    return pixels[y0:y1, x0:x1].min(axis=2) < 150


def test_one_page_shows_the_record_the_other_the_print_and_where_they_differ(printed, bench):
    source, notice, right, wrong = printed
    page, pair, _ = source.shown(0, notice, DPI)
    wanted = [one for one in page.expected if one.item == TOTAL]
    there = [one for one in page.printed if one.item == TOTAL]
    assert ("".join(one.text for one in wanted), "".join(one.text for one in there)) == (right, wrong)
    first = wanted[0].rect
    assert ink(pair.expected, first).any() and (ink(pair.expected, first) != ink(pair.printed, first)).any()
    coloured = np.ptp(pair.difference.astype(int), axis=2) > 60
    x0, y0, x1, y1 = (round(value * DPI / 25.4) for value in first.grown(0.8))
    assert coloured[y0:y1, x0:x1].any() and coloured[y0:y1, x0:x1].sum() > 0.8 * coloured.sum()
    told = described(page, wanted[0], bench.notices, expected=True)
    part = wanted[0].part.source
    raw = bench.notices[notice.file].raw_record(part.record)[part.offset :][: part.length]
    assert f"U+{ord(right[0]):04X}" in told and raw.hex(" ").upper() in told and f"項番 {part.item}" in told
    middle = (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2
    assert page.at(*middle, expected=True).text == right[0] and page.at(*middle, expected=False).text == wrong[0]
    assert "項番" not in described(page, there[0], bench.notices, expected=False)


def test_what_is_missing_is_drawn_where_the_form_has_it(printed):
    source, notice, right, _ = printed
    page, pair, _ = source.shown(1, notice, DPI)
    cells = [one for one in page.expected if one.item == TOTAL]
    assert "".join(one.text for one in cells) == right and not [one for one in page.printed if one.item == TOTAL]
    assert abs(cells[-1].rect.x1 - 92.0) < 0.1, "it ends where amounts end"
    assert all(ink(pair.expected, one.rect).any() and not ink(pair.printed, one.rect).any() for one in cells)


def test_of_two_notices_on_a_page_a_line_is_that_of_its_own():
    left, right = Rect(0, 0, 100, 50), Rect(100, 0, 200, 50)
    cells = tuple(
        Cell(char, Rect(x, 10, x + 2, 13), 8.0, False, TOTAL)
        for start, text in ((98.5, "¥12"), (120, "¥34"))
        for x, char in zip((start - 8, start - 4, start), text, strict=True)
    )
    sides = tuple(ShownSide("front", rect, None, Notice("F", record)) for record, rect in enumerate((left, right)))
    page = ShownPage(0, "print.pdf", 0, 200, 50, sides, cells, cells[::-1], (), ())
    assert [page.line(one, expected=False) for one in cells] == ["¥12"] * 3 + ["¥34"] * 3
    assert [page.line(one, expected=True) for one in cells] == ["21¥"] * 3 + ["43¥"] * 3
    assert page.side_of(cells[0]._replace(rect=Rect(0, 60, 1, 61))) is None


def test_a_page_that_is_not_there_is_refused(printed):
    with pytest.raises(KenpanError) as refused:
        printed[0].shown(2)
    assert refused.value.code == "print.page"


def test_bars_are_those_of_the_code_also_upside_down():
    bars = "FDFADTTFATDFDA"
    code = ShownCode(Rect(10, 10, 40, 14), bars, customer=True, turned=False)
    assert read_rects(bars_of(code)) == bars
    turned = bars_of(code._replace(turned=True))
    back = [Rect(50 - bar.x1, 24 - bar.y1, 50 - bar.x0, 24 - bar.y0) for bar in turned]
    assert read_rects(back) == bars
    piece = bars_of(ShownCode(Rect(0, 0, 30, 5), "K0001", customer=False, turned=False))
    assert piece and piece[0].x0 == 0 and abs(piece[-1].x1 - 30) < 1e-6
    assert bars_of(ShownCode(Rect(0, 0, 9, 9), "日本", customer=False, turned=False)) == []


def test_what_should_be_there_is_set_in_the_font_that_the_form_names(bench):
    painter = Painter(bench.equipment.fonts)

    def drawn(font):
        cell = Cell("5", Rect(5, 5, 15, 18), 30.0, False, None, font=font)
        return painter.layer(ShownPage(0, "", 0, 20.0, 20.0, (), (), (cell,), (), ()), DPI)

    text, label = drawn("text"), drawn("label")
    assert (text != label).any() and (text < 128).any()
    assert (drawn("IPAexGothic") == label).all() and (drawn("IPAexMincho") == text).all()
    assert (drawn("") == text).all() and (drawn("Foreign") == text).all()


def test_no_digit_is_taken_for_another_where_only_what_differs_is_shown(bench):
    """At the size of amounts, half an em wide; the same a little beside its place is no difference to look at."""
    font = pymupdf.Font(fontbuffer=bench.equipment.fonts.roles["text"].data)

    def drawn(text, beside=0.0):
        with pymupdf.open() as document:
            page = document.new_page(width=24 + 8 * len(text), height=30)
            writer = pymupdf.TextWriter(page.rect)
            writer.append(((8 + beside) / 0.81, 20), text, font=font, fontsize=11)
            writer.write_text(page, morph=(pymupdf.Point(0, 0), pymupdf.Matrix(0.81, 1)))
            pixels = page.get_pixmap(dpi=round(DPI))
            return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()

    def coloured(expected, printed):
        return (np.ptp(pair_from(expected, printed, printed, DPI).difference.astype(int), axis=2) > 60).sum()

    digits = [drawn(str(digit)) for digit in range(10)]
    pairs = [(one, other) for one in range(10) for other in range(10) if one != other]
    assert [pair for pair in pairs if not coloured(digits[pair[0]], digits[pair[1]])] == []
    assert coloured(drawn("602,602"), drawn("602,602", 0.4)) == 0


def test_a_child_that_was_late_once_blames_no_print(printed, monkeypatch):
    source, notice, _, _ = printed
    source._counts.clear()
    run = source._children.run

    def late(*task):
        monkeypatch.undo()
        raise NotReadError("time")

    monkeypatch.setattr(source._children, "run", late)
    with pytest.raises(KenpanError, match="頁数を読み取れませんでした"):
        source.shown(0, notice, DPI)
    assert source._children.run == run
    assert source.shown(0, notice, DPI).page.number == 0
    with pytest.raises(KenpanError, match="この頁は印刷データにありません"):
        source.shown(2, notice, DPI)

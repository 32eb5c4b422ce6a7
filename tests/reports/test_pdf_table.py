import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.reports.pdf_table import BOTTOM, LEFT, TOP, Cell, Column, Report, stamped
from app.reports.pdf_text import drawable, fitted, grouped, lines_of, width_pt
from tests.reports.pdf_reading import fonts, outside, texts, whole

TEXTS = st.text(st.sampled_from("検査員１ABCz019 -（）。、「」〜=+\u202e\u200b\x07\n\t髙﨑😀"), max_size=120)


@settings(deadline=None)
@given(TEXTS, st.floats(20, 200), st.floats(5, 12))
def test_no_line_is_wider_than_its_column_and_no_character_is_lost(text, width, size):
    lines = lines_of(text, width, size)
    assert all(width_pt(line, size) <= width + 1e-6 for line in lines)
    assert "".join("".join(lines).split()) == "".join(drawable(text).split())


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\x07", "\ue000", "😀", "\u00a0"])
def test_what_would_not_be_seen_is_written_as_its_code(char):
    assert drawable(f"検{char}査") == f"検〔U+{ord(char):04X}〕査"


def test_closing_signs_begin_no_line_and_opening_ones_end_none():
    assert lines_of("一二三四。五", 40, 10) == ["一二三", "四。五"]
    assert lines_of("一二三（四五", 40, 10) == ["一二三", "（四五"]


def test_one_line_becomes_smaller_and_is_cut_only_when_that_is_not_enough():
    assert fitted("検査", 100, 10) == ("検査", 10)
    line, size = fitted("検査" * 8, 100, 10)
    assert (line, size) == ("検査" * 8, pytest.approx(100 / 16))
    line, size = fitted("検査" * 50, 100, 10)
    assert line.endswith("…")
    assert width_pt(line, size) <= 100


def test_hashes_are_grouped_to_be_read_out():
    assert grouped("0123456789abcdef", 4) == "0123 4567 89ab cdef"


def test_a_table_repeats_its_heading_on_every_page_and_every_page_has_its_number():
    report = Report("表題", "上", "下")
    report.table([Column("見出し", 1), Column("値", 2)], [(f"行{number}", "値") for number in range(200)])
    pages = texts(report.finish())
    assert len(pages) > 2
    assert all("見出し" in page and "上" in page and "下" in page for page in pages)
    assert [page.endswith(f"{number}/{len(pages)}") for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("".join(pages).count(f"行{number}値") == 1 for number in range(200))


def test_a_row_higher_than_a_page_goes_on_on_the_next_one():
    report = Report("表題")
    report.table([Column("長い", 1), Column("短い", 4)], [("検" * 3000, "値"), ("後", "の行")])
    data = report.finish()
    assert whole(data).count("検") == 3000
    assert len(texts(data)) > 1
    assert "後の行" in texts(data)[-1]
    assert outside(data) == []


def test_content_ends_above_the_foot_of_the_page():
    report = Report("表題")
    for number in range(60):
        report.heading(f"見出し{number}")
        report.facts([("名", "値" * number)])
        report.text("文" * 70)
    with pymupdf.open("pdf", report.finish()) as document:
        for page in document:
            tops = [word[3] for word in page.get_text("words") if TOP < word[1] < BOTTOM]
            assert max(tops) <= BOTTOM + 3


def test_a_banner_with_more_to_say_than_fits_says_it_below():
    report = Report("表題")
    report.banner("失効", [f"理由{number}です。" for number in range(90)], (1, 0, 0))
    data = report.finish()
    assert all(f"理由{number}です。" in whole(data) for number in range(90))
    assert outside(data) == []


def test_no_rows_are_said_to_be_none():
    report = Report("表題")
    report.table([Column("見出し", 1)], [])
    assert "ありません。" in whole(report.finish())


def test_text_is_drawn_and_never_interpreted():
    report = Report("表題")
    said = "(a) Tj ET <</JS (x)>> %PDF =1+1 <b>太字</b> \\u0041"
    report.facts([("名", said)])
    report.table([Column("値", 1)], [(Cell(said),)])
    assert whole(report.finish()).count(said.replace(" ", "")) == 2


def test_characters_that_share_a_glyph_are_read_back_as_those_of_the_media():
    report = Report("表題")
    report.text("2026-11-22 A B")
    with pymupdf.open("pdf", report.finish()) as document:
        assert "2026-11-22 A B" in document[0].get_text()


def test_the_font_is_embedded_and_the_bytes_depend_on_the_content_only():
    def made():
        report = Report("表題", watermark="失効")
        report.text("本文")
        return report.finish()

    data = made()
    assert data == made()
    assert len(data) < 200_000
    assert {font[0] for font in fonts(data)} == {"ttf"}
    assert all(font[2].endswith("IPAexGothic Regular") for font in fonts(data))


def test_a_long_report_tells_how_far_it_is_and_can_be_stopped():
    report = Report("表題")
    report.table([Column("見出し", 1)], [("行",)] * 200)
    told = []
    pages = texts(report.finish(lambda *at: told.append(at)))
    assert told == [("書き出し", number, len(pages)) for number in range(1, len(pages) + 1)]

    def stop(*_at):
        raise Cancelled

    with pytest.raises(Cancelled):
        report.finish(stop)


def test_a_code_has_four_white_modules_around_it():
    report = Report("題")
    report.facts([("事業所", "見本")])
    report.picture([[1] * 25] * 25, 250)
    report.text("説明")
    with pymupdf.open("pdf", report.finish()) as document:
        page = document[0]
        code = [one["rect"] for one in page.get_drawings() if one["fill"] == (0.0, 0.0, 0.0)]
        top, bottom = min(one.y0 for one in code), max(one.y1 for one in code)
        lines = [one["rect"] for one in page.get_drawings() if one["fill"] is None]
        assert top - max(one.y1 for one in lines) >= 40
        assert min(word[1] for word in page.get_text("words") if word[4] == "説明") - bottom >= 38


def test_what_is_filled_in_by_hand_has_room_and_is_not_divided():
    report = Report("題")
    report.table([Column("行", 1)], [["あ"]] * 50)
    report.by_hand(["届出日", "届出者"], "印")
    with pymupdf.open("pdf", report.finish()) as document:
        page = document[-1]
        words = {word[4]: word for word in page.get_text("words")}
        assert words["届出者"][1] - words["届出日"][1] >= 30 and page.get_text().count("印") == 2


def test_a_sheet_across_is_stamped_at_its_own_edge():
    with pymupdf.open() as across:
        across.new_page(width=842, height=595)
        sheets = across.tobytes()
    made = stamped(Report("表紙").finish(), sheets, "題", [(30.0, "帯")])
    with pymupdf.open("pdf", made) as document:
        (word,) = document[1].get_text("words")
        assert word[2] == pytest.approx(842 - LEFT, abs=1) and word[3] - word[1] > 7

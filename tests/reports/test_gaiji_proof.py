from functools import cache

import pymupdf
import pytest

from app.canonical import digest
from app.reports import gaiji_proof
from app.reports.gaiji_proof import gaiji_report_pdf
from app.reports.pdf_table import MM
from app.reports.round_sheet import round_report
from app.sheet.fonts import load_font
from app.sheet.glyphs import proof_pdf
from app.signoff.binding import fingerprint
from app.signoff.signed import Part
from app.training.gaiji_font import build_gaiji_font
from tests.reports.pdf_reading import outside, texts
from tests.reports.sign_states import PARTS, SHEET, approved_round, head, state

ROUND = "r" * 16


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    path = tmp_path_factory.mktemp("gaiji") / "gaiji.ttf"
    path.write_bytes(build_gaiji_font())
    return load_font(path)


@pytest.fixture(scope="module", autouse=True)
def printed_once():
    """All glyphs of a font are printed once for all reports."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(lambda font: proof_pdf(font, {0xF040: 3}))
        patch.setattr(gaiji_proof, "proof_pdf", lambda font, _used: once(font))
        yield


@pytest.fixture(scope="module")
def made(font):
    """The report of an approved round, and the parts it is bound to."""
    return report(font)


def report(font, *, bound=True, **changes):
    parts = (*PARTS, Part("gaiji", "外字フォント", font.sha256 if bound else digest("old"), "gaiji.ttf"))
    of = state(approved_round(parts=parts), parts=changes.get("parts", parts))
    return gaiji_report_pdf(round_report(of, ROUND, SHEET, head(of)), font, {0xF040: 3}), parts


def test_the_cover_binds_the_print_to_round_job_fingerprint_and_font(font, made):
    data, parts = made
    cover = texts(data)[0]
    for told in (
        "外字全件一覧",
        "2026-11",
        "第1回",
        ROUND,
        fingerprint(parts),
        font.sha256,
        "全1,880字",
        "報告者（自署）",
    ):
        assert told in cover
    assert "この回の指紋に含まれるフォントと同じです（外字フォント）。" in cover


def test_behind_the_cover_is_the_whole_proof_each_sheet_with_its_round(made):
    data, parts = made
    pages = texts(data)
    assert len(pages) == 25
    assert "表紙1/1" in pages[0]
    assert all(ROUND in page and "【承認】" in page and fingerprint(parts)[:16] in page for page in pages[1:])
    assert all(f"{number}/24" in page for number, page in enumerate(pages[1:], 1))
    assert outside(data) == []


def test_the_glyphs_are_those_of_the_proof_and_nothing_lies_over_them(font, made):
    data, _ = made
    cells = pymupdf.Rect(10 * MM, 29 * MM, 200 * MM, 277 * MM)
    with pymupdf.open("pdf", data) as bound, pymupdf.open("pdf", gaiji_proof.proof_pdf(font, {0xF040: 3})) as alone:
        for number in (0, len(alone) - 1):
            one, other = (page.get_pixmap(dpi=100, clip=cells) for page in (bound[number + 1], alone[number]))
            assert one.samples == other.samples
            assert len(set(one.samples)) > 2


def test_a_font_that_the_round_is_not_bound_to_is_said_in_plain_words(font):
    data, _ = report(font, bound=False)
    assert "×この回の指紋のなかに、このフォントのハッシュはありません。" in texts(data)[0]


def test_the_proof_of_a_void_round_says_so_on_every_sheet(font):
    data, _ = report(font, parts=PARTS)
    assert all("【失効】" in page for page in texts(data))


def test_without_a_font_the_cover_says_that_there_is_none():
    of = state(approved_round())
    view = round_report(of, ROUND, SHEET, head(of))
    cover, sheet, *_ = texts(gaiji_report_pdf(view, None, {0xF040: 3}, ["ZMGKK#1201"]))
    assert "フォント指定なし" in cover
    assert cover.count("字形は判定していません") == 2
    assert "字形なし" not in cover
    assert "次のファイルは開いていないため、使用を数えていません：ZMGKK#1201" in cover
    assert "字形は判定していません" in sheet
    assert "×この回の指紋のなかに" in cover


def test_the_same_round_and_font_give_the_same_bytes(font, made):
    assert report(font) == made

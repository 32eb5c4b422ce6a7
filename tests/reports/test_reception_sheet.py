from dataclasses import replace
from datetime import date

import pymupdf
import pytest

from app.month.reception.facts import Medium, OfficeFigure, TableFacts
from app.month.reception.judging import judge
from app.month.reception.paper import reception_paper
from app.records.units import ENVELOPES, NOTICES, Count
from app.reports.reception_sheet import ComparedLine, PaperSign, ReceptionPaper, reception_pdf
from app.signoff.ledger import Head
from tests.month.reception.offices import office_line
from tests.month.reception.received import pair, plan_for, read, typed_for
from tests.reports.pdf_reading import fonts, outside, texts
from tests.sizes import some

SHA256 = "0123456789abcdef" * 4


def lines(standing="same", count=31, text="あ"):
    return tuple(
        ComparedLine("ラベル", f"{text}{at}", text, text, "○ 一致" if standing == "same" else "× 不一致", standing)
        for at in range(count)
    )


def paper(**other):
    made = {
        "go": True,
        "volume": "PAP03A（正）",
        "facts": (("月", "2026年12月"), ("受領した人", "受入担当１")),
        "reasons": (),
        "notes": (),
        "lines": lines(),
        "fingerprint": SHA256,
        "sources": "出典：委託要領 3(1)",
        "signs": (PaperSign("受領・転記"), PaperSign("受入の判定")),
        **other,
    }
    return ReceptionPaper(**made)


def no_go(**other):
    reasons = (
        ("収録ファイル：ない。", "別紙9を出す。"),
        ("ラベル：副です。", "見直す。"),
        ("件数：違う。", "別紙9を出す。"),
    )
    return paper(go=False, reasons=reasons, lines=(*lines(), *lines("against", 3, "い")), **other)


def only_page(data):
    pages = texts(data)
    assert len(pages) == 1
    assert outside(data) == []
    return pages[0]


def test_the_verdict_is_in_words_and_marks_on_one_page():
    said = only_page(reception_pdf(paper()))
    assert "○受入可" in said
    assert "受入不可" not in said
    assert said.count("○一致") == 31
    said = only_page(reception_pdf(no_go()))
    assert "×受入不可" in said
    assert said.count("×不一致") == 3


def test_the_verdict_is_the_largest_text_of_the_page():
    with pymupdf.open("pdf", reception_pdf(no_go())) as document:
        spans = [
            span
            for block in document[0].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        ]
    largest = max(spans, key=lambda span: span["size"])
    assert "受入不可" in largest["text"]
    assert largest["size"] >= 20


def test_what_is_to_be_done_stands_once_over_everything_that_makes_it_necessary():
    said = only_page(reception_pdf(no_go()))
    assert said.count("▶別紙9を出す。") == 1
    assert said.index("収録ファイル：ない。") < said.index("件数：違う。") < said.index("▶見直す。")


def test_a_go_with_something_to_look_at_says_so():
    said = only_page(reception_pdf(paper(notes=(("委託票：違う月。", "確かめる。"),))))
    assert "署名する前に確かめること1点" in said
    assert "委託票：違う月。" in said


def test_nothing_unsigned_looks_signed_and_a_signature_has_name_time_and_entry():
    said = only_page(reception_pdf(paper()))
    assert said.count("未署名") == 2
    assert "台帳に記録する前の控え" in said
    head = Head(170, "f" * 64, "2026-12-15T04:30:00Z")
    sign = PaperSign("受入の判定", "責任者１（sekinin01）", "2026-12-15 13:30:00 JST", 169)
    said = only_page(reception_pdf(paper(signs=(sign,), head=head)))
    assert "責任者１（sekinin01）2026-12-1513:30:00JST169" in said
    assert "台帳170件" in said
    assert "未署名" not in said


def test_the_fingerprint_of_the_medium_is_whole():
    assert SHA256 in only_page(reception_pdf(paper()))


@pytest.mark.parametrize("text", some(["件" * 200, "W" * 200, "\u202e<b>" * 40, "1行\n2行\n" * 20], 2))
def test_it_is_one_page_however_much_is_wrong(text):
    reasons = tuple((f"{text}{at}", f"{text}{at % 12}") for at in range(80))
    many = (*lines("same", 40, text), *lines("against", 90, text), *lines("note", 14, text), *lines("same", 9, text))
    facts = tuple((f"名{at}", text) for at in range(10))
    signs = (PaperSign("受領・転記"), PaperSign("受入の判定", text, "2026-12-15 13:30:00 JST", 1))
    made = paper(go=False, reasons=reasons, notes=reasons, lines=many, facts=facts, signs=signs, watermark="見本")
    said = only_page(reception_pdf(made))
    assert "受入不可" in said
    assert "ほか" in said


def test_details_are_left_out_before_anything_else():
    details = tuple(replace(one, detail=True) for one in lines("against", 60, "事務所"))
    said = only_page(reception_pdf(paper(go=False, lines=(*details, *lines("against", 2, "正副")))))
    assert "正副0" in said
    assert "正副1" in said
    assert "事務所59" not in said


def test_the_same_content_gives_the_same_bytes_in_the_products_own_font():
    assert reception_pdf(paper()) == reception_pdf(paper())
    assert all("IPA" in name for _, _, name in fonts(reception_pdf(paper())))


# From a verdict


@pytest.fixture(scope="module")
def small():
    """A medium of three offices, without opening one."""
    offices = tuple(office_line("kounen", code, count) for code, count in (("1201", 12), ("2101", 300), ("3601", 5)))
    tables = {
        scheme: TableFacts(scheme, f"KENS#{scheme}", date(2026, 11, 18), total, 0)
        for scheme, total in (("kounen", 317), ("senpo", 0))
    }
    return Medium(
        "PAP03", "PAP03A", "PAP03A（正）", "A", "disc", SHA256, 8, 8, (), (), (), offices, tables,
        Count(317, NOTICES), Count(310, ENVELOPES), 0, 0,
    )  # fmt: skip


def made_of(medium, changed=None, **plan):
    typed = read(medium, typed_for(medium) | (changed or {}))
    month = plan_for(medium, **plan)
    verdict = judge(medium, typed, month, pair(medium))
    return verdict, only_page(reception_pdf(reception_paper(verdict, typed, month)))


def test_a_good_medium_gets_a_page_that_says_so(small):
    verdict, said = made_of(small)
    assert verdict.go
    assert "○受入可" in said
    assert "317件・310通" in said
    assert "件＝明細（01）＝用紙1枚、通＝封筒" in said
    assert "機構引渡担当１" in said
    assert "委-2026-12・受-2026-12" in said
    assert "2026-12-1513:30:00JST" in said
    assert "要りません" in said


def test_a_bad_medium_gets_a_page_with_reasons_and_the_time_of_the_report(small):
    bad = replace(small, missing=("ZMGKS#3601",), opened=7)
    verdict, said = made_of(bad, {"disc.side": "副", "paper.kounen.office.2101": "301"})
    assert not verdict.go
    assert "×受入不可" in said
    assert "記録媒体不備報告書（別紙9）を2026-12-16（水）までに出してください。" in said
    assert "ZMGKS#3601" in said
    assert "301枚" in said
    assert "件数表300枚・合計（02）300件・明細（01）300件" in said


def test_a_sample_says_so(small):
    assert "見本" in made_of(replace(small, is_sample=True))[1]
    assert "見本" not in made_of(small)[1]


def test_the_page_has_no_word_of_the_program(small):
    _, said = made_of(small)
    for word in ("None", "True", "False", "kounen", "senpo", "differs"):
        assert word not in said


def test_every_office_may_differ_and_it_is_still_one_page(small):
    many = tuple(office_line("kounen", f"12{at:02}", 10) for at in range(60))
    wide = replace(small, offices=many)
    changed = {f"paper.kounen.office.12{at:02}": "11" for at in range(60)}
    last = replace(plan_for(wide).last, offices=(OfficeFigure("kounen", "2101", "東京", 999),))
    verdict, said = made_of(wide, changed, last=last)
    assert sum(one.id.startswith("paper.kounen.differs") for one in verdict.reasons) == 60
    assert "受入不可" in said


def test_a_virus_scan_is_told_with_its_result_or_as_missing(small):
    typed = typed_for(small)
    said = dict(reception_paper(judge(small, read(small, typed), plan_for(small), pair(small)),
                                read(small, typed), plan_for(small)).facts)  # fmt: skip
    assert said["ウイルススキャン"] == "検出なし　ウイルス対策ソフト 1.0・受入担当１"
    without = {name: text for name, text in typed.items() if not name.startswith("scan.")}
    verdict = judge(small, read(small, without), plan_for(small), pair(small))
    said = dict(reception_paper(verdict, read(small, without), plan_for(small)).facts)
    assert said["ウイルススキャン"] == "（未入力）" and not verdict.go

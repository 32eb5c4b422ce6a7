"""ダミー検査結果表: says what was seen of each dummy, by whom, and what is left."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pymupdf

from app.reports.dummy_sheet import dummies_pdf, dummies_xlsx, dummy_report
from app.signoff.checksheet import dummy_sheet
from app.signoff.ledger import Head
from tests.signoff import entries, scenes


def view(chain, day="2026-12-01"):
    state = chain.state
    head = Head(state.count, state.head, state.time)
    return dummy_report(state, "m1", dummy_sheet(), head, datetime.fromisoformat(f"{day}T03:00").replace(tzinfo=UTC))


def text_of(pdf):
    with pymupdf.open(stream=pdf) as document:
        return "".join("".join(page.get_text() for page in document).split())


def test_an_approved_months_sheet_names_pieces_rolls_and_both_signatures():
    one = view(scenes.dummies_approved())
    said = text_of(dummies_pdf(one))
    for text in ("○承認", "K000000000000001", "○一致", "頁1、2", "R-1", "2027-02-13まで保管", "利用者c2", "利用者l1"):
        assert text in said, text
    assert dummies_pdf(one) == dummies_pdf(one)
    assert "未署名" not in said


def test_what_is_left_and_what_is_overdue_stands_in_the_sheet():
    said = text_of(dummies_pdf(view(scenes.dummies_checked(), "2027-02-14")))
    for text in ("判定していません", "検査員の署名がありません", "期限超過", "未署名"):
        assert text in said, text
    failed = scenes.dummies_listed().fork()
    failed.add(
        "c1", "dummy.checked", entries.dummy_look(1, print=entries.dummy_print(differences=3), failures=["違い"])
    )
    assert "×不合格1部" in text_of(dummies_pdf(view(failed)))


def test_what_a_person_told_and_what_was_printed_again_stands_in_the_sheet():
    again = scenes.dummies_checked().fork()
    own = entries.dummy_print(sha256="f" * 64, name="再.tif")
    again.add("c1", "dummy.checked", entries.dummy_look(1, print=own, told=2, reprint="にじみ"))
    said = text_of(dummies_pdf(view(again)))
    assert "人が見て一致2か所" in said and "刷り直し（再.tif）：にじみ" in said


def test_the_sheet_says_by_which_form_the_print_was_compared():
    assert "記録なし（前の版での検査）" in text_of(dummies_pdf(view(scenes.dummies_checked()))), (
        "older than that it is recorded"
    )
    newer = scenes.dummies_checked().fork()
    used = {"sha256": "a" * 64, "draft": True}
    newer.add("c1", "dummy.checked", entries.dummy_look(1, told=0, reprint="", used=used))
    assert "下書き様式（参照として未承認：見本）" in text_of(dummies_pdf(view(newer)))


def test_the_book_says_the_same_as_text():
    book = openpyxl.load_workbook(BytesIO(dummies_xlsx(view(scenes.dummies_approved()))))
    assert book.sheetnames == ["機構ダミー", "業者ダミー", "作成"]
    assert [row[0].value for row in book["機構ダミー"].iter_rows(min_row=2)] == ["1", "2"]
    assert book["業者ダミー"]["A2"].value == "R-1"
    assert ("判定", "○ 承認") in [(row[0].value, row[1].value) for row in book["作成"].iter_rows()]

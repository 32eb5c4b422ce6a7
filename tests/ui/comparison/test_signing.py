"""A comparison is decided, signed by a checker, approved by a lead and written out, at one desk after the other."""

import hashlib
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import openpyxl
import pymupdf
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from app.media.manifest import manifest
from app.month.keeping.month_store import create_store
from app.month.looking.who import Signed
from app.month.printed.captured import captures_in_hand
from app.month.printed.in_hand import Compared, machine_verdict
from app.month.printed.kept_captures import KeptCaptures
from app.month.printed.kept_zones import with_zones
from app.proof.captures.basis import tolerances_of
from app.proof.captures.comparison import CaptureComparison, Unproved
from app.proof.compared.differences import DifferenceReview, Ruling
from app.proof.compared.pictures import Pair
from app.proof.compared.result_file import result_bytes
from app.proof.compared.shown_page import ShownPage, ShownSide
from app.proof.compared.source import ShownPair
from app.proof.model import PieceChoice
from app.proof.printed.basis import Basis, PrintData
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.reports.comparison_sheet import comparison_pdf, comparison_xlsx
from app.reports.pdf_table import LEFT
from app.sheet.measured_form import MeasuredForm, Zone
from app.sheet.model import Rect
from app.signoff import comparisons
from app.signoff.comparison_standing import comparison_is_signed
from app.signoff.gates import COMPARE, gates_of
from app.signoff.references import approve_reference
from app.signoff.signed import Part
from app.ui.comparison import acts, comparison_page
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.comparison.dialogs import ZoneListDialog
from app.ui.kit.reason_dialog import ReasonDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT, PASSWORD
from tests.proof.compared.found import finding
from tests.ui.meanings import recorded_as_shown

FINDINGS = [finding("print.changed", page=page, expected="1238", found="1233") for page in (2, 4)]


class Source:
    def shown(self, number, hint=None, dpi=0.0):
        sides = (ShownSide("front", Rect(0, 0, 210, 115), None, None),)
        page = ShownPage(number, "print.pdf", number, 210.0, 115.0, sides, (), (), (), ())
        return ShownPair(page, Pair(*(np.full((115, 210, 3), 255, np.uint8),) * 4, 25.4))

    def close(self):
        pass


@pytest.fixture
def place(qtbot, jobs, themed, house, bench, monkeypatch):
    """The page, and a way to sit down; a month of the open medium that was let go."""
    monkeypatch.setattr(comparison_page, "page_source", lambda bench, one: Source())
    own = Part("media", "媒体", manifest(bench.media)["sha256"], "PAP03A")
    house.begin_process(*EQUIPMENT)
    house.open_round()
    house.check_all()
    house.confirm_all()
    house.approve()
    house.make_ready(parts=(*EQUIPMENT, own))
    house.release((*EQUIPMENT, own, *house.run_settings()))
    desk = Desk(house.book, jobs)
    page = ComparisonPage(
        desk, jobs, bench=lambda: bench, writer=lambda kind: Signed(house.book, desk.session).write(kind)
    )
    qtbot.addWidget(page)

    def settle():
        qtbot.waitUntil(lambda: not jobs.busy())
        QCoreApplication.processEvents()

    def sit(who):
        desk.session = house.sessions[who]
        desk.sessionChanged.emit()
        with qtbot.waitExposed(page):
            page.show()
        page.renew()

    def act():
        """The primary act with its key, and its signature; what was shown."""
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        dialog = next(one for one in page.findChildren(SignatureDialog) if one.isVisible())
        shown = dialog.what.text()
        with recorded_as_shown(house.book, dialog):
            QTest.keyClicks(dialog.password, PASSWORD)
            QTest.keyClick(dialog.password, Qt.Key.Key_Return)
            settle()
        return shown

    yield SimpleNamespace(page=page, house=house, sit=sit, act=act, settle=settle, media=own.sha256)
    page.leave()
    desk.leave()


def compared(media, due=(), form=None):
    files = (PrintData("print.pdf", 9, "f" * 64),)
    basis = Basis("a" * 64, "b" * 64, "c" * 64, media, "d" * 64, files)
    result = Comparison(basis=basis, pages=27, records=9, matched=9, findings=list(FINDINGS), machines=("kumi-1",))
    table = result.as_json()
    form = form or MeasuredForm((), {})
    return Compared((), form, tuple(due), result, table, result_bytes(table), DifferenceReview(result))


def test_a_comparison_is_decided_signed_approved_and_written_out(place, tmp_path):
    page, house = place.page, place.house
    place.sit("kensa-1")
    one = compared(place.media)
    page.show_result(one)
    place.settle()
    assert not page.act.isEnabled() and "あと 2 件" in page.act.text()
    one.review.rule(0, Ruling("accept", "様式の版の違い"))
    page.list.renew(0)
    page._tell()
    assert page.act.text().startswith("照合に署名する")
    shown = place.act()
    assert "違い 2 件" in shown and "見ていない 2 件" in shown and "写しを渡した端末　kumi-1" in shown
    assert house.book.history(("comparison.signed",))[-1].data["machines"] == ["kumi-1"]
    assert comparison_is_signed(house.state, one.raw)
    assert page.act.text().startswith("照合結果表"), "a checker does not approve"

    place.sit("hinshitsu-1")
    assert page.act.text().startswith("署名された照合を承認する")
    shown = place.act()
    assert "照合した通知書　9 件" in shown and "写しを渡した端末　1 台　kumi-1" in shown
    month = house.state.months["m1"]
    assert next(each for each in gates_of(house.state, month) if each.name == COMPARE).state == "closed"

    for name in ("result.json", "result.xlsx", "result.pdf"):
        page.write_result(tmp_path / name)
        place.settle()
    assert (tmp_path / "result.json").read_bytes() == one.raw
    book = openpyxl.load_workbook(tmp_path / "result.xlsx", read_only=True)
    rows = list(book["違い"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["番号", 1, 2] and rows[1][5] == 3 and rows[1][12] == "差し支えなし"
    book.close()
    with pymupdf.open(tmp_path / "result.pdf") as document:
        cover, sheet = document[0].get_text(), document[document.page_count - 1]
        assert "検査員１（kensa-1）" in cover and "責任者１（hinshitsu-1）" in cover and "様式の版の違い" in cover
        assert "\n27 頁\n9 ／ 9 件\n" in cover and "\n頁\n" in cover
        words = sheet.get_text("words")
        assert "1 / 1" in sheet.get_text().replace("\xa0", " ")
        assert any("【相違" in word[4] and word[3] > 20 for word in words)
        assert any("台帳" in word[4] and word[1] > sheet.rect.height - 40 for word in words)
        assert max(word[2] for word in words) == pytest.approx(sheet.rect.width - LEFT, abs=2)
        assert "違い 1" in sheet.get_text().replace("\xa0", " ") and len(sheet.get_image_info()) == 2
        frames = [
            one for one in sheet.get_drawings() if one["color"] and one["color"][0] > 0.6 and one["color"][1] < 0.1
        ]
        assert len(frames) == 2, "a frame on both pictures"
    kinds = [entry.data["kind"] for entry in house.book.history(("export.made",))]
    assert kinds[-3:] == ["comparison", "comparison.xlsx", "comparison.pdf"]


def test_what_was_looked_at_and_decided_comes_back_with_the_same_result_and_no_other(place, tmp_path):
    page, house = place.page, place.house
    page.stores = lambda: tmp_path / "months"
    place.sit("kensa-1")
    page.show_result(compared(place.media))
    page.list.tick()
    page.keep()
    place.settle()
    assert not list(tmp_path.rglob("*.obj")), "a month without a store keeps nothing, and says so"

    create_store(house.book, house.sessions["hinshitsu-1"], tmp_path / "months", "m1")
    page.done_something()
    page.one.review.rule(0, Ruling("accept", "様式の版の違い"))
    page.leave()
    place.settle()
    (kept,) = tmp_path.rglob("*.obj")
    assert "様式".encode() not in kept.read_bytes()

    page.show_result(compared(place.media))
    page.one.review.tick(1)
    page.keep()  # before it is known what was kept
    place.settle()
    page._pause.stop()
    review = page.one.review
    assert review.seen == {0, 1} and review.rulings == {0: Ruling("accept", "様式の版の違い")}
    assert page.act.text().startswith("照合に署名する")

    other = compared("e" * 64)
    page.show_result(other)
    place.settle()
    assert not other.review.seen and not other.review.rulings


def test_zones_and_captures_are_kept_in_the_month_s_store_and_zones_can_be_taken_out(place, tmp_path):
    page, house = place.page, place.house
    page.stores = lambda: tmp_path / "months"
    create_store(house.book, house.sessions["hinshitsu-1"], tmp_path / "months", "m1")
    place.sit("kensa-1")
    zone = Zone("折り目", "折りの線", "front", Rect(10.25, 20, 60, 30))
    page.show_result(compared(place.media))
    place.settle()
    page.add_zone(zone)
    place.settle()
    captures = captures_in_hand([tmp_path / "roll.tif"], CaptureComparison(pages=2), ())
    page.keep_result(captures, 3, None)
    place.settle()
    kept = list(tmp_path.rglob("*.obj"))
    assert len(kept) == 2 and not any("折り".encode() in one.read_bytes() for one in kept)

    found = []
    page.with_zones(found.append)
    place.settle()
    page.fetch_captures(found.append)
    place.settle()
    assert found[0] == (zone,)
    assert found[1] == KeptCaptures(captures.raw, (tmp_path / "roll.tif",), None, 3, None)
    assert with_zones(MeasuredForm((), {}), found[0]).zones == (zone,)

    page.show_result(replace(compared(place.media), form=MeasuredForm((), {}, zones=(zone,))))
    place.settle()
    assert page.zones.isVisible() and "除外域 1 か所" in page.zones.text()
    page.zones.click()
    dialog = page.findChild(ZoneListDialog)
    assert "折りの線" in dialog.list.item(0).text() and "違いのある 0 頁" in dialog.list.item(0).text()
    dialog.remove.click()
    place.settle()
    page.with_zones(found.append)
    place.settle()
    assert found[2] == () and page.one is None, "it is compared anew"


def test_a_piece_is_told_what_its_print_and_its_capture_show(place, bench):
    page, media = place.page, place.media
    due = expectation_of(bench).all()[:2]
    pieces = [
        PieceChoice(1, "kounen", "", *one, hashlib.sha256(bench.notices[one.file].raw_record(one.record)).hexdigest())
        for one in due
    ]
    page.show_result(compared(media, due[:1]))
    page.go_back()
    page.show_result(captures_in_hand([], CaptureComparison(pages=2), due))
    told = [page.verdict_of(one).split("\n") for one in pieces]
    assert [len(lines) for lines in told] == [2, 1]
    assert "印刷データはレコードと一致" in told[0][0] and "取り込み画像（実機未検証）はレコードと一致" in told[0][1]
    assert page.verdict_of(replace(pieces[0], record_sha256="0" * 64)) == "", "it is another record than was proved"
    page.leave()
    assert page.verdict_of(pieces[0]) == ""


def test_a_pair_that_nobody_can_tell_apart_is_decided_by_a_lead_and_then_listed_as_unproved(place, bench, qtbot):
    page, house = place.page, place.house
    basis = Basis("a" * 64, tolerances_of(()), "c" * 64, place.media, "d" * 64, (PrintData("roll.tif", 9, "f" * 64),))
    pair = finding("print.undecided", expected="ー", found="一")
    notice = Notice("ZMGKK#1301", 4)
    boxes = [Unproved(page, notice, "front", "front.charge.total", "ー", "一", Rect(1, 2, 3, 4)) for page in range(7)]
    result = CaptureComparison(basis=basis, pages=2, records=1, matched=1, findings=[pair], unproved_boxes=boxes)
    place.sit("kensa-1")
    page.show_result(captures_in_hand([], result, ()))
    place.settle()
    assert not page.alike.isVisible() and not page.strip.asks and "責任者" in page.strip.told.text()
    place.sit("hinshitsu-1")
    page.alike.click()
    dialog = page.findChild(ReasonDialog)
    dialog.choices[0].setChecked(True)
    dialog.accept()
    signature = next(one for one in page.findChildren(SignatureDialog) if one.isVisible())
    assert "「ー」と「一」" in signature.what.text()
    QTest.keyClicks(signature.password, PASSWORD)
    QTest.keyClick(signature.password, Qt.Key.Key_Return)
    place.settle()
    assert comparisons.known_alike(house.state, "m1") == {"ー一"}
    assert not page.alike.isVisible() and page.one.result.plainly_equal and "未証明 0 か所" in page.facts.text()
    assert "未証明の組　「ー」と「一」（責任者が決定済み）" in page.facts.text()
    paper = acts.paper_of(house.state, house.state.months["m1"], bench, page.one)
    facts = dict(paper.facts)
    assert len(paper.unproved) == 7 and all(one.decided for one in paper.unproved)
    book = openpyxl.load_workbook(BytesIO(comparison_xlsx(paper)))
    told = [[cell.value for cell in row] for row in book["未証明"].iter_rows(min_row=2)]
    assert told[6] == [7, "ZMGKK#1301", 5, "通知 表", "告知・合計額", "ー U+30FC", "一 U+4E00", "区別しない"]
    with pymupdf.open(stream=comparison_pdf(paper, [])) as document:
        told = document[0].get_text()
        assert "区別できない字" in told and "未証明の字のほか一致" in told, "which is not what equal looks like"
    assert facts["枠"].startswith("一致 ") and facts["枠"].endswith("未証明 0 か所")
    assert facts["未証明"] == "「ー」と「一」 7 か所（区別しないと責任者が決めた）"
    place.sit("kensa-1")
    place.act()
    assert house.state.comparisons["m1"].signed[-1].captures


def test_captures_are_signed_as_a_sample_and_close_nothing(place):
    page, house = place.page, place.house
    place.sit("kensa-1")
    basis = Basis("a" * 64, "b" * 64, "c" * 64, place.media, "d" * 64, (PrintData("roll.tif", 9, "f" * 64),))
    page.show_result(captures_in_hand([], CaptureComparison(basis=basis, pages=2, records=1, matched=1), ()))
    place.settle()
    assert "見本として署名" in page.act.text()
    assert "一致　違いはありません" in place.act()
    (signed,) = house.state.comparisons["m1"].signed
    assert signed.captures and page.act.text().startswith("照合結果表"), "and not once more"
    place.sit("hinshitsu-1")
    assert page.act.text().startswith("照合結果表"), "a lead has nothing to approve of it"


def test_the_machine_says_of_a_piece_what_it_found_and_nothing_of_others():
    due = (Notice("ZMGKK#1301", 1), Notice("ZMGKK#1301", 3))
    one = compared("e" * 64, due)
    assert machine_verdict(one, "ZMGKK#1301", 1).startswith("▲ 機械の照合　印刷データ　違い 2 件：値が違う")
    assert machine_verdict(one, "ZMGKK#1301", 3).startswith("○ 機械の照合")
    assert machine_verdict(one, "ZMGKK#1301", 2) == ""
    assert json.loads(one.raw)["records"] == 9


def test_a_comparison_by_draft_forms_is_signed_again_once_a_lead_approved_them(place):
    page, house = place.page, place.house
    place.sit("kensa-1")
    one = compared(place.media, form=MeasuredForm((), {}, drafts=("e" * 64,)))
    for group in range(len(one.review.groups)):
        one.review.rule(group, Ruling("accept", "様式の版の違い"))
    page.show_result(one)
    place.settle()
    assert not page.reference.isVisible(), "a checker approves no form"
    place.act()
    assert page.act.text().startswith("照合結果表"), "a sample is signed once"
    place.sit("hinshitsu-1")
    page.reference.click()
    dialog = next(own for own in page.findChildren(SignatureDialog) if own.isVisible())
    assert "下書き様式（実測していない）" in dialog.what.text()
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    place.settle()
    assert house.state.processes["p1"].reference.draft
    assert not page.reference.isVisible()
    place.sit("kensa-1")
    assert page.act.text().startswith("照合に署名する")


def test_what_was_compared_by_the_form_before_says_so_and_is_compared_again(place, monkeypatch):
    page, house = place.page, place.house
    place.sit("kensa-1")
    one = compared(place.media)
    page.show_result(one)
    place.settle()
    assert not page.is_of_old_form and "参照として未承認" in page.facts.text()
    given = {"pages": 40, "placed": 3, "kept": "c" * 64, "spread_um": 80}
    act = lambda state, by: approve_reference(state, by, "p1", "9" * 64, {"print.pdf": "f" * 64}, **given)  # noqa: E731
    house.by("hinshitsu-1", act)
    page.take_form()
    assert page.act.text().startswith("承認された様式で照合し直す") and "前の様式" in page.note.text()
    told = page.verdict_of(PieceChoice(1, "kounen", "K", "ZMGKK#1301", 1, "0" * 64))
    assert told == "", "another record's piece"
    begun = []
    monkeypatch.setattr(page, "start", lambda: begun.append(page.one))
    page.act_now()
    assert begun == [None], "the old one is put away, its files are compared anew"
    page.show_result(one)
    page.setup.forms.set(Path("forms"))
    assert not page.is_of_old_form, "whoever names a folder goes by it"

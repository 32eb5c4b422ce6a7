"""別送引抜 on screen: what is read, signed for and carried out, and what says why it is not."""

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from app.filing.ledger_copies import verify_book
from app.lists.keys import list_key
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.proof.scanner import PLAIN
from app.records.notice_file import DETAIL
from app.signoff import months
from app.signoff.list_standing import bundles_of, unlisted
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from app.ui.redirects.bundle_dialog import BundleDialog
from app.ui.redirects.page_parts import ALL, BUNDLES, FILES, OPEN
from app.ui.redirects.read_dialog import ReadDialog
from app.ui.redirects.reading_acts import columns_of_list
from app.ui.redirects.redirects_page import RedirectsPage
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT
from tests.lists.zips import PASSWORD as ZIP_PASSWORD
from tests.lists.zips import archive, book, listed
from tests.ui.proof_desk import ProofDesk, give_password, shown


@pytest.fixture
def place(qtbot, jobs, themed, house, bench, tmp_path):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    house.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media_part(bench),), "当月の媒体"))
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("kensa-1")
    made.open = SimpleNamespace(bench=bench)
    page = made.page = RedirectsPage(made.desk, jobs, bench=lambda: made.open.bench, stores=lambda: tmp_path / "months")
    shown(qtbot, page)

    def carry(carried):
        made.open.bench = carried
        page.show_month("m1")

    page.carried.connect(carry)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def read(place, qtbot, tmp_path, *defects, more=0):
    path = tmp_path / "lists.zip"
    stated = make_redirect_zip(path, place.open.bench.notices.values(), share=0.1, defects=defects)
    place.page.read(path, PASSWORD, {**stated, "kounen": stated["kounen"] + more})
    place.settle(qtbot)


def test_lists_are_read_looked_at_signed_for_and_carried_out(place, qtbot, tmp_path):
    page = place.page
    assert page._next.act == "read" and page.stack.currentWidget() is page.empty
    assert not page.take.isVisible() and page.empty.button.isVisible(), "one thing to do, offered once"
    read(place, qtbot, tmp_path)
    assert (page._next.act, page.tabs.currentIndex()) == ("sign", ALL)
    assert place.open.bench.lists is None and "署名待ち" in page.state.text()
    page.act_now()
    place.settle(qtbot)
    told = give_password(qtbot, place, page)
    assert "一般　提示" in told
    place.settle(qtbot)
    assert place.open.bench.lists.rows == page.found.rows
    place.settle(qtbot)
    assert place.open.bench.equipment.redirects
    assert page._next.act == "pack" and "取込済" in page.state.text()
    folder = tmp_path / "papers"
    folder.mkdir()
    page.write_papers(folder)
    place.settle(qtbot)
    names = sorted(path.name for path in folder.iterdir())
    both = ["別紙10-1", "別紙10-1", "別紙10-2", "別紙10-2", "別紙10-3", "別紙10-3"]
    assert [name.partition("_")[0] for name in names] == [*both, "別送・引き抜きリスト読込確認票.xlsx"]
    sent = openpyxl.load_workbook(folder / names[1]).worksheets[0]
    lines = list(csv.reader(io.StringIO((folder / names[0]).read_text(encoding="utf-8-sig"))))
    assert [[str(cell.value) for cell in row] for row in sent] == lines
    assert sent.max_row - 1 == page.found.counts["redirect"]
    wanted = next(one for one in page.found.rows if one.destination is not None)
    assert {wanted.destination.name, wanted.destination.postal} <= {cell.value for cell in sent[2]}
    exports = [entry.data["name"] for entry in place.house.book.history(("export.made",))]
    assert sorted(exports) == names
    assert verify_book(place.house.book).is_sound


def test_what_is_pulled_out_is_scanned_bundle_by_bundle_and_nothing_else_gets_in(place, qtbot, tmp_path):
    page = place.page
    read(place, qtbot, tmp_path)
    page.sign()
    place.settle(qtbot)
    give_password(qtbot, place, page)
    place.settle(qtbot)
    assert len(page.plan) > 1 and page.tabs.isTabVisible(BUNDLES)
    dialog = BundleDialog(page.plan[0], page.plan, PLAIN)
    qtbot.addWidget(dialog)
    checked = []
    dialog.checked.connect(checked.append)
    for text, said in ((page.plan[1].pieces[0].ids[0], "別の束"), ("K123", "現品IDではありません")):
        dialog.take(text)
        assert said in dialog.answer.text() and not dialog.ok.isEnabled()
    for piece in dialog.bundle.pieces:
        dialog.take(piece.ids[0])
    dialog.take(dialog.bundle.pieces[0].ids[0])
    assert "もう読み取った" in dialog.answer.text()
    dialog.ok.click()
    assert checked == [page.plan[0]]
    for bundle in page.plan:
        page.close_bundle(bundle)
        place.settle(qtbot)
    month = page.month
    assert set(bundles_of(place.house.state, month)) == {one.key for one in page.plan}
    assert unlisted(place.house.state, month) == ()
    assert [page.bundles.lines.index(at, 0).data() for at in range(len(page.plan))] == ["○ 確認済"] * len(page.plan)
    page.close_bundle(page.plan[0])
    place.settle(qtbot)
    assert "確認済" in page.note.text()
    path = tmp_path / "sheets.pdf"
    page.write_sheets(path)
    place.settle(qtbot)
    assert path.read_bytes().startswith(b"%PDF")
    assert verify_book(place.house.book).is_sound


def test_what_does_not_match_is_shown_with_its_reason_and_leads_to_the_record(place, qtbot, tmp_path):
    page = place.page
    read(place, qtbot, tmp_path, "list.unmatched", "list.contradiction", "list.header", more=1)
    assert page.tabs.currentIndex() == OPEN
    assert "×" in page.files_told.text() and page.files_told.property("role") == "alarm"
    shown_lines = [page.detail.cells.text(at, 1) for at in range(page.detail.cells.rowCount())]
    assert page.row.reason in shown_lines
    wanted = []
    page.recordWanted.connect(lambda *record: wanted.append(record))
    at = next(at for at, one in enumerate(page.found.open_rows) if one.records)
    page.open.setCurrentIndex(page.open.lines.index(at, 0))
    page.look_at()
    assert wanted == [page.found.open_rows[at].records[0]]
    page.search.setText("矛盾")
    assert page.open.lines.rowCount() == 2
    page.search.setText("どこにもない")
    assert page.open.lines.rowCount() == 0 and page.row is None and not page.look.isEnabled()
    page.search.clear()
    page.tabs.setCurrentIndex(FILES)
    assert any("×" in page.files.lines.index(at, 3).data() for at in range(page.files.lines.rowCount()))
    assert page.row is None


def test_lists_that_are_not_as_many_as_stated_are_asked_for_again_and_codes_of_another_run_plan_anew(
    place, qtbot, tmp_path
):
    page = place.page
    read(place, qtbot, tmp_path, more=1)
    page.sign()
    place.settle(qtbot)
    give_password(qtbot, place, page)
    place.settle(qtbot)
    assert page._next.act == "read" and "本数の合う" in page._next.text
    before = page.plan[0].pieces[0].ids
    run = PieceRun("2026-11", 1, 1, 0)
    place.open.bench = replace(place.open.bench, run=lambda: run)
    page.renew()
    place.settle(qtbot)
    assert page.plan[0].pieces[0].ids != before
    page._take_over(None)
    page.renew()
    assert page._next.act == "read", "what is signed for and not here is read again"


def test_a_wrong_password_is_said_and_another_medium_is_asked_for(place, qtbot, tmp_path):
    page = place.page
    path = tmp_path / "lists.zip"
    make_redirect_zip(path, place.open.bench.notices.values())
    page.read(path, "wrong", {"kounen": 1, "senpo": 1})
    place.settle(qtbot)
    assert "パスワードが違います" in page.note.text() and page.found is None
    place.open.bench = None
    page.renew()
    assert (page._next.act, page.take.isEnabled()) == ("", False)
    assert "媒体を開いて" in page.act.text()


def test_members_that_are_no_list_are_shown_with_their_reasons_and_the_rest_is_read(place, qtbot, tmp_path):
    page = place.page
    file = place.open.bench.notices["ZMGKK#2101"]
    good = book([listed(list_key(file, int(file.rows(DETAIL)[0])))])
    bad = {
        "一般/a.xlsx": b"no book",
        "一般/b.xls": b"\xd0\xcf\x11\xe0",
        "../c.xlsx": good,
        "一般/d.xlsx": bytes(30_000_000),
    }
    path = archive(tmp_path / "lists.zip", [*bad.items(), ("一般/良い.xlsx", good)])
    page.read(path, ZIP_PASSWORD, {"kounen": 5, "senpo": 0})
    place.settle(qtbot)
    assert [row.state for row in page.found.rows] == ["matched"]
    page.tabs.setCurrentIndex(FILES)
    model = page.files.lines
    told = [" ".join(str(model.index(at, column).data()) for column in range(model.columnCount())) for at in range(5)]
    words = ("xlsx）ではありません", "古い形式（xls）", "フォルダーの外を指す名前", "展開すると大きすぎます")
    for name, said in zip(bad, words, strict=True):
        assert any(name in one and said in one for one in told), (name, told)
    assert "×" in page.files_told.text()


def test_the_dialog_asks_for_what_is_missing(qtbot, themed, tmp_path):
    dialog = ReadDialog()
    qtbot.addWidget(dialog)
    chosen = []
    dialog.chosen.connect(lambda *told: chosen.append(told))
    dialog.ok.click()
    assert "ZIP を選んで" in dialog.trouble.text()
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK")
    dialog.zip.set(path)
    dialog.ok.click()
    assert "本数を数字で" in dialog.trouble.text() and not chosen
    for edit, text in zip(dialog.stated.values(), ("12", "0"), strict=True):
        edit.setText(text)
    dialog.password.setText("himitsu")
    dialog.ok.click()
    assert chosen == [(path, "himitsu", {"kounen": 12, "senpo": 0})]


def test_columns_that_nobody_knows_are_named_once_and_remembered(place, qtbot, tmp_path):
    page = place.page
    read(place, qtbot, tmp_path, "list.header")
    at = next(at for at, one in enumerate(page.found.read.files) if one.problem)
    rows, name = len(page.found.rows), page.found.read.files[at].name
    page.tabs.setCurrentIndex(FILES)
    page.files.setCurrentIndex(page.files.lines.index(at, 0))
    assert not page.columns.isHidden() and page.file.name == name
    dialog = columns_of_list(name, page.found.read.unmapped[name], page.name_columns)
    qtbot.addWidget(dialog)
    assert not dialog.ok.isEnabled()
    for column, key in enumerate(("kind", "office", "symbol", "number", "name", "postal", "address"), 1):
        dialog.choices[key].setCurrentIndex(dialog.choices[key].findData(column))
    dialog.ok.click()
    place.settle(qtbot)
    assert page.found.read.problems == () and len(page.found.rows) > rows
    assert {row.state for row in page.found.rows} == {"matched"}
    read(place, qtbot, tmp_path, "list.header")
    assert page.found.read.problems == (), "the same headers are known from now on"
    (tmp_path / "months" / "list_columns.json").write_bytes(b"[]")
    read(place, qtbot, tmp_path, "list.header")
    assert len(page.found.read.problems) == 1

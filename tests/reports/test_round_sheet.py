from dataclasses import replace
from io import BytesIO
from types import MappingProxyType

import openpyxl
import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.proof.model import Scan
from app.reports.round_sheet import round_pdf, round_report, round_xlsx
from app.reports.round_view import settings_note
from app.signoff.binding import fingerprint
from app.signoff.ledger import Head
from app.signoff.model import Decision, Release, Reopening
from tests.reports.pdf_reading import outside, texts, whole
from tests.reports.sign_states import (
    CHECKER,
    LEAD,
    PARTS,
    SHEET,
    approved_round,
    head,
    look,
    one_round,
    piece,
    sign,
    signed_round,
    state,
)
from tests.reports.sign_states import (
    part as part_of,
)
from tests.sizes import some

ROUND = "r" * 16
OTHER_PRESS = tuple(
    replace(part, sha256=digest("other"), detail="press-setup-2.xml") if part.name == "setting.press" else part
    for part in PARTS
)


def view(*rounds, viewer="", live=None, **changes):
    of = state(*rounds, **changes)
    return round_report(of, ROUND, SHEET, head(of), viewer=viewer, live=live)


def book(given):
    return openpyxl.load_workbook(BytesIO(round_xlsx(given)))


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def plain(text):
    return "".join(text.split())


def front_of_another(number):
    read = {"front": Scan("read", piece(number + 1).piece_id), "back": Scan("unreadable", "", "かすれ")}
    return look(number, scans=read, failures=("表と裏が別の現品です。", "通知書 裏：読めません。"), comment="刷り直し")


# Signatures


def test_an_approved_round_shows_name_id_local_time_with_zone_and_meaning_of_each_signature():
    data = round_pdf(view(approved_round()))
    first = texts(data)[0]
    assert "検査検査員１（kensa01）2026-11-2213:45:12JST150" in first
    assert "承認責任者１（sekinin01）2026-11-2213:58:12JST16040部とも合格。" in first
    assert "JST、UTC+09:00" in first
    assert "未署名" not in whole(data)
    assert "失効" not in whole(data)
    assert "未承認" not in whole(data)


def test_nothing_unsigned_looks_signed():
    data = round_pdf(view(one_round(results={1: look(1)}), viewer=CHECKER))
    pages = texts(data)
    assert "検査未署名" in pages[0]
    assert "承認未署名" in pages[0]
    assert "合格1部不合格0部未検査39部" in pages[0]
    assert "".join(pages[1:]).count("未検査未署名") == 39
    assert all("未承認" in page and "【検査中】" in page for page in pages)


def test_a_round_that_waits_for_its_decision_says_so_on_every_page():
    pages = texts(round_pdf(view(signed_round(), viewer=CHECKER)))
    assert "検査検査員１（kensa01）2026-11-2213:45:12JST150" in pages[0]
    assert "承認未署名" in pages[0]
    assert all("未承認" in page and "【判定待ち】" in page for page in pages)


def test_a_rejection_stays_a_rejection_whatever_changes_later():
    decision = Decision("rejected", "番号5が不合格。", sign(LEAD, "却下", 58, 160))
    pages = texts(round_pdf(view(approved_round(decision=decision), parts=OTHER_PRESS)))
    assert "却下責任者１（sekinin01）" in pages[0]
    assert all("【却下】" in page for page in pages)
    assert not any("失効" in page for page in pages)


def test_a_round_on_other_settings_is_void_on_every_page_and_names_what_changed():
    data = round_pdf(view(approved_round(), parts=OTHER_PRESS))
    pages = texts(data)
    assert all("【失効】" in page and page.count("失効") >= 2 for page in pages)
    assert "印刷機の設定が変わっています（press-setup.xml" in pages[0]
    assert "press-setup-2.xml" in pages[0]
    assert "検査（失効）検査員１" in pages[0]
    assert "承認（失効）責任者１" in pages[0]


def test_parts_of_this_workstation_can_void_a_round_too():
    assert view(approved_round(), live=OTHER_PRESS).status == "失効"
    assert view(approved_round(), live=PARTS).status == "承認"


def test_a_reopened_round_shows_what_was_taken_back_and_is_not_approved():
    old = approved_round()
    past = Reopening("ログの差替え", sign(LEAD, "再開", 59, 165), old.signed, old.decision)
    one = replace(old, signed=None, decision=None, confirmed=(), to_confirm=(), reopenings=(past,))
    release = Release(ROUND, PARTS, sign(LEAD, "本番開始", 59, 162), "")
    pages = texts(round_pdf(view(one, viewer=CHECKER, releases=(release,))))
    assert "検査未署名" in pages[0]
    assert "本番開始（承認は取消し）責任者１" in pages[0]
    assert "再開責任者１（sekinin01）" in pages[0]
    assert "ログの差替え" in pages[0]
    assert "検査（取消し）検査員１" in pages[0]
    assert "承認（取消し）責任者１" in pages[0]


def test_the_release_of_the_run_is_among_the_signatures():
    release = Release(ROUND, PARTS, sign(LEAD, "本番開始", 59, 162), "設定を照合した")
    assert "本番開始責任者１（sekinin01）2026-11-2213:59:12JST1622026-11第3巻設定を照合した" in whole(
        round_pdf(view(approved_round(), releases=(release,)))
    )


def test_a_person_is_printed_with_the_name_of_that_time_and_the_lasting_id():
    of = state(approved_round())
    renamed = replace(of.accounts[CHECKER], name="検査員１（改）")
    of = replace(of, accounts=MappingProxyType({**of.accounts, CHECKER: renamed}))
    said = whole(round_pdf(round_report(of, ROUND, SHEET, head(of))))
    assert "検査員１（kensa01）" in said
    assert "（改）" not in said


# What it is bound to


def test_the_fingerprint_and_every_part_are_printed_whole():
    said = texts(round_pdf(view(approved_round())))[0]
    assert fingerprint(PARTS) in said
    for part in PARTS:
        assert part.label in said
        assert plain(part.detail) in said
        assert part.sha256 in said
    assert SHEET.sha256 in said


def test_the_paper_says_where_the_ledger_ended():
    of = state(approved_round())
    pages = texts(round_pdf(round_report(of, ROUND, SHEET, head(of))))
    assert of.head in pages[0]
    assert all("台帳170件" in page and of.head[:16] in page for page in pages)


def test_a_head_that_is_not_that_of_the_content_is_refused():
    of = state(approved_round())
    with pytest.raises(ValueError, match="head"):
        round_report(of, ROUND, SHEET, Head(of.count + 1, of.head, of.time))


def test_another_check_sheet_is_said():
    given = view(approved_round(sheet_sha256=digest("old")))
    assert "この回の検査票は、今の検査票と違います。" in whole(round_pdf(given))
    assert digest("old") in whole(round_pdf(given))


def test_a_round_that_is_not_there_is_said():
    of = state()
    with pytest.raises(KenpanError) as error:
        round_report(of, ROUND, SHEET, head(of))
    assert error.value.code == "round.none"


# Pieces


def test_every_piece_is_there_with_its_ids_and_its_signature():
    said = "".join(texts(round_pdf(view(approved_round())))[1:])
    for number in range(1, 41):
        own = piece(number)
        assert said.count(own.piece_id) == (8 if number in (2, 9, 23, 38) else 4)
        assert f"検査検査員１（kensa01）2026-11-2213:{number:02}:12JST台帳{100 + number}" in said
    assert said.count("確認責任者１（sekinin01）") == 4


def test_a_failed_piece_shows_what_was_read_on_each_side_and_why_it_failed():
    results = {**signed_round().results, 5: front_of_another(5)}
    said = whole(round_pdf(view(approved_round(results=results))))
    assert f"通知書表×{piece(6).piece_id}" in said
    assert "通知書裏×読めない（かすれ）" in said
    assert "不合格・表と裏が別の現品です。" in said
    assert "コメント：刷り直し" in said
    assert "合格39部不合格1部未検査0部" in said
    assert f"現品ID{piece(6).piece_id}が、現品5〜6で重ねて読み取られています（重複）。" in said


def test_what_the_pieces_show_together_is_judged_once_the_round_is_signed_and_not_before():
    name = "現品IDの欠番・重複・取り違え"
    swapped = {side: Scan("read", piece(6).piece_id) for side in ("address", "front", "back")}
    others = {side: Scan("read", piece(5).piece_id) for side in ("address", "front", "back")}
    results = {**signed_round().results, 5: look(5, scans=swapped), 6: look(6, scans=others)}
    for given, verdict in (
        (one_round(), "判定していません（検査中）"),
        (one_round(results=MappingProxyType({1: look(1)})), "判定していません（検査中）"),
        (approved_round(), "○ ありません"),
        (approved_round(results=MappingProxyType(results)), "× 2 件あります"),
    ):
        assert [name, verdict] in rows(book(view(given, viewer=CHECKER))["概要"])
    assert f"{name}判定していません（検査中）" in whole(round_pdf(view(one_round())))
    said = whole(round_pdf(view(approved_round(results=MappingProxyType(results)))))
    assert f"{name}×2件あります" in said
    assert "現品5：読み取れたIDが、すべて別の現品（番号6）のものです（取り違え）。" in said


def test_withdrawn_results_stay_readable_with_reason_and_who_withdrew():
    gone = (front_of_another(5), "読み取りの誤り", sign(CHECKER, "", 20, 130))
    said = whole(round_pdf(view(approved_round(withdrawn=(gone,)))))
    assert "取消し検査員１（kensa01）2026-11-2213:20:12JST台帳130理由読み取りの誤り" in said


def test_special_cases_are_named_as_people_name_them():
    said = whole(round_pdf(view(approved_round())))
    assert "一般（厚年）元年外字" in said
    assert "船員（船保）別送" in said


def test_attachments_are_listed_by_hash_and_size():
    one = approved_round()
    said = whole(round_pdf(view(one)))
    for attachment in one.attachments:
        assert attachment.sha256 in said
        assert attachment.name in said
    assert "12,345" in said


def test_nobody_sees_the_results_before_having_looked():
    of = state(signed_round())
    for viewer in ("", LEAD):
        with pytest.raises(KenpanError) as error:
            round_report(of, ROUND, SHEET, head(of), viewer=viewer)
        assert error.value.code == "report.blind"
    seen = tuple(look(number, LEAD, "確認") for number in (2, 9, 23, 38))
    assert view(signed_round(confirmed=seen), viewer=LEAD).status == "判定待ち"


@pytest.mark.parametrize("long", some(["件" * 600, "W" * 600, "\u202e<b>" * 80, "1行\n2行\n" * 100], 2))
def test_nothing_overflows_however_long_the_texts(long):
    bad = replace(look(5, failures=(long,), comment=long), scans={**look(5).scans, "back": Scan("missing", "", long)})
    decision = Decision("approved", long, sign(LEAD, "承認", 58, 160))
    one = approved_round(results={**signed_round().results, 5: bad}, decision=decision)
    parts = tuple(replace(part, detail=long, label=long[:200]) for part in PARTS)
    data = round_pdf(view(replace(one, parts=parts), title=long, parts=OTHER_PRESS))
    assert outside(data) == []
    assert all("【失効】" in page and ROUND in page for page in texts(data))


def test_nothing_lies_outside_the_page():
    assert outside(round_pdf(view(approved_round()))) == []
    assert outside(round_pdf(view(approved_round(), parts=OTHER_PRESS))) == []


# As a book


def test_the_book_says_the_same():
    results = {**signed_round().results, 5: front_of_another(5)}
    gone = (front_of_another(7), "読み取りの誤り", sign(CHECKER, "", 20, 130))
    given = book(view(approved_round(results=results, withdrawn=(gone,))))
    assert given.sheetnames == [
        "概要", "署名", "指紋の内訳", "現品", "現品（確認項目）", "責任者の確認", "責任者の確認（確認項目）",
        "取り消した結果", "取り消した結果（確認項目）", "添付",
    ]  # fmt: skip
    assert rows(given["概要"])[0] == ["状態", "承認"]
    assert ["指紋", fingerprint(PARTS)] in rows(given["概要"])
    assert rows(given["署名"])[1:] == [
        ["検査", "検査員１（kensa01）", "2026-11-22 13:45:12 JST", 150, None],
        ["承認", "責任者１（sekinin01）", "2026-11-22 13:58:12 JST", 160, "40 部とも合格。確認した4部も同じ。"],
    ]
    assert [row[3] for row in rows(given["指紋の内訳"])[1:]] == [part.sha256 for part in PARTS]
    headers, *pieces = rows(given["現品"])
    fifth = dict(zip(headers, pieces[4], strict=True))
    assert len(pieces) == 40
    assert (fifth["通知書 表 判定"], fifth["通知書 表 読取"]) == ("×", piece(6).piece_id)
    assert (fifth["通知書 裏 判定"], fifth["通知書 裏 読取"]) == ("×", "読めない（かすれ）")
    assert fifth["結果"] == "不合格"
    headers, *asked = rows(given["現品（確認項目）"])
    answers = dict(zip(headers, asked[4], strict=True))
    assert (answers["番号"], answers["現品ID"], answers["結果"]) == (5, piece(5).piece_id, "不合格")
    assert (answers["印字内容"], answers["元年"], answers["レコード（SHA-256）"]) == ("○", "―", piece(5).record_sha256)
    assert (fifth["署名"], fifth["氏名（ID）"], fifth["台帳"]) == ("検査", "検査員１（kensa01）", 105)
    assert len(rows(given["責任者の確認"])) == 5
    assert rows(given["取り消した結果"])[1][-3:] == ["読み取りの誤り", "検査員１（kensa01）", "2026-11-22 13:20:12 JST"]
    assert len(rows(given["添付"])) == 4


def test_the_book_of_a_void_round_says_so_with_every_signature_and_piece():
    given = book(view(approved_round(), parts=OTHER_PRESS))
    assert rows(given["概要"])[0] == ["状態", "失効"]
    assert [row[0] for row in rows(given["署名"])[1:]] == ["検査（失効）", "承認（失効）"]
    headers, *pieces = rows(given["現品（確認項目）"])
    assert len(pieces) == 40 and {row[headers.index("回の状態")] for row in pieces} == {"失効"}
    assert all("【失効】" in sheet.oddHeader.left.text for sheet in given), "on every page that is printed"


def test_settings_that_a_round_was_never_bound_to_are_named():
    said = whole(round_pdf(view(approved_round())))
    assert "この回には、次の工程設定が含まれていません：データ編集プログラム、印刷データの書き出し設定、" in said
    assert [None, settings_note(view(approved_round()))] in rows(book(view(approved_round()))["概要"])
    every = (*PARTS, *(part_of(kind.part, kind.label, "x") for kind in SHEET.settings if kind.name != "press"))
    assert "含まれていません" not in whole(round_pdf(view(approved_round(parts=every), parts=every)))


def test_unsigned_lines_of_the_book_say_so():
    given = book(view(one_round()))
    assert [row[:4] for row in rows(given["署名"])[1:]] == [
        ["検査", "未署名", None, None],
        ["承認", "未署名", None, None],
    ]
    headers, *pieces = rows(given["現品"])
    assert {row[headers.index("署名")] for row in pieces} == {"未署名"}
    assert {row[headers.index("結果")] for row in pieces} == {"未検査"}


def test_no_text_of_the_book_is_a_formula():
    evil = '=HYPERLINK("http://x","y")'
    parts = tuple(replace(part, detail=evil) for part in PARTS)
    decision = Decision("approved", evil, sign(LEAD, "承認", 58, 160))
    results = {**signed_round().results, 1: look(1, failures=(evil,), comment=evil)}
    given = book(view(approved_round(parts=parts, decision=decision, results=results), title=evil, parts=parts))
    cells = [cell for sheet in given for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert len(cells) >= len(PARTS) + 4
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_same_state_gives_the_same_bytes():
    assert round_xlsx(view(approved_round())) == round_xlsx(view(approved_round()))
    assert round_pdf(view(approved_round())) == round_pdf(view(approved_round()))


def test_a_signer_whose_key_was_issued_anew_is_named():
    of = state(approved_round())
    lead = replace(of.accounts[LEAD], rekeyed="2026-11-20T01:00:00.000Z 管理者１")
    of = replace(of, accounts={**of.accounts, LEAD: lead})
    said = whole(round_pdf(round_report(of, ROUND, SHEET, head(of))))
    assert "署名した人の鍵の再発行" in said
    assert "責任者１（sekinin01）2026-11-2010:00:00JST管理者１" in said
    assert "再発行" not in whole(round_pdf(view(approved_round())))

"""History of rights, access log and the printed checkpoint."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pymupdf
import pytest
import segno

from app.canonical import GENESIS, canonical, digest
from app.errors import KenpanError
from app.reports.access_log import ACCESS_KINDS, Period, access_pdf, access_xlsx
from app.reports.checkpoint_sheet import checkpoint_pdf
from app.reports.rights_history import RIGHTS_KINDS, rights_pdf, rights_xlsx
from app.signoff.formats import FORMATS, NEWEST
from app.signoff.kinds import KINDS, UNSIGNED
from app.signoff.ledger import Entry
from app.signoff.signing_key import new_key
from app.signoff.verify import read_checkpoint
from tests.reports.pdf_reading import outside, texts, whole
from tests.reports.sign_states import ADMIN, CHECKER, LEAD, head, state

STATE = state()
HEAD = head(STATE)
NAMES = {ADMIN: "管理者１", CHECKER: "検査員１", LEAD: "責任者１"}
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def entry(seq, kind, by, data, time="2026-11-10T04:00:00.000Z"):
    signature = "" if kind in UNSIGNED else "ab" * 64
    name = "" if kind in UNSIGNED else NAMES[by]
    return Entry(seq, GENESIS, time, kind, by, name, "WS-01", "", data, "", digest(str(seq)), signature)


RIGHTS = (
    entry(1, "account.created", ADMIN, {"account": ADMIN, "login": "kanri01", "name": "管理者１"}),
    entry(2, "right.granted", ADMIN, {"account": ADMIN, "role": "admin", "reason": "最初の管理者"}),
    entry(3, "key.enrolled", ADMIN, {"account": ADMIN, "public_key": "ab" * 32, "box": "cd" * 32}),
    entry(4, "account.created", ADMIN, {"account": CHECKER, "login": "kensa01", "name": "検査員１"}),
    entry(5, "right.granted", ADMIN, {"account": CHECKER, "role": "checker", "reason": "配属のため"}),
    entry(6, "access.login", ADMIN, {}),
    entry(7, "account.renamed", ADMIN, {"account": CHECKER, "name": "検査員１（改）", "reason": "改姓"}),
    entry(8, "right.removed", ADMIN, {"account": CHECKER, "role": "checker", "reason": "異動"}),
    entry(9, "account.stopped", ADMIN, {"account": CHECKER, "reason": "=cmd"}),
    entry(10, "recovery.used", ADMIN, {"left": 9}),
)

ACCESS = (
    entry(1, "access.login", CHECKER, {}, "2026-10-31T14:59:59.999Z"),
    entry(2, "access.login", CHECKER, {}, "2026-10-31T15:00:00.000Z"),
    entry(
        3, "media.opened", CHECKER,
        {"volume": "PAP03A", "manifest": "cd" * 32, "container": "OpenContainer", "network": []},
    ),
    entry(4, "media.refused", CHECKER, {"volume": "PAP03A", "network": ["eth0", "wlan0"]}),
    entry(5, "export.made", CHECKER, {"kind": "round.pdf", "name": "=cmd.xlsx", "size": 123456, "sha256": "ef" * 32}),
    entry(6, "access.refused", CHECKER, {"why": "password"}),
    entry(7, "access.locked", CHECKER, {"seconds": 20}, "2026-11-09T04:00:00.000Z"),
    entry(8, "access.refused", "", {"why": "unknown"}),
    entry(9, "right.granted", ADMIN, {"account": CHECKER, "role": "lead", "reason": "昇任"}),
    entry(10, "access.logout", CHECKER, {}, "2026-11-30T14:59:59.999Z"),
    entry(11, "access.logout", CHECKER, {}, "2026-11-30T15:00:00.000Z"),
)  # fmt: skip


def rows(data, sheet):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(data))[sheet].iter_rows()]


# Rights


def test_every_change_of_rights_is_told_with_who_whom_when_and_why():
    data = rights_pdf(RIGHTS, HEAD)
    said = whole(data)
    assert "検査員１（kensa01）権限の付与検査員配属のため管理者１（kanri01）WS-01" in said
    assert "検査員１（kensa01）氏名の変更新しい氏名検査員１（改）改姓" in said
    assert "検査員１（改）（kensa01）IDの停止=cmd管理者１（kanri01）" in said
    assert "管理者１（kanri01）回復コードの使用残り9個" in said
    assert "履歴9件" in said
    assert HEAD.hash in said
    assert outside(data) == []


def test_the_standing_of_everybody_at_the_end_is_told():
    assert "kanri01管理者１管理者有効kensa01検査員１（改）なし停止" in whole(rights_pdf(RIGHTS, HEAD))


def test_the_book_of_rights_has_every_line_and_no_formula():
    data = rights_xlsx(RIGHTS, HEAD)
    headers, *lines = rows(data, "履歴")
    assert [line[0] for line in lines] == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert headers[1] == "日時"
    assert lines[0][1] == "2026-11-10 13:00:00 JST"
    reason = openpyxl.load_workbook(BytesIO(data))["履歴"]["F9"]
    assert (reason.value, reason.data_type, reason.quotePrefix) == ("=cmd", "s", True)
    assert rows(data, "今の権限")[1:] == [
        ["kanri01", "管理者１", "管理者", "有効"],
        ["kensa01", "検査員１（改）", "なし", "停止"],
    ]
    assert data == rights_xlsx(RIGHTS, HEAD)


# Access


def test_the_period_is_that_of_days_in_japan():
    lines = rows(access_xlsx(ACCESS, STATE.accounts, NOVEMBER, HEAD), "記録")[1:]
    assert [line[0] for line in lines] == [2, 3, 4, 5, 6, 7, 8, 10]
    assert (lines[0][1], lines[-1][1]) == ("2026-11-01 00:00:00 JST", "2026-11-30 23:59:59 JST")


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(KenpanError) as error:
        access_pdf(ACCESS, STATE.accounts, Period(date(2026, 11, 2), date(2026, 11, 1)), HEAD)
    assert error.value.code == "report.period"


def test_the_log_tells_media_exports_and_refusals():
    data = access_pdf(ACCESS, STATE.accounts, NOVEMBER, HEAD)
    said = whole(data)
    assert "媒体を開いたPAP03AOpenContainer通信口なし媒体" + "cd" * 32 in said
    assert "媒体を開かなかったPAP03A稼働中の通信口eth0、wlan0" in said
    assert "書き出し検査結果表（PDF）=cmd.xlsx123,456バイト" + "ef" * 32 in said
    assert "2026-11-01〜2026-11-30" in said
    assert outside(data) == []


def test_entries_nobody_signed_and_a_clock_that_ran_backwards_are_marked():
    _, *lines = rows(access_xlsx(ACCESS, STATE.accounts, NOVEMBER, HEAD), "記録")
    notes = {line[0]: (line[2], line[4], line[6]) for line in lines}
    assert notes[6] == ("検査員１（kensa01）", "パスワード相違", "署名なし")
    assert notes[7] == ("検査員１（kensa01）", "あと 20 秒", "▲ 時計が戻っています\n署名なし")
    assert notes[8] == ("―", "IDの登録なし", "署名なし")
    assert notes[5][2] is None


def test_an_empty_period_is_said():
    none = Period(date(2020, 1, 1), date(2020, 1, 2))
    assert "この期間の記録はありません。" in whole(access_pdf(ACCESS, STATE.accounts, none, HEAD))


def test_every_kind_about_people_or_access_is_in_one_of_the_two_reports():
    of_people = ("account", "right", "password", "key", "otp", "recovery")
    people = {kind for kind in KINDS if kind.split(".")[0] in of_people}
    others = {kind for kind in KINDS if kind.split(".")[0] in ("access", "media", "export", "checkpoint")}
    assert set(RIGHTS_KINDS) == people
    assert others | UNSIGNED <= set(ACCESS_KINDS)


# Checkpoint


def checkpoint():
    key = new_key(LEAD)
    table = {
        "format": FORMATS[NEWEST].checkpoint, "count": HEAD.count, "head": HEAD.hash, "time": HEAD.time, "by": LEAD,
        "name": NAMES[LEAD], "public_key": key.public,
    }  # fmt: skip
    return table | {"signature": key.sign(canonical(table))}


def test_the_checkpoint_is_one_page_with_everything_to_prove_a_ledger():
    table = checkpoint()
    data = checkpoint_pdf(table, "sekinin01")
    (said,) = texts(data)
    told = (
        "170件",
        HEAD.hash,
        "2026-11-2214:10:00JST",
        "責任者１（sekinin01）",
        table["public_key"],
        table["signature"],
    )
    assert all(text in said for text in told)
    assert outside(data) == []


def test_the_qr_code_holds_the_checkpoint_file(tmp_path, monkeypatch):
    made, make = [], segno.make

    def noted(text, **how):
        made.append(text)
        return make(text, **how)

    monkeypatch.setattr("app.reports.checkpoint_sheet.segno.make", noted)
    table = checkpoint()
    checkpoint_pdf(table)
    (tmp_path / "checkpoint.json").write_text(made[0], encoding="utf-8")
    read = read_checkpoint(tmp_path / "checkpoint.json")
    assert (read.count, read.head, read.fault) == (HEAD.count, HEAD.hash, "")
    assert json.loads(made[0]) == table


def test_the_modules_of_the_qr_code_are_where_they_belong():
    table = checkpoint()
    code = segno.make(canonical(table), error="m", micro=False, encoding="utf-8")
    with pymupdf.open("pdf", checkpoint_pdf(table)) as document:
        drawn = [one["rect"] for one in document[0].get_drawings() if one["fill"] == (0.0, 0.0, 0.0)]
        frame = pymupdf.Rect(drawn[0])
        for rect in drawn[1:]:
            frame |= rect
        pixels = document[0].get_pixmap(dpi=300, clip=frame)
    size = len(code.matrix)
    step = pixels.width / size
    for row, line in enumerate(code.matrix):
        for column, dark in enumerate(line):
            value = pixels.pixel(int((column + 0.5) * step), int((row + 0.5) * step))[0]
            assert (value < 128) == bool(dark)


@pytest.mark.parametrize(
    "change",
    [
        {"count": 169},
        {"head": "0" * 64},
        {"name": "検査員１"},
        {"signature": "ab" * 64},
        {"signature": ""},
        {"extra": "x"},
        {"format": "other"},
    ],
)
def test_what_is_not_signed_is_not_printed_as_a_checkpoint(change):
    with pytest.raises(KenpanError) as error:
        checkpoint_pdf(checkpoint() | change)
    assert error.value.code == "checkpoint.invalid"

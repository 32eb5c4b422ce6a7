"""Every workbook that the program makes, full of what makes papers hard to print: much of it, and long."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np

from app.canonical import GENESIS, digest
from app.checks.catalogue import RULES
from app.checks.model import Finding
from app.checks.run import CheckedFile, CheckResult
from app.checks.totals import Figures, OfficeLine
from app.media.model import ExpectedFile, OpenedFile, OpenedMedia, Volume
from app.reports.access_log import Period, access_xlsx
from app.reports.dummy_sheet import dummies_xlsx, dummy_report
from app.reports.findings_xlsx import CheckedMedia, Reviewed, findings_xlsx
from app.reports.media_defect import media_defect_xlsx
from app.reports.redirect_lists import ReportHead, ReportRow, list_xlsx
from app.reports.rights_history import rights_xlsx
from app.reports.round_sheet import round_report, round_xlsx
from app.signoff.checksheet import dummy_sheet
from app.signoff.ledger import Entry
from tests.reports.sign_states import (
    ADMIN,
    CHECKER,
    SHEET,
    approved_round,
    head,
    look,
    sign,
    signed_round,
    state,
)
from tests.signoff import scenes

MADE = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
LONG = "告知額の合計額（項番34）が504,360円で、内訳（項番29・31・33）の和の503,360円と違います。" * 3
NAME = "とても長い氏名の人" * 3


def findings():
    """Two of each rule, and many of one; the last has a number of its own in its message."""
    found = []
    for rule in RULES:
        for record in (5, 41):
            found.append(Finding(rule.name, rule.severity, f"ZMGKK#{record:04}", record, 279, 13, LONG))
    found += [Finding("amount.sum", "error", "ZMGKK#1301", at, 279, 13, f"{at} 件目の相違です。") for at in range(150)]
    return tuple(found)


def findings_book():
    """検査結果."""
    found = findings()
    expected = ExpectedFile("PAP03", "ZMGKK#1301", "kounen", "notices", "13", "東京都")
    zeros = np.zeros(1_960, np.uint8)
    opened = OpenedFile("ZMGKK#1301", "notices", "kounen", expected, zeros, "ab" * 32, 4_096, "cd" * 32, "open")
    volume = Volume("PAP03A", "PAP03", "A", Path("PAP03A"), "folder", (), (), ())
    media = OpenedMedia(volume, "open", "公開形式", {"ZMGKK#1301": opened}, ())
    figures = Figures(123_456, 123_456, 123_456_789_012, 98_765, 98_765_432_109)
    line = OfficeLine("kounen", "1301", "見本第一年金事務所", ("ZMGKK#1301",), figures, figures, 123_456, True, True)
    lost = replace(line, prints_ok=None, reason="読めないレコードがあり、明細の件数を数えられません。")
    counts = dict.fromkeys((one.name for one in RULES), 0) | Counter(one.rule for one in found)
    files = (CheckedFile("ZMGKK#1301", "notices", "kounen", 1_234_567, 1_234_567, 98_765, 1_209_875_660, "ab" * 32),)
    result = CheckResult("PAP03A", found, counts, files, (line, lost), {})
    reviewed = {3: Reviewed("機構に確認し、次回の媒体で直るとの回答があった", NAME, "2026-11-22T01:00:00+00:00")}
    return findings_xlsx(CheckedMedia(media, result, reviewed, MADE, "0.0"))


def defects_book():
    """記録媒体不備報告書 of a medium with something wrong in many files."""
    return media_defect_xlsx("PAP03A", findings(), MADE)


def one_defect_book():
    """記録媒体不備報告書 of one defect."""
    return media_defect_xlsx("PAP03A", findings()[:2], MADE)


def _entry(seq, kind, data):
    time = f"2026-11-10T04:{seq % 60:02}:00.000Z"
    return Entry(seq, GENESIS, time, kind, ADMIN, NAME, "WS-01-KENPAN", "", data, "", digest(str(seq)), "ab" * 64)


def access_book():
    """ログイン・媒体・書き出しの記録."""
    opened = {"volume": "PAP03A", "manifest": "cd" * 32, "container": "Kenpan公開形式", "network": ["eth0", "wlan0"]}
    export = {"kind": "round.pdf", "name": f"検査結果表{'長' * 40}.pdf", "size": 12_345_678, "sha256": "ef" * 32}
    entries = [
        _entry(seq, *(("media.opened", opened) if seq % 2 else ("export.made", export))) for seq in range(1, 121)
    ]
    of = state()
    return access_xlsx(entries, of.accounts, Period(date(2026, 11, 1), date(2026, 11, 30)), head(of))


def rights_book():
    """権限付与・変更・停止の履歴."""
    created = _entry(1, "account.created", {"account": ADMIN, "login": "kanri01", "name": NAME})
    reason = "人事異動により、検版の業務に就くため。" * 3
    granted = [
        _entry(seq, "right.granted", {"account": ADMIN, "role": "admin", "reason": reason}) for seq in range(2, 90)
    ]
    return rights_xlsx([created, *granted], head(state()))


def round_book():
    """検査結果表 of a round with failures, results taken back, and long comments."""
    failed = replace(look(5, failures=("表と裏が別の現品です。", LONG), comment=LONG[:80]))
    gone = (replace(failed, number=7), "読み取りの誤りのため、取り消して検査し直した", sign(CHECKER, "", 20, 130))
    one = approved_round(results={**signed_round().results, 5: failed}, withdrawn=(gone,))
    of = state(one)
    return round_xlsx(round_report(of, one.id, SHEET, head(of)))


def dummies_book():
    """ダミー検査結果表 of an approved month."""
    of = scenes.dummies_approved().state
    return dummies_xlsx(dummy_report(of, "m1", dummy_sheet(), head(of), MADE))


def lists_book(paper):
    """別紙10-1 or 10-3 over pages, with long names."""
    company = "株式会社とても長い名称の事業所ホールディングス東日本統括本部 第二営業所"
    to = (
        company,
        "100-0001",
        "東京都千代田区千代田一丁目２番３４号　とても長い名前のビルディング新館東棟　１２階１２０３号室",
    )
    source = "一般/別送・引き抜きリスト_2101.xlsx"
    why = f"{source} シート1「2101」 行12 と同じ事業所で、登録内容か別送先が違います。"
    rows = [
        ReportRow("kounen", "2101", "01-アイウ", f"{at:05}", "別送", company, to, 2, "矛盾", why, source, f"行{at}")
        for at in range(1, 81)
    ]
    return list_xlsx(paper, ReportHead("2026年12月", "PAP03A", "別送引抜リスト.zip", "ab" * 32), rows, MADE)


BOOKS = {
    "findings": findings_book,
    "defects": defects_book,
    "one_defect": one_defect_book,
    "access": access_book,
    "rights": rights_book,
    "round": round_book,
    "dummies": dummies_book,
    "redirected": partial(lists_book, "10-1"),
    "list_errors": partial(lists_book, "10-3"),
}

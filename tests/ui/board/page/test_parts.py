"""What a process and a month are bound to: parts, settings, rounds, gates and what became of them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.month.today import month_key
from app.proof.model import Scan
from app.signoff import rounds
from app.signoff.binding import fingerprint
from app.signoff.live_parts import for_round
from app.signoff.process_settings import SettingKind
from app.ui.board.acts_row import (
    RELEASE,
)
from app.ui.board.board_words import DIFFERS, SAME
from app.ui.board.detail_rows import setting_rows
from app.ui.board.release_dialog import ReleaseDialog
from tests.house import EQUIPMENT, MONTH, PROOF, part
from tests.ui.board.page.boards import BLOCKING, MONTH_COLUMN, NEXT, PROOFS, TURN

CHANGED = tuple(part("fonts", "2") if one.name == "fonts" else one for one in EQUIPMENT)


PARTS, SETTINGS, ROUNDS, VERSIONS, HISTORY = range(5)


# The job in full


def test_every_part_is_compared_with_the_round_and_with_this_workstation(board, opened):
    checker = board("kensa-1", for_round((*CHANGED, PROOF)))
    lines = {line[0].split("\n")[0]: line[1:] for line in checker.lines(checker.detail.parts)}
    assert lines["fontsの名"] == [part("fonts").sha256[:8], SAME, DIFFERS]
    assert lines["envelopeの名"][1:] == [SAME, SAME]
    assert lines["pressの設定"][1:] == [SAME, "－"]
    assert checker.lines(checker.detail.parts)[0][0].startswith("fontsの名")
    assert "fontsの名" in checker.text(BLOCKING)


def test_settings_are_listed_with_what_they_were_and_which_are_missing(board, opened):
    opened.register("press", "別の設定")
    lead = board("hinshitsu-1")
    lines = lead.lines(lead.detail.settings)
    at = next(number for number, line in enumerate(lines) if "別の設定" in line[1])
    assert lines[at + 1][0].strip() == "以前" and "本番設定" in lines[at + 1][1]
    assert "責任者１" in lines[at + 1][2]
    later = (*opened.sheet.settings, SettingKind("glue", "糊付け機設定", "例", True))
    missing = setting_rows(opened.state.processes["p1"], later, ())[-1]
    assert [cell.text for cell in missing.cells[:2]] == ["糊付け機設定", "未登録"]


def test_the_first_job_finds_its_half_of_the_board(board, house):
    lead = board("hinshitsu-1")
    lead.page.resize(1900, 1000)
    house.create()
    lead.renew()
    assert lead.detail.width() > 0.4 * lead.page.width()


def test_nothing_that_a_month_or_process_is_bound_to_is_seen_while_it_is_to_be_given_again(board, opened):
    opened.make_ready()
    lead = board("hinshitsu-1")
    lead.press(RELEASE)
    (dialog,) = [one for one in lead.page.findChildren(ReleaseDialog) if one.isVisible()]
    opened.create(process="p2", title="第4巻")
    lead.renew()
    detail, month = lead.detail, lead.page.month
    views = (detail.parts, detail.settings, detail.history, detail.versions, month.parts, month.releases, month.gates)
    assert not any(lead.lines(view) for view in views), "whatever comes meanwhile"
    lead.list.go_to("p1")
    assert not any(lead.lines(view) for view in views), "nor the process"
    dialog.reject()
    assert lead.lines(lead.detail.settings) and lead.lines(lead.detail.parts)


def test_a_setting_that_is_absent_is_listed_with_the_reason(board, process):
    process.register("folding", None)
    lead = board("hinshitsu-1")
    lines = {line[0]: line[1] for line in lead.lines(lead.detail.settings)}
    assert lines["foldingの設定"] == "なし（この工程で使わない）"


def test_failures_stay_hidden_from_the_lead_until_the_own_decision(board, opened):
    opened.sign_piece(1, scans={side: Scan("missing", "", "ない") for side in ("address", "front", "back")})
    opened.sign_pieces(range(2, 41))
    opened.keep_logs()
    opened.by(
        "kensa-1",
        lambda state, by: rounds.sign_round(state, by, "r1", "No.1 が表裏違い", opened.sheet, opened.live),
    )
    lead, checker = board("hinshitsu-1"), board("kensa-1")
    assert any("表裏違い" in line[2] for line in checker.lines(checker.detail.history))
    assert lead.lines(lead.detail.rounds)[0][2] == "判定まで\n非表示"
    assert checker.lines(checker.detail.rounds)[0][2] == "1 部"
    shown = [text for view in (lead.list, lead.detail.rounds, lead.detail.history) for line in lead.lines(view)
             for text in line] + [lead.detail.blocking.toPlainText(), lead.detail.head.text()]  # fmt: skip
    assert not any("不合格" in text or "1 部" in text or "表裏違い" in text for text in shown)


def test_rounds_tell_outcome_and_reason_and_enter_opens_that_round(board, opened):
    opened.check_all()
    opened.reject()
    lead = board("hinshitsu-1")
    newest, first = lead.lines(lead.detail.rounds)
    assert newest[0] == "第2回" and newest[1].startswith("検査中")
    assert first[1] == "却下" and "責任者１" in first[4] and "作り直し" in first[4]
    lead.detail.tabs.setCurrentIndex(ROUNDS)
    lead.detail.rounds.setFocus()
    QTest.keyClick(lead.detail.rounds, Qt.Key.Key_End)
    QTest.keyClick(lead.detail.rounds, Qt.Key.Key_Return)
    assert lead.rounds == ["r1"]


def test_a_release_is_told_with_its_fingerprint_and_in_the_history(board, opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    run = (*EQUIPMENT, MONTH, *opened.run_settings())
    opened.release(run, comment="2号機")
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert lead.text(TURN, own) == "検査員" and lead.text(NEXT, own) == "印刷データを照合して署名し、承認する"
    assert lead.text(TURN) == "有効" and "有効（第1回、期限なし）" in lead.text(PROOFS)
    (line,) = lead.lines(lead.page.month.releases)
    assert line[1] == "第1回" and line[3] == "2号機"
    bound = (*opened.state.months["m1"].parts, *opened.state.processes["p1"].parts)
    assert fingerprint(bound)[:4] in line[2]
    said = [entry[1] for entry in lead.lines(lead.page.month.history)]
    assert said == ["本番開始", "関門を完了", "関門を完了", "申告", "受入を記録", "結び付け", "月を登録"]
    lead.list.go_to("p1")
    said = [entry[1] for entry in lead.lines(lead.detail.history)]
    assert said == ["承認", "検査を署名", "検証品を開始", *["設定を登録"] * 8, "工程を登録"]
    (version,) = lead.lines(lead.detail.versions)
    assert version[:2] == ["第1回", "初回"] and "責任者１" in version[2]


def approve(house):
    house.check_all()
    house.confirm_all()
    house.approve()


def test_a_month_stands_above_the_processes_with_its_gates_in_order(board, opened):
    approve(opened)
    opened.open_month()
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert [lead.list.cells.key_at(at) for at in (0, 1)] == [own, "p1"]
    assert lead.text(MONTH_COLUMN, own) == "2026年11月" and lead.text(TURN, own) == "検査員"
    assert lead.text(PROOFS, own) == "関門 0/10 か所" and "受入の記録がありません" in lead.text(BLOCKING, own)
    cards = lead.page.month.cards.cards
    assert [one.accessibleName().split("\u3000") for one in cards] == [
        ["受入", "作業中"], ["検査", "前の工程待ち"], ["本番開始", "前の工程待ち"], ["印刷照合", "前の工程待ち"],
        ["ダミー", "前の工程待ち"], ["別送・引き抜き", "前の工程待ち"], ["封入ログ", "前の工程待ち"],
        ["件数", "前の工程待ち"], ["報告", "前の工程待ち"], ["返却・消去", "前の工程待ち"],
    ]  # fmt: skip
    assert cards[0].text.text().startswith("期限 11/10") and "2026-11-10" in cards[0].text.toolTip()
    assert "承認された工程を引き継いでいます" in lead.page.month.print.text()


def test_a_month_whose_process_changed_says_what_changed(board, opened):
    approve(opened)
    opened.make_ready()
    opened.register("press", "別の設定")
    lead = board("hinshitsu-1")
    assert "引き継げません：pressの設定が変わっています" in lead.page.month.print.text()
    assert "pressの設定が変わっています" in lead.text(BLOCKING, month_key("m1"))


def test_other_flyers_void_the_gates_of_the_month_alone(board, opened):
    approve(opened)
    opened.release((*EQUIPMENT, MONTH, *opened.run_settings()))
    opened.bind_month((*EQUIPMENT, MONTH, part("flyers", "2")))
    lead = board("hinshitsu-1")
    own = month_key("m1")
    assert lead.text(BLOCKING, own).startswith("▲ 失効\n・flyersの名")
    assert lead.text(PROOFS, own) == "関門 1/10 か所\n▲ 検査 失効\n▲ 本番開始 失効"
    assert "有効" in lead.text(PROOFS)

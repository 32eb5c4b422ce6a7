"""With a piece in hand the keyboard is where the next step is."""

from app.filing.kept_forms import keep_form, kept_as
from app.proof.printed.basis import form_hash
from app.proof.scanner import Scanner
from app.sheet.measured_file import measured_files, packed
from app.signoff import login
from app.signoff.book import Book
from app.signoff.references import approve_reference
from app.ui.kit import shortcuts
from app.ui.shell.opening import request
from app.ui.shell.opening.request import make_ready
from app.workstation.settings import Settings
from tests.sheet.test_measured_place import front, measured
from tests.ui.at_hand import CHEAP, ENTER, F10
from tests.ui.driving import until
from tests.ui.shell.signoff.acts import CHECKER, LEAD

# Where the keyboard is


def test_the_keyboard_is_where_the_next_step_is(at, day):
    hands, _ = at("signed")
    screens = hands.screens
    hands.log_in(LEAD)
    hands.open_medium(day.sample)
    hands.to_board()
    assert hands.keyboard() is screens.board.list
    hands.key(ENTER)
    assert hands.keyboard() is screens.round.grid
    hands.key("A")
    hands.settle()
    assert hands.keyboard() is screens.approval.confirm_button
    hands.key(ENTER)
    hands.piece_in_hand()
    hands.read_sides()
    hands.answer_and_sign(LEAD)
    hands.piece_in_hand()
    hands.key(F10)
    assert not hands.signing()


def test_looking_at_another_side_leaves_the_scanner_its_field(at, day):
    hands, _ = at("begun")
    panel = hands.screens.piece
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    for at_tab, key in enumerate(shortcuts.TABS):
        hands.shortcut(key)
        assert hands.window.review.tabs.currentIndex() == at_tab
        assert hands.keyboard() is panel.scans.field
    hands.scan(panel.piece.piece_id)
    assert panel.draft.scans["address"].text == panel.piece.piece_id


def test_one_key_leads_back_to_the_piece_and_its_record(at, day):
    hands, _ = at("begun")
    panel = hands.screens.piece
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    own = (panel.piece.file, panel.piece.record)
    hands.shortcut(shortcuts.TO_PAGE)
    hands.shortcut(shortcuts.NEXT_NOTICE)
    assert hands.window.shown_record() != own and hands.keyboard() is not panel.scans.field
    assert panel.own_record.isVisible() and shortcuts.TO_PIECE in panel.own_record.text()
    hands.shortcut(shortcuts.TO_PIECE)
    assert hands.window.shown_record() == own and hands.keyboard() is panel.scans.field
    assert not panel.own_record.isVisible()


def test_a_form_that_a_lead_approves_elsewhere_is_on_screen_at_once_and_the_check_before_it_closes_nothing(
    at, day, monkeypatch
):
    hands, _ = at("begun")
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    marked = []
    monkeypatch.setattr(request, "make_ready", lambda *of: marked.append(of[1:]) or make_ready(*of))
    monkeypatch.setattr(type(hands.screens.desk), "mark", "練習")
    window, screens = hands.window, hands.screens
    review, desk = window.review, screens.desk
    findings = window.findings.prepare(review.bench, screens, window.writer)
    findings.run()
    hands.settle()
    assert findings.checked is not None and review.form.text() == "下書き様式"
    record = window.shown_record()
    other = Book(desk.book.engine, desk.book.clock, CHEAP)
    other.refresh()
    form = measured(front())
    kept = packed(measured_files(form))
    process = next(iter(desk.state.processes))
    keep_form(
        other,
        login.log_in(other, LEAD.login, LEAD.password, hands.code(LEAD)),
        kept,
        lambda state, by: approve_reference(
            state, by, process, form_hash(form), {"印刷.pdf": form_hash(form)}, pages=40, placed=3,
            kept=kept_as(kept), spread_um=80,
        ),
    )  # fmt: skip
    desk.refresh()
    until(lambda: review.form.text() == "実測様式", "the form is taken")
    hands.settle()
    assert marked == [("練習",)], "the sheets by another form bear what stood all over them before"
    assert window.review is review and window.shown_record() == record
    assert LEAD.name in review.form.toolTip() and review.look.sheet.form_note == review.form.toolTip()
    assert "前の下書き様式" in findings.note.text() and findings.evidence(None) == ()
    findings.run()
    hands.settle()
    assert findings.note.text() == "" or "前の" not in findings.note.text()


def test_a_scan_brings_the_record_of_the_piece_back_and_the_sheet_follows_the_sides(at, day):
    hands, _ = at("begun")
    panel = hands.screens.piece
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    review = hands.window.review
    assert review.records.isVisible()
    hands.to_round()
    hands.take_next()
    assert not review.records.isVisible() and review.tabs.currentIndex() == 0
    review.step_notice(1)
    assert panel.own_record.isVisible()
    hands.scan(panel.piece.piece_id)
    assert hands.window.shown_record() == (panel.piece.file, panel.piece.record)
    assert review.tabs.tabText(review.tabs.currentIndex()) == "通知 表"
    hands.letter("3")
    assert review.tabs.tabText(review.tabs.currentIndex()) == "通知 裏"
    hands.screens.show_board()
    hands.window.show_review()
    assert review.records.isVisible()


def test_a_line_feed_after_a_scan_opens_no_screen_and_a_refused_signature_keeps_the_password_out(at, day):
    hands, _ = at("begun", Settings(scanner=Scanner("]C1", "#")))
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    panel = hands.screens.piece
    own = panel.piece.piece_id
    for count in (1, 2):
        hands.scan(f"]C1{own}#")
        hands.shortcut(shortcuts.ATLAS)  # as a line feed comes from a scanner
        until(lambda count=count: len(panel.draft.scans) == count, "a side is read")
        assert hands.on(hands.window.review) and hands.keyboard() is panel.scans.field
    hands.key(F10)
    assert "通知書 裏のIDを読み取っていません" in hands.refused("nO-Comment-12")
    hands.piece_in_hand()
    hands.settle()
    assert hands.on(hands.window.review) and panel.piece.number == 1 and not panel.draft.answers
    assert (panel.scans.field.text(), panel.comment.text()) == ("", "")
    assert set(panel.draft.scans) == {"address", "front"} and "不合格" not in panel.verdict.head.text()

"""Who is at the window, with which medium: login, lock, network, another person."""

import hashlib

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from app.errors import KenpanError
from app.month.looking.opening import open_folder
from app.signoff import login, people
from app.signoff.book import open_book
from app.ui.kit import shortcuts, tokens
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.login import screen_keys as login_keys
from app.ui.shell import medium_acts, signoff
from app.ui.shell.key_groups import WINDOW_KEYS
from app.ui.shell.opening.request import make_ready
from app.workstation.settings import Settings
from tests.agency import as_agency
from tests.ui.at_hand import CHEAP, CONTROL, ENTER, ESCAPE, F10, Clock
from tests.ui.at_work import at_work
from tests.ui.day_people import ADMIN, CHECKERS
from tests.ui.driving import until
from tests.ui.shell.signoff.acts import CHECKER, LEAD

WITHOUT_ANYBODY = {shortcuts.HELP, shortcuts.QUIT, shortcuts.LARGE, shortcuts.FULL_SCREEN}


CABLE = ("eth0",)


@pytest.fixture
def cable(monkeypatch):
    """Names of the interfaces that are up; tests plug cables in and out."""
    up = []
    for module in (signoff, medium_acts):
        monkeypatch.setattr(module, "interfaces_up", lambda: tuple(up))
    return up


def entry(hands, kind):
    """The data of the last entry of a kind."""
    return [one.data for one in hands.screens.desk.book.history((kind,))][-1]


def press_every_key(hands):
    """Every key of the window but those that anybody may press."""
    for line in WINDOW_KEYS:
        for key in set(line.keys) - WITHOUT_ANYBODY:
            hands.shortcut(key)
    hands.settle()


def dialogs():
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def actions(window):
    menus = window.menus
    return (*menus.starting, *menus.with_volume, *menus.with_person)


# Nobody


def test_while_nobody_is_logged_in_no_menu_and_no_key_does_anything(at):
    hands, _ = at("staffed")
    assert hands.on(hands.screens.login)
    assert not [action.text() for action in actions(hands.window) if action.isEnabled()]
    before = hands.screens.desk.state.count
    press_every_key(hands)
    assert hands.on(hands.screens.login) and not dialogs()
    assert hands.window.review is None and hands.screens.desk.state.count == before


def test_before_the_first_administrator_no_key_does_anything(qapp, themed, tmp_path):
    with at_work(tmp_path / "new.db", Clock()) as hands:
        press_every_key(hands)
        login = hands.screens.login
        assert hands.on(login) and login.currentWidget() is login.first and not dialogs()
        assert hands.screens.desk.state.count == 0
        assert hands.keyboard() is login.first.login


# Coming and going


def test_text_and_contrast_come_back_with_the_person_and_the_login_keeps_the_last(at, themed):
    hands, _ = at("staffed")
    menus = hands.window.menus
    seen = lambda: (menus.large.isChecked(), menus.contrast.isChecked())  # noqa: E731
    hands.log_in(LEAD)
    menus.contrast.trigger()
    hands.log_out()
    assert seen() == (False, True)
    hands.window.say("検査しました")
    hands.log_in(CHECKER)
    assert hands.window.statusBar().currentMessage() == "", "that was said to another person"
    assert seen() == (False, False) and themed.property("kenpanTheme") == "normal normal"
    menus.contrast.trigger()
    menus.contrast.trigger()
    hands.log_out()
    hands.log_in(LEAD)
    assert seen() == (False, True) and themed.property("kenpanTheme") == "normal high"
    hands.log_out()
    menus.large.trigger()  # of nobody, for the moment
    again = at("staffed")[0].window.menus
    assert (again.large.isChecked(), again.contrast.isChecked()) == (True, True)
    hands.log_in(LEAD)
    assert seen() == (False, True)
    tokens.apply_theme(themed)


def test_a_person_finds_the_own_board_and_takes_the_medium_and_what_opens_it_along(at, day, monkeypatch):
    hands, _ = at("staffed")
    screens = hands.screens
    hands.log_in(LEAD)
    assert hands.on(screens.board)
    hands.key("1", with_=CONTROL)
    assert hands.on(screens.today)
    assert screens.who.whole == "責任者１（ID hinshitsu-1）　品質責任者"
    assert all(action.isEnabled() for action in hands.window.menus.with_person)
    hands.log_out()
    # The open dialog goes with the person.
    hands.log_in(CHECKER)
    dialog = hands.choose_medium(day.sample)
    screens.desk.log_out()
    hands.settle()
    assert not dialog.isVisible() and hands.on(screens.login)
    # A session that ends while a medium opens shows nobody its records.
    hands.log_in(CHECKER)
    hands.choose_medium(day.sample)
    hands.key(ENTER)
    assert hands.on(hands.window.progress)
    screens.desk.log_out()
    hands.settle()
    assert hands.window.review is None and hands.on(screens.login)
    assert hands.kinds()[-1] == "access.logout"  # a medium that was opened before is an entry, and none is later
    # A medium whose opening cannot be written down is not shown.
    hands.log_in(CHECKER)
    full = KenpanError("store.write", "台帳に書けません。", "管理者に連絡してください。")

    def sign(_book, _signer, _act):
        raise full

    before = hands.kinds().count("media.opened")  # perhaps that of the session which ended
    with monkeypatch.context() as broken:
        broken.setattr(type(screens.desk.book), "sign", sign)
        dialog = hands.choose_medium(day.sample)
        hands.key(ENTER)
        until(lambda: "台帳に書けません" in dialog.trouble.text(), "it is said")
        hands.settle()
    assert hands.window.review is None and hands.kinds().count("media.opened") == before
    assert not any(action.isEnabled() for action in hands.window.menus.with_volume)
    # An open one goes with the person; no screen between, which would be laid out for nobody.
    stack, seen = hands.window.stack, []
    stack.currentChanged.connect(lambda _at: seen.append(stack.currentWidget()))
    hands.key(ENTER)
    until(lambda: hands.window.review is not None, "the medium is open")
    hands.settle()
    assert hands.on(hands.window.review) and seen == [hands.window.progress, hands.window.review]
    screens.show_board()
    seen.clear()
    hands.log_out()
    assert seen == [screens.login]
    assert hands.window.review is None and hands.on(screens.login)
    assert hands.window.windowTitle() == "検版" and screens.who.text() == ""
    assert screens.network.text() == ""
    assert hands.keyboard() is screens.login.form.login
    assert hands.kinds()[-1] == "access.logout"


def test_the_next_person_sees_the_own_board(at):
    hands, _ = at("signed")
    board = hands.screens.board
    hands.log_in(CHECKER)
    assert board.mine.text() == "自分の番だけ 0 件(&M)"
    hands.log_out()
    hands.log_in(LEAD)
    assert board.mine.text() == "自分の番だけ 1 件(&M)"
    assert "▶ あなたの番" in board.list.cells.text(0, 3)


def test_nothing_half_done_waits_for_the_next_person(at, day):
    hands, _ = at("begun")
    panel = hands.screens.piece
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    hands.read_sides()
    assert panel.draft.begun
    hands.log_out()
    hands.log_in(CHECKERS[1])
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    assert panel.piece.number == 1 and not panel.draft.begun


# Lock


def test_an_open_medium_is_an_entry_is_covered_by_the_lock_and_is_not_left_to_somebody_else(at, day, cable):
    hands, _ = at("staffed")
    cable += CABLE
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    data = entry(hands, "media.opened")
    assert (data["volume"], data["network"]) == ("PAP03A", ["eth0"])
    assert len(data["manifest"]) == 64
    lock, review = hands.screens.lock, hands.window.review
    shown = review.look
    hands.shortcut(login_keys.LOCK)
    until(lock.isVisible, "the screen is locked")
    hands.settle()
    assert lock.geometry() == hands.window.rect()
    assert hands.keyboard() is lock.password
    before = hands.screens.desk.state.count
    press_every_key(hands)
    assert hands.on(review) and review.look is shown and not dialogs()
    assert hands.screens.desk.state.count == before and hands.kinds()[-1] == "access.screen_locked"
    hands.key("A", with_=CONTROL)
    hands.write(CHECKER.password)
    hands.key(ENTER)
    until(lock.isHidden, "the screen is open again")
    assert hands.kinds()[-1] == "access.screen_unlocked" and hands.window.review is review
    hands.shortcut(login_keys.LOCK)
    until(lock.isVisible, "the screen is locked")
    hands.button("O", lambda: hands.screens.desk.session is None)
    hands.settle()
    assert hands.on(hands.screens.login) and hands.window.review is None and lock.isHidden()


# Media


def test_where_the_settings_say_so_no_medium_is_open_on_a_network(at, day, cable):
    hands, _ = at("staffed", Settings(refuse_media=True))
    cable += CABLE
    network = hands.screens.network
    hands.log_in(CHECKER)
    # Samples too.
    hands.menu("F", "S")
    until(lambda: "eth0" in hands.window.problems.text.text(), "the refusal is shown")
    hands.settle()
    assert hands.window.review is None and not hands.on(hands.window.progress)
    assert entry(hands, "media.refused") == {"volume": "見本データ", "why": "network", "network": ["eth0"]}
    dialog = hands.choose_medium(day.sample)
    hands.key(ENTER)
    until(lambda: "ネットワーク" in dialog.trouble.text(), "the refusal is shown")
    hands.settle()
    assert "eth0" in dialog.trouble.text() and "LANケーブルを抜く" in dialog.trouble.text()
    assert hands.window.review is None and dialog.isVisible()
    assert entry(hands, "media.refused") == {"volume": "PAP03A", "why": "network", "network": ["eth0"]}
    cable.clear()
    hands.key(ENTER)
    until(lambda: hands.window.review is not None, "without the cable it opens")
    hands.settle()
    assert hands.kinds()[-1] == "media.opened"
    until(lambda: network.text() == "ネットワーク：なし", "it is said that there is none")
    # A cable that is plugged in closes it.
    refusals = hands.kinds().count("media.refused")
    cable += CABLE
    network._timer.timeout.emit()
    until(lambda: hands.window.review is None, "the medium is closed")
    hands.settle()
    assert "eth0" in hands.window.problems.text.text()
    assert hands.on(hands.screens.home)
    assert hands.kinds().count("media.refused") == refusals + 1
    assert entry(hands, "media.refused")["network"] == ["eth0"]


def test_a_medium_that_closes_while_the_password_is_typed_takes_the_rest_of_it(at, day, cable):
    hands, _ = at("one_left", Settings(refuse_media=True))
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    hands.to_round()
    hands.take_next()
    hands.read_sides()
    for _ in hands.screens.piece.draft.open_items(hands.screens.sheet.items_for(hands.screens.piece.piece)):
        hands.letter("O")
    hands.key(F10)
    dialog = hands.dialog(SignatureDialog)
    hands.write("Kensa-")
    cable += CABLE
    hands.screens.network._timer.timeout.emit()
    until(lambda: hands.window.review is None, "the medium is closed")
    assert not isValid(dialog) or not dialog.isVisible()
    assert "署名していません" in hands.refused("Ichi-2026")
    assert hands.on(hands.screens.home) and hands.kinds().count("piece.signed") == 39


@pytest.fixture(scope="module")
def agency(day, tmp_path_factory):
    """The day's medium as if it were the agency's, though what lies beside it calls it a sample."""
    return as_agency(day.sample, tmp_path_factory.mktemp("agency") / "medium")


@pytest.fixture(scope="module")
def agency_ready(agency):
    """All that a worker makes of it; before a window is there that opens the day's medium whatever is asked for."""
    return make_ready(open_folder(agency, Settings()))


@pytest.fixture
def agency_open(agency_ready, at, day, agency, monkeypatch):
    """The agency's medium, opened by a checker."""
    hands, _ = at("staffed")
    monkeypatch.setattr(day, "ready", agency_ready)
    hands.log_in(CHECKER)
    hands.open_medium(agency)
    return hands


def test_who_may_not_open_the_agency_s_media_is_told_which_is_an_entry_and_sees_a_sample_which_is_none(at, day, agency):
    hands, _ = at("staffed")
    hands.log_in(ADMIN)
    dialog = hands.choose_medium(agency)
    assert "見本データ" not in dialog.found.text()
    hands.key(ENTER)
    until(lambda: "権限がありません" in dialog.trouble.text(), "the refusal is shown")
    hands.settle()
    assert hands.window.review is None and dialog.isVisible()
    assert entry(hands, "media.refused") == {"volume": "PAP03A", "why": "rights", "network": []}
    hands.key(ESCAPE)
    before = hands.kinds()
    dialog = hands.choose_medium(day.sample)
    assert "見本データ" in dialog.found.text()
    hands.key(ENTER)
    until(lambda: hands.window.review is not None, "the sample is open")
    hands.settle()
    assert "見本データ" in hands.window.status.sample.text()
    assert hands.kinds() == before


def test_the_agency_s_media_are_not_called_a_sample_and_close_for_who_loses_the_right(agency_open):
    hands, desk = agency_open, agency_open.screens.desk
    assert hands.window.status.sample.text() == ""  # whatever lies beside them
    assert hands.kinds()[-1] == "media.opened"
    other = open_book(desk.book.engine.url.render_as_string(False), hands.clock, CHEAP)
    admin = login.log_in(other, ADMIN.login, ADMIN.password, hands.code(ADMIN))
    account = desk.account.id
    other.sign(admin.signer, lambda state, _by: people.grant(state, account, "trainer", "異動"))
    desk.refresh()
    hands.settle()
    assert hands.window.review is not None
    other.sign(admin.signer, lambda state, _by: people.remove(state, account, "checker", "異動"))
    other.engine.dispose()
    desk.refresh()
    until(lambda: hands.window.review is None, "the medium is closed")
    hands.settle()
    assert "権限がありません" in hands.window.problems.text.text()
    assert desk.session is not None


def test_a_notice_that_is_written_out_is_an_entry_with_the_hash_of_its_bytes(at, day, tmp_path):
    hands, answers = at("staffed")
    hands.log_in(CHECKER)
    hands.open_medium(day.sample)
    answers.save = tmp_path / "notice.pdf"
    hands.key("E", with_=CONTROL)
    until(answers.save.exists, "the notice is written")
    hands.settle()
    data = entry(hands, "export.made")
    assert data["name"] == "notice.pdf"
    assert data["sha256"] == hashlib.sha256(answers.save.read_bytes()).hexdigest()

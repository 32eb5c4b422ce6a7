"""``kenpan delivery`` by whoever really logs in: with a one-time code from the moment that forms are exchanged."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.signoff import exchange, login
from tests.commands.login.acts import CHECKER, said
from tests.house import PASSWORD


@pytest.fixture
def exchanging(staff):
    """The ledger is a fund's."""
    staff.by("kanri-1", lambda state, by: exchange.begin(state, by, "fund", "見本基金"))
    staff.sessions.update({who: replace(one, with_code=True) for who, one in staff.sessions.items()})
    return staff


def device(house):
    """A recovery code of the device that the checker set up."""
    offer = login.offer_code(house.book, CHECKER)
    return login.enrol_code(house.book, CHECKER, PASSWORD, offer, pyotp.TOTP(offer.secret).at(house.clock()))[0]


def kinds(house):
    return [entry.kind for entry in house.book.history()][-3:]


def test_without_the_exchange_nobody_is_asked_for_a_code_and_told_that_it_is_off(capsys, staff, terminal):
    asked = terminal(CHECKER, PASSWORD)
    code, _, err = said(capsys, "delivery", "card", "card.json")
    assert (code, "[exchange.off]" in err, asked) == (2, True, ["パスワード: "])


def test_who_has_no_device_yet_is_sent_to_the_window(capsys, exchanging, terminal):
    terminal(CHECKER, PASSWORD)
    code, out, err = said(capsys, "delivery", "status")
    assert (code, out, "[login.enrol_code]" in err, "kenpan を起動" in err) == (2, "", True, True)


def test_a_command_asks_for_the_code_works_and_logs_out(capsys, exchanging, terminal, tmp_path):
    own = device(exchanging)
    asked = terminal(CHECKER, PASSWORD, own)
    card = tmp_path / "card.json"
    code, out, err = said(capsys, "delivery", "card", card)
    assert (code, err) == (0, "ID: ") and "指紋" in out and card.exists()
    assert asked == ["パスワード: ", "確認コード: "]
    exchanging.book.refresh()
    assert kinds(exchanging)[-1] == "access.logout" and "export.made" in kinds(exchanging)
    assert exchanging.book.state.exchange.machine is not None


def test_a_wrong_code_or_one_used_before_opens_nothing(capsys, exchanging, terminal):
    own = device(exchanging)
    for typed, opens in (("000000", False), (own, True), (own, False)):
        terminal(CHECKER, PASSWORD, typed)
        code, out, err = said(capsys, "delivery", "keys")
        assert (code == 0, bool(out), "[login." in err) == (opens, opens, not opens), typed
        exchanging.clock.now += timedelta(minutes=5)


def test_where_nobody_can_be_asked_nothing_is_done(capsys, exchanging, monkeypatch):
    monkeypatch.setattr("app.commands.login.is_terminal", lambda: False)
    code, out, err = said(capsys, "delivery", "status")
    assert (code, out, "[login.needed]" in err) == (2, "", True)


def test_a_cable_keeps_everybody_out(capsys, exchanging, terminal, tmp_path, monkeypatch):
    with (tmp_path / "kenpan" / "settings.toml").open("a", encoding="utf-8") as file:
        file.write("[network]\nrefuse_media = true\n")
    monkeypatch.setattr("app.workstation.network.interfaces_up", lambda: ["eth0"])
    asked = terminal(CHECKER, PASSWORD)
    code, out, err = said(capsys, "delivery", "status")
    assert (code, out, asked) == (2, "", []) and "eth0" in err

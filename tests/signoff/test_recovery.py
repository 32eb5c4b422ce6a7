"""Recovery codes and new passwords."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pyotp
import pytest

from app.signoff import login
from app.signoff.signing_key import unwrap
from app.store.database import reading
from app.store.rows import load_secret
from tests.house import PASSWORD
from tests.signoff.logins import refusal


@pytest.fixture
def lead(house):
    """``(recovery codes, the authenticator)`` of a lead."""
    initial = login.add_person(house.book, house.sessions["kanri-1"], "hinshitsu-3", "責任者３", ("lead",), "配属")
    login.set_password(house.book, "hinshitsu-3", initial, PASSWORD)
    offer = login.offer_code(house.book, "hinshitsu-3")
    totp = pyotp.TOTP(offer.secret)
    return login.enrol_code(house.book, "hinshitsu-3", PASSWORD, offer, totp.at(house.clock())), totp


def test_a_recovery_code_for_a_new_password_opens_once_and_is_written_down(house, lead):
    codes, _ = lead
    before = house.book.refresh().count
    login.set_password(house.book, "hinshitsu-3", PASSWORD, "Ein-Anderes-99", codes[0])
    added = house.book.history(after=before)
    assert [(entry.kind, entry.data.get("left")) for entry in added] == [
        ("password.changed", None),
        ("recovery.used", 9),
    ]
    again = (house.book, "hinshitsu-3", "Ein-Anderes-99")
    assert refusal(login.set_password, *again, "Noch-Ein-Anderes-99", codes[0]).code == "login.code_wrong"
    assert refusal(login.log_in, *again, codes[0]).code == "login.code_wrong"
    assert login.log_in(*again, codes[1]).with_code, "the others still open"


def test_a_one_time_code_for_a_new_password_opens_nothing_else(house, lead):
    house.clock.now += timedelta(minutes=2)
    code = lead[1].at(house.clock())
    login.set_password(house.book, "hinshitsu-3", PASSWORD, "Ein-Anderes-99", code)
    assert refusal(login.log_in, house.book, "hinshitsu-3", "Ein-Anderes-99", code).code == "login.code_wrong"


def test_two_new_passwords_at_once_are_one(house, monkeypatch):
    sealed = login._sealed

    def meanwhile(*arguments):
        monkeypatch.setattr(login, "_sealed", sealed)
        login.set_password(house.book, "kensa-1", PASSWORD, "Zuerst-Fertig-99")
        return sealed(*arguments)

    monkeypatch.setattr(login, "_sealed", meanwhile)
    assert refusal(login.set_password, house.book, "kensa-1", PASSWORD, "Zu-Spaet-Fertig-99").code == "login.refused"
    assert login.log_in(house.book, "kensa-1", "Zuerst-Fertig-99")


def test_recovery_codes_are_long_and_what_is_kept_of_them_needs_the_password(house, lead):
    codes, _ = lead
    assert all(len(base64.b32decode(code)) == 10 and len(code) == 16 for code in codes)
    with reading(house.book.engine) as connection:
        secret = load_secret(connection, house.id_of("hinshitsu-3"))
    plain = {hashlib.sha256(code.encode()).hexdigest() for code in codes}
    assert len(secret["recovery"]) == 10 and not plain & set(secret["recovery"])
    _, beside = unwrap(house.id_of("hinshitsu-3"), secret["wrapped"], PASSWORD)
    assert beside["recovery"] not in json.dumps({**secret, "wrapped": ""})
    keyed = {hmac.digest(bytes.fromhex(beside["recovery"]), code.encode(), "sha256").hex() for code in codes}
    assert keyed == set(secret["recovery"])


def test_a_recovery_code_may_be_typed_in_its_groups(house, lead):
    code = lead[0][2]
    typed = " ".join(code[at : at + 4] for at in range(0, 16, 4)).lower()
    assert login.log_in(house.book, "hinshitsu-3", PASSWORD, typed)


def test_nothing_secret_is_said_by_what_is_held_while_logging_in(house, lead):
    opened = login._open(house.book, "hinshitsu-3", PASSWORD)
    offer = login.offer_code(house.book, "kensa-1")
    said = repr(opened) + repr(offer)
    assert opened.otp == lead[1].secret
    assert not any(secret in said for secret in (opened.otp, opened.beside["recovery"], offer.secret, "sealed"))

"""People and rights: what may be done, and that all of it stays history."""

import pytest

from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.kinds import KINDS, UNSIGNED, may, may_open_media
from app.signoff.roles import ROLES
from tests.house import PASSWORD


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value.code


def by_admin(house, act, *arguments):
    return house.by("kanri-1", lambda state, by: act(state, *arguments))


def test_every_change_of_rights_is_an_entry_with_who_and_why(house):
    account = house.id_of("kensa-1")
    by_admin(house, people.grant, account, "lead", "昇任")
    by_admin(house, people.remove, account, "checker", "昇任")
    by_admin(house, people.rename, account, "検査員１改", "改姓")
    by_admin(house, people.stop, account, "退職")
    by_admin(house, people.restore, account, "復職")
    known = house.state.accounts[account]
    assert (known.roles, known.name, known.active, known.login) == ({"lead"}, "検査員１改", True, "kensa-1")
    last = house.book.history()[-5:]
    assert [entry.kind for entry in last] == [
        "right.granted", "right.removed", "account.renamed", "account.stopped", "account.restored",
    ]  # fmt: skip
    assert all(entry.name == "管理者１" and entry.data["reason"] for entry in last)


def test_an_old_signature_keeps_the_name_of_its_time(opened):
    opened.sign_piece(1)
    by_admin(opened, people.rename, opened.id_of("kensa-1"), "検査員１改", "改姓")
    assert opened.round().results[1].signature.name == "検査員１"


@pytest.mark.parametrize("who", ["kensa-1", "hinshitsu-1", "kenshu-1"])
def test_only_an_administrator_changes_rights(house, who):
    account = house.id_of("kensa-2")
    for act, more in ((people.grant, ("lead", "x")), (people.stop, ("x",)), (people.rename, ("別名", "x"))):
        assert refusal(house.by, who, lambda state, by, act=act, more=more: act(state, account, *more)) == (
            "rights.missing"
        )
    again = (house.book, house.sessions[who], "kensa-9", "検査員９", ("lead",), "配属")
    assert refusal(login.add_person, *again) == "rights.missing"
    assert refusal(login.reset_person, house.book, house.sessions[who], account, "x") == "rights.missing"


def test_the_last_administrator_stays(house):
    account = house.id_of("kanri-1")
    assert refusal(by_admin, house, people.stop, account, "x") == "people.last_admin"
    assert refusal(by_admin, house, people.remove, account, "admin", "x") == "people.last_admin"
    by_admin(house, people.grant, house.id_of("kenshu-1"), "admin", "交代")
    by_admin(house, people.remove, account, "admin", "交代")
    assert house.state.accounts[account].roles == frozenset()


def test_a_key_made_anew_by_a_reset_is_told_with_when_and_by_whom(house):
    account, admin = house.id_of("kensa-1"), house.sessions["kanri-1"]
    assert people.login_resets(house.state) == {}
    for _ in range(2):
        initial = login.reset_person(house.book, admin, account, "紛失")
        login.set_password(house.book, "kensa-1", initial, PASSWORD)
        enrolled = house.book.history(("key.enrolled",))[-1]
        assert people.login_resets(house.state) == {account: (enrolled.time, "管理者１")}
    login.set_password(house.book, "kensa-1", PASSWORD, "Ein-Anderes-99")
    assert people.login_resets(house.state) == {account: (enrolled.time, "管理者１")}


def test_a_box_stands_as_long_as_its_key(house):
    """Others see the box that the person's own open key gives, and none while a key is awaited."""
    account, boxes = house.id_of("kensa-1"), []

    def box():
        return house.state.accounts[account].box

    for _ in range(2):
        boxes.append(box())
        assert boxes[-1] == login.log_in(house.book, "kensa-1", PASSWORD).signer.published.box
        login.set_password(house.book, "kensa-1", PASSWORD, "Ein-Anderes-99")
        login.set_password(house.book, "kensa-1", "Ein-Anderes-99", PASSWORD)
        assert box() == boxes[-1]
        initial = login.reset_person(house.book, house.sessions["kanri-1"], account, "紛失")
        assert box() == ""
        login.set_password(house.book, "kensa-1", initial, PASSWORD)
    assert len({*boxes, box()}) == 3


def test_what_changes_nothing_is_refused(house):
    account = house.id_of("kensa-1")
    for act, more in ((people.grant, ("checker", "x")), (people.remove, ("lead", "x")), (people.restore, ("x",))):
        assert refusal(by_admin, house, act, account, *more) == "people.same"


@pytest.mark.parametrize("other", ["checker", "lead", "admin"])
def test_whoever_inspects_is_nobody_who_is_inspected(house, other):
    admin = house.sessions["kanri-1"]
    together = (house.book, admin, "tenken-1", "点検１", ("inspector", other), "配属")
    assert refusal(login.add_person, *together) == "people.apart"
    login.add_person(house.book, admin, "tenken-1", "点検１", ("inspector", "trainer"), "配属")
    assert refusal(by_admin, house, people.grant, house.id_of("tenken-1"), other, "兼務") == "people.apart"
    who = {"checker": "kensa-1", "lead": "hinshitsu-1", "admin": "kanri-1"}[other]
    assert refusal(by_admin, house, people.grant, house.id_of(who), "inspector", "兼務") == "people.apart"


def test_rights_that_do_not_go_together_take_each_others_place(house):
    account = house.id_of("kensa-1")
    by_admin(house, people.change_rights, account, ("inspector",), ("checker",), "異動")
    assert house.state.accounts[account].roles == {"inspector"}
    assert refusal(by_admin, house, people.change_rights, account, ("checker",), (), "異動") == "people.apart"
    both = ("lead", "inspector")
    assert refusal(by_admin, house, people.change_rights, house.id_of("kensa-2"), both, ("checker",), "x") == (
        "people.apart"
    )


def test_only_those_who_check_and_decide_open_the_media():
    assert [role for role in ROLES if may_open_media(frozenset({role}))] == ["checker", "lead"]
    assert not may_open_media(frozenset())


def test_an_inspector_takes_out_the_ledger_and_checks_nothing():
    own = {kind for kind in KINDS if may(frozenset({"inspector"}), kind)}
    everybodys = {kind for kind, row in KINDS.items() if row.roles == frozenset(ROLES)}
    assert own == everybodys | {"analysis.signed"}
    assert {"export.made", "checkpoint.made", "access.login"} <= own
    assert not any(
        kind.startswith(("process.", "month.", "gate.", "round.", "piece.", "account.", "right.", "media.opened"))
        for kind in own
    )


@pytest.mark.parametrize("bad", ["", "a", "検査", "a b", "x" * 33, "a/b"])
def test_a_login_id_is_short_plain_and_one_word(house, bad):
    again = (house.book, house.sessions["kanri-1"], bad, "検査員９", ("checker",), "配属")
    assert refusal(login.add_person, *again) == "people.login"


def test_a_person_has_a_name_a_role_and_a_reason(house):
    admin = house.sessions["kanri-1"]
    assert refusal(login.add_person, house.book, admin, "kensa-9", " ", ("checker",), "配属") == "people.name"
    assert refusal(login.add_person, house.book, admin, "kensa-9", "検査員９", (), "配属") == "people.roles"
    assert refusal(login.add_person, house.book, admin, "kensa-9", "検査員９", ("checker",), "") == "reason.missing"
    assert house.book.refresh().account_named("kensa-9") is None


def test_a_person_who_has_not_set_a_password_signs_nothing(house):
    from app.signoff.signing_key import new_key

    login.add_person(house.book, house.sessions["kanri-1"], "kensa-9", "検査員９", ("checker",), "配属")
    stranger = new_key(house.id_of("kensa-9"))
    from app.signoff.ledger import Draft

    assert refusal(house.book.sign, stranger, lambda state, by: Draft("access.login", {})) == "rights.key"


def test_every_entry_kind_is_somebodys(house):
    assert all(kind.roles <= set(ROLES) and (kind.roles or name in UNSIGNED) for name, kind in KINDS.items())
    assert not may(frozenset(), "access.login")

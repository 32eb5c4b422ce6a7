"""Attacks on a ledger by somebody who can write to its database, with no, one or every key: found and located."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.canonical import digest
from app.signoff import people
from app.signoff.ledger import Draft
from app.signoff.people_rules import key_data
from app.signoff.signing_key import new_key
from app.signoff.verify import read_ledger, verify_entries
from tests.signoff.forged_rounds import Forged
from tests.signoff.small_ledger import chained, changed, enrolment, lined, reset, signed, thirteen


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    small = thirteen(f"sqlite:///{tmp_path_factory.mktemp('attacked') / 'kenpan.db'}")
    rows = small.rows()
    small.book.engine.dispose()
    return rows, small.keys


@pytest.fixture
def rows(untouched):
    return list(untouched[0])


@pytest.fixture
def keys(untouched):
    return untouched[1]


@pytest.fixture
def small(tmp_path):
    made = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    yield made
    made.book.engine.dispose()


def found(rows, checkpoints=()):
    return [(problem.entry, problem.text) for problem in verify_entries(rows, checkpoints).problems]


def first(rows, checkpoints=()):
    return found(rows, checkpoints)[0]


def last_of(small):
    """Problems of the newest entry, which must be the only ones."""
    rows = small.rows()
    told = found(rows)
    assert {entry for entry, _ in told} <= {len(rows)}
    return [text for _, text in told]


# Without keys


@pytest.mark.parametrize("entry", range(1, 14))
def test_an_edited_entry_with_a_fitting_hash(rows, entry):
    rows[entry - 1] = changed(rows[entry - 1], terminal="ほかの端末")
    told = found(rows)
    if entry == 11:  # nobody signs a failed login; the entry after it vouches for it
        assert told == [(12, "前の記録とつながっていません。")]
    else:
        assert told[0] == (entry, "署名が、その人のその時の鍵と合いません。")


@pytest.mark.parametrize("entry", range(1, 14))
def test_an_edited_entry_with_everything_after_it_chained_anew(rows, entry):
    rows[entry - 1] = changed(rows[entry - 1], terminal="ほかの端末")
    signing = entry + 1 if entry == 11 else entry
    assert first(chained(rows)) == (signing, "署名が、その人のその時の鍵と合いません。")


@pytest.mark.parametrize("entry", range(1, 13))
def test_a_deleted_entry(rows, entry):
    del rows[entry - 1]
    told = found(lined(rows))
    assert (entry + 1, f"この前の 1 件（{entry} 番から）がありません。") in told
    assert entry <= 4 or told[0][0] == entry + 1


@pytest.mark.parametrize("entry", range(1, 13))
def test_a_deleted_entry_with_the_rest_numbered_anew(rows, entry):
    del rows[entry - 1]
    places = [place for place, _ in found(chained(rows))]
    # An entry that nobody signs may have moved up into its place; the first signed one shows it.
    assert places[0] == (1 if entry <= 4 else entry + 1 if entry == 10 else entry)


@pytest.mark.parametrize("entry", range(1, 14))
def test_an_inserted_copy_of_an_entry(rows, entry):
    rows.insert(entry, rows[entry - 1])
    told = [problem for problem in verify_entries(lined(rows)).problems if "差し込まれて" in problem.text]
    assert [(problem.entry, problem.line) for problem in told] == [(entry, entry + 1)]


@pytest.mark.parametrize("entry", range(5, 14))
def test_an_inserted_entry_of_the_forgers(rows, entry):
    forged = signed(rows[3], new_key("a1"), seq=entry, prev=rows[entry - 2].hash)
    rows.insert(entry - 1, forged)
    assert first(lined(rows)) == (entry, "署名が、その人のその時の鍵と合いません。")


@pytest.mark.parametrize("entry", range(1, 13))
def test_two_entries_that_changed_places(rows, entry):
    rows[entry - 1], rows[entry] = rows[entry], rows[entry - 1]
    told = found(lined(rows))
    assert (entry + 1, f"この前の 1 件（{entry} 番から）がありません。") in told
    assert (entry, "番号が順に並んでいません。並べ替えられたか、差し込まれています。") in told


def test_a_right_granted_without_a_signature(rows):
    forged = changed(rows[10], seq=14, prev=rows[-1].hash, kind="right.granted", by="a1", name="管理者１")
    forged = changed(forged, data={"account": "c1", "role": "lead", "reason": "応援"})
    assert first([*rows, forged])[0] == 14


def test_a_failed_login_with_a_signature(rows, keys):
    rows[10] = replace(rows[10], signature=keys["c1"].sign(rows[10].body))
    assert found(rows) == [(11, "署名のないはずの記録に署名があります。")]


def test_a_signature_of_another_entry(rows):
    rows[11] = replace(rows[11], signature=rows[12].signature)
    assert found(rows) == [(12, "署名が、その人のその時の鍵と合いません。")]


def test_bytes_that_are_no_text(small):
    path = small.book.engine.url.database
    small.book.engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET body = CAST(CAST(body AS BLOB) || x'ff' AS TEXT) WHERE seq = 7")
    connection.close()
    assert verify_entries(read_ledger(Path(path))).problems[0].entry == 7


def test_what_is_unsigned_at_the_end_is_remarked(small):
    small.book.note(Draft("access.refused", {"why": "unknown"}))
    report = verify_entries(small.rows())
    assert report.is_sound
    assert [(remark.entry, remark.text[:7]) for remark in report.remarks] == [(14, "最後の 1 件")]


# With a key of one's own


def test_a_checker_who_grants_themselves_the_leads_right(small):
    small.force("c1", Draft("right.granted", {"account": "c1", "role": "lead", "reason": "応援"}))
    assert last_of(small) == ["この記録を作る権限がない人の記録です（right.granted）。"]


@pytest.mark.parametrize(
    ("who", "kind"),
    [("c1", "round.approved"), ("c1", "run.released"), ("l1", "round.signed"), ("l1", "account.stopped")],
)
def test_an_entry_beyond_the_signers_role(small, who, kind):
    small.force(who, Draft(kind, {"account": "c1", "round": "r1"}))
    assert f"この記録を作る権限がない人の記録です（{kind}）。" in last_of(small)


def test_an_entry_of_a_kind_that_there_is_not(small):
    small.force("a1", Forged("right.everything", {}))
    assert last_of(small) == ["この記録を作る権限がない人の記録です（right.everything）。"]


def test_an_entry_of_a_stopped_person(small):
    small.act("a1", lambda state, _by: people.stop(state, "c1", "退職"))
    small.force("c1", Draft("access.login", {}))
    assert last_of(small) == ["停止された人の記録です。"]


def test_an_entry_with_a_right_taken_away_before(small):
    small.act("a1", lambda state, _by: people.remove(state, "l1", "lead", "異動"))
    small.force("l1", Draft("process.created", {"process": "p1", "title": "件", "parts": []}))
    assert last_of(small) == ["この記録を作る権限がない人の記録です（process.created）。"]


def test_an_entry_in_the_name_of_another(small):
    small.force("l1", Draft("access.login", {}), signer=small.keys["c1"])
    assert last_of(small) == ["署名が、その人のその時の鍵と合いません。"]


def test_an_entry_under_another_name(small):
    small.force("c1", Draft("access.login", {}), name="責任者１")
    assert last_of(small) == ["氏名が、その人のその時の氏名と違います。"]


def test_an_entry_of_nobody(small):
    small.keys["x9"] = new_key("x9")
    small.force("x9", Draft("access.login", {}), name="検査員９")
    assert last_of(small) == ["署名が、その人のその時の鍵と合いません。", "登録されていない人の記録です。"]


def test_a_key_replaced_without_a_reset(small):
    other = new_key("c1")
    small.force("c1", enrolment(other, new_key("c1")), signer=other)
    assert last_of(small) == ["登録も再設定もないのに、鍵が替えられています。"]


def test_a_key_enrolled_for_somebody_else(small):
    initial = reset(small, "c1")
    new = new_key("l1")
    data = key_data("c1", new.published, initial)
    small.force("l1", Draft("key.enrolled", data), signer=new)
    assert last_of(small) == ["登録も再設定もないのに、鍵が替えられています。"]


def test_a_key_of_two_persons(small):
    initial, same = reset(small, "c1"), small.keys["l1"]
    small.force("c1", Draft("key.enrolled", key_data("c1", same.published, initial)), signer=same)
    assert last_of(small) == ["使ってはならない鍵です。"]


def test_a_key_that_fits_every_signature(small):
    """The neutral point as public key: one made-up signature is valid for whatever was written."""
    initial = reset(small, "c1")
    small.force(
        "c1", Draft("key.enrolled", key_data("c1", new_key("c1").published._replace(key="01" + "00" * 31), initial))
    )
    rows = small.rows()
    rows[-1] = replace(rows[-1], signature="01" + "00" * 63)
    assert first(rows) == (15, "使ってはならない鍵です。")


def test_a_replaced_key_does_not_sign_any_more(small):
    old = small.keys["c1"]
    initial, new = reset(small, "c1"), new_key("c1")
    small.book.sign(new, lambda _state, _by: enrolment(new, initial))
    assert verify_entries(small.rows()).is_sound
    small.force("c1", Draft("access.login", {}), signer=old)
    assert last_of(small) == ["署名が、その人のその時の鍵と合いません。"]


def created(who, login):
    data = {"account": who, "login": login, "name": "検査員９", "initial_key": new_key(who).public}
    return Draft("account.created", data)


def test_a_person_registered_again_under_their_id(small):
    small.force("a1", created("c1", "other"))
    assert last_of(small) == ["同じ人か ID が二度登録されています。"]


def test_a_login_given_to_a_second_person(small):
    small.force("a1", created("x9", "KENSA-1"))
    assert last_of(small) == ["同じ人か ID が二度登録されています。"]


def test_a_second_founding(small):
    new = new_key("a9")
    small.force("a9", *people.found("a9", "kanri-9", "管理者９", new.published), name="管理者９", signer=new)
    assert (14, "登録されていない人の記録です。") in found(small.rows())


def test_a_checkpoint_entry_that_states_something_else(small):
    small.force("l1", Draft("checkpoint.made", {"count": 3, "head": small.book.state.head}))
    assert last_of(small) == ["チェックポイントの値が、ここまでの台帳と違います。"]


def test_an_entry_that_lacks_what_belongs_to_it(small):
    small.force("a1", Draft("right.granted", {"account": "c1"}))
    assert last_of(small) == ["記録の中身の形が違います。"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(":", ": ", 1),
        lambda body: body.replace('"by":"c1"', '"by":"c1","by":"c1"'),
        lambda body: body.replace("検", "\\u691c"),
        lambda body: f"{body}\n",
    ],
    ids=["blank", "name twice", "escape", "line end"],
)
def test_another_spelling_of_a_signed_content(rows, keys, spoil):
    """Signed by the person themselves, so only the spelling is wrong; two spellings could be read as two contents."""
    body = spoil(rows[11].body)
    rows[11] = replace(rows[11], body=body, hash=digest(body), signature=keys["c1"].sign(body))
    assert first(rows) == (12, "内容の書き方が決まりと違います。")


def test_a_clock_that_runs_backwards_is_remarked(small):
    small.book.clock.now = small.book.clock.now.replace(year=2025)
    small.act("c1", lambda _state, _by: Draft("access.logout", {}))
    report = verify_entries(small.rows())
    assert report.is_sound
    assert [remark.entry for remark in report.remarks] == [14]
    assert report.remarks[0].text.startswith("時計が戻っています（2026-") and " JST）" in report.remarks[0].text

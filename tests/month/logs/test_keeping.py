"""The machines' logs in the month's store and in the ledger: read once, settled one by one, read again as signed."""

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.lists.logs.reading import Named
from app.month.logs.columns import NAME, keep_log, known_logs
from app.month.logs.keeping import keep_logs, kept_logs
from app.month.logs.reading import entry_of, open_logs, reason_of
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.proof.piece_codes import load_piece_codes
from app.signoff import machine_logs, months
from app.signoff.gates import WORKS
from app.signoff.log_standing import left_open, log_lines, logs_of
from app.training.machine_logs import make_machine_logs
from tests.house import EQUIPMENT

CODES = load_piece_codes()


@pytest.fixture(scope="module")
def folder(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("logs")
    volume = bench.media.volume.volume
    make_machine_logs(path, bench.notices.values(), volume, PieceRun("2026-11", 1), ("double", "by_hand", "order"))
    return path


@pytest.fixture(scope="module")
def found(bench, folder):
    return open_logs(bench, folder, CODES)


@pytest.fixture
def month(house, tmp_path, bench):
    house.begin_process(*EQUIPMENT)
    house.open_month()
    media = media_part(bench)
    house.by("hinshitsu-1", lambda state, by: months.bind(state, by, "m1", (media,), "当月の媒体"))
    house.root = tmp_path / "months"
    return house


def taken(house, bench, folder, found, who="kensa-1"):
    told = entry_of(bench, found)
    keep_logs(house.book, house.sessions[who], house.root, "m1", folder, told["sha256"], {})
    house.by(who, lambda state, by: machine_logs.take_logs(state, by, "m1", told))


def left(house, rule):
    return [one for one in left_open(house.state, house.state.months["m1"]) if one.rule == rule]


def test_logs_are_read_again_as_they_were_signed(month, bench, folder, found):
    taken(month, bench, folder, found)
    own = month.state.months["m1"]
    again = kept_logs(month.book, month.sessions["hinshitsu-1"], month.root, bench, own, CODES)
    assert entry_of(bench, again) == entry_of(bench, found) and again.left == found.left
    one = logs_of(month.state, own)
    pieces = found.tally.lives.pieces
    assert (one.counts["printed"], one.counts["posted"]) == (len(pieces), pieces.envelopes + 1)
    assert one.order == 1 and verify_book(month.book).is_sound


def test_nothing_is_left_when_two_persons_a_consent_and_a_reason_settled_it(month, bench, folder, found):
    taken(month, bench, folder, found)
    spoiled = [one for one in found.left if one.rule == "remade"]
    assert len(spoiled) >= 4 and reason_of(found, spoiled[0])[1:] == ("P1", "作業者A")
    told = []
    for one in spoiled:
        reason, machine, person = reason_of(found, one)
        told.append({"piece": one.about, "again": one.again, "reason": reason, "machine": machine, "person": person})
    names = [one.about for one in spoiled]
    month.by("kensa-1", lambda state, by: machine_logs.remake(state, by, "m1", told, "裁断"))
    with pytest.raises(KenpanError) as error:
        month.by("kensa-1", lambda state, by: machine_logs.see_destroyed(state, by, "m1", names))
    assert error.value.code == "logs.same_person" and len(left(month, "remade")) == len(names)
    month.by("kensa-2", lambda state, by: machine_logs.see_destroyed(state, by, "m1", names))
    hand = [one.about for one in left(month, "by_hand")]

    def allow(consent):
        month.by("hinshitsu-1", lambda state, by: machine_logs.allow_by_hand(state, by, "m1", hand, consent, "厚い"))

    with pytest.raises(KenpanError) as error:
        allow(" ")
    assert error.value.code == "logs.consent"
    allow("第3号")
    work = WORKS["logs"]
    assert work.left(month.state, month.state.months["m1"]) == ("重複 1 項目",)
    double = left(month, "log.double")
    month.by("hinshitsu-1", lambda state, by: machine_logs.settle(state, by, "m1", double, "1通を回収した"))
    own = month.state.months["m1"]
    assert not work.left(month.state, own) and not work.unapproved(month.state, own, log_lines(month.state, own), "x")
    reader = logs_of(month.state, own).signature.by
    assert work.unapproved(month.state, own, log_lines(month.state, own), reader)
    assert verify_book(month.book).is_sound


def test_logs_of_another_medium_are_not_taken(month, bench, found):
    told = entry_of(bench, found) | {"manifest": "0" * 64}
    with pytest.raises(KenpanError) as error:
        month.by("kensa-1", lambda state, by: machine_logs.take_logs(state, by, "m1", told))
    assert error.value.code == "logs.medium"


def test_what_a_person_named_is_remembered_and_nothing_foreign_is(tmp_path):
    named = Named("insert", {"code": 1, "time": 0})
    assert keep_log(tmp_path, "f" * 64, named) == known_logs(tmp_path) == {"f" * 64: named}
    for text in ("", "[]", '{"a": 1}', '{"a": {"stage": "x", "columns": {"code": 1}}}'):
        (tmp_path / NAME).write_text(text, encoding="ascii")
        assert known_logs(tmp_path) == {}

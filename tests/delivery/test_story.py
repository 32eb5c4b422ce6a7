"""A fund and an establishment with a folder between them: delivered, received, issued again, kept, erased."""

from dataclasses import replace
from datetime import timedelta

import pyotp
from openpyxl import load_workbook

from app.delivery import fund
from app.delivery.establishment import open_package, show_package
from app.delivery.package import pack, seal, unbundled, unpack, unseal
from app.delivery.status import status_file, status_lines
from app.delivery.store import give, open_desk, rekey
from app.signoff import deliveries, exchange, form_batches, login, people
from app.signoff.machine_key import MANIFEST, MachineKey
from tests.delivery.houses import ONE, OTHER, error_of, refusal
from tests.delivery.houses import intake as batch_of
from tests.house import PASSWORD

STATES = {"未配信", "配信済", "受領済", "再発行", "消去済"}


def state_of(pair, batch, establishment=ONE):
    (row,) = [one for one in fund.status(pair.fund.state, establishment) if one.batch == batch]
    return row.state


def test_forms_are_delivered_received_and_issued_again_byte_for_byte(pair):
    batch = pair.batch(content=b"first")
    assert state_of(pair, batch) == "未配信"
    path = pair.deliver(batch)
    assert state_of(pair, batch) == "配信済"
    forms, slip = pair.receive(path)
    assert {content for _, _, content in forms.forms} == {
        fund.document(pair.fund.desk(), batch, one) for one in pair.fund.state.exchange.batches[batch].of(ONE)
    }
    assert pair.take(slip).receipts[-1].name == "検査員１"
    assert state_of(pair, batch) == "受領済"
    assert refusal(pair.take, slip) == "receipt.replayed"
    assert refusal(pair.deliver, batch) == "package.reason"
    again = pair.deliver(batch, reason="媒体の破損")
    assert state_of(pair, batch) == "再発行"
    assert again.read_bytes() == path.read_bytes()
    assert refusal(pair.take, slip) == "receipt.replayed"
    assert pair.receive(again)[0] == forms == show_package(pair.desk.desk(), forms.package)
    assert pair.fund.is_sound() and pair.desk.is_sound()


def test_a_package_that_was_cut_off_or_is_anothers_does_not_open(pair, tmp_path):
    path = pair.deliver(pair.batch(content=b"cut"))
    raw = path.read_bytes()
    for at, spoiled in enumerate(
        (raw[:-1], raw[:40], raw[:-3] + b"abc", raw + b"x", b"", raw.replace(b"to", b"tp", 1))
    ):
        own = tmp_path / f"{at}.kdp"
        own.write_bytes(spoiled)
        assert refusal(open_package, pair.desk.desk(), own) == "package.broken", at
    assert refusal(unseal, raw, MachineKey(b"1" * 32)) == "package.not_ours"


def test_a_manifest_of_another_key_is_refused(pair, tmp_path):
    path = pair.deliver(pair.batch(content=b"key"))
    machine, other = pair.desk.desk().machine, MachineKey(b"2" * 32)
    payload = unseal(path.read_bytes(), machine)
    keys = {name: one.sign_key for name, one in pair.desk.state.exchange.funds.items()}
    good = unpack(payload, MANIFEST, keys)
    forged = pack(good.manifest, good.contents, other)
    own = tmp_path / "forged.kdp"
    own.write_bytes(seal(forged, {machine.id: machine.seal_key}).raw)
    assert forged != payload
    assert refusal(open_package, pair.desk.desk(), own) == "package.foreign"


def test_another_establishments_package_is_refused_and_that_is_an_entry(pair):
    path = pair.deliver(pair.batch(content=b"scope"), OTHER)
    assert refusal(open_package, pair.desk.desk(), path) == "scope.crossed"
    (*_, entry) = pair.desk.house.book.history()
    assert (entry.kind, entry.data["establishment"]) == ("scope.refused", OTHER)
    pair.choose(OTHER)
    assert open_package(pair.desk.desk(), path).establishment == OTHER
    pair.choose(ONE)


def test_an_establishment_with_an_error_gets_nothing(pair):
    batch = fund.take_in(pair.fund.desk(), batch_of(findings=[error_of(ONE)], content=b"held"), "0.1.0")
    assert refusal(pair.fund.by, "kensa-1", form_batches.sign_batch, batch, [ONE], "") == "batch.held"
    pair.fund.by("kensa-1", form_batches.sign_batch, batch, [OTHER], "")
    assert refusal(pair.fund.by, "kensa-1", form_batches.approve_batch, batch, "", "0") == "batch.same_person"
    pair.fund.by("hinshitsu-1", form_batches.approve_batch, batch, "", "0.1.0")
    assert refusal(pair.deliver, batch) == "package.unapproved"
    nobodys = fund.take_in(pair.fund.desk(), batch_of(findings=[error_of("")], content=b"all"), "0.1.0")
    assert not pair.fund.state.exchange.batches[nobodys].sound


def test_the_fourth_terminal_is_refused(pair):
    keys = [MachineKey(bytes([number]) * 32) for number in (7, 8, 9)]
    said = [
        refusal(
            pair.fund.by,
            "kanri-1",
            exchange.enrol_terminal,
            ONE,
            "窓口",
            (one.sign_key, one.seal_key),
            "voice",
            "担当",
            3,
        )
        for one in keys
    ]
    assert said == ["", "", "terminal.many"]
    again = pair.batch(content=b"three")
    assert len(pair.fund.state.exchange.establishments[ONE].terminals) == 3
    assert open_package(pair.desk.desk(), pair.deliver(again)).period == "2026-11"
    for one in keys[:2]:
        pair.fund.by("kanri-1", exchange.remove_terminal, ONE, one.id, "交換")


def test_a_store_opens_for_who_was_given_its_key(pair):
    other = pair.fund.desk("kensa-2")
    assert other.machine.id == pair.fund.desk().machine.id
    assert refusal(pair.fund.desk, "kanri-1") == "month.not_permitted"


def test_everybody_logs_in_with_a_code_while_forms_are_exchanged(pair):
    book = pair.fund.house.book
    assert refusal(login.log_in, book, "kensa-2", PASSWORD) == "login.enrol_code"
    before = replace(pair.fund.house.sessions["kensa-2"], with_code=False)
    assert refusal(login.unlock, book, before, PASSWORD) == "login.enrol_code"
    offer = login.offer_code(book, "kensa-2")
    codes = login.enrol_code(book, "kensa-2", PASSWORD, offer, pyotp.TOTP(offer.secret).at(book.clock()))
    assert refusal(login.log_in, book, "kensa-2", PASSWORD) == "login.code"
    assert login.log_in(book, "kensa-2", PASSWORD, codes[0]).with_code


def test_copies_are_erased_after_seven_years_by_two_persons_and_not_before(pair):
    batch = pair.batch(content=b"years")
    pair.deliver(batch)
    package = deliveries.package_of(pair.fund.state, batch, ONE).id

    def ask(who):
        return refusal(
            pair.fund.by, who, lambda state, by: deliveries.ask_erasing(state, by, package, "期限", deliveries_now())
        )

    def deliveries_now():
        from app.signoff.ledger import written

        return written(pair.fund.house.clock.now)

    assert ask("hinshitsu-1") == "package.kept"
    pair.fund.house.clock.now += timedelta(days=7 * 365 + 3)
    assert ask("hinshitsu-1") == ""
    assert refusal(fund.erase, pair.fund.desk("hinshitsu-1"), package) == "package.same_person"
    fund.erase(pair.fund.desk("hinshitsu-2"), package)
    kept = pair.fund.desk().store
    assert kept.find(f"package {package}") is None
    left = unbundled(kept.read(f"batch {batch}")).values()
    assert {raw[5:10] for raw in left} == {OTHER.encode()}
    assert refusal(pair.deliver, batch, reason="紛失") == "package.erased"
    assert pair.fund.is_sound()


def test_a_batch_that_nobody_approved_is_thrown_away_and_may_be_read_again(pair):
    desk, told = pair.fund.desk(), batch_of(content=b"away")
    batch = fund.take_in(desk, told, "0.1.0")
    pair.fund.by("kensa-1", form_batches.sign_batch, batch, [ONE], "")
    assert refusal(fund.discard, desk, batch, " ") == "batch.reason"
    assert refusal(fund.take_in, desk, told, "0.1.0") == "batch.known"
    assert desk.store.find(f"batch {batch}") is not None
    fund.discard(desk, batch, "前の月のもの")
    assert desk.store.find(f"batch {batch}") is None
    assert refusal(pair.fund.by, "hinshitsu-1", form_batches.approve_batch, batch, "", "0") == "batch.unknown"
    assert refusal(fund.discard, desk, batch, "もう一度") == "batch.unknown"
    assert fund.take_in(desk, told, "0.1.0") == batch
    assert pair.fund.state.exchange.batches[batch].signed is None
    approved = pair.batch(content=b"kept")
    assert refusal(fund.discard, desk, approved, "不要") == "batch.approved"
    assert pair.fund.is_sound()


def test_a_batch_that_somebody_approves_while_it_is_thrown_away_keeps_its_forms(pair, monkeypatch):
    desk = pair.fund.desk()
    batch = fund.take_in(desk, batch_of(content=b"meanwhile"), "0.1.0")
    pair.fund.by("kensa-1", form_batches.sign_batch, batch, [ONE], "")
    before, delete = desk.store.read(f"batch {batch}"), type(desk.store).delete

    def approved_meanwhile(store, stored):
        delete(store, stored)
        pair.fund.by("hinshitsu-1", form_batches.approve_batch, batch, "", "0.1.0")

    monkeypatch.setattr(type(desk.store), "delete", approved_meanwhile)
    assert refusal(fund.discard, desk, batch, "不要") == "batch.approved"
    assert desk.store.read(f"batch {batch}") == before


def test_another_key_shuts_out_who_left_and_issues_the_same_bytes(pair):
    path = pair.deliver(pair.batch(content=b"rekeyed"))
    own, old = pair.fund, pair.fund.desk("kensa-2")
    batch = next(reversed(own.state.exchange.batches))
    before = {name: old.store.read(name) for name in old.store.contents().objects}
    assert refusal(rekey, own.desk("kensa-1")) == "rights.missing"
    gone = own.house.id_of("kensa-2")
    own.house.by("kanri-1", lambda state, _by: people.stop(state, gone, "退職"))
    made, left = rekey(own.desk("hinshitsu-1"))
    assert left == () and made.machine.id == old.machine.id
    assert refusal(old.store.read, next(iter(before))) == "month.gone"
    own.desks.clear()
    assert refusal(open_desk, own.house.book, own.house.sessions["kensa-2"], own.root) == "month.not_permitted"
    own.house.by("kanri-1", lambda state, _by: people.restore(state, gone, "復帰"))
    assert refusal(open_desk, own.house.book, own.house.sessions["kensa-2"], own.root) == "month.no_key"
    give(own.desk(), gone)
    assert own.desk("kensa-2").machine.id == made.machine.id
    now = own.desk().store
    assert {name: now.read(name) for name in now.contents().objects if name != "machine"} == {
        name: raw for name, raw in before.items() if name != "machine"
    }
    assert pair.deliver(batch, reason="紛失").read_bytes() == path.read_bytes()
    assert not any(one.name.startswith(old.store.public_id[:32]) for one in (own.root / "delivery").iterdir())
    assert refusal(rekey, own.desk("hinshitsu-1")) == ""
    own.desks.clear()
    assert refusal(pair.deliver, batch, reason="紛失") == "" and own.is_sound()


def test_the_list_says_the_same_wherever_it_is_written(pair, tmp_path):
    _, slip = pair.receive(pair.deliver(pair.batch(content=b"list")))
    pair.take(slip)
    lines = status_lines(pair.fund.state)
    assert len(lines) == len(fund.status(pair.fund.state))
    assert {line[4] for line in lines} >= {"受領済", "未配信"}
    assert next(line[:3] for line in status_lines(pair.desk.state)) == ("2026-11", ONE, "見本製作所")
    path = status_file(pair.fund.house.book, pair.fund.house.sessions["kensa-1"], tmp_path / "list.xlsx", "受領済")
    (state,) = {row[4] for row in list(load_workbook(path).worksheets[0].values) if row and row[4] in STATES}
    assert state == "受領済"

"""Every fault that can be planted in a batch of forms, one by one, and a real batch from reading to receipt."""

import hashlib

import pytest

from app.delivery.fund import take_in
from app.delivery.intake.run import read_batch, read_roster
from app.sheet.fonts import load_fonts
from app.signoff import form_batches
from app.training.delivery.batch import DEFECTS, make_delivery
from tests.delivery.houses import NAMES, ONE, OTHER, made
from tests.sizes import SOAK

pytestmark = [pytest.mark.soak, pytest.mark.skipif(not SOAK, reason="a soak: tests/delivery has one of each kind")]
PERIOD = "2026-11"
BESIDE = {"shifted": {"delivery.csv_total"}, "hidden": set(), "swapped": set()}


def read(folder, defects=(), roster=True):
    *paths, listed = make_delivery(folder, PERIOD, defects)
    enrolled = read_roster(listed) if roster else None
    return read_batch(paths, PERIOD, NAMES, enrolled, load_fonts())


@pytest.mark.parametrize("name", DEFECTS)
def test_each_planted_fault_is_found_by_its_own_rule(name, tmp_path):
    found = {one.rule for one in read(tmp_path, [name]).findings}
    assert found == {DEFECTS[name]} | BESIDE.get(name, set())


def test_a_real_batch_is_delivered_and_opened_byte_for_byte(tmp_path):
    (tmp_path / "pair").mkdir()
    pair, intake = made(tmp_path / "pair"), read(tmp_path / "batch")
    batch = take_in(pair.fund.desk(), intake, "0.1.0")
    pair.fund.by("kensa-1", form_batches.sign_batch, batch, [ONE, OTHER], "")
    pair.fund.by("hinshitsu-1", form_batches.approve_batch, batch, "", "0.1.0")
    forms, slip = pair.receive(pair.deliver(batch))
    assert len(forms.forms) == 10
    assert {hashlib.sha256(content).hexdigest() for _, _, content in forms.forms} == {
        one.sha256 for one in pair.fund.state.exchange.batches[batch].of(ONE)
    }
    assert pair.take(slip).state == "received"


def test_the_same_batch_is_the_same_bytes(tmp_path):
    first, second = read(tmp_path / "a"), read(tmp_path / "b")
    assert first.documents == second.documents and first.contents == second.contents

"""From the approval on, what a medium's notices look like and are compared by is the measured form of its process."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.canonical import digest
from app.errors import KenpanError
from app.filing.kept_forms import keep_form, kept_as
from app.media.manifest import manifest
from app.month.form_in_force import compared_by, equipped_by, form_in_force
from app.month.form_taken import is_in_force, looks_other, with_form_in_force
from app.month.looking.who import NOBODY, Signed
from app.month.printed.compared import form_for
from app.notice.items import LAYOUT_NO
from app.proof.printed.basis import form_hash
from app.reports.signs import STAND_IN, form_words, process_form
from app.sheet.measured_file import measured_files, packed
from app.sheet.measured_form import MeasuredForm
from app.signoff.reference import FormUsed
from app.signoff.references import approve_draft, approve_reference
from app.signoff.signed import Part
from app.training.printing.plan import notices_of
from tests.house import EQUIPMENT
from tests.sheet.test_measured_place import edges, front, measured, placed

PRINTS = {"印刷.pdf": digest("print")}


@pytest.fixture
def process(house, bench):
    """A house whose month is bound to the open medium."""
    house.begin_process(*EQUIPMENT)
    own = Part("media", "媒体", manifest(bench.media)["sha256"], "PAP03A")
    house.make_ready(parts=(*EQUIPMENT, own))
    return house


@pytest.fixture(scope="module")
def form():
    return measured(front())


def approve(house, form, **other):
    content = packed(measured_files(form))
    given = {"pages": 40, "placed": 3, "kept": kept_as(content), "spread_um": 80, **other}
    session = house.sessions["hinshitsu-1"]
    act = lambda state, by: approve_reference(state, by, "p1", form_hash(form), PRINTS, **given)  # noqa: E731
    return keep_form(house.book, session, content, act)


def equipment(house, bench):
    return equipped_by(house.book, bench.media, bench.equipment)


def test_without_a_reference_the_draft_holds_and_says_so(process, bench):
    held = equipment(process, bench)
    assert (held.shown, held.form_note) == (bench.equipment.forms, STAND_IN)
    assert NOBODY.equipped(bench.media, bench.equipment).form_note == STAND_IN
    before = compared_by(process.state, process.state.months["m1"], MeasuredForm((), {}, drafts=("a",)), "0" * 64)
    assert before == "下書き様式（参照として未承認：見本）"


def test_an_approved_form_is_shown_compared_by_and_named_with_who_when_and_spread(process, bench, form):
    approve(process, form)
    who = Signed(process.book, process.sessions["kensa-1"])
    held = who.equipped(bench.media, bench.equipment)
    name = process.state.accounts[process.sessions["hinshitsu-1"].account].name
    assert held.form_note.startswith(f"実測様式（承認 {name}") and "残差 最大 0.08 mm" in held.form_note
    assert "実測の位置がない" in held.form_note
    on_paper = form_words(process.state.processes["p1"].reference)
    assert held.form_note.startswith(on_paper) and form_words(None) == STAND_IN
    own = replace(bench, equipment=held)
    shown = own.look(*notices_of(bench, ("kounen",))[0])
    assert edges(placed(shown.sheet, "front.charge.total"))[1:] == pytest.approx((150.0, 60.0), abs=0.01)
    assert shown.sheet.form_note == held.form_note
    assert held.forms == bench.equipment.forms, "what the process is bound to is what it was"
    assert form_for(own, None, ()) == form == form_for(bench, None, (), process.book)
    said = compared_by(process.state, process.state.months["m1"], form, form_hash(form))
    assert said.startswith(f"実測様式（承認 {name}")


def test_an_approved_form_voids_nothing_and_another_medium_goes_without_it(process, bench, form):
    before = process.state.processes["p1"].parts
    approve(process, form)
    assert process.state.processes["p1"].parts == before
    assert form_in_force(process.book, digest("other"), bench.equipment.forms).measured is None


def test_a_medium_of_a_proof_round_goes_by_its_process(house, bench, form):
    house.begin_process(*EQUIPMENT)
    live = (*EQUIPMENT, Part("proof_media", "検証品の媒体", manifest(bench.media)["sha256"], "PAP03A"))
    house.open_round(live=live)
    approve(house, form)
    assert set(equipment(house, bench).shown) == set(LAYOUT_NO.values())
    assert equipment(house, bench).measured


def test_an_approved_draft_says_who_approved_it(process, bench):
    process.by("hinshitsu-1", lambda state, by: approve_draft(state, by, "p1", "0" * 64, PRINTS, pages=27))
    held = equipment(process, bench)
    assert not held.measured and held.form_note.startswith("下書き様式（承認 ")


def test_a_form_that_is_gone_or_another_one_is_told_and_never_taken_for_approved(process, bench, form):
    approve(process, form)
    with process.book.engine.begin() as connection:
        connection.execute(text("DELETE FROM attachments"))
    held = equipment(process, bench)
    assert not held.measured and "使えません" in held.form_note
    assert held.problems[-1].code == "reference.lost"
    with pytest.raises(KenpanError) as caught:
        form_for(bench, None, (), process.book)
    assert caught.value.code == "reference.lost"
    other = measured(front(200.0, 110.0))
    content = packed(measured_files(other))
    act = lambda state, by: approve_reference(  # noqa: E731
        state, by, "p1", digest("else"), PRINTS, pages=40, placed=3, kept=kept_as(content), spread_um=80
    )
    keep_form(process.book, process.sessions["hinshitsu-1"], content, act)
    assert equipment(process, bench).problems[-1].code == "reference.other"


def test_a_form_that_is_approved_is_taken_by_the_open_medium_with_marks_and_windows(process, bench, form):
    own = manifest(bench.media)["sha256"]
    assert is_in_force(bench, process.state, own)
    approve(process, form)
    assert not is_in_force(bench, process.state, own) and is_in_force(bench, process.state, digest("other"))
    taken = with_form_in_force(bench, process.book)
    assert is_in_force(taken, process.state, own) and looks_other(bench, taken)
    assert taken.media is bench.media and taken.marks.keys() == bench.marks.keys()
    shown = taken.look(*notices_of(bench, ("kounen",))[0])
    assert edges(placed(shown.sheet, "front.charge.total"))[1:] == pytest.approx((150.0, 60.0), abs=0.01)
    process.by("hinshitsu-1", lambda state, by: approve_draft(state, by, "p1", "0" * 64, PRINTS, pages=27))
    back = with_form_in_force(taken, process.book)
    assert not back.equipment.measured and back.equipment.form_note.startswith("下書き様式（承認 ")
    assert all((back.marks[name] == bench.marks[name]).all() for name in bench.marks)


def test_a_kept_form_that_is_gone_is_told_once(process, bench, form):
    approve(process, form)
    with process.book.engine.begin() as connection:
        connection.execute(text("DELETE FROM attachments"))
    taken = with_form_in_force(bench, process.book)
    assert is_in_force(taken, process.state, manifest(bench.media)["sha256"]), "it is not asked for again and again"
    again = with_form_in_force(taken, process.book)
    assert [one.code for one in again.equipment.problems].count("reference.lost") == 1


def test_every_paper_says_which_form_by_the_same_words(process, form):
    one = process.state.processes["p1"]
    assert process_form(one) == STAND_IN
    official = (Part("forms.1", "様式1", digest("f"), "告知（校了）"),)
    assert process_form(replace(one, parts=official)) == "正式な様式"
    approve(process, form)
    one = process.state.processes["p1"]
    assert process_form(one) == process_form(one, FormUsed(form_hash(form), draft=False)) == form_words(one.reference)
    assert process_form(one, FormUsed(digest("else"), draft=False)) == "実測様式（参照として未承認）"
    assert process_form(one, FormUsed(digest("else"), draft=True)) == "下書き様式（参照として未承認：見本）"

"""What stands beside the media: companions of a sample, and what the forms promise."""

from dataclasses import replace

import pytest

from app.equipment.companions import Companions, find_companions
from app.equipment.form_problems import form_problems
from app.equipment.loading import equip
from app.notice.postal import PostalDictionary
from app.notice.postal_file import dictionary_path
from app.sheet.envelope import load_envelope
from app.sheet.form_model import Box, Form
from app.sheet.forms import load_form
from app.sheet.model import Rect

MARKER = 'artificial = true\nkey = "key.toml"\noffices = "o.xlsx"\ngaiji_font = "g.ttf"\n'


@pytest.fixture
def volume(tmp_path):
    folder = tmp_path / "PAP03A"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("inside", [False, True])
def test_the_companions_of_a_sample_lie_beside_its_marker(volume, inside):
    base = volume if inside else volume.parent
    (base / "sample.toml").write_text(MARKER, encoding="utf-8")
    assert find_companions(volume) == Companions(base / "key.toml", base / "o.xlsx", base / "g.ttf")


def test_other_media_have_no_companions(volume):
    assert find_companions(volume) == Companions()


@pytest.mark.parametrize(
    "text",
    ["", "artificial", "artificial = 1", 'artificial = false\nkey = "key.toml"', b"\x93\x88", 'key = "key.toml"'],
)
def test_a_file_that_is_no_marker_counts_for_nothing(volume, text):
    (volume / "sample.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert find_companions(volume) == Companions()


@pytest.mark.parametrize("name", ["/etc/key.toml", "../key.toml", "sub/key.toml", "..", ""])
def test_a_marker_leads_nowhere_else(volume, name):
    (volume / "sample.toml").write_text(f'artificial = true\nkey = "{name}"\noffices = 1\n', encoding="utf-8")
    assert find_companions(volume) == Companions()


def test_what_ships_has_no_problems():
    assert equip(None, None).problems == ()


def test_a_bad_list_and_a_bad_font_are_problems_and_the_rest_is_there(tmp_path):
    (tmp_path / "o.xlsx").write_bytes(b"no workbook")
    equipment = equip(tmp_path / "o.xlsx", tmp_path / "none.ttf")
    assert [problem.code for problem in equipment.problems] == ["offices.unreadable", "font.unreadable"]
    assert [problem.file for problem in equipment.problems] == ["o.xlsx", "none.ttf"]
    assert equipment.offices is None
    assert set(equipment.fonts.roles) == {"text", "label"}


def test_a_named_dictionary_that_cannot_be_used_is_a_problem_and_the_own_one_stays(tmp_path):
    named = tmp_path / "newer.db"
    named.write_bytes(b"no dictionary")
    equipment = equip(None, None, PostalDictionary(named, "2027-03"))
    assert [(problem.code, problem.file) for problem in equipment.problems] == [("postal.dictionary", "newer.db")]
    assert equipment.postal.path is None
    assert equipment.postal.edition != "2027年3月版"


def test_a_named_dictionary_is_the_one_in_use():
    equipment = equip(None, None, PostalDictionary(dictionary_path(), "2027-03"))
    assert equipment.problems == ()
    assert equipment.postal.edition == "2027年3月版"


def codes(form: Form) -> list[str]:
    equipment = equip(None, None)
    return [problem.code for problem in form_problems(form, load_envelope(), equipment.barcode.size)]


@pytest.mark.parametrize("number", [1, 2])
def test_the_windows_show_and_hide_every_room_of_the_forms(number):
    assert codes(load_form(number)) == []


def moved(form: Form, stack: str, dx: float, dy: float) -> Form:
    return replace(
        form,
        stacks=tuple(replace(one, rect=one.rect.moved(dx, dy)) if one.id == stack else one for one in form.stacks),
    )


def test_an_office_block_beside_its_window_can_be_hidden():
    assert codes(moved(load_form(1), "sheet.office", -3, 0)) == ["window.hidden"]


def test_a_barcode_can_come_too_near_to_the_frame_while_its_text_stays_clear():
    form = load_form(1)
    stack = form.addressee
    rect = Rect(stack.rect.x0 - 1, stack.rect.y0, stack.rect.x1, stack.rect.y1)
    wider = replace(form, stacks=tuple(replace(one, rect=rect) if one is stack else one for one in form.stacks))
    assert codes(wider) == ["window.hidden"]


def test_what_must_be_hidden_may_not_stand_in_a_window():
    form = load_form(1)
    piece = form.pieces[0]
    style = replace(form.boxes[0].style, must="hide")
    shown = Box("sheet.secret", "秘密", "sheet", Rect(110, 50, 120, 62), style)
    assert codes(replace(form, boxes=(*form.boxes, shown))) == ["window.exposed"]
    inside = replace(piece, bars=Rect(105, 70, 150, 78), style=replace(piece.style, must="hide"))
    assert codes(replace(form, pieces=(inside,))) == ["window.exposed"]


def test_a_seal_behind_a_window_shines_through():
    form = load_form(1)
    seal = next(box for box in form.boxes if box.id == "front.seal")
    behind = replace(seal, rect=Rect(110, 20, 125, 35))
    assert codes(replace(form, boxes=tuple(behind if box is seal else box for box in form.boxes))) == ["window.exposed"]


def test_an_addressee_outside_its_block_is_said_to_be_unmarked():
    form = load_form(1)
    stack = form.addressee
    fewer = replace(stack, items=tuple(item for item in stack.items if item.id != "sheet.name_2"))
    problems = form_problems(
        replace(form, stacks=tuple(fewer if one is stack else one for one in form.stacks)), load_envelope(), None
    )
    assert [problem.code for problem in problems] == ["form.marks"]
    assert "sheet.name_2" in problems[0].what


def test_an_envelope_without_room_for_any_barcode_is_a_problem(monkeypatch):
    narrow = replace(load_envelope(), barcode_mm=9.0)
    monkeypatch.setattr("app.equipment.loading.load_envelope", lambda **_: narrow)
    equipment = equip(None, None)
    assert equipment.barcode.size is None
    assert [problem.code for problem in equipment.problems] == ["barcode.size"]

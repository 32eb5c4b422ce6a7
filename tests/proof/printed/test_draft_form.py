"""A print in the layout of the program's own forms needs no measurement; one in another layout is told as such."""

from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.proof.printed.draft_form import form_at_hand
from app.proof.printed.expected import expectation_of
from app.proof.printed.form_table import form_json
from app.proof.printed.run import compare_print
from app.sheet.draw import Drawer
from app.training.printing.job import print_month
from tests.proof.printed.forms import written
from tests.sizes import SOAK

AMOUNT = "front.charge.total"


def compared(bench, notices, forms, path, *, imposed):
    """A print by these forms, compared by the forms at hand."""
    equipment = bench.equipment
    own = replace(equipment, forms=forms)
    printer = replace(bench.printer, equipment=own)
    sheets = [printer.sheet(bench.content(*notice)) for notice in notices]
    path.write_bytes(Drawer(equipment.fonts, forms.values()).pdf(sheets, imposed=imposed))
    form = form_at_hand([path], equipment.forms.values(), equipment.fonts, equipment.barcode.size)
    return form, compare_print([path], form, expectation_of(bench), equipment.fonts, wanted=notices)


@pytest.mark.parametrize("imposed", [False, True] if SOAK else [True])
def test_a_print_in_the_layout_of_the_forms_at_hand_is_equal(bench, short_notices, tmp_path, imposed):
    notices = sorted(short_notices[:6], key=expectation_of(bench).all().index)
    form, result = compared(bench, notices, bench.equipment.forms, tmp_path / "print.pdf", imposed=imposed)
    assert result.findings == [] and result.unreadable == []
    assert (result.matched, result.pages) == (6, 12 if imposed else 18)
    assert form_json(form)["drafts"] == [one.sha256 for one in bench.equipment.forms.values()]


def test_what_stands_elsewhere_than_the_forms_at_hand_set_it_has_moved(bench, short_notices, tmp_path):
    """By half a millimetre: an address whose steps the comparison knows, and an amount in its box."""
    forms = {}
    for number, form in bench.equipment.forms.items():
        boxes = [replace(box, rect=box.rect.moved(0.5, 0)) if box.id == AMOUNT else box for box in form.boxes]
        stacks = [replace(one, rect=one.rect.moved(0, 0.5)) if one is form.addressee else one for one in form.stacks]
        forms[number] = replace(form, boxes=tuple(boxes), stacks=tuple(stacks))
    _, result = compared(bench, short_notices[:1], forms, tmp_path / "print.pdf", imposed=False)
    assert {one.rule for one in result.findings} == {"print.moved"}
    assert AMOUNT in {one.item for one in result.findings}
    assert {one.side for one in result.findings} == {"front", "sheet"}


def test_a_print_in_another_layout_has_to_be_measured_first(bench, tmp_path):
    """Its pages are as large as ours."""
    files, equipment = written(print_month(bench, "panels", selection=2), tmp_path), bench.equipment
    with pytest.raises(KenpanError, match="手元の様式と違います") as error:
        form_at_hand(files, equipment.forms.values(), equipment.fonts, equipment.barcode.size)
    assert "kenpan learn" in error.value.next_step

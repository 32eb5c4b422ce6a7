"""What the windows show of measured places."""

from app.proof.learning.learn import Learned
from app.proof.learning.pieces import Pieces
from app.proof.learning.windows import report, reports
from app.sheet.model import Rect


def test_an_address_that_is_measured_outside_of_its_window_is_hidden_and_our_own_place_is_not(bench):
    form, envelope = bench.equipment.forms[1], bench.equipment.envelope
    room = form.addressee.rect
    inside = Rect(room.x0 + 1, room.y0 + 1, room.x0 + 30, room.y0 + 5)
    seen = report({("sheet", "sheet.address_1"): inside}, form, envelope)
    assert [(item.id, item.must, item.ok) for item in seen.items] == [("sheet.address_1", "show", True)]
    seen = report({("sheet", "sheet.address_1"): inside.moved(0, -40)}, form, envelope)
    assert [item.id for item in seen.hidden] == ["sheet.address_1"]


def test_windows_are_not_judged_where_the_edges_of_the_panel_are_not_known(bench):
    learned = Learned(1, 1, Pieces(sizes={"sheet": (200.0, 110.0)}), {("sheet", "kounen"): None})
    learned.sides["sheet", "kounen"] = type("Side", (), {"placed": {}})()
    assert reports(learned, bench.equipment.forms, bench.equipment.envelope) == {"kounen": None}
    learned.pieces.sizes["sheet"] = (bench.equipment.envelope.insert_width, bench.equipment.envelope.insert_height)
    assert reports(learned, bench.equipment.forms, bench.equipment.envelope)["kounen"].items == ()

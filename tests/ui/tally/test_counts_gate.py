"""件数 closes from the screen where everything agrees, by another than who typed the slip; else it does not."""

from types import SimpleNamespace

import pytest

from app.filing.ledger_copies import verify_book
from app.signoff.count_standing import uncounted
from app.signoff.gates import COUNTS, is_closed
from app.ui.shell.desk import Desk
from app.ui.tally.counts_page import CountsPage
from tests.ui.proof_desk import ProofDesk, give_password, shown
from tests.ui.tally.to_counts import to_counts


@pytest.fixture
def place(qtbot, jobs, themed, house, bench, tmp_path):
    ready = to_counts(house, bench, tmp_path)
    made = ProofDesk(house, Desk(house.book, jobs), None)
    made.sit("hinshitsu-2")
    made.open, made.image = SimpleNamespace(bench=ready.bench), tmp_path / "写し.png"
    made.image.write_bytes(b"\x89PNG of the slip")
    lives, sha256 = ready.logs.tally.lives, ready.logs.sha256
    page = made.page = CountsPage(
        made.desk, jobs, bench=lambda: made.open.bench, lives=lambda: lives, logs=lambda: sha256
    )
    shown(qtbot, page)
    page.show_month("m1")
    yield made
    page.leave()
    made.desk.leave()


def sign(place, qtbot):
    place.settle(qtbot)
    told = give_password(qtbot, place, place.page)
    place.settle(qtbot)
    return told


def work(place, qtbot, stamped=0):
    """Everything before the gate; so many pieces more are on the stamped copy than were handed in."""
    page = place.page
    page.count()
    place.settle(qtbot)
    page.act_now()
    sign(place, qtbot)
    dialog, slip = page.ask_slip(), page.found.drawn.slip
    most = max(slip, key=slip.get)
    for key, edit in dialog.edits.items():
        edit.setText(str(slip.get(key, 0) + stamped * (key == most)))
    dialog.on.setText("2026-12-17")
    dialog.image.set(place.image)
    dialog.ok.click()
    sign(place, qtbot)
    assert page._next.act == "take"
    page.act_now()
    return sign(place, qtbot)


def closed(place):
    return is_closed(place.house.state, place.house.state.months["m1"], COUNTS)


def test_where_everything_agrees_another_than_who_typed_the_slip_closes_the_gate(place, qtbot):
    page, state = place.page, lambda: place.house.state
    assert "まだない件数：なし" in work(place, qtbot)
    assert page.differs.lines.rowCount() == 0 and uncounted(state(), page.month) == ()
    assert page._next.act == "" and "別" in page.act.text(), "not by who typed the slip"
    page.close_gate()
    assert "差出票（写）を転記した人は、完了できません" in page.note.text() and not closed(place)
    place.sit("hinshitsu-1")
    assert page._next.act == "close" and page.act.isEnabled()
    page.act_now()
    told = sign(place, qtbot)
    assert "関門を閉じます" in told and "差出票（受付印）" in told
    closing = state().months["m1"].closed[COUNTS]
    assert closed(place) and closing.signature.by == place.house.id_of("hinshitsu-1")
    assert not page.type.isEnabled() and verify_book(place.house.book).is_sound


def test_one_piece_more_on_the_stamped_copy_keeps_the_gate_open_until_its_reason_stands(place, qtbot):
    page = place.page
    work(place, qtbot, stamped=1)
    place.sit("hinshitsu-1")
    assert page._next.act == "explain" and page.differs.lines.rowCount() >= 1
    page.close_gate()
    assert "合わない件数" in page.note.text() and not closed(place)

import pytest

from app.ui.review.selection import NO_RECORD, OffsetBase, Selection, Span


def test_nothing_is_selected_at_first():
    selection = Selection()
    assert (selection.file, selection.record) == ("", NO_RECORD)
    assert selection.span is None
    assert selection.item_id is None
    assert selection.hover is None


def test_record_zero_is_a_record(qtbot):
    selection = Selection()
    with qtbot.waitSignal(selection.recordChanged) as got:
        selection.set_record("ZMGKK#1301", 0)
    assert got.args == ["ZMGKK#1301", 0]


def test_the_same_record_again_is_no_change(qtbot):
    selection = Selection()
    selection.show("ZMGKK#1301", 4, (0, 4))
    with qtbot.assertNotEmitted(selection.recordChanged), qtbot.assertNotEmitted(selection.rangeChanged):
        selection.set_record("ZMGKK#1301", 4)
    assert selection.span == Span(0, 4)


def test_another_file_with_the_same_number_is_a_change(qtbot):
    selection = Selection()
    selection.set_record("ZMGKK#1301", 4)
    with qtbot.waitSignal(selection.recordChanged):
        selection.set_record("ZMGKK#1302", 4)


def test_another_record_drops_bytes_and_hover(qtbot):
    selection = Selection()
    selection.show("ZMGKK#1301", 4, (0, 4))
    selection.set_hover((4, 5))
    with qtbot.waitSignals([selection.recordChanged, selection.rangeChanged, selection.hoverChanged]):
        selection.set_record("ZMGKK#1301", 5)
    assert selection.span is None
    assert selection.hover is None


def test_bytes_of_another_record_come_in_one_step():
    selection = Selection()
    seen = []
    selection.recordChanged.connect(lambda _file, record: seen.append((record, selection.span)))
    selection.rangeChanged.connect(lambda span: seen.append((selection.record, span)))
    selection.show("ZMGKK#1301", 7, (0, 4))
    assert seen == [(7, Span(0, 4)), (7, Span(0, 4))]


def test_the_same_bytes_again_are_no_change(qtbot):
    selection = Selection()
    selection.select((0, 4))
    selection.set_hover((0, 4))
    with qtbot.assertNotEmitted(selection.rangeChanged), qtbot.assertNotEmitted(selection.hoverChanged):
        selection.select((0, 4))
        selection.set_hover((0, 4))


def test_an_item_without_bytes_is_a_change(qtbot):
    selection = Selection()
    with qtbot.waitSignal(selection.rangeChanged) as got:
        selection.select(None, "sheet.office.phone")
    assert got.args == [None]
    assert selection.item_id == "sheet.office.phone"
    with qtbot.waitSignal(selection.rangeChanged):
        selection.select(None)
    assert selection.item_id is None


def test_closing_shows_no_record(qtbot):
    selection = Selection()
    selection.show("ZMGKK#1301", 7, (0, 4))
    with qtbot.waitSignal(selection.recordChanged) as got:
        selection.clear()
    assert got.args == ["", NO_RECORD]
    assert selection.span is None


@pytest.mark.parametrize("span", [(4, 4), (5, 4), (-1, 2)])
def test_an_impossible_range_is_refused(span):
    with pytest.raises(ValueError, match="byte range"):
        Selection().select(span)


@pytest.mark.parametrize(("start", "end", "lights"), [(0, 4, False), (0, 5, True), (7, 8, True), (8, 9, False)])
def test_ranges_that_only_touch_do_not_overlap(start, end, lights):
    assert Span(4, 8).overlaps(start, end) is lights


def test_the_offset_base_tells_only_of_change(qtbot):
    base = OffsetBase()
    with qtbot.assertNotEmitted(base.changed):
        base.set_base(0)
    with qtbot.waitSignal(base.changed) as got:
        base.set_base(1)
    assert got.args == [1]
    assert base.base == 1


@pytest.mark.parametrize(("same", "kept"), [(True, Span(0, 4)), (False, None)])
def test_bytes_stay_picked_only_from_a_record_to_one_of_the_same_layout(same, kept):
    asked = []

    def same_layout(*places):
        asked.append(places)
        return same

    selection = Selection(same_layout=same_layout)
    selection.set_record("ZMGKK#1301", 1)
    selection.select((0, 4))
    selection.set_hover((4, 5))
    selection.set_record("ZMGKK#1302", 3)
    assert asked == [("ZMGKK#1301", 1, "ZMGKK#1302", 3)]
    assert selection.span == kept
    assert selection.hover is None


def test_an_item_without_bytes_stays_picked_too(qtbot):
    selection = Selection(same_layout=lambda *_places: True)
    selection.show("ZMGKK#1301", 1)
    selection.select(None, "sheet.office_phone")
    with qtbot.assertNotEmitted(selection.rangeChanged):
        selection.set_record("ZMGKK#1301", 3)
    assert selection.item_id == "sheet.office_phone"
